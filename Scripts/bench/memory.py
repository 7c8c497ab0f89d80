#!/usr/bin/env python3
"""Compares what every model states its training takes with what a training takes.

Each model is trained for one epoch, and evaluated, in a process of its own: on the demo and on a generated
file of a million ratings, with its defaults and with large options. What it takes is the highest resident
memory since the training began, less what the data took before. The statement is read from the refusal that
the same line gets while the process may allocate almost nothing.

  python3 Scripts/bench/memory.py .build/release/debut                  a table in Markdown
  python3 Scripts/bench/memory.py .build/release/debut --only attention-sequence    one model
  python3 Scripts/bench/memory.py .build/release/debut --rows 0         the demo alone

Exit status: 0 if no training took more than was stated, and none that took 100 MB or more was stated at
over three times of it; otherwise 1. Linux only.
"""

import argparse
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile

# Room for the refusal itself, in bytes; every statement is larger.
SPARE = 48 << 20
UNITS = {"MB": 1e6, "GB": 1e9}
# Lines after the model's name: the defaults are tried too.
LARGE = {
    "demo": {
        "mf": ["factors=128"],
        "item-knn": ["table=100000"],
        "latent-cf": ["factors=1024 --batch 1000000"],
        "deep-cf": ["factors=1024", "--batch 100000"],
        "latent-cf-mlp": ["factors=1024 --batch 100000"],
        "mlinknet": ["units=4096 factors=512", "--batch 1000000"],
        "gru-sequence": ["hidden=1024 --batch 1000000", "rank=64", "factors=1024"],
        "gru-hybrid": ["grus=16 hidden=512", "rank=64 --batch 1000000"],
        "attention-sequence": ["--batch 1024", "window=1024", "factors=1024 blocks=4", "heads=16 depth=64"],
    },
    "file": {
        "mf": ["factors=64"],
        "latent-cf": ["factors=1024 --batch 100000"],
        "gru-sequence": ["--batch 1024"],
        "attention-sequence": ["--batch 1024"],
    },
}


def write_ratings(path, rows, seed=1):
    """Writes a file shaped like MovieLens: histories of 20 to thousands, few items with most of the ratings."""
    generator = random.Random(seed)
    items = max(200, rows // 270)
    with open(path, "w") as file:
        file.write("userId,movieId,rating,timestamp\n")
        written, user = 0, 0
        while written < rows:
            user += 1
            count = min(rows - written, int(min(max(generator.lognormvariate(4.4, 1.1), 20), 0.6 * items)))
            seen = set()
            while len(seen) < count:
                seen.add(int(items * generator.random() ** 2.5))
            time = generator.randrange(10 ** 9, 14 * 10 ** 8)
            for item in seen:
                time += 1 + int(generator.expovariate(0.01))
                file.write(f"{user},{item + 1},{generator.randrange(1, 11) / 2},{time}\n")
            written += count


class Session:
    """A program that answers lines in JSON."""

    def __init__(self, binary, folder):
        environment = {key: value for key, value in os.environ.items() if not key.startswith("DEBUT_")}
        self.process = subprocess.Popen(
            [binary, "--no-init", "--mode", "json", "--keep-going"], cwd=folder, text=True,
            env=dict(environment, HOME=folder, XDG_STATE_HOME=folder), stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def ask(self, line):
        """Returns the answer of a line."""
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise EOFError(f"the program ended in: {line}")
        return json.loads(answer)

    def status(self, name):
        """Returns a number of bytes of the kernel's, such as "VmHWM"."""
        with open(f"/proc/{self.process.pid}/status") as file:
            return int(re.search(rf"{name}:\s+(\d+) kB", file.read()).group(1)) << 10

    def forget_peak(self):
        """Sets the highest resident memory to the present one."""
        with open(f"/proc/{self.process.pid}/clear_refs", "w") as file:
            file.write("5")

    def stated(self, line):
        """Returns the bytes that a training is stated to take, and trains nothing."""
        unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        resource.prlimit(self.process.pid, resource.RLIMIT_AS, (self.status("VmSize") + SPARE, unlimited[1]))
        error = self.ask(line).get("error", "")
        resource.prlimit(self.process.pid, resource.RLIMIT_AS, unlimited)
        found = re.search(r"need about ([\d.]+) (MB|GB) of memory", error)
        if not found:
            raise ValueError(f"no statement for: {line}: {error}")
        return float(found.group(1)) * UNITS[found.group(2)]

    def end(self):
        """Ends the program."""
        self.process.kill()
        self.process.wait()


def measure(binary, folder, data, line):
    """Returns the bytes stated and taken, and what failed or None."""
    session = Session(binary, folder)
    try:
        session.ask(f"load {data}")
        stated = session.stated(line)
        session.forget_peak()
        before = session.status("VmRSS")
        error = session.ask(line).get("error")
        if not error:
            error = session.ask("evaluate").get("error")
        return stated, session.status("VmHWM") - before, error
    finally:
        session.end()


def trainings(binary, folder, only):
    """Yields data and lines."""
    session = Session(binary, folder)
    models = [row["name"] for row in session.ask("models")["rows"]]
    session.end()
    for data, large in LARGE.items():
        for model in models:
            if only and model not in only:
                continue
            for options in [""] + large.get(model, []):
                yield data, f"train {model} {options}".strip()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--only", action="append")
    options = parser.parse_args()
    binary = os.path.abspath(options.binary)
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="memory-") as folder:
        if options.rows:
            write_ratings(os.path.join(folder, "ratings.csv"), options.rows)
        print("| data | training | stated, MB | taken, MB | ratio | |\n|---|---|--:|--:|--:|---|", flush=True)
        for data, line in trainings(binary, folder, options.only):
            if data == "file" and not options.rows:
                continue
            # A model without epochs says that they have no effect.
            source = "demo" if data == "demo" else "ratings.csv"
            stated, taken, error = measure(binary, folder, source, f"{line} --epochs 1")
            note = error or ("too low" if stated < taken else
                             "too high" if taken >= 1e8 and stated > 3 * taken else "")
            wrong += note in ("too low", "too high")
            print(f"| {data} | `{line[6:]}` | {stated / 1e6:,.0f} | {taken / 1e6:,.0f} | "
                  f"{stated / max(taken, 1):.1f} | {note[:80]} |", flush=True)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
