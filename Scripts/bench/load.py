#!/usr/bin/env python3
"""Measures how fast ratings are read, grouped by user and ordered by time, against pandas.

Generates a file of ratings from a seed, shaped like MovieLens (138,000 users for 20 million ratings,
grouped by user, movie ids ascending, times in sessions), then lets pandas and debut read it in turns.
Both get warm files and report the time of the work alone, without the start of the process; debut's
time includes the catalogue and the fingerprint. Prints medians, their ratio and peak memory.

  python3 Scripts/bench/load.py                                   one million ratings
  python3 Scripts/bench/load.py --rows 20000000 --order time      users interleaved, as they came in

Needs numpy, pandas 2 or later, and a release build of debut.
"""

import argparse
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import numpy as np

PANDAS = """
import json, sys, time
import pandas as pd
start = time.perf_counter()
data = pd.read_csv(sys.argv[1])
data = data.sort_values(['userId', 'timestamp'], kind='stable')
seconds = time.perf_counter() - start
print(json.dumps({'seconds': seconds, 'ratings': len(data), 'users': int(data.userId.nunique()),
  'items': int(data.movieId.nunique()), 'version': pd.__version__}))
"""
STARS = np.arange(1, 11) / 2
SHARES = [0.011, 0.033, 0.017, 0.073, 0.045, 0.201, 0.105, 0.287, 0.077, 0.151]


class Catalogue:
    """Items with ids as uneven as MovieLens's, of which a few get most of the ratings."""

    def __init__(self, random, count=26_744):
        low = np.arange(1, 9_001)
        high = 9_001 + random.choice(122_000, count - len(low), replace=False)
        self.ids = np.sort(np.concatenate([low, high]))
        weights = 1.0 / (np.arange(count) + 20.0) ** 1.05
        # Smaller ids are older titles, with more ratings; noise mixes the order.
        places = np.argsort(np.arange(count) + random.normal(0, count / 8, count))
        popularity = np.empty(count)
        popularity[places] = weights
        self.cumulative = np.cumsum(popularity) / popularity.sum()

    def draw(self, random, count):
        return np.searchsorted(self.cumulative, random.random(count))


def users_block(random, catalogue, first, count):
    """Columns (user, item id, stars * 2, time) of `count` users from id `first` on."""
    wanted = np.clip(random.lognormal(4.25, 1.1, count), 20, 9_000).astype(np.int64)
    user = np.repeat(np.arange(count), wanted + wanted // 3)
    pairs = np.unique(user * len(catalogue.ids) + catalogue.draw(random, len(user)))
    user, item = np.divmod(pairs, len(catalogue.ids))
    # Half of the ratings follow within ten seconds; one in fifty starts another session.
    gaps = random.lognormal(2.3, 1.7, len(user)).astype(np.int64)
    breaks = random.random(len(user)) < 0.02
    gaps[breaks] += (random.exponential(20 * 86_400, breaks.sum())).astype(np.int64)
    sums = np.cumsum(gaps)
    starts = np.searchsorted(user, np.arange(count))
    joined = random.integers(825_000_000, 1_420_000_000, count)
    times = sums - np.repeat(sums[starts], np.diff(np.append(starts, len(user)))) + joined[user]
    # In the order of movie ids the times of a user are in none.
    times = times[np.lexsort((random.random(len(user)), user))]
    stars = random.choice(10, len(user), p=SHARES) + 1
    return user + first, catalogue.ids[item], stars, times


def generate(rows, seed):
    random = np.random.default_rng(seed)
    catalogue = Catalogue(random)
    blocks, made, first = [], 0, 1
    while made < rows:
        block = users_block(random, catalogue, first, 2_000)
        blocks.append([column[: rows - made] for column in block])
        made += len(blocks[-1][0])
        first += 2_000
    return [np.concatenate(columns) for columns in zip(*blocks)]


def digits(numbers, width):
    """The numbers as ASCII digits, one row each, and which of the digits are no leading zeros."""
    text = np.empty((len(numbers), width), np.uint8)
    left = numbers.astype(np.int64)
    for place in range(width - 1, -1, -1):
        text[:, place] = left % 10 + 48
        left = left // 10
    shown = np.maximum.accumulate(text != 48, axis=1)
    shown[:, -1] = True
    return text, shown


def text_keys(numbers, width, salt):
    """Keys of `width` letters and digits, at most 24, a row each: five bits of a mixed number a character."""
    text = np.empty((len(numbers), width), np.uint8)
    letters = np.frombuffer(b"0123456789ABCDEFGHIJKLMNOPQRSTUV", np.uint8)
    for start in range(0, width, 12):
        mixed = numbers.astype(np.uint64) + np.uint64(salt + start)
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
            mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
        mixed ^= mixed >> np.uint64(31)
        for place in range(start, min(start + 12, width)):
            text[:, place] = letters[(mixed & np.uint64(31)).astype(np.int64)]
            mixed >>= np.uint64(5)
    return text, True


def iso_times(times):
    """The times as `2011-03-17T18:30:05Z`."""
    text = np.datetime_as_string(times.astype("datetime64[s]")).astype("S19")
    return np.concatenate([text.view(np.uint8).reshape(-1, 19), np.full((len(times), 1), ord("Z"), np.uint8)], axis=1), True


def write_csv(path, columns, ids="numeric", times="seconds", lines=False, block=500_000):
    """Writes comma-separated text with a header, or JSON lines.

    `ids` is `numeric` or the number of characters of text ids; `times` is `seconds` or `iso`."""
    with open(path, "wb") as file:
        if not lines:
            file.write(b"userId,movieId,rating,timestamp\n")
        for start in range(0, len(columns[0]), block):
            user, item, halves, when = (column[start : start + block] for column in columns)

            def mark(text):
                return np.tile(np.frombuffer(text, np.uint8), (len(user), 1)), True

            if ids == "numeric":
                keys = [digits(user, 7)], [digits(item, 6)]
            else:
                keys = [text_keys(user, int(ids), 1)], [text_keys(item, int(ids), 1 << 40)]
            stars = [digits(halves // 2, 1), mark(b"."), digits(halves % 2 * 5, 1)]
            moment = [digits(when, 10) if times == "seconds" else iso_times(when)]
            if lines:
                quote = [] if ids == "numeric" else [mark(b'"')]
                hour = [] if times == "seconds" else [mark(b'"')]
                pieces = [mark(b'{"userId":'), *quote, *keys[0], *quote, mark(b',"movieId":'), *quote, *keys[1], *quote,
                          mark(b',"rating":'), *stars, mark(b',"timestamp":'), *hour, *moment, *hour, mark(b"}\n")]
            else:
                pieces = [*keys[0], mark(b","), *keys[1], mark(b","), *stars, mark(b","), *moment, mark(b"\n")]
            text = np.concatenate([piece[0] for piece in pieces], axis=1)
            shown = np.concatenate(
                [np.broadcast_to(piece[1], piece[0].shape) for piece in pieces], axis=1)
            file.write(text[shown].tobytes())


def run(command):
    """The last line of a program's output as JSON, its wall time, and its peak memory in MB.

    The peak is that of all resident pages, and of those that are of no mapped file (sampled; None
    where the system does not say)."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    peaks = {}

    def watch():
        try:
            while True:
                with open(f"/proc/{process.pid}/status") as status:
                    for line in status:
                        key, _, value = line.partition(":")
                        if key in ("VmHWM", "RssAnon"):
                            peaks[key] = max(peaks.get(key, 0), int(value.split()[0]) / 1024)
                time.sleep(0.005)
        except OSError:
            return

    watcher = threading.Thread(target=watch)
    watcher.start()
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    watcher.join()
    if process.returncode != 0:
        sys.exit(f"{command[0]} failed: {output.decode()}")
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    # Where there is no VmHWM the figure includes this script, from which the program was started.
    peak = peaks.get("VmHWM", usage.ru_maxrss / unit)
    return json.loads(output.splitlines()[-1]), wall, peak, peaks.get("RssAnon")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--order", choices=["user", "time"], default="user")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--out", help="keep the file in this folder, and use it where it is there")
    parser.add_argument("--debut", default=".build/release/debut")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()

    with tempfile.TemporaryDirectory() as scratch:
        folder = options.out or scratch
        os.makedirs(folder, exist_ok=True)
        name = f"ratings-{options.rows}-{options.order}-{options.seed}.csv"
        path = os.path.join(folder, name)
        if not os.path.exists(path):
            # A process of its own, as its memory would count for those that are started from it.
            maker = multiprocessing.Process(target=make_file, args=(path, options))
            maker.start()
            maker.join()
            if maker.exitcode != 0:
                sys.exit("the file could not be generated")
        compare(path, options)


def make_file(path, options):
    columns = generate(options.rows, options.seed)
    if options.order == "time":
        order = np.argsort(columns[3], kind="stable")
        columns = [column[order] for column in columns]
    write_csv(path + ".part", columns)
    os.rename(path + ".part", path)


def compare(path, options):
    with open(path, "rb") as file:  # both find the file in memory
        while file.read(1 << 24):
            pass
    commands = {
        "pandas": [sys.executable, "-c", PANDAS, path],
        "debut": [
            os.path.abspath(options.debut), "--no-init", "--mode", "json", "-c", f'load "{path}"'],
    }
    results = {name: [] for name in commands}
    for _ in range(options.runs):
        for name, command in commands.items():
            results[name].append(run(command))
    first = {name: runs[0][0] for name, runs in results.items()}
    for key in ["ratings", "users", "items"]:
        if first["pandas"][key] != first["debut"][key]:
            sys.exit(f"{key}: pandas finds {first['pandas'][key]}, debut {first['debut'][key]}")

    size = os.path.getsize(path) / 1e6
    report = {"rows": options.rows, "order": options.order, "megabytes": round(size, 1)}
    for name, runs in results.items():
        report[name] = {
            "seconds": statistics.median(run[0]["seconds"] for run in runs),
            "all": [round(run[0]["seconds"], 4) for run in runs],
            "wall": statistics.median(run[1] for run in runs),
            "peakMB": round(max(run[2] for run in runs)),
            "anonymousMB": round(max(run[3] for run in runs)) if runs[0][3] else None,
        }
    report["pandas"]["version"] = first["pandas"]["version"]
    report["ratio"] = report["pandas"]["seconds"] / report["debut"]["seconds"]
    if options.json:
        print(json.dumps(report))
        return
    print(f"{options.rows:,} ratings, order {options.order}, {size:.0f} MB, {options.runs} runs in turns")
    for name in commands:
        row = report[name]
        anonymous = row["anonymousMB"]
        print(
            f"{name:7} median {row['seconds']:8.3f} s  (whole process {row['wall']:.3f} s)  peak memory "
            f"{row['peakMB']:,} MB" + (f", {anonymous:,} MB without mapped files" if anonymous else ""))
    print(f"debut is {report['ratio']:.1f} times as fast as pandas {report['pandas']['version']}")


if __name__ == "__main__":
    main()
