"""What the accuracy scripts share: driving the binary, reading its answers, and writing tables."""
import csv
import datetime
import json
import math
import os
import pathlib
import platform
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = ROOT / ".build/release/debut"


def run(lines, quiet=False):
    """The answers of a session, one object a line. Progress goes to standard error."""
    command = [BINARY, "--no-init", "--mode", "json"]
    for line in lines:
        command += ["-c", line]
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL if quiet else None, text=True)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    failed = next((a["error"] for a in answers if "error" in a), None)
    if failed or done.returncode:
        sys.exit(f"{pathlib.Path(sys.argv[0]).name}: {failed or f'the program ended with {done.returncode}'}")
    return answers


def registered():
    """The names of all registered models."""
    return [row["name"] for row in run(["models"], quiet=True)[0]["rows"]]


def totals(answer):
    """The row of all predictions of each model."""
    return {row["model"]: row for row in answer["rows"] if row["history"] == "all"}


def figure(value, digits=4):
    return "" if value is None else f"{value:.{digits}f}"


def interval(row):
    """`-.0031 [-.0046, -.0016]`, in bold where the interval leaves out 0."""
    if "difference" not in row:
        return ""
    text = f"{row['difference']:+.4f} [{row['differenceLow']:+.4f}, {row['differenceHigh']:+.4f}]"
    return f"**{text}**" if row["excludesZero"] else text


def table(heads, rows, right=None):
    """A Markdown table, the first column words and the others numbers."""
    right = range(1, len(heads)) if right is None else right
    rules = ["--:" if i in right else "---" for i in range(len(heads))]
    lines = [heads, rules, *rows]
    return "\n".join("| " + " | ".join(str(c) for c in line) + " |" for line in lines) + "\n"


def machine():
    """Cores, kernels, compiler and date, in one line."""
    name = platform.processor() or platform.machine()
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            for line in file:
                if line.startswith("model name"):
                    name = line.split(":")[1].strip()
    shown = run(["show"], quiet=True)[0]
    version = subprocess.run([BINARY, "--version"], capture_output=True, text=True, check=True)
    swift = subprocess.run(["swift", "--version"], capture_output=True, text=True, check=True)
    compiler = (swift.stdout + swift.stderr).splitlines()[0].split("(")[0].strip()
    return (
        f"{version.stdout.strip()}, {shown['kernels']} kernels, {shown['threads']} cores of {name}, "
        f"{compiler}, {datetime.date.today()}")


# Of ml-latest-small: models and options were chosen on them.
DEVELOPMENT_FOLDS = (0, 1)


class Curve:
    """Root mean squared error by number of known ratings, in classes that a picture can show; and `unseen`, that
    of all folds but those that anything was chosen on."""

    CLASSES = [
        (0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (5, 6), (7, 9), (10, 14), (15, 18), (19, 29), (30, 49),
        (50, 99), (100, 199), (200, math.inf),
    ]

    def __init__(self, path):
        """Reads what `evaluate --predictions` wrote."""
        sums, unseen = {}, {}
        with open(path, encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                known = int(row["position"])
                place = next(i for i, (low, high) in enumerate(self.CLASSES) if low <= known <= high)
                entry = sums.setdefault(row["model"], [[0, 0.0] for _ in self.CLASSES])[place]
                entry[0] += 1
                square = (float(row["prediction"]) - float(row["rating"])) ** 2
                entry[1] += square
                if int(row["userId"]) % 10 not in DEVELOPMENT_FOLDS:
                    total = unseen.setdefault(row["model"], [0, 0.0])
                    total[0] += 1
                    total[1] += square
        self.points = {
            model: [math.sqrt(s / n) if n else None for n, s in entries] for model, entries in sums.items()}
        self.unseen = {model: math.sqrt(s / n) for model, (n, s) in unseen.items()}
        self.counts = [n for n, _ in next(iter(sums.values()))]

    @staticmethod
    def label(place):
        low, high = Curve.CLASSES[place]
        return f"{low}" if low == high else f"{low}+" if high == math.inf else f"{low}-{high}"
