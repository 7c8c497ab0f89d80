#!/bin/sh
# Writes small model files without checksums to Tests/PluginTests/Corpus: what the fuzzer starts from.
# (deep-cf has none: its layers are of a fixed size, far beyond what the fuzzer changes with success.)
# Usage: make-fuzz-seeds.sh, after a build of the program.
set -eu
cd "$(dirname "$0")/.."
debut=${DEBUT:-.build/release/debut}
corpus=Tests/PluginTests/Corpus
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM
data=$folder/tiny

mkdir -p "$corpus" "$data"
awk 'BEGIN {
  print "userId,movieId,rating,timestamp"
  for (u = 1; u <= 4; u++) for (i = 1; i <= 6; i++) print u "," i "," 1 + (u * i) % 5 "," 100 * u + i
}' >"$data/ratings.csv"
printf 'movieId,title,genres\n1,Alpha (1990),Drama\n2,"Beta, The (1991)",Drama|War\n' >"$data/movies.csv"

save() {
  name=$1
  flag=$2
  shift 2
  "$debut" --no-init -c "load $data" -c 'split none' -c "train $*" -c "save $flag $corpus/$name" \
    >/dev/null 2>&1
  LC_ALL=C sed -i -e 's/"sha256"/"xha256"/' -e 's/"header-sha256"/"xeader-sha256"/' "$corpus/$name"
}
save global-mean '' global-mean
save item-mean '' item-mean
save bias '' bias
save item-knn '' item-knn min-ratings=2
save mf '' mf factors=1
save latent-cf '' latent-cf factors=2 --epochs 1
save latent-cf-mlp --answers-only latent-cf-mlp factors=1 --epochs 1
save mlinknet '' mlinknet factors=1 units=2 --sampler consecutive-20 length=4 --epochs 2 --patience 1
save gru-sequence --answers-only gru-sequence factors=1 hidden=2 rank=0 --epochs 1
save gru-hybrid --answers-only gru-hybrid factors=1 hidden=1 rank=1 grus=1 --epochs 1
save attention-sequence '' attention-sequence factors=1 heads=1 depth=1 blocks=1 window=2 --epochs 2 --stop-after 1
save ensemble '' ensemble members=item-mean,bias
