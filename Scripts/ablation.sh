#!/bin/sh
# What the published notebook's indexing and its linear head cost: mlinknet as published, as intended and
# with the missing ReLU, three seeds each, and the honest floor beside it; under the sampler's own
# protocol (400 drawings a user: 20 leave a spread of 0.0012) and under the fresh-user protocol, folds 0 to 2.
# Usage: ablation.sh FOLDER-WITH-RATINGS
set -eu
cd "$(dirname "$0")/.."
data=${1:?usage: ablation.sh FOLDER-WITH-RATINGS}

names='global-mean item-mean bias'
set -- -c "load \"$data\"" -c 'split fresh-users --fold 0,1,2'
for model in $names; do set -- "$@" -c "train $model"; done
for seed in 0 1 2; do
  set -- "$@" -c "train mlinknet indexing=published --seed $seed --as published-$seed" \
    -c "train mlinknet --seed $seed --as intended-$seed" \
    -c "train mlinknet head=relu --seed $seed --as relu-$seed"
  names="$names published-$seed intended-$seed relu-$seed"
done
for protocol in '--protocol sampler --draws 400' ''; do
  set -- "$@" -c "evaluate $names $protocol"
done
.build/release/debut --no-init --mode csv "$@" 2>/dev/null | awk -F, '
  $1 == "model" { table++ ; next }
  table > 0 && ($2 == "all" || $2 == "19+") { rmse[table, $1, $2] = $4 }
  END {
    print "| model | sampler: RMSE | sampler: MSE of rating / 5 | fresh users: RMSE all | 19+ |"
    print "|---|--:|--:|--:|--:|"
    split("global-mean item-mean bias published-0 published-1 published-2 intended-0 intended-1 intended-2 relu-0 relu-1 relu-2", names, " ")
    for (i = 1; i in names; i++) {
      sampler = rmse[tables(0), names[i], "all"]; fresh = rmse[tables(1), names[i], "all"]
      printf "| %s | %.4f | %.4f | %.4f | %.4f |\n", names[i], sampler, sampler * sampler / 25, fresh, rmse[tables(1), names[i], "19+"]
    }
  }
  function tables(last) { return last ? table : table - 1 }'
