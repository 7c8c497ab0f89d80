#!/usr/bin/env python3
"""Evaluates all models over ten folds and writes docs/accuracy.md and its pictures.

    python3 Scripts/accuracy/accuracy.py [--fold all] [--keep FOLDER] [--write docs/accuracy.md] FOLDER-WITH-RATINGS...

Trained models and evaluations are kept under --keep (default: .build/accuracy), so that an interrupted run goes on
where it was; a new build of the program starts anew.
"""
import argparse
import pathlib

import debut
import plot

# The models of the page, in its order: name, model, settings. Those not registered are left out.
MODELS = [
    ("global-mean", "global-mean", ""),
    ("item-mean", "item-mean", ""),
    ("bias-undecayed", "bias", "decay=1"),
    ("bias", "bias", ""),
    ("latent-cf", "latent-cf", ""),
    ("item-knn", "item-knn", ""),
    ("mf", "mf", ""),
    ("attention-sequence", "attention-sequence", ""),
    ("gru-sequence", "gru-sequence", ""),
    ("gru-hybrid", "gru-hybrid", ""),
    ("gru-and-knn", "ensemble", "members=gru-hybrid,item-knn"),
]
# The opponent of whoever claims to add to factorisation: three fold-ins of it, combined linearly.
STACK = ("mf-stack", [("mf-1", "mf", "decay=1"), ("mf-.97", "mf", "decay=0.97"), ("mf-.9", "mf", "decay=0.9")])
# Models whose figures are repeated with other seeds.
SEEDED = ["gru-sequence", "gru-hybrid"]
SEEDS = 3
# Where README's short table stands, and what it shows.
MARK, END = "<!-- accuracy -->\n", "<!-- end of accuracy -->"
SHORT = ["item-mean", "bias", "latent-cf", "mf", "item-knn", "gru-sequence", "gru-hybrid", "gru-and-knn"]
BUCKETS = ["all", "0", "1-4", "5-9", "10-18", "19+"]


class Study:
    """One data set: every line that is run on it, and what they answered."""

    def __init__(self, folder, fold, keep, registered):
        self.folder = folder
        self.fold = fold
        self.keep = keep / folder.name
        self.keep.mkdir(parents=True, exist_ok=True)
        self.models = [m for m in MODELS if m[1] in registered]
        self.names = [name for name, _, _ in self.models]
        self.parts = [m for m in STACK[1] if m[1] in registered]
        self.opponents = [name for name in ("mf", STACK[0]) if self.has(name)]

    def has(self, name):
        return name in self.names or name == STACK[0] and self.parts

    def evaluate(self):
        """One session: the recipes by their names, then every evaluation of the page."""
        one = f"--fold {self.fold} --resume \"{self.keep}\""
        stack = f"--stack {STACK[0]}={','.join(n for n, _, _ in self.parts)}" if self.parts else ""
        names = " ".join(self.names)
        self.predictions = self.keep / "predictions.csv"
        lines = [f'load "{self.folder}"']
        # Trained once under a fold of the evaluation: names and settings are what is wanted of it.
        first = "0" if self.fold == "all" else self.fold.split(",")[0]
        lines.append(f"split fresh-users --fold {first}")
        named = [m for m in self.models + self.parts if m[0] != m[1] or m[2]]
        lines += [f"train {model} {settings} --as {name}" for name, model, settings in named]
        start = len(lines)
        lines.append(f'evaluate {names} {one} {stack} --predictions "{self.predictions}"')
        lines += [f"evaluate {names} {one} {stack} --baseline {name}" for name in self.opponents]
        seeded = [name for name in self.names if name in SEEDED]
        lines += [f"evaluate {name} {one} --seeds {SEEDS}" for name in seeded]
        answers = debut.run(lines)
        self.loaded = answers[0]
        self.main = answers[start]
        self.against = dict(zip(self.opponents, answers[start + 1:]))
        self.seeds = dict(zip(seeded, answers[start + 1 + len(self.opponents):]))
        self.seconds = {name: self.time(name, model, settings) for name, model, settings in self.models}

    def time(self, name, model, settings):
        """Seconds of training and asking one fold alone, with all cores: the better of two."""
        lines = [f'load "{self.folder}"', "split fresh-users --fold 0"]
        lines += [f"train {model} {settings} --as {name}", f"evaluate {name}"] * 2
        answers = debut.run(lines, quiet=True)
        return min(debut.totals(a)[name]["secondsPerFold"] for a in answers if a["command"] == "evaluate")


def section(study, picture, curve):
    loaded = study.loaded
    text = f"## {study.folder.name}\n\n{loaded['ratings']:,} ratings by {loaded['users']:,} users of "
    text += f"{loaded['items']:,} items, {loaded['scale']} stars. "
    text += "Root mean squared error (and mean absolute error) in stars by the number of ratings known of the user.\n\n"
    shown = study.names + ([STACK[0]] if study.parts else [])
    rows = {(r["model"], r["history"]): r for r in study.main["rows"]}
    best = {b: min(rows[m, b]["rmse"] or 9 for m in shown) for b in BUCKETS}
    lines = []
    for name in shown:
        cells = []
        for bucket in BUCKETS:
            row = rows[name, bucket]
            if row["rmse"] is None:
                cells.append("")
                continue
            error = debut.figure(row["rmse"])
            cells.append((f"**{error}**" if row["rmse"] == best[bucket] else error) + f" ({row['mae']:.4f})")
        total = rows[name, "all"]
        cells += [debut.figure(total["rmsePerUser"]), debut.figure(curve.unseen[name]) if curve.unseen else ""]
        cells += [f"{study.seconds[name]:.2g}" if name in study.seconds else ""]
        lines.append([f"`{name}`", *cells])
    text += debut.table(["model", *BUCKETS, "per user", "folds 2-9", "s a fold"], lines)
    text += f"\n![Error by number of known ratings]({picture.name})\n"
    if study.against:
        totals = {name: debut.totals(answer) for name, answer in study.against.items()}
        lines = [
            [f"`{name}`", *(debut.interval(totals[base][name]) for base in study.opponents)] for name in shown]
        text += (
            f"\nDifference of RMSE and 95 % interval by {study.main['resamples']:,} paired resamples of the "
            f"{study.main['users']:,} users; bold where it leaves out 0:\n\n")
        text += debut.table(["model", *(f"minus `{base}`" for base in study.opponents)], lines)
    if study.seeds:
        lines = []
        for name, answer in study.seeds.items():
            row = debut.totals(answer)[name]
            lines.append([
                f"`{name}`", debut.figure(row["rmse"]), debut.figure(row["rmseLowest"]),
                debut.figure(row["rmseHighest"]), debut.figure(row["rmseDeviation"])])
        text += f"\n{SEEDS} seeds:\n\n" + debut.table(
            ["model", "mean RMSE", "lowest", "highest", "standard deviation"], lines)
    notes = [n for n in study.main.get("notes", []) if n.startswith(STACK[0] + ":")]
    return text + "".join(f"\n`{n.split(':')[0]}`:{n.split(':', 1)[1]}.\n" for n in notes)


def write_readme(path, study, curve):
    """The first data set's table between the marks."""
    rows = {(r["model"], r["history"]): r for r in study.main["rows"]}
    lines = [
        [f"`{name}`", debut.figure(rows[name, "all"]["rmse"]), debut.figure(rows[name, "1-4"]["rmse"]),
         debut.figure(rows[name, "19+"]["rmse"]), debut.figure(curve.unseen[name]), f"{study.seconds[name]:.2g}"]
        for name in SHORT if name in study.names]
    table = debut.table(["model", "RMSE", "1-4 known", "19+ known", "folds 2-9", "s a fold"], lines)
    before, rest = path.read_text(encoding="utf-8").split(MARK)
    title = f"{study.folder.name}, all ten folds of fresh users; {debut.machine()}.\n\n"
    path.write_text(before + MARK + title + table + END + rest.split(END)[1], encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=pathlib.Path)
    parser.add_argument("--fold", default="all")
    parser.add_argument("--keep", type=pathlib.Path, default=debut.ROOT / ".build/accuracy")
    parser.add_argument("--write", type=pathlib.Path, default=debut.ROOT / "docs/accuracy.md")
    parser.add_argument("--readme", type=pathlib.Path, help="whose short table is written anew, too")
    arguments = parser.parse_args()
    names = debut.registered()
    folds = {"all": "all ten folds"}.get(arguments.fold, f"folds {arguments.fold}")
    text = (
        "# Accuracy for fresh users\n\n"
        "Written by `make accuracy DATA=FOLDER DATA2=FOLDER`; do not edit. Every model with its default options "
        f"and seed 0 (`bias-undecayed` is `bias decay=1`, `gru-and-knn` is `ensemble members=gru-hybrid,item-knn`), {folds}: "
        "fold k holds out the users with `userId % 10 == k` whole, and each of their ratings is predicted from those "
        "before it. Models and options were chosen on folds 0 and 1 of ml-latest-small alone (of `item-knn` with a "
        "look at the same folds of movietweetings-100k): the column of folds 2 to 9 leaves these out. What a model "
        "chooses by the data, such as a decay, it chooses on its training users. Seconds are of one fold alone, "
        f"training and asking, all cores.\n\n{debut.machine()}.\n")
    if any(m in names for _, m, _ in STACK[1]):
        parts = ", ".join(f"`{model} {settings}`" for _, model, settings in STACK[1])
        text += (
            f"\n`{STACK[0]}` is the least-squares combination of {parts}, its weights fitted to the other folds' "
            "predictions: the opponent of whoever claims to add something to factorisation.\n")
    for folder in arguments.folders:
        study = Study(folder.resolve(), arguments.fold, arguments.keep.resolve(), names)
        study.evaluate()
        picture = arguments.write.with_name(f"accuracy-{folder.resolve().name}.svg")
        shown = study.names + ([STACK[0]] if study.parts else [])
        curve = debut.Curve(study.predictions)
        # Means are so far above the others that beside them no other line could be told from the next.
        plot.draw(
            curve, [name for name in shown if not name.endswith("-mean")],
            f"Fresh users of {folder.resolve().name}, {folds}", picture)
        study.predictions.unlink()
        if arguments.readme and folder == arguments.folders[0]:
            write_readme(arguments.readme, study, curve)
        text += "\n" + section(study, picture, curve)
    arguments.write.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
