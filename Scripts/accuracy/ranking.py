#!/usr/bin/env python3
"""Evaluates all models of next items and writes docs/ranking-accuracy.md.

    python3 Scripts/accuracy/ranking.py [--keep FOLDER] [--write docs/ranking-accuracy.md] DATA...

DATA is a folder or a file of events; stars, where there are any, are not read. The answers of each session are kept
under --keep (default: .build/ranking), so that an interrupted run of the same program goes on where it was.
"""
import argparse
import hashlib
import json
import pathlib

import debut

# The models of the page, in its order: name, model, settings. Those not registered are left out.
MODELS = [
    ("popular", "popular", ""),
    ("recent-popular", "recent-popular", ""),
    ("item-graph", "item-graph", ""),
    ("item-knn-events", "item-knn-events", ""),
    ("als", "als", ""),
    ("ease", "ease", ""),
    ("ease-recent", "ease", "decay=0.9"),
    ("transition-mixture", "transition-mixture", ""),
    ("gru4rec", "gru4rec", ""),
    ("sasrec", "sasrec", ""),
]
# What differences are to, and what is audited: a dozen trainings.
BASELINE = "item-graph"
AUDITED = "transition-mixture"
# Users with fewer events tell nothing: one is the target, and one must be known.
FEWEST = 3
# The share of repeated events from which on lists with items had before are a question of their own.
REPEATS = 0.05


class Study:
    """One data set: the lines that are run on it, and what they answered."""

    def __init__(self, path, keep, registered):
        self.path = path
        self.name = path.name if path.is_dir() else path.parent.name
        self.keep = keep / self.name
        self.keep.mkdir(parents=True, exist_ok=True)
        self.models = [m for m in MODELS if m[1] in registered]
        self.names = [name for name, _, _ in self.models]
        self.load = f'load "{path}" --min-user {FEWEST}'
        if debut.run([self.load], quiet=True)[0]["feedback"] == "explicit":
            self.load += " --rating none"
        self.loaded = debut.run([self.load, "data"], quiet=True)
        self.hasRepeats = self.loaded[1].get("repeats", 0) > REPEATS * self.loaded[0]["ratings"]

    def evaluate(self):
        ask = f'evaluate {" ".join(self.names)} --baseline {BASELINE}'
        asked = [ask, f"{ask} --repeats yes"] if self.hasRepeats else [ask]
        last = self.session("leave-last-out", asked)
        tables = [a for a in last if a["command"] == "evaluate"]
        time = self.session("by-time --at 0.9", [f"{a} --target last" for a in asked])
        tables += [a for a in time if a["command"] == "evaluate"]
        names = ["last", "last, repeats", "time", "time, repeats"] if self.hasRepeats else ["last", "time"]
        self.tables = dict(zip(names, tables))
        self.seconds = {a["name"]: a["seconds"] for a in last if a["command"] == "train"}
        self.audit = self.kept([self.load, "split leave-last-out", f"evaluate {AUDITED} --audit"])[-1]

    def session(self, split, asked):
        """All models trained under a split, and what is asked then."""
        trained = [f"train {model} {settings} --as {name}" for name, model, settings in self.models]
        return self.kept([self.load, f"split {split}", *trained, *asked])

    def kept(self, lines):
        """The answers of a session, from an earlier run of the same program if there was one."""
        program = debut.BINARY.stat()
        key = hashlib.sha256(repr([lines, program.st_size, program.st_mtime_ns]).encode()).hexdigest()[:16]
        path = self.keep / f"{key}.json"
        if not path.exists():
            path.write_text(json.dumps(debut.run(lines)), encoding="utf-8")
        return json.loads(path.read_text(encoding="utf-8"))


def seconds(value):
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}" if value >= 0.1 else "<0.1"


def figures(study, answer):
    totals = debut.totals(answer)
    best = max(row["ndcg@10"] for row in totals.values())
    lines = []
    for name in study.names:
        row = totals[name]
        gain = debut.figure(row["ndcg@10"])
        lines.append([
            f"`{name}`", f"**{gain}**" if row["ndcg@10"] == best else gain, debut.figure(row["hr@10"]),
            debut.figure(row["mrr@10"]), debut.interval(row), f"{100 * row['coverage']:.1f} %",
            f"{row['popularity']:.0f}", seconds(study.seconds[name])])
    return debut.table(
        ["model", "NDCG@10", "HR@10", "MRR@10", f"NDCG@10 minus `{BASELINE}`", "coverage", "popularity", "s"], lines)


def histories(study, answer):
    """NDCG by the number of events known."""
    rows = {(r["model"], r["history"]): r for r in answer["rows"]}
    buckets = [b for b in ["1-4", "5-9", "10-18", "19+"] if rows[study.names[0], b]["ratings"]]
    counts = ["targets", *(f"{rows[study.names[0], b]['ratings']:,}" for b in buckets)]
    lines = [[f"`{n}`", *(debut.figure(rows[n, b]["ndcg@10"]) for b in buckets)] for n in study.names]
    return debut.table(["NDCG@10 by events known", *buckets], [counts, *lines])


def section(study):
    loaded = study.loaded[0]
    text = f"## {study.name}\n\n{loaded['ratings']:,} events of {loaded['users']:,} users with {FEWEST} or more, "
    text += f"{loaded['items']:,} items.\n\n### Each user's last event\n\n{figures(study, study.tables['last'])}\n"
    text += histories(study, study.tables["last"])
    repeats = "\n### The same, items had before among the candidates\n\n"
    if study.hasRepeats:
        text += repeats + figures(study, study.tables["last, repeats"])
    text += "\n### By time: trained on the first nine tenths of all events, each later user's last event\n\n"
    text += figures(study, study.tables["time"])
    if study.hasRepeats:
        text += repeats + figures(study, study.tables["time, repeats"])
    lines = [[r["way"], *(debut.figure(r[k]) for k in ("ndcg@10", "hr@10", "mrr@10"))] for r in study.audit["rows"]]
    text += f"\n### Audit of `{study.audit['model']}`\n\n"
    text += debut.table(["", "NDCG@10", "HR@10", "MRR@10"], lines)
    tied = study.audit.get("tiedShare")
    text += f"\n{study.audit['unknown']:,} of {study.audit['targets']:,} targets are items without training events. "
    text += "No target shares its time with another event of its user." if not tied else (
        f"{100 * tied:.1f} % of the targets share their time with another event of their user.")
    return text + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="+", type=pathlib.Path)
    parser.add_argument("--keep", type=pathlib.Path, default=debut.ROOT / ".build/ranking")
    parser.add_argument("--write", type=pathlib.Path, default=debut.ROOT / "docs/ranking-accuracy.md")
    arguments = parser.parse_args()
    registered = debut.registered()
    studies = [Study(path, arguments.keep, registered) for path in arguments.data]
    for study in studies:
        study.evaluate()
    text = (
        "# Accuracy of next items\n\nWritten by `make ranking DATA=FOLDER ...`; do not edit. Every model with its "
        "default options and seed 0 (`ease-recent` is `ease decay=0.9`). Each target is ranked among all items of the "
        "training data but those that its user has had; of equal scores it comes last; an item without training "
        "events is a miss. Equal times of a user are in a drawn order. In brackets 95 % intervals by 2,000 paired "
        f"resamples of the users, bold where they leave out 0. Coverage is the share of items in any list, popularity "
        "the mean number of training events of what is listed, s the seconds of one training on all cores.\n\n"
        f"{debut.machine()}.\n\n")
    arguments.write.write_text(text + "\n".join(section(study) for study in studies), encoding="utf-8")


if __name__ == "__main__":
    main()
