"""Checks folds of text ids: the figures of `bias` over ten folds by hash, in plain Python and by the program.

    python3 text_folds.py FOLDER [--binary debut]

reads ratings.csv of a MovieLens folder and writes it to a folder of its own with `u17` for the user 17 and `m318` for
the item 318. Python divides the users by the first 8 bytes of the SHA-256 of their ids, big-endian, modulo 10, fits and
evaluates the model `bias` as its documentation says, and compares the figures with those of
`load FOLDER`, `split fresh-users --fold all`, `train bias`, `evaluate`. It needs no package; it ends with 1 if a figure differs.
"""
import argparse
import csv
import hashlib
import json
import math
import pathlib
import subprocess
import sys
import tempfile

LOWEST, HIGHEST = 0.5, 5.0
BUCKETS = {"0": (0, 0), "1-4": (1, 4), "5-9": (5, 9), "10-18": (10, 18), "19+": (19, math.inf)}


def fold(user):
    return int.from_bytes(hashlib.sha256(user.encode()).digest()[:8], "big") % 10


def histories(path):
    """[(item, stars)] by user, in the order of (timestamp, order in the file)."""
    users = {}
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            users.setdefault(row["userId"], []).append((int(row["timestamp"]), row["movieId"], float(row["rating"])))
    return {user: [(i, r) for _, i, r in sorted(rows, key=lambda row: row[0])] for user, rows in users.items()}


def biases(training, shrinkage=3.0, alternations=10):
    """The mean of all ratings, and every item's bias."""
    ratings = [(u, i, r) for u, rows in training.items() for i, r in rows]
    mean = sum(r for _, _, r in ratings) / len(ratings)
    item_counts = {}
    for _, i, _ in ratings:
        item_counts[i] = item_counts.get(i, 0) + 1
    items = dict.fromkeys(item_counts, 0.0)
    for _ in range(alternations):
        sums = dict.fromkeys(items, 0.0)
        for rows in training.values():
            user = sum(r - mean - items[i] for i, r in rows) / (len(rows) + shrinkage)
            for i, r in rows:
                sums[i] += r - mean - user
        items = {i: total / (item_counts[i] + shrinkage) for i, total in sums.items()}
    return mean, items


def errors(mean, items, rows, decay=0.9, shrinkage=3.0):
    """The error at each position of a held-out history."""
    total = weight = 0.0
    for item, stars in rows:
        base = mean + items.get(item, 0.0)
        predicted = base + (total / (weight + shrinkage) if weight else 0.0)
        yield min(max(predicted, LOWEST), HIGHEST) - stars
        total, weight = decay * total + stars - base, decay * weight + 1


def figures(users):
    """(ratings, rmse, mae) by history length, over all folds."""
    pooled = {name: [] for name in ["all", *BUCKETS]}
    for k in range(10):
        mean, items = biases({u: rows for u, rows in users.items() if fold(u) != k})
        for rows in (rows for u, rows in users.items() if fold(u) == k):
            for position, error in enumerate(errors(mean, items, rows)):
                pooled["all"].append(error)
                for name, (low, high) in BUCKETS.items():
                    if low <= position <= high:
                        pooled[name].append(error)
    return {
        name: (len(e), math.sqrt(sum(x * x for x in e) / len(e)), sum(map(abs, e)) / len(e))
        for name, e in pooled.items() if e
    }


def rewrite(source, target):
    with open(source, newline="") as old, open(target, "w", newline="") as new:
        rows, writer = csv.reader(old), csv.writer(new, lineterminator="\n")
        writer.writerow(next(rows))
        writer.writerows([f"u{row[0]}", f"m{row[1]}", *row[2:]] for row in rows)


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--binary", default=root / ".build/release/debut")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "ratings.csv"
        rewrite(arguments.folder / "ratings.csv", path)
        expected = figures(histories(path))
        lines = [f"load {folder} --scale {LOWEST}:{HIGHEST:g}", "split fresh-users --fold all", "train bias", "evaluate"]
        command = [arguments.binary, "--no-init", "--mode", "json"] + [word for line in lines for word in ("-c", line)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode or "rows" not in answers[-1]:
        sys.exit(f"text_folds.py: the program ended with {done.returncode}: {done.stdout[-300:]}")
    found = {row["history"]: (row["ratings"], row["rmse"], row["mae"]) for row in answers[-1]["rows"]}
    worst = 0.0
    print("history  ratings      rmse (Python)  rmse (Debut)   mae (Python)  mae (Debut)")
    for name, (count, rmse, mae) in expected.items():
        other = found.get(name, (0, math.inf, math.inf))
        print(f"{name:8} {count:7} {rmse:18.7f} {other[1]:13.7f} {mae:14.7f} {other[2]:12.7f}")
        if count != other[0]:
            sys.exit(f"text_folds.py: {other[0]} ratings of history {name}, expected {count}")
        worst = max(worst, abs(rmse - other[1]), abs(mae - other[2]))
    # The program keeps item biases in single precision.
    if worst > 2e-6:
        sys.exit(f"text_folds.py: the figures differ by up to {worst:.1e}")
    print(f"the same, within {worst:.1e}")


if __name__ == "__main__":
    main()
