#!/bin/sh
# What the published notebook's indexing and its linear head cost: mlinknet four ways and the honest
# floor beside it, under the sampler's own protocol and under the fresh-user protocol, folds 0 to 2.
# Usage: ablation.sh FOLDER-WITH-RATINGS
set -eu
cd "$(dirname "$0")/.."
data=${1:?usage: ablation.sh FOLDER-WITH-RATINGS}

exec .build/release/debut --no-init --mode markdown \
  -c "load \"$data\"" \
  -c 'split fresh-users --fold 0,1,2' \
  -c 'train mlinknet indexing=published --as published' \
  -c 'train mlinknet --as intended' \
  -c 'train mlinknet head=relu --as intended-relu' \
  -c 'train global-mean' -c 'train item-mean' -c 'train bias' \
  -c 'evaluate published intended intended-relu global-mean item-mean bias --protocol sampler --draws 20' \
  -c 'evaluate published intended intended-relu global-mean item-mean bias'
