#!/usr/bin/env python3
"""Computes NDCG@K, HR@K and MRR@K again from what `evaluate --protocol next-item --predictions FILE` wrote.

    python3 Scripts/accuracy/ranks.py FILE [K]
"""
import csv
import math
import sys

top = int(sys.argv[2]) if len(sys.argv) > 2 else 10
ranks = {}
with open(sys.argv[1], encoding="utf-8", newline="") as file:
    for row in csv.DictReader(file):
        ranks.setdefault(row["model"], []).append(int(row["rank"]))
for model, all_ranks in ranks.items():
    hits = [rank for rank in all_ranks if 1 <= rank <= top]
    figures = [sum(1 / math.log2(1 + rank) for rank in hits), len(hits), sum(1 / rank for rank in hits)]
    print(model, *(f"{figure / len(all_ranks):.4f}" for figure in figures))
