#!/usr/bin/env python3
"""Trains every row of the table below on two folds and writes docs/ablation.md.

    python3 Scripts/accuracy/ablation.py [--fold 0,1] [--keep FOLDER] [--write docs/ablation.md] FOLDER-WITH-RATINGS

What is trained and asked is kept under --keep (default: .build/accuracy), so that an interrupted run goes on.
"""
import argparse
import pathlib

import debut

# Label, name (one word), model, settings and options of `train`. The first row of a group is what the others of the
# group are compared with. A group whose model is not registered is left out.
GROUPS = [
    ("What `gru-sequence` is made of", [
        ("as it is by default", "sequence", "gru-sequence", ""),
        ("without genres and years", "no-content", "gru-sequence", "content=no"),
        ("without numbers of the items' own", "no-factors", "gru-sequence", "factors=0"),
        ("without either: biases and order alone", "no-items", "gru-sequence", "factors=0 content=no"),
        ("a state of 16", "hidden-16", "gru-sequence", "hidden=16"),
        ("a state of 64", "hidden-64", "gru-sequence", "hidden=64"),
        ("dropout .5", "dropout-.5", "gru-sequence", "dropout=0.5"),
        ("regularisation 100", "regularisation-100", "gru-sequence", "regularisation=100"),
        ("regularisation 10,000", "regularisation-10000", "gru-sequence", "regularisation=10000"),
        ("half the epochs", "epochs-6", "gru-sequence", "--epochs 6"),
        ("another seed", "seed-1", "gru-sequence", "--seed 1"),
    ]),
    ("What recency is worth to a bias", [
        ("decay .9, as by default", "bias", "bias", ""),
        ("decay .97", "bias-.97", "bias", "decay=0.97"),
        ("no decay", "bias-1", "bias", "decay=1"),
    ]),
]


def group(title, rows, folder, fold, keep):
    first = fold.split(",")[0]
    lines = [f'load "{folder}"', f"split fresh-users --fold {first}"]
    lines += [f"train {model} {settings} --as {name}" for _, name, model, settings in rows]
    names = [name for _, name, _, _ in rows]
    lines.append(
        f'evaluate {" ".join(names)} --fold {fold} --resume "{keep}" --baseline {names[0]}')
    answer = debut.run(lines)[-1]
    totals = debut.totals(answer)
    errors = {(r["model"], r["history"]): r["rmse"] for r in answer["rows"]}
    text = f"## {title}\n\n"
    text += debut.table(
        ["variant", "settings", "RMSE", "from 19 ratings on", "difference, 95 % interval"],
        [[label, f"`{model}{' ' + settings if settings else ''}`", debut.figure(totals[name]["rmse"]),
          debut.figure(errors[name, "19+"]), debut.interval(totals[name])]
         for label, name, model, settings in rows], right=[2, 3, 4])
    return text, answer


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--fold", default="0,1")
    parser.add_argument("--keep", type=pathlib.Path, default=debut.ROOT / ".build/accuracy")
    parser.add_argument("--write", type=pathlib.Path, default=debut.ROOT / "docs/ablation.md")
    arguments = parser.parse_args()
    folder = arguments.folder.resolve()
    keep = arguments.keep.resolve() / f"ablation-{folder.name}"
    keep.mkdir(parents=True, exist_ok=True)
    registered = debut.registered()
    parts, answer = [], None
    for title, rows in GROUPS:
        known = [row for row in rows if row[2] in registered]
        if known:
            part, answer = group(title, known, folder, arguments.fold, keep)
            parts.append(part)
    text = (
        "# What each part is worth\n\n"
        "Written by `make ablations DATA=FOLDER`; do not edit. Root mean squared error in stars for fresh users of "
        f"{folder.name}, folds {arguments.fold}, seed 0, {sum(r['ratings'] for r in answer['rows'][:1]):,} predictions. "
        "These are the folds that options were chosen on: the figures say what a part is worth, the unbiased ones are "
        f"in [accuracy.md](accuracy.md). Intervals by {answer['resamples']:,} paired resamples of the "
        f"{answer['users']} users, bold where they leave out 0.\n\n{debut.machine()}.\n")
    arguments.write.write_text(text + "".join("\n" + part for part in parts), encoding="utf-8")


if __name__ == "__main__":
    main()
