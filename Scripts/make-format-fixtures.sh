#!/bin/sh
# Writes files of format 1 of every kind, and what the program answers by them, to Tests/Fixtures/Format1.
#
# The files there are of the program of their day, and stay: tests see that every later program opens them and
# answers as then. Files of a format that was released are never made anew, only added. So this script refuses a
# folder that is there; it tells how the files came about, and makes those of the next format.
# Usage: make-format-fixtures.sh FOLDER, where DEBUT is the program that is to write them.
set -eu
debut=${DEBUT:?the program that writes the files}
folder=${1:?the folder to write}
debut=$(realpath "$debut")
[ ! -e "$folder" ] || { echo "make-format-fixtures: $folder is there" >&2; exit 1; }
mkdir -p "$folder/data" "$folder/models" "$folder/lists"
cd "$folder"

# Answers have the same bits on every machine with these kernels alone.
export DEBUT_KERNELS=scalar

# Every user ends in another digit than the next, so that every fold holds somebody out.
awk 'BEGIN {
  print "userId,movieId,rating,timestamp"
  for (u = 1; u <= 30; u++) for (i = 1; i <= 24; i++) {
    noise = (u * 7919 + i * 104729 + u * i * 31) % 97
    if (noise % 3 == 0) continue
    stars = 0.5 + int((u * 5 % 7 + i * 3 % 8 + noise % 5) / 2) / 2
    printf "%d,%d,%.1f,%d\n", u, i, stars, 1000000000 + u * 86400 + (i * 37 + u * 11) % 1000 * 60
  }
}' >data/ratings.csv
awk 'BEGIN {
  print "movieId,title,genres"
  split("Drama Comedy|War Sci-Fi Drama|Romance|War", genres)
  for (i = 1; i <= 24; i++) {
    title = "Title " i " (" 1950 + 3 * i ")"
    if (i == 2) title = "\"Second, \"\"The\"\" (1956)\""
    if (i == 3) title = "Fünf Äpfel (1959)"
    if (i == 4) title = "Without a Year"
    printf "%d,%s,%s\n", i, title, i == 5 ? "(no genres listed)" : genres[i % 4 + 1]
  }
}' >data/movies.csv
# Fresh users by their ratings, and two of the data: of the training users, and held out in fold 0.
cat >people.csv <<'END'
user,item,rating
anna,1,4.5
anna,2,1
anna,3,3
ben,24,5
3,,
10,,
END
printf 'item,rating,timestamp\n5,2,1100000000\n12,3.5,1100000060\n' >timed.csv

# Lines to a model file; the rest of the arguments are options of save.
model() {
  name=$1
  split=$2
  train=$3
  evaluate=$4
  shift 4
  "$debut" --no-init -c 'load data' -c "split $split" -c "train $train" ${evaluate:+-c "$evaluate"} \
    -c "save models/$name.safetensors $*" >/dev/null
}
fresh='fresh-users --fold 0'
sampler='--sampler consecutive-20 length=6'
model global-mean none 'global-mean --as the-mean' ''
model item-mean leave-last-out 'item-mean shrinkage=2.5' evaluate
model bias 'by-time --at 0.8' 'bias decay=0.95' evaluate
model mf "$fresh" 'mf factors=3' evaluate
model item-knn "$fresh" 'item-knn min-ratings=2 neighbours=5 table=8' evaluate
model latent-cf "$fresh" 'latent-cf factors=3 --epochs 2 --batch 64 --seed 18446744073709551615' evaluate
model deep-cf "$fresh" 'deep-cf factors=2 --epochs 1 --batch 64' evaluate --answers-only
model latent-cf-mlp "$fresh" 'latent-cf-mlp factors=2 --epochs 2 --batch 64' evaluate
model mlinknet "$fresh" \
  "mlinknet factors=2 units=3 learning-rate=0.02 $sampler --epochs 3 --batch 16" \
  'evaluate --protocol sampler --draws 2'
model gru-sequence "$fresh" 'gru-sequence factors=2 hidden=3 rank=2 --epochs 2 --batch 8' evaluate
model gru-hybrid "$fresh" 'gru-hybrid factors=2 hidden=3 rank=2 grus=2 --epochs 2 --batch 8' evaluate
model attention-sequence "$fresh" \
  'attention-sequence factors=2 heads=1 depth=2 window=5 --epochs 2 --batch 8' evaluate
model ensemble "$fresh" \
  "ensemble 'members=item-mean,mf(factors=2),small:gru-sequence(--epochs=1,--batch=8,hidden=2,rank=1)'" \
  evaluate
# Models of next items, for which a rating is an event.
model popular none popular ''
model recent-popular "$fresh" 'recent-popular days=10' evaluate
model item-graph leave-last-out item-graph 'evaluate --repeats yes'
model item-knn-events "$fresh" 'item-knn-events neighbours=5' evaluate
model ease 'by-time --at 0.8' 'ease lambda=20 decay=0.9' evaluate
model als "$fresh" 'als factors=3' evaluate
model transition-mixture "$fresh" 'transition-mixture hidden=3 dims=2' evaluate
model gru4rec "$fresh" 'gru4rec hidden=16 --epochs 2 --batch 8' evaluate
model sasrec-events "$fresh" 'sasrec depth=2 blocks=1 window=5 --epochs 2 --batch 8' evaluate
# Trained in part, with the state that training goes on from.
model attention-sequence-stopped "$fresh" \
  'attention-sequence factors=2 heads=1 depth=2 window=5 --epochs 4 --stop-after 2 --batch 8' ''
# With users set aside: stopped early, so that the epoch kept is not the last; and in part.
model early "$fresh" \
  'gru-sequence factors=2 hidden=3 rank=2 learning-rate=0.2 --epochs 12 --batch 8 --patience 2' evaluate
model latent-cf-stopped "$fresh" \
  'latent-cf factors=2 learning-rate=0.2 --epochs 10 --stop-after 5 --batch 64 --patience 9' ''

# Every model's lists of all items, in order and with all digits; and other questions, put as JSON.
for file in models/*.safetensors; do
  name=$(basename "$file" .safetensors)
  set -- -c 'load data' -c "open $file"
  case $name in *-stopped)
    "$debut" --no-init "$@" -c "train --resume $(basename "$name" -stopped)" \
      -c "recommend --users people.csv --top 100 --min-support 0 --out lists/$name-resumed.csv" >/dev/null ;;
  esac
  "$debut" --no-init "$@" \
    -c "recommend --users people.csv --top 100 --min-support 0 --out lists/$name.csv" >/dev/null
done
{
  for file in models/*.safetensors; do
    printf 'open %s\nshow\npredict 7\n' "$file"
    printf "predict 7 --history '1=4.5, 2=1'\nrecommend --top 3 --min-support 0 --history '3=5'\n"
  done
} >models.debut
"$debut" --no-init --mode json models.debut >models.jsonl

# A session: the models of one split, then another split, three people, and whoever is there last.
"$debut" --no-init -c 'load demo --seed 7' -c 'split by-time --at 0.03' -c 'train item-mean' \
  -c 'train bias --as my-bias' -c 'evaluate item-mean my-bias' -c 'use item-mean' \
  -c 'split fresh-users --fold 2,5,7' -c 'rate 3 4.5' -c 'rate 8 1' -c 'me Änn' -c 'me --import timed.csv' \
  -c 'me nobody' -c 'me me' -c 'me --export people-exported.csv --all' -c 'save --session session' >/dev/null
cat >session.debut <<'END'
open --session session
show
me --list
me
recommend --top 5
predict 9
use my-bias
predict 9
recommend --top 5
split
me Änn
me
predict 9
END
"$debut" --no-init --mode json session.debut >session.jsonl

# Kept answers of a cross-validation, its table and its predictions.
"$debut" --no-init -c 'load data' \
  -c "train mlinknet factors=2 units=3 $sampler --epochs 2 --stop-after 1 --batch 16 --patience 3 --as net" \
  -c 'evaluate item-mean bias net --fold 0,4 --resume kept --predictions predictions.csv --out table.csv' \
  >/dev/null
"$debut" --no-init -c 'load data' -c 'evaluate item-mean --fold 0,4 --seeds 2 --resume kept' >/dev/null
"$debut" --no-init -c 'load data' -c 'split by-time --at 0.7' -c 'evaluate item-mean --seeds 2 --resume kept' \
  >/dev/null
