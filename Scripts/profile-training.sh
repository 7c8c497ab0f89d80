#!/bin/sh
# Says in which parts of a training step a program spends its time:
#
#     Scripts/profile-training.sh .build/release/debut -c 'load demo' \
#       -c 'train mlinknet adam=sparse --batch 16 --epochs 40 --threads 1'
#
# Samples the call stacks with `perf` and sorts them by what the functions on them are for. Only what lies
# within training steps is counted; one thread gives the clearest picture.
set -eu
data=$(mktemp)
trap 'rm -f "$data"' EXIT
perf record --call-graph fp --freq 4000 --quiet --output "$data" "$@" >/dev/null
perf script --input "$data" --fields ip,sym 2>/dev/null | awk '
  function has(name) { return index(stack, name) > 0 }
  function part() {
    isProduct = leaf ~ /tile|gemm|multiply(InPlace|Chunk|Columns|Packed)/
    if (has("gruForward")) return isProduct ? "GRU forward: recurrent products" : "GRU forward: gates"
    if (has("gruBackward")) return isProduct ? "GRU backward: recurrent products" : "GRU backward: gates"
    if (has("packB") || has("packTransposed")) return "weights packed"
    if (has("3gru_") && has("sumRows")) return "GRU backward: bias gradients"
    if (has("3gru_") && has("TapeC8backward")) {
      if (has("4gemmyy")) return "GRU backward: weight gradients"
      return has("10gemmPacked") ? "GRU backward: input gradient" : "GRU backward: rows copied, sums added"
    }
    if (has("3gru_")) return "GRU forward: input projection"
    if (has("6linear")) return "dense layers"
    if (has("4AdamC4step")) return "Adam"
    if (has("zeroGradient")) return "gradients zeroed"
    if (has("clipGradients")) return "gradient norm"
    if (has("6gather") || has("scatterAdd")) return "embedding: gather and scatter"
    if (has("ormaliseByBatch") || has("hroughBatchMoments") || has("7dropout")) return "batch norm, dropout"
    if (has("concatenate") || has("6select") || has("5shift")) return "copies"
    return "the rest"
  }
  function finish() {
    if (depth && (has("TapeC") || has("4AdamC") || has("5Debut7TrainerV7advance"))) {
      if (!has("4AdamC_") && !has("AdamCyAC") && !has("fillNormal")) { count[part()]++; total++ }
    }
    stack = ""; leaf = ""; depth = 0
  }
  NF == 0 { finish(); next }
  { if (!depth++) leaf = $2; stack = stack " " $2 }
  END {
    finish()
    for (name in count) printf "%5.1f %%  %s\n", 100 * count[name] / total, name
  }' | sort -rn
