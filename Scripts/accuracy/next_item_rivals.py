#!/usr/bin/env python3
"""Trains published models of next items on the splits of Debut, and ranks its targets among all training items.

    python3 -m venv peers && peers/bin/pip install torch 'rectools[torch]==0.19.0'
    python3 -m venv recbole && recbole/bin/pip install torch recbole==1.2.1 'numpy<2' 'pandas<3' 'setuptools<81'
    debut -c 'load DATA --min-user 3 --rating none' -c 'split leave-last-out' -c 'train popular' \
      -c 'evaluate popular --protocol next-item --predictions TARGETS'
    peers/bin/python Scripts/accuracy/next_item_rivals.py rank sasrec EVENTS TARGETS OUT
    recbole/bin/python Scripts/accuracy/next_item_rivals.py rank gru4rec EVENTS TARGETS OUT
    python3 Scripts/accuracy/next_item_rivals.py compare OUT OTHER

EVENTS is a file with a header that names user, item and time, or a `.dat` as MovieLens had them. TARGETS tells each
user's target, and the ranks of `popular`, which are computed again to see that both ask the same. Under
`split by-time --at 0.9` say `--target last` to Debut and `--at 0.9` here. OUT is written as by `--predictions`; with
`--repeats` a second file, OUT with `-repeats` in its name, ranks items had before, too.

Histories longer than a model reads are cut into pieces, so that it learns from all of them. A tenth of the users, but
500 of them at least, lend their last training event to choose the epoch and the settings by NDCG@10, asked as the
targets are; no model is trained again with these events. Equal times of a user are in a drawn order, the target last.
One thread; seconds are the processor's.
"""
import argparse
import csv
import json
import logging
import math
import pathlib
import sys
import time
import warnings

import numpy

import rivals

TOP = 10


def key(text):
    """An id as Debut writes it: numbers without leading zeros."""
    return str(int(text)) if text.isdigit() else text


def read_events(path):
    """The events of a file: user, item, time."""
    with open(path, encoding="utf-8", newline="") as file:
        if path.suffix == ".dat":
            rows = [line.rstrip("\n").split("::") for line in file]
            places = (0, 1, 3)
        else:
            head, *rows = csv.reader(file)
            roles = [("user", "userid", "customer_id"), ("item", "movieid", "stock_code"), ("timestamp", "time")]
            places = [next(i for i, name in enumerate(head) if name.lower() in names) for names in roles]
    return [(key(row[places[0]]), key(row[places[1]]), int(row[places[2]])) for row in rows]


class Task:
    """The sequences to train on, the questions to choose by, and those to answer at the end."""

    def __init__(self, events, targets, at, fewest, seed):
        random = numpy.random.default_rng(seed)
        histories = {}
        for (user, item, when), tie in zip(events, random.random(len(events))):
            histories.setdefault(user, []).append((when, tie, item))
        histories = {user: sorted(known) for user, known in histories.items() if len(known) >= fewest}
        times = sorted(when for known in histories.values() for when, _, _ in known)
        cut = times[int(at * len(times))] if at else math.inf
        with open(targets, encoding="utf-8", newline="") as file:
            self.rows = list({row["user"]: row for row in csv.DictReader(file)}.values())
        training = {user: [e for e in known if e[0] < cut] for user, known in histories.items()}
        known = []
        for row in self.rows:
            # Of events of one time any may be the target: it is taken out, and the others come before it.
            user, item, when = row["user"], key(row["item"]), int(row["timestamp"])
            own = histories[user]
            target = next(e for e in reversed(own) if (e[0], e[2]) == (when, item))
            before = [e for e in own if e is not target and e[0] <= when]
            if len(before) != int(row["position"]):
                sys.exit(f"next_item_rivals.py: user {user} has {len(before)} events before a target, "
                         f"not {row['position']}")
            known.append([e[2] for e in before])
            if not at:
                training[user] = [e for e in own if e is not target]
        sequences = [[e[2] for e in events] for events in training.values() if events]
        self.items = {item: i for i, item in enumerate(sorted({i for s in sequences for i in s}))}
        self.sequences = [[self.items[i] for i in s] for s in sequences]
        self.counts = numpy.bincount(numpy.concatenate(self.sequences), minlength=len(self.items))
        self.known = [[self.items[i] for i in one if i in self.items] for one in known]
        self.targets = [self.items.get(key(row["item"]), -1) for row in self.rows]
        self.hold_out(random)

    def hold_out(self, random):
        """Takes the last events of a tenth of the users, but of 500 if users are few, out of the training."""
        able = [n for n, s in enumerate(self.sequences) if len(s) >= 3]
        chosen = random.permutation(able)[:max(len(able) // 10, 500)]
        self.asked = [self.sequences[n][:-1] for n in chosen]
        self.answers = [self.sequences[n][-1] for n in chosen]
        for n in chosen:
            self.sequences[n] = self.sequences[n][:-1]

    def ranks(self, rival, known, targets, repeats):
        """The rank of each target, behind its equals; 0 if no training item, or had before and not asked for."""
        ranks = []
        for first in range(0, len(known), 256):
            block = known[first:first + 256]
            scores = rival.scores(block)
            for history, row, target in zip(block, scores, targets[first:first + 256]):
                # Nothing known: the list by popularity.
                row = row if history else self.counts.astype(float)
                best = row[target] if target >= 0 else numpy.nan
                if not repeats:
                    row[history] = -numpy.inf
                    best = numpy.nan if target in history else best
                rank = int((row >= best).sum())
                ranks.append(rank if numpy.isfinite(best) else 0)
        return ranks


def gains(ranks):
    return [1 / math.log2(1 + rank) if 1 <= rank <= TOP else 0.0 for rank in ranks]


def figures(ranks):
    """NDCG, HR and MRR."""
    hits = [rank for rank in ranks if 1 <= rank <= TOP]
    return [sum(gains(ranks)) / len(ranks), len(hits) / len(ranks), sum(1 / rank for rank in hits) / len(ranks)]


class Popular:
    """The list that Debut's `popular` has for everybody."""

    def __init__(self, task):
        self.counts = task.counts.astype(float)

    def scores(self, histories):
        return numpy.tile(self.counts, (len(histories), 1))


class Choice:
    """The best epoch so far, for each way of asking; says when to stop."""

    def __init__(self, task, ways, minutes, patience):
        self.task, self.minutes, self.patience = task, minutes, patience
        self.best = {way: (-1.0, 0, None) for way in ways}
        self.epoch = 0
        self.start = time.process_time()

    def seconds(self):
        return time.process_time() - self.start

    def is_over(self, rival):
        self.epoch += 1
        for way, (best, _, _) in self.best.items():
            gain = figures(self.task.ranks(rival, self.task.asked, self.task.answers, way))[0]
            if gain > best:
                self.best[way] = (gain, self.epoch, rival.state())
            print(f"  epoch {self.epoch} repeats={way} NDCG@{TOP} {gain:.4f} {self.seconds():.0f} s", file=sys.stderr)
        last = max(epoch for _, epoch, _ in self.best.values())
        return self.epoch - last >= self.patience or self.seconds() > 60 * self.minutes


def rank(arguments):
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    task = Task(read_events(arguments.events), arguments.targets, arguments.at, arguments.fewest, arguments.seed)
    print(f"{len(task.sequences)} users, {len(task.items)} items, {sum(map(len, task.sequences))} events to train "
          f"on, {len(task.answers)} to choose by, {len(task.targets)} targets", file=sys.stderr)
    if task.rows[0]["model"] != "popular":
        sys.exit("next_item_rivals.py: the ranks of TARGETS are not those of popular")
    again = task.ranks(Popular(task), task.known, task.targets, False)
    if again != [int(row["rank"]) for row in task.rows]:
        sys.exit("next_item_rivals.py: popular has other ranks here: are EVENTS and the split those of TARGETS?")
    ways = [False, True] if arguments.repeats else [False]
    found = {}
    for number in arguments.settings or range(len(rivals.SETTINGS[arguments.model])):
        settings = rivals.SETTINGS[arguments.model][number]
        print(f" {arguments.model} {settings}", file=sys.stderr)
        choice = Choice(task, ways, arguments.minutes, arguments.patience)
        rival = rivals.make(arguments.model, settings, task.sequences, len(task.items), arguments.seed)
        rival.fit(lambda: choice.is_over(rival))
        seconds = choice.seconds()
        for way, (gain, epoch, state) in choice.best.items():
            if way in found and gain <= found[way]["chosenBy"]:
                continue
            rival.restore(state)
            ranks = task.ranks(rival, task.known, task.targets, way)
            out = arguments.out.with_stem(arguments.out.stem + "-repeats") if way else arguments.out
            write(out, arguments.model, task.rows, ranks)
            names = (f"ndcg@{TOP}", f"hr@{TOP}", f"mrr@{TOP}")
            found[way] = {
                "model": arguments.model, "file": out.name, "repeats": way,
                **{name: round(value, 4) for name, value in zip(names, figures(ranks))},
                "seconds": round(seconds), "epoch": epoch, "epochs": choice.epoch,
                "chosenBy": round(gain, 4), "number": number, "settings": settings}
    for answer in found.values():
        print(json.dumps(answer), flush=True)


def write(path, model, rows, ranks):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["model", "user", "item", "timestamp", "position", "rank"])
        for row, rank_of_target in zip(rows, ranks):
            writer.writerow([model, row["user"], row["item"], row["timestamp"], row["position"], rank_of_target])


def compare(arguments):
    """Prints the difference of NDCG between two files with its 95 % interval by paired resamples of the users."""
    sums = []
    for path in (arguments.first, arguments.second):
        with open(path, encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if arguments.model in (None, row["model"])]
        sums.append({(row["user"], row["item"], row["position"]): int(row["rank"]) for row in rows})
    if sums[0].keys() != sums[1].keys():
        sys.exit("next_item_rivals.py: the files have different targets")
    users = sorted({user for user, _, _ in sums[0]})
    number = {user: n for n, user in enumerate(users)}
    total, count = numpy.zeros(len(users)), numpy.zeros(len(users))
    for target, first in sums[0].items():
        gain, other = gains([first, sums[1][target]])
        total[number[target[0]]] += gain - other
        count[number[target[0]]] += 1
    drawn = numpy.random.default_rng(arguments.seed).integers(len(users), size=(2000, len(users)))
    low, high = numpy.percentile(total[drawn].sum(1) / count[drawn].sum(1), [2.5, 97.5])
    print(f"NDCG@{TOP} difference {total.sum() / count.sum():+.4f} [{low:+.4f}, {high:+.4f}]")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    modes = parser.add_subparsers(required=True)
    ranking = modes.add_parser("rank")
    ranking.set_defaults(run=rank)
    ranking.add_argument("model", choices=rivals.SETTINGS)
    for name in ("events", "targets", "out"):
        ranking.add_argument(name, type=pathlib.Path)
    ranking.add_argument("--at", type=float, help="the part of all events before the cut of a split by time")
    ranking.add_argument("--fewest", type=int, default=3, help="users with fewer events are left out")
    ranking.add_argument("--repeats", action="store_true", help="rank items had before, too, in a second file")
    ranking.add_argument("--settings", type=int, nargs="*", help="numbers of the settings to choose among (all)")
    ranking.add_argument("--minutes", type=float, default=15, help="processor time for each setting")
    ranking.add_argument("--patience", type=int, default=10, help="epochs without a gain before the end")
    comparing = modes.add_parser("compare")
    comparing.set_defaults(run=compare)
    comparing.add_argument("first")
    comparing.add_argument("second")
    comparing.add_argument("--model", help="the model of a file with several")
    for mode in (ranking, comparing):
        mode.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    arguments.run(arguments)


if __name__ == "__main__":
    main()
