#!/usr/bin/env python3
"""Computes the figures of ranks.py by ranx and by RecTools, from lists that have each target at its rank.

    python3 -m venv peers && peers/bin/pip install ranx==0.3.21 rectools==0.19.0
    peers/bin/python Scripts/accuracy/rank_peers.py FILE [K]
"""
import csv
import sys

import pandas
import ranx
import rectools.metrics as metrics

top = int(sys.argv[2]) if len(sys.argv) > 2 else 10
ranks = {}
with open(sys.argv[1], encoding="utf-8", newline="") as file:
    for place, row in enumerate(csv.DictReader(file)):
        ranks.setdefault(row["model"], []).append(int(row["rank"]))

for model, targets in ranks.items():
    # Every target is a question of its own; items beside it have numbers that no target has.
    lists = [[0 if rank == place else place for place in range(1, top + 1)] for rank in targets]
    wanted = ranx.Qrels({f"q{n}": {"0": 1} for n in range(len(lists))})
    run = ranx.Run({f"q{n}": {str(item): float(top - i) for i, item in enumerate(one)} for n, one in enumerate(lists)})
    figures = ranx.evaluate(wanted, run, [f"ndcg@{top}", f"hit_rate@{top}", f"mrr@{top}"])
    print("ranx", model, *(f"{figures[f'{name}@{top}']:.4f}" for name in ("ndcg", "hit_rate", "mrr")))
    shown = pandas.DataFrame(
        [(n, item, i + 1) for n, one in enumerate(lists) for i, item in enumerate(one)],
        columns=["user_id", "item_id", "rank"])
    taken = pandas.DataFrame({"user_id": range(len(lists)), "item_id": 0})
    # By default its ideal list has K hits, of which there can be but one here: figures are 4.5 times lower for K = 10.
    wanted = {"ndcg": metrics.NDCG(k=top, divide_by_achievable=True), "hr": metrics.HitRate(k=top),
              "mrr": metrics.MRR(k=top)}
    figures = metrics.calc_metrics(wanted, reco=shown, interactions=taken)
    print("rectools", model, *(f"{figures[name]:.4f}" for name in ("ndcg", "hr", "mrr")))
