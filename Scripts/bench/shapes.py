#!/usr/bin/env python3
"""Measures how fast data of other shapes is read, grouped by user and ordered by time, beside DuckDB and Polars.

The events are those of load.py, in the order of their times. They are written once for each shape: numeric ids; text
ids of 10 and of 24 characters; ISO 8601 times; packed by gzip; JSON lines; Parquet. Debut and its peers read each in
turns, with warm files and two threads. Prints medians of the work alone, ratios and peak memory as Markdown.

  python3 Scripts/bench/shapes.py --out FOLDER [--rows 20000000] [--runs 3] [--base DEBUT] [SHAPE]...

Needs numpy, duckdb 2, polars 2 and, for Parquet, the duckdb program; and a release build of debut. `--base` is an older
build, with which plain numeric ids are compared.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import zlib

import numpy as np

from load import generate, run, write_csv

ENDING = """
print(json.dumps({'seconds': time.perf_counter() - start, 'ratings': int(rows), 'version': version}))
"""
PEERS = {
    "duckdb": """
import duckdb, json, sys, time
version = duckdb.__version__
link = duckdb.connect(config={'threads': 2})
start = time.perf_counter()
link.execute(f"CREATE TABLE t AS SELECT * FROM {sys.argv[2]}('{sys.argv[1]}') ORDER BY userId, timestamp")
rows = link.execute("SELECT count(*) FROM t").fetchone()[0]
""" + ENDING,
    "polars": """
import json, os, sys, time
os.environ['POLARS_MAX_THREADS'] = '2'
import polars
version = polars.__version__
start = time.perf_counter()
data = polars.read_csv(sys.argv[1], try_parse_dates=True).sort(['userId', 'timestamp'], maintain_order=True)
rows = len(data)
""" + ENDING,
}
INFLATE = """
import json, sys, time, zlib
start = time.perf_counter()
inflate, count = zlib.decompressobj(31), 0
with open(sys.argv[1], 'rb') as file:
    while piece := file.read(1 << 20):
        count += len(inflate.decompress(piece))
rows, version = 0, zlib.ZLIB_RUNTIME_VERSION
""" + ENDING

# Name: the arguments of `write_csv`, the ending of the file, the peers, and what a ratio is held against.
SHAPES = {
    "numeric": ({}, "csv", ["duckdb", "polars"]),
    "text10": ({"ids": "10"}, "csv", ["duckdb", "polars"]),
    "text24": ({"ids": "24"}, "csv", ["duckdb", "polars"]),
    "iso": ({"times": "iso"}, "csv", ["duckdb", "polars"]),
    "gzip": ({}, "csv.gz", ["inflate"]),
    "json": ({"ids": "10", "lines": True}, "jsonl", ["duckdb-json"]),
    "parquet": ({"ids": "10"}, "parquet", ["duckdb-copy"]),
    "cache": ({"ids": "10"}, "csv", ["first"]),
}


def events(options):
    columns = generate(options.rows, options.seed)
    order = np.argsort(columns[3], kind="stable")
    return [column[order] for column in columns]


def make(shape, options, columns):
    """Writes the file of a shape unless it is there; returns its path."""
    arguments, ending, _ = SHAPES[shape]
    form = "-".join([arguments.get("ids", "numeric"), arguments.get("times", "seconds")])
    path = os.path.join(options.out, f"{form}-{options.rows}-{options.seed}.{ending}")
    if os.path.exists(path):
        return path
    part = path + ".part"
    if ending in ("csv", "jsonl"):
        write_csv(part, columns(), **arguments)
    elif ending == "csv.gz":
        deflate = zlib.compressobj(6, zlib.DEFLATED, 31)
        with open(make("numeric", options, columns), "rb") as source, open(part, "wb") as target:
            while piece := source.read(1 << 24):
                target.write(deflate.compress(piece))
            target.write(deflate.flush())
    else:
        source = make("text10", options, columns)
        subprocess.run([options.duckdb, "-c", f"COPY (FROM '{source}') TO '{part}' (FORMAT parquet)"], check=True)
    os.rename(part, path)
    return path


def command(name, path, options):
    if name == "duckdb-copy":
        return [options.duckdb, "-c", f"COPY (FROM '{path}') TO '/dev/null' (FORMAT csv)"]
    if name == "inflate":
        return [sys.executable, "-c", INFLATE, path]
    if name.startswith("duckdb"):
        return [sys.executable, "-c", PEERS["duckdb"], path, "read_json" if "json" in name else "read_csv"]
    if name == "polars":
        return [sys.executable, "-c", PEERS["polars"], path]
    program = options.base if name == "base" else options.debut
    flag = " --cache" if name in ("first", "again") else ""
    return [os.path.abspath(program), "--no-init", "--mode", "json", "-c", f'load "{path}"{flag}']


def measure(name, path, options):
    """Seconds and peak memory in MB. The program's whole time where it does not say that of the work."""
    if name == "first":
        cache = path + ".debut-cache"
        if os.path.exists(cache):
            os.remove(cache)
    if name == "duckdb-copy":
        done = run(["/bin/sh", "-c", '"$@" >/dev/null && echo "{}"', "sh", *command(name, path, options)])
        return done[1], None
    answer, wall, peak, _ = run(command(name, path, options))
    return answer["seconds"], peak


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shapes", nargs="*", default=list(SHAPES), metavar="SHAPE")
    parser.add_argument("--out", required=True, help="the folder of the files, which are kept")
    parser.add_argument("--rows", type=int, default=20_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--debut", default=".build/release/debut")
    parser.add_argument("--base", help="an older build")
    parser.add_argument("--duckdb", default=shutil.which("duckdb") or "duckdb", help="the duckdb program")
    parser.add_argument("--generate", action="store_true", help="write the files, measure nothing")
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)
    os.environ.setdefault("DEBUT_DUCKDB", options.duckdb)
    made = []

    def columns():
        if not made:
            made.append(events(options))
        return made[0]

    paths = {shape: make(shape, options, columns) for shape in options.shapes}
    if options.generate:
        return
    # The columns' memory would count for the programs started from here.
    if made:
        os.execv(sys.executable, [sys.executable, *sys.argv])
    print("| shape | MB | debut s | peak MB | peer | peer s | peer peak MB | peer / debut | peak of peer / debut |")
    print("|---|--:|--:|--:|---|--:|--:|--:|--:|")
    for shape, path in paths.items():
        peers = SHAPES[shape][2] + (["base"] if options.base and shape == "numeric" else [])
        own = "again" if shape == "cache" else "debut"
        with open(path, "rb") as file:
            while file.read(1 << 24):
                pass
        results = {name: [] for name in [*peers, own]}
        for _ in range(options.runs):
            for name in results:
                results[name].append(measure(name, path, options))
        middle = {name: statistics.median(r[0] for r in runs) for name, runs in results.items()}
        peak = {name: max(r[1] or 0 for r in runs) for name, runs in results.items()}
        for name in peers:
            memory = f"{peak[name]:,.0f}" if peak[name] else ""
            share = f"{peak[name] / peak[own]:.2f}" if peak[name] else ""
            print(f"| {shape} | {os.path.getsize(path) / 1e6:,.0f} | {middle[own]:.2f} | {peak[own]:,.0f} | {name} "
                  f"| {middle[name]:.2f} | {memory} | {middle[name] / middle[own]:.2f} | {share} |")


if __name__ == "__main__":
    main()
