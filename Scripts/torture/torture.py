#!/usr/bin/env python3
"""Attacks a build of Debut, and writes what came of it into docs/reliability.md.

Usage: torture.py [--scale F] [--seed N] [--write PAGE] [--keep FOLDER] BINARY [PART ...]

Parts: lines, data-files, model-files, kills, saves, interrupts, at-scale, terminal, address, thread. Without one all are run.
--scale 0.01 makes a hundredth of the attempts. Exit status: 0 all promises were kept, otherwise 1.
"""

import argparse
import datetime
import os
import platform
import re
import subprocess
import sys
import tempfile
import time

import atscale
import datafiles
import interrupts
import kills
import lines
import modelfiles
import sanitizers
import saves
import terminal

ROOT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
FIXTURES = os.path.join(ROOT, "Tests", "Fixtures", "Format1")
PARTS = {
    "lines": lambda o, f: lines.run(o.binary, f, o.times(10_000), o.seed),
    "data-files": lambda o, f: datafiles.run(o.binary, f, o.times(5_000), o.seed),
    "model-files": lambda o, f: modelfiles.run(o.binary, f, o.times(13_000), o.seed, FIXTURES),
    "kills": lambda o, f: kills.run(o.binary, f, o.times(300), o.seed),
    "saves": lambda o, f: saves.run(o.binary, f, o.times(100), o.seed),
    "interrupts": lambda o, f: interrupts.run(o.binary, f, o.times(150), o.seed),
    "at-scale": lambda o, f: atscale.run(o.binary, f, o.scale, o.seed),
    "terminal": lambda o, f: terminal.run(o.binary, f, o.times(500), o.seed),
    "address": lambda o, f: sanitizers.run(ROOT, "address"),
    "thread": lambda o, f: sanitizers.run(ROOT, "thread"),
}


def table(reports):
    """The rows of the page."""
    rows = ["| attack | attempts | what came of it | broken promises |", "|---|---|---|---|"]
    for report, _ in reports:
        came = "; ".join(f"{name.strip()} {value:,}" if isinstance(value, int) else f"{name.strip()} {value}"
                         for name, value in report.figures.items()
                         if not name.startswith(("faults: ", "  ")))
        rows.append(f"| {report.what} | {report.attempts:,} | {came or 'nothing to tell'} | {len(report.faults)} |")
    return "\n".join(rows)


def merged(old, new):
    """The rows of the page, in which those of the parts that were run replace their own of before."""
    kept = {row.split("|")[1].strip(): row for row in old.splitlines() if row.startswith("| ")}
    if not kept:
        return new
    fresh = {row.split("|")[1].strip(): row for row in new.splitlines() if row.startswith("| ")}
    rows = [fresh.pop(name, row) for name, row in kept.items()] + list(fresh.values())
    return "\n".join([rows[0], "|---|---|---|---|", *rows[1:]])


def write(page, reports, options):
    """Puts the table between its marks; rows of parts that were not run stay."""
    with open(page) as file:
        text = file.read()
    version = subprocess.run(["swift", "--version"], capture_output=True, text=True).stdout
    swift = re.search(r"Swift version (\S+)", version)
    told = (f"Made on {datetime.date.today().isoformat()} by `make torture` with seed {options.seed}, Swift "
            f"{swift.group(1) if swift else 'unknown'}, {platform.system()} on {platform.machine()}.")
    found = re.search(r"<!-- torture -->.*?<!-- end -->", text, re.S)
    if not found:
        sys.exit(f"torture: {page} has no marks for the table")
    block = f"<!-- torture -->\n{told}\n\n{merged(found.group(), table(reports))}\n<!-- end -->"
    with open(page, "w") as file:
        file.write(text[:found.start()] + block + text[found.end():])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("parts", nargs="*")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write")
    parser.add_argument("--keep")
    options = parser.parse_args()
    options.binary = os.path.abspath(options.binary)
    options.times = lambda count: max(1, round(count * options.scale))
    unknown = [part for part in options.parts if part not in PARTS]
    if unknown:
        sys.exit(f"torture: no part {unknown[0]}; there are {', '.join(PARTS)}")
    reports = []
    for part in options.parts or PARTS:
        folder = os.path.join(options.keep, part) if options.keep else tempfile.mkdtemp(prefix=f"torture-{part}-")
        os.makedirs(folder, exist_ok=True)
        began = time.monotonic()
        report = PARTS[part](options, folder)
        seconds = time.monotonic() - began
        reports.append((report, seconds))
        print(f"{report.part}: {report.attempts:,} {report.what} in {seconds:.0f} s, {len(report.faults)} broken promises "
              f"({report.promise})", flush=True)
        for name, value in report.figures.items():
            print(f"  {name}: {value}", flush=True)
        for kind, evidence in report.faults[:20]:
            print(f"  ! {kind}: {evidence}", flush=True)
        if report.faults:
            print(f"  what was attacked is in {folder}", flush=True)
    if options.write:
        write(options.write, reports, options)
    sys.exit(1 if any(report.faults for report, _ in reports) else 0)


if __name__ == "__main__":
    main()
