#!/usr/bin/env python3
"""Runs `debut bench` and PyTorch in turns on this machine and prints the comparison as Markdown.

    python3 Scripts/bench/report.py --data FOLDER [--python PYTHON-WITH-TORCH-AND-PANDAS] [--rounds 3]
                                    [--rows 1000000] [--write docs/performance.md] [--readme README.md]

Each round runs Debut, then PyTorch; what counts is the median over the rounds, of medians within a round,
and the ratio of the two. Without a Python that has torch only Debut's figures are printed. With --readme the
short table between README's marks is written anew, too.
"""
import argparse
import datetime
import json
import os
import pathlib
import platform
import re
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEBUT = ROOT / ".build/release/debut"
HERE = pathlib.Path(__file__).parent
PEER = HERE / "torch_peer.py"
MANY = """`bench scale` generates ratings with as many a user as MovieLens 20M, and as long a tail of items; `--ratings` says how
many, `--keep FILE` keeps them. "factors" is what comes before the first epoch. The memory is that of the process until then.

`mf` with its defaults, beside the program before factor fits read variances in place of covariances, in turns on the same
generated file, two cores of an AMD EPYC, 2026-11-30 (medians of three at 1.25 and 5 million, one run each at 20 million,
where a million of them chose the decay; two million do now):

| ratings | before, s | now, s | times as fast |
|--:|--:|--:|--:|
| 1,250,000 | 1.36 | 0.81 | 1.7 |
| 5,000,000 | 11.0 | 2.2 | 4.9 |
| 20,000,000 | 83 | 11 | 7.5 |

A rating was read from 1,152 bytes, now from 256: the more of them do not fit into a cache, the more that saves. At 5 and 20
million a sample of the users chooses the decay. RMSE, all ten folds of ml-latest-small: 0.8560 before, 0.8552 now;
movietweetings 1.5591 and 1.5586; the generated 1.25 million, fold 0: 0.7735 and 0.7732.

Evaluations ask models for the predictions along a history (`Recommender.score(_:along:into:)`): `mf` and `gru-hybrid` solve
for sixteen positions at once, and the GRUs read pieces of 64 ratings by products. Beside the program before, in turns, two
cores of an AMD EPYC, 2026-12-01, medians of three. The first three rows are whole commands less the seconds of `load` and
`open` alone:

| work | before, s | now, s | times as fast |
|---|--:|--:|--:|
| `evaluate gru-hybrid`, 20 million ratings: 13,793 held-out users, 1,978,375 predictions | 6.2 | 2.0 | 3.1 |
| `evaluate mf`, the same | 2.7 | 0.63 | 4.3 |
| `recommend --users` by `mf`: 100,000 newcomers of 20 ratings, 26,743 items, files read and written | 4.8 | 3.9 | 1.2 |
| `train gru-sequence --epochs 4`, 1.25 million, factors included | 3.4 | 2.9 | 1.2 |
| `train gru-hybrid --epochs 4`, the same | 9.3 | 7.8 | 1.2 |

The lists alone take about a third of the third row, some 1.3 s. `implicit` 0.7.2 (ALS, 64 factors, two threads), asked in
memory for 20,000 of these newcomers by `recommend(recalculate_user=True)` on the same machine, took 1.44 s (median of three)."""

LISTS = """\
Models that score by the product of two vectors keep the items' vectors a second time, in bytes with a scale each
(`ItemScan.swift`), if there are 4,096 items or more. Sums of bytes are exact; with the lengths of the rests that
rounding left they bound the float score of every item, and only the items whose bound reaches the tenth best so far
are scored. Of a million items some 1,140 are, 1,024 of them as a sample to begin with. The list is that of scoring
every item, to the last bit. The bytes are read once, as fast as memory gives them.
`Scripts/bench/top_items_peers.py --debut PROGRAM` measures all of them in turns, for one user at a time: of many users
at once, a matrix product would read the items once."""
MARK, END = "<!-- performance -->\n", "<!-- end of performance -->"


def debut(lines, variables=None):
    """The rows of every `bench` line, by name."""
    command = [DEBUT, "--no-init", "--mode", "json"]
    for line in lines:
        command += ["-c", line]
    run = subprocess.run(
        command, check=True, capture_output=True, text=True, env={**os.environ, **(variables or {})})
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    return {row["name"]: row for a in answers if a["command"] == "bench" for row in a["rows"]}


def peer(python, part, threads, variables=None):
    run = subprocess.run(
        [python, PEER, part, "--threads", str(threads)], check=True, capture_output=True, text=True,
        env={**os.environ, **(variables or {})})
    return json.loads(run.stdout)


def medians(rounds, value):
    """The median over the rounds of what `value` finds, where every round has it."""
    return {name: statistics.median(value(r[name]) for r in rounds) for name in rounds[0]}


def measure(arguments, ours, part, threads, variables=None):
    mine, theirs = [], []
    for _ in range(arguments.rounds):
        mine.append(debut(ours, variables))
        if arguments.python:
            theirs.append(peer(arguments.python, part, threads, variables)["rows"])
    return mine, medians(theirs, float) if theirs else {}


def products(arguments, variant, variables=None):
    mine, theirs = measure(
        arguments, [f"bench kernels --threads 1 --kernels {variant}"], "products", 1, variables)
    print(f"\n### Single-thread products, {variant}\n", file=arguments.out)
    print("| product | Debut GFLOP/s | share of peak | torch.mm GFLOP/s | ratio |", file=arguments.out)
    print("|---|--:|--:|--:|--:|", file=arguments.out)
    speed, share = medians(mine, lambda r: r["gflops"]), medians(mine, lambda r: r["peakShare"])
    compared = []
    for name, gflops in speed.items():
        size = name.removesuffix(" threads=1")
        row = [size, f"{gflops:.0f}", f"{share[name]:.2f}"]
        if size in theirs:
            m, n, k = (int(w.split("=")[1]) for w in size.split() if "=" in w)
            other = 2e-6 * m * n * k / theirs[size]
            row += [f"{other:.0f}", f"{gflops / other:.2f}"]
            compared.append((gflops, other, gflops / other))
        else:
            row += ["", ""]
        print("| " + " | ".join(row) + " |", file=arguments.out)
    if compared:
        spans = [(min(column), max(column)) for column in zip(*compared)]
        arguments.summary.append((
            f"single-thread products of the models' sizes, {variant}", f"{spans[0][0]:.0f} to {spans[0][1]:.0f} GFLOP/s",
            f"{spans[1][0]:.0f} to {spans[1][1]:.0f}", f"{spans[2][0]:.1f} to {spans[2][1]:.1f}"))


def figure(value):
    """Three digits, never in powers of ten."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def compare(title, rows, arguments):
    print(f"\n### {title}\n", file=arguments.out)
    print("| work | Debut | PyTorch | times as fast |", file=arguments.out)
    print("|---|--:|--:|--:|", file=arguments.out)
    for name, mine, theirs, unit in rows:
        cells = (name, f"{figure(mine)} {unit}", "", "")
        if theirs is not None:
            ratio = mine / theirs if unit == "events/s" else theirs / mine
            cells = (*cells[:2], f"{figure(theirs)} {unit}", f"{ratio:.1f}")
        arguments.summary.append(cells)
        print("| " + " | ".join(cells) + " |", file=arguments.out)


def softmax_peer(arguments):
    """What PyTorch takes for a step of the work of the rows `softmax=full`, whose epochs have 8."""
    if not arguments.python:
        return {}
    run = subprocess.run(
        [arguments.python, HERE / "torch_softmax.py", "--threads", "2"], check=True, capture_output=True, text=True)
    return json.loads(run.stdout)["rows"]


def training(arguments):
    load = [f'load "{arguments.data}"']
    rounds, theirs = measure(arguments, load + ["bench train"], "train", 2)
    one = [debut(load + ["bench train --threads 1"]) for _ in range(arguments.rounds)]
    mine = medians(rounds, lambda r: r["medianMs"])
    single = medians(one, lambda r: r["medianMs"])

    def best(batch):
        return min((theirs[k] for k in theirs if k.startswith(f"step batch={batch} ")), default=None)

    rows = []
    for batch, adam in ((16, "sparse"), (16, "dense"), (64, "sparse"), (256, "sparse")):
        name = f"step mlinknet batch={batch} adam={adam} threads=2"
        other = theirs.get("step batch=16 fused") if adam == "dense" else best(batch)
        rows.append((name, mine[name], other, "ms"))
    epoch = "epoch gru-sequence factors=100 hidden=100 threads=2"
    events = statistics.median(r[epoch]["eventsPerSecond"] for r in rounds)
    rows.append(("every position, factors=100 hidden=100", events, theirs.get("events per second"), "events/s"))
    rows.append(("epoch mlinknet adam=sparse threads=2", mine["epoch mlinknet adam=sparse threads=2"], None, "ms"))
    full = softmax_peer(arguments)
    for items in (3400, 9066):
        name = f"epoch gru4rec softmax=full items={items} hidden=128 threads=2"
        steps = [full[k]["wallMs"] for k in full if k.startswith(f"items={items} ")]
        rows.append((name, mine[name], 8 * min(steps) if steps else None, "ms"))
    compare("Training, two threads (PyTorch: its fastest optimiser; dense: fused Adam)", rows, arguments)
    wide = "step mlinknet batch=256 adam=sparse threads="
    gain = single[wide + "1"] / mine[wide + "2"]
    print(f"\nTwo threads against one, batch 256: {gain:.2f}.", file=arguments.out)
    arguments.summary.append(("two threads against one, batch 256", f"{gain:.2f} times", "", ""))


def serving(arguments):
    rounds, theirs = measure(
        arguments, [f'load "{arguments.data}"', "bench serve"], "serve", 2)
    mine = medians(rounds, lambda r: r["medianMs"])
    slow = medians(rounds, lambda r: r["p99Ms"])
    rows = [
        ("predict fresh (mlinknet, 19 ratings, cold)", mine["predict fresh"], theirs.get("predict"), "ms"),
        ("extend (gru-sequence, one rating more)", mine["extend"], None, "ms"),
        ("rank mlinknet (19 ratings, cold, best 10 of all)", mine["rank mlinknet"], theirs.get("rank"), "ms"),
        ("rank gru-sequence (the same, 100 factors)", mine["rank gru-sequence"],
         theirs.get("rank by dot product"), "ms"),
    ]
    compare("Serving", rows, arguments)
    print(f"\n99 in 100 `rank gru-sequence` within {slow['rank gru-sequence']:.3f} ms. "
          "`mlinknet` ranks that fast because its linear head collapses to one number an item.", file=arguments.out)


def lists(arguments):
    """Against PyTorch and FAISS, those of them that the other Python has; in turns within one run."""
    print("\n### The best ten of a million items, one core\n", file=arguments.out)
    run = subprocess.run(
        [arguments.python or sys.executable, HERE / "top_items_peers.py", "--rounds", str(arguments.rounds), "--debut",
         DEBUT], check=True, capture_output=True, text=True)
    result = json.loads(run.stdout)
    median, version = result["medianMs"], result["versions"]
    mine = median.pop("debut int8")
    names = {"debut float": "Debut, every item scored", "torch": f"PyTorch {version.get('torch')}, mv and topk",
             "faiss": f"FAISS {version.get('faiss')}, IndexFlatIP"}
    print("| the exact list, 64 numbers an item | median ms | times as long |", file=arguments.out)
    print("|---|--:|--:|", file=arguments.out)
    print(f"| Debut, bounds of bytes | {mine:.3g} | |", file=arguments.out)
    for name, value in median.items():
        print(f"| {names[name]} | {value:.3g} | {value / mine:.1f} |", file=arguments.out)
        if name != "debut float":
            arguments.summary.append((
                "the exact best 10 of 1,000,000 items, 64 numbers each, one core", f"{mine:.3g} ms",
                f"{names[name].split(',')[0]}: {value:.3g} ms", f"{value / mine:.1f}"))
    print(f"\n{LISTS}", file=arguments.out)


def scale(arguments):
    """Work on generated ratings, once: their number is what matters."""
    print("\n### Many ratings: 1,250,000 generated ones, two threads\n", file=arguments.out)
    print("| work | seconds | ratings/s, users/s | peak MB |\n|---|--:|--:|--:|", file=arguments.out)
    for name, row in debut(["bench scale"]).items():
        print(f"| {name} | {row['medianMs'] / 1e3:.3g} | {row['eventsPerSecond']:,.0f} | {row['peakMB']:.0f} |",
              file=arguments.out)
    print(f"\n{MANY}", file=arguments.out)


def reading(arguments):
    """Against pandas, where the other Python has it; in turns within its own run."""
    print("\n### Reading, and what a person waits for\n", file=arguments.out)
    print("| work | Debut | peer | times as fast |\n|---|--:|--:|--:|", file=arguments.out)
    rows = []
    if arguments.python:
        for order in ("user", "time"):
            run = subprocess.run(
                [arguments.python, HERE / "load.py", "--rows", str(arguments.rows), "--order", order, "--json",
                 "--debut", DEBUT], check=True, capture_output=True, text=True)
            result = json.loads(run.stdout)
            order = "grouped by user" if order == "user" else "in the order of time"
            rows.append((
                f"reading {arguments.rows:,} ratings {order}, grouped and in time order",
                f"{result['debut']['seconds']:.3g} s", f"pandas {result['pandas']['version']}: "
                f"{result['pandas']['seconds']:.3g} s", f"{result['ratio']:.1f}"))
            print(
                f"<!-- peak memory {order}: {result['debut']['peakMB']} MB, without the mapped file "
                f"{result['debut']['anonymousMB']} MB -->", file=sys.stderr)
    run = subprocess.run(
        [sys.executable, HERE / "start.py", "--program", DEBUT], check=True, capture_output=True, text=True)
    rows.append(("start to prompt, at a terminal", f"{float(re.search(r'[0-9.]+', run.stdout)[0]):.3g} ms", "", ""))
    typed = debut(["bench complete"])
    for name, row in typed.items():
        slow = f", p99 {row['p99Ms']:.3g} ms" if row.get("p99Ms") is not None else ""
        rows.append((name, f"{row['medianMs']:.3g} ms{slow}", "", ""))
    for row in rows:
        print("| " + " | ".join(row) + " |", file=arguments.out)
    arguments.summary += rows


def write_readme(arguments, versions):
    text = arguments.readme.read_text(encoding="utf-8")
    before, rest = text.split(MARK)
    table = "| work | Debut | peer | times as fast |\n|---|--:|--:|--:|\n"
    table += "".join("| " + " | ".join(row) + " |\n" for row in arguments.summary)
    arguments.readme.write_text(
        before + MARK + f"{versions}; medians, written by `make bench`.\n\n" + table + END + rest.split(END)[1],
        encoding="utf-8")


def machine():
    name = platform.processor() or "unknown processor"
    for line in open("/proc/cpuinfo", encoding="utf-8") if os.path.exists("/proc/cpuinfo") else []:
        if line.startswith(("model name", "cpu family")):
            name = line.split(":")[1].strip() if line.startswith("model name") else name
    return f"{os.cpu_count()} cores of {name}"


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--data", default="demo")
    arguments.add_argument("--python")
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--rows", type=int, default=1_000_000)
    arguments.add_argument("--write", type=pathlib.Path)
    arguments.add_argument("--readme", type=pathlib.Path)
    arguments = arguments.parse_args()
    arguments.summary = []
    arguments.out = arguments.write.open("w", encoding="utf-8") if arguments.write else sys.stdout
    swift = subprocess.run(["swift", "--version"], capture_output=True, text=True, check=True)
    torch = peer(arguments.python, "serve", 1)["torch"] if arguments.python else "not measured"
    versions = (
        f"{machine()}; {(swift.stdout + swift.stderr).splitlines()[0].strip()}; PyTorch {torch}; {datetime.date.today()}")
    print("# Performance\n\nWritten by `make bench`; medians of "
          f"{arguments.rounds} rounds, Debut and PyTorch in turns.\n\n{versions}.", file=arguments.out)
    products(arguments, "v4")
    products(arguments, "v3", {"MKL_ENABLE_INSTRUCTIONS": "AVX2"})
    training(arguments)
    serving(arguments)
    lists(arguments)
    scale(arguments)
    reading(arguments)
    if arguments.readme:
        write_readme(arguments, versions)


if __name__ == "__main__":
    main()
