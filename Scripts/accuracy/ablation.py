#!/usr/bin/env python3
"""Trains every row of the table below on two folds and writes docs/ablation.md.

    python3 Scripts/accuracy/ablation.py [--fold 0,1] [--keep FOLDER] [--write docs/ablation.md] FOLDER-WITH-RATINGS

Trained models and evaluations are kept under --keep (default: .build/accuracy), so that an interrupted run goes on.
"""
import argparse
import pathlib

import debut

# Label, name (one word), model, settings and options of `train`. The first row of a group is what the others of the
# group are compared with. A group whose model is not registered is left out.
GROUPS = [
    ("What `gru-sequence` is made of", [
        ("as it is by default", "sequence", "gru-sequence", ""),
        ("another seed", "s-seed", "gru-sequence", "--seed 1"),
        ("factors that have seen the user: no cross-fitting", "s-seen", "gru-sequence", "cross-fit=no"),
        ("without factors", "s-no-rank", "gru-sequence", "rank=0"),
        ("factors of 10 numbers", "s-rank-10", "gru-sequence", "rank=10"),
        ("factors of 40 numbers", "s-rank-40", "gru-sequence", "rank=40"),
        ("without genres and years", "s-no-content", "gru-sequence", "content=no"),
        ("items' own numbers kept near nothing", "s-own-0", "gru-sequence", "regularisation=100000"),
        ("items' own numbers nearly free", "s-own-free", "gru-sequence", "regularisation=10"),
        ("without item vectors: biases and order alone", "s-no-items", "gru-sequence", "factors=0"),
        ("without thinned copies", "s-whole", "gru-sequence", "thinned=0"),
        ("the same, and as many steps", "s-whole-12", "gru-sequence", "thinned=0 --epochs 12"),
        ("a state of 16", "s-hidden-16", "gru-sequence", "hidden=16"),
        ("a state of 64", "s-hidden-64", "gru-sequence", "hidden=64"),
        ("four GRUs, averaged", "s-grus-4", "gru-sequence", "grus=4"),
        ("dropout .1", "s-dropout-.1", "gru-sequence", "dropout=0.1"),
        ("dropout .5", "s-dropout-.5", "gru-sequence", "dropout=0.5"),
        ("half the epochs", "s-epochs-4", "gru-sequence", "--epochs 4"),
        ("twice the epochs", "s-epochs-16", "gru-sequence", "--epochs 16"),
    ]),
    ("What `gru-hybrid` is made of", [
        ("as it is by default", "hybrid", "gru-hybrid", ""),
        ("another seed", "h-seed", "gru-hybrid", "--seed 1"),
        ("factors that have seen the user: no cross-fitting", "h-seen", "gru-hybrid", "cross-fit=no"),
        ("without the fold-ins: `gru-sequence` of three GRUs", "h-no-fold-in", "gru-sequence", "grus=3"),
        ("one GRU", "h-grus-1", "gru-hybrid", "grus=1"),
        ("eight GRUs, averaged", "h-grus-8", "gru-hybrid", "grus=8"),
        ("factors of 10 numbers", "h-rank-10", "gru-hybrid", "rank=10"),
        ("without genres and years", "h-no-content", "gru-hybrid", "content=no"),
        ("without item vectors: fold-ins, biases and order alone", "h-no-items", "gru-hybrid", "factors=0"),
        ("without thinned copies", "h-whole", "gru-hybrid", "thinned=0"),
        ("a state of 16", "h-hidden-16", "gru-hybrid", "hidden=16"),
        ("a state of 64", "h-hidden-64", "gru-hybrid", "hidden=64"),
    ]),
    ("What recency is worth to a bias", [
        ("decay .9, as by default", "bias", "bias", ""),
        ("decay .97", "bias-.97", "bias", "decay=0.97"),
        ("no decay", "bias-1", "bias", "decay=1"),
    ]),
    ("What recency and factors are worth to a factorisation", [
        ("as it is by default: the decay chosen by training users", "mf", "mf", ""),
        ("decay .97", "mf-.97", "mf", "decay=0.97"),
        ("decay .9", "mf-.9", "mf", "decay=0.9"),
        ("no decay", "mf-1", "mf", "decay=1"),
        ("10 factors", "mf-10", "mf", "factors=10"),
        ("40 factors", "mf-40", "mf", "factors=40"),
    ]),
    ("What recency is worth to neighbours", [
        ("as it is by default: decay and recency chosen by training users", "knn", "item-knn", ""),
        ("no decay of the bias", "knn-1", "item-knn", "decay=1"),
        ("neighbours rated long ago count in full", "knn-old", "item-knn", "recency=1"),
        ("20 neighbours", "knn-20", "item-knn", "neighbours=20"),
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
