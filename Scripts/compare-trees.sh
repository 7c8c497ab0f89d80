#!/bin/sh
# Runs the same lines with two builds of the program and shows what differs: trainings, evaluations, answers in
# all modes, error sentences, saved models tensor by tensor, sessions, kept answers and exported tables. Each
# build also opens what the other saved. Times and sizes that depend on them are left out.
# Help pages, `models` and `samplers` are compared too, but counted apart.
# Usage: compare-trees.sh OLD_BINARY NEW_BINARY [DATA_FOLDER]. Without a folder the data is `demo`.
#   DEBUT_KERNELS: the kernels of both. COMPARE_KEEP: a folder to keep what was written in.
# Exit status: 0 all is the same; 1 answers differ; 2 help alone differs; 3 the comparison itself failed.
set -u
export LC_ALL=C.UTF-8
fail() { echo "compare-trees: $*" >&2; exit 3; }
[ $# -ge 2 ] || fail 'usage: compare-trees.sh OLD_BINARY NEW_BINARY [DATA_FOLDER]'
old=$(realpath "$1") && [ -x "$old" ] || fail "$1 is no program"
new=$(realpath "$2") && [ -x "$new" ] || fail "$2 is no program"
data=demo
[ $# -lt 3 ] || data=$(realpath "$3") || fail "$3 is not there"

if [ -n "${COMPARE_KEEP:-}" ]; then
  folder=$COMPARE_KEEP
  mkdir -p "$folder" && folder=$(realpath "$folder") || fail "cannot write $folder"
  rm -rf "$folder/old" "$folder/new"
else
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  trap 'exit 3' INT TERM HUP
fi
export HOME="$folder" DEBUT_HISTORY="$folder/history"
unset DEBUT_INIT DEBUT_PLUGIN_PATH

# The options that make a registered model quick to train; a model that is not listed gets one epoch.
settings() {
  case $1 in
    global-mean | item-mean | bias) ;;
    mf) echo factors=5 ;;
    item-knn) echo neighbours=10 table=20 ;;
    latent-cf) echo factors=5 --epochs 2 ;;
    deep-cf) echo factors=4 --epochs 1 ;;
    latent-cf-mlp) echo factors=5 --epochs 1 ;;
    mlinknet) echo factors=5 units=8 --epochs 3 --patience 2 ;;
    gru-sequence) echo factors=4 hidden=8 rank=4 --epochs 2 ;;
    gru-hybrid) echo factors=4 hidden=8 rank=4 grus=2 --epochs 2 ;;
    attention-sequence) echo factors=4 heads=2 depth=4 window=16 --epochs 2 ;;
    ensemble) echo 'members=item-mean,mf(factors=3),gru-sequence(--epochs=1,hidden=4,rank=2)' ;;
    *) echo --epochs 1 ;;
  esac
}

# Masks all that depends on the clock, in any mode: durations in sentences, members and columns of seconds, the size
# of a file whose metadata has seconds, and the progress of a cross-validation, because jobs end in any order. Masks
# the folder of the program too.
mask() {
  sed -E -e 's/"(seconds|secondsPerFold)":[-+.e0-9]+/"\1":T/g' -e 's/"bytes":[0-9]+/"bytes":N/' \
    -e 's/[0-9]+ min [0-9]+ s|[0-9.]+ (ms|s)([^a-z]|$)/T\2/g' \
    -e 's/(nor in) [^;]*;/\1 PATHS;/' -e 's/^(saved .* to .*), [0-9.]+ (bytes|kB|MB)$/\1, N/' \
    -e '/^evaluate: .* done \([0-9]+ of [0-9]+\)$/d' \
    "$@" | awk -F, -v OFS=, '
      { for (i = 1; i <= NF; i++) if ($i ~ /^seconds(PerFold)?$/) { column = i; fields = NF; print; next } }
      fields && NF == fields { $column = "T" }
      fields && NF != fields { fields = 0 }
      { print }'
}

# NAME: runs the lines of standard input, which go on after errors, and keeps what came of them.
# Uses: program (the build), side (old or new), mode.
lines() {
  cat >"$1.lines"
  timeout 300 "$program" --no-init --mode "$mode" --keep-going "$1.lines" >"$1.out" 2>"$1.err" </dev/null
  echo "exit status $?" >>"$1.err"
  for stream in out err; do
    mask "$1.$stream" >"$folder/$side/compared/$1.$stream"
  done
}

# A model file in two parts that are compared: the header without times and checksums of it, and all tensors.
parts() {
  length=$(head -c 8 "$1" | od -An -t u8 | tr -d ' ')
  tail -c +9 "$1" | head -c "$length" \
    | sed -E -e 's/(\\"seconds(PerFold)?\\"):[-+.e0-9]+/\1:T/g' \
      -e 's/"header-sha256":"[0-9a-f]+"/HEADER/' -e 's/ *$//' \
    | tr , '\n' >"$2.header"
  tail -c +$((9 + length)) "$1" >"$2.tensors"
}

models=$("$old" --no-init --mode json -c models | tr '{' '\n' | sed -n 's/^"name":"\([^"]*\)","summary.*/\1/p')
[ -n "$models" ] || fail "$1 lists no models"
samplers=$("$old" --no-init --mode json -c samplers | tr '{' '\n' | sed -n 's/^"name":"\([^"]*\)","summary.*/\1/p')
commands=$("$old" --no-init --mode json -c help | tr '{' '\n' | sed -n 's/^"name":"\([^"]*\)","summary.*/\1/p')

# Trains every model and asks it; all of a build's own doing.
train() {
  mode=json
  for model in $models; do
    lines "train-$model" <<END
load $data
train $model $(settings "$model") --seed 3
evaluate --predictions predictions-$model.csv --out table-$model.csv
recommend --top 5
predict 5 --history '7=4, 8=1'
save $model.safetensors
show
END
    [ -f "$model.safetensors" ] && parts "$model.safetensors" "$folder/$side/compared/saved-$model"
  done
  # A training in two parts, with users set aside; other splits and samplers; a training of several folds.
  lines train-otherwise <<END
load $data
train gru-sequence factors=4 hidden=8 rank=4 --epochs 4 --stop-after 2 --patience 3 --as halves
save halves.safetensors
train --resume halves
save whole.safetensors
evaluate
train mlinknet factors=4 units=8 --sampler consecutive-20 length=8 --epochs 2 --as other
evaluate --protocol sampler --draws 2
split leave-last-out
train bias
evaluate
split by-time --at 0.8
train mf factors=3
evaluate
split none
train item-mean
evaluate
split fresh-users --fold 1,2
train bias
evaluate --out folds.csv
save several.safetensors
show
data
data sample ratings --count 3
data sample movies --count 3
split
plot ratings
plot loss halves other
END
  for model in halves whole; do
    [ -f "$model.safetensors" ] && parts "$model.safetensors" "$folder/$side/compared/saved-$model"
  done
}

# Trains by folds and seeds, keeps the answers, and shows the table in every mode.
evaluate() {
  for mode in json table csv markdown; do
    lines "evaluate-$mode" <<END
load $data
train attention-sequence factors=4 heads=1 depth=4 window=8 --epochs 1
evaluate bias item-knn attention-sequence --fold 1,4 --seeds 2 --stack both=bias,item-knn --resume kept --predictions folds-$mode.csv --out table-$mode.csv
evaluate bias item-mean --fold 3 --baseline item-mean
split leave-last-out
evaluate bias item-mean --seeds 1
END
  done
  for file in kept/*.answers; do
    # The name ends in a hash, and the first lines hold another and the program's build.
    name=${file#kept/}
    tail -n +3 "$file" | sed 's/^seconds .*/seconds T/' >"$folder/$side/compared/kept-${name%-*}"
  done
}

# SOURCE NAME: opens the models of a build, and answers in a mode; titles, words and layout count.
answer() {
  lines "$2-$mode" <<END
load $data
$(for model in $models; do echo "open $1/$model.safetensors"; done)
open $1/halves.safetensors --as halves
show
$(for model in $models; do
    echo "use $model"
    echo "predict 5 --user 10"
    echo "predict 6 --history '7=4, 8=1, 9=3'"
    echo "recommend --top 5 --user 11"
    echo "recommend --top 4 --min-support 2 --history '7=4, 8=1, 9=3' --year 1970.."
    echo "why 5 --history '7=4, 8=1, 9=3'"
    echo "why 5 --user 10 --top 3 --last 6"
  done)
evaluate $(echo $models)
evaluate bias mf --baseline bias --stack s=bias,mf --predictions predictions-$2-$mode.csv
compare bias mf --user 10 --top 5
compare item-mean gru-hybrid --history '7=4, 8=1'
similar 7 --top 5
use mf
rate 7 4
rate 8 1.5
rate 7 5 --top 3
recommend --top 4
recommend --top 3 --genre Drama
predict 12
why 12
compare mf bias --top 3
unrate 8
me
me anna
rate 9 2
me --list
me --export people-$2-$mode.csv --all
me --forget anna
me --import people-$2-$mode.csv
recommend --users people-$2-$mode.csv --top 3
recommend --users people-$2-$mode.csv --top 3 --out lists-$2-$mode.csv
save --embeddings vectors-$2-$mode.csv mf
save --session session-$2-$mode
open --session session-$2-$mode
show
me
recommend --top 2
split fresh-users --fold all
mode
timer
samples
$(errors)
END
  [ -d "session-$2-$mode" ] && cp "session-$2-$mode/session.json" "$folder/$side/compared/session-$2-$mode.json"
}

# Lines that are refused, each with its sentence.
errors() {
  cat <<'END'
train nonsense
train mff
train mf factor=3
train mf factors=0
train mf factors=x
train mf --epochs 3
train gru-hybrid --epochs 0
train latent-cf --sampler random-20
train latent-cf --sampler nothing
train --resume nothing
train --resume mf
evaluate nothing
evaluate bias --fold 12
evaluate bias --baseline mf
evaluate bias --stack x=bias,nothing
split fresh-users --fold 10
split by-time --at 2
split sideways
predict
predict 99999999
predict "no such title at all"
predict 5 --user 99999999
predict 5 --history '7=9'
predict 5 --history '7:4'
recommend --top 0
recommend --year 19x
rate 7 99
rate 7
unrate 99999999
why 99999999
compare bias
compare bias nothing
similar 99999999
use nothing
save
save nowhere/at/all.safetensors
open nothing.safetensors
open --session nothing
load nothing
load demo --scale 5:1
me --import nothing.csv
me --forget nobody
mode pretty
plugin load nothing
plot items nothing
source nothing
help nothing
frobnicate
predict 'open quote
END
}

# Lines without data, or after a model was opened and nothing loaded.
bare() {
  mode=json
  { echo 'open mf.safetensors'; echo 'show'; echo 'predict 5'; echo 'recommend --top 3'; echo 'rate 5 4'
    echo 'recommend --top 3'; echo 'me'; echo 'evaluate'; echo 'train bias'; } | lines opened-alone
  { echo 'show'; echo 'data'; errors; } | lines no-data
  mode=table
  { echo 'show'; echo 'data'; errors; } | lines no-data-table
}

help() {
  cd "$folder/$side/help" || exit 3
  for name in $commands $models $samplers; do
    "$program" --no-init -c "help $name" >"help-$name" 2>&1
  done
  for mode in table json csv markdown; do
    "$program" --no-init --mode "$mode" -c help -c models -c samplers >"lists-$mode" 2>&1
  done
  "$program" --help >program-help 2>&1
  "$program" --manual >program-manual 2>&1
  "$program" --version >program-version 2>&1
}

for side in old new; do
  if [ "$side" = old ]; then program=$old; else program=$new; fi
  mkdir -p "$folder/$side/run" "$folder/$side/compared" "$folder/$side/help"
  cd "$folder/$side/run" || exit 3
  train
  evaluate
  bare
  for file in *.csv; do
    mask "$file" >"$folder/$side/compared/$file"
  done
  (help) || fail 'cannot ask for help'
done
# Both answer by the models of either, in a folder of the same name, so that paths in answers are the same.
for side in old new; do
  if [ "$side" = old ]; then program=$old; other=new; else program=$new; other=old; fi
  cd "$folder/$side/run" || exit 3
  mkdir models-of-old models-of-other
  cp "$folder"/old/run/*.safetensors models-of-old
  cp "$folder/$other"/run/*.safetensors models-of-other
  for mode in table csv json markdown; do answer models-of-old answers; done
  mode=json
  answer models-of-other crossed
  # What the other saved is answered as one's own.
  for file in "crossed-json.out" "crossed-json.err"; do
    sed 's/models-of-other/models-of-either/' "$folder/$side/compared/$file" >"$folder/$side/$file.tmp"
    mv "$folder/$side/$file.tmp" "$folder/$side/compared/$file"
  done
  for file in *-answers-*.csv *-crossed-*.csv; do
    [ -f "$file" ] && mask "$file" >"$folder/$side/compared/$file"
  done
done

# KIND: the number of files of that folder that differ, after their differences.
compare() {
  count=0
  names=$(cd "$folder" && ls old/"$1" new/"$1" | grep -v ':$' | sort -u)
  for name in $names; do
    cmp -s "$folder/old/$1/$name" "$folder/new/$1/$name" && continue
    count=$((count + 1))
    echo "== $1: $name differs (- old, + new)" >&2
    case $name in
      *.tensors) cmp "$folder/old/$1/$name" "$folder/new/$1/$name" >&2 ;;
      *) diff -uN "$folder/old/$1/$name" "$folder/new/$1/$name" 2>&1 | tail -n +3 | cut -c1-400 | head -24 >&2 ;;
    esac
  done
  echo "$count"
}
all=$(ls "$folder/old/compared" | wc -l)
saved=$(ls "$folder/old/compared" | grep -c 'tensors$')
[ "$saved" -ge "$(echo "$models" | wc -l)" ] || fail 'the old program did not train and save every model'
answers=$(compare compared)
pages=$(compare help)
echo "$answers of $all outputs differ, with $saved saved models; $pages of $(ls "$folder/old/help" | wc -l) pages of help"
[ "$answers" -eq 0 ] || exit 1
[ "$pages" -eq 0 ] || exit 2
