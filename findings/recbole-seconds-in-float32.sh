#!/bin/sh
# RecBole 1.2.1 (Python 3.11, torch 2.13.0, numpy 1.26.4, pandas 2.3.3): histories are put in order by times in float32.
# Seconds since 1970 are then multiples of 128, so events within one or two minutes are equal and keep the order of the
# file. That times lose precision is known (RUCAIBox/RecBole, issues 1653 and 2204); this is what
# comes of it: from a file written newest first, as some exports are, GRU4Rec learns what came before, and RecBole's own
# test calls it perfect, because what it holds out as the last event is the first.
# The toy: 20 items in a ring, 150 users a day apart with 8 events each, 5 seconds apart, always one item onward.
# Expected: the same model whatever the order of the rows, as with times that start at 0 (all below 2 to the power 24).
# So: give RecBole the places of events in time, 0, 1, 2 and so on, or sort the file by time before.
# Output seen (at the end, of how many items the model puts the next one in the ring first, and the one before):
#   newest-first: history i7 i6 i5 i4 i3 i2 i1, target i0, times 1; Hit@1 1.0; next 0, before 20 of 20
#   oldest-first: history i0 i1 i2 i3 i4 i5 i6, target i7, times 1; Hit@1 1.0; next 20, before 0 of 20
#   newest-first-from-0: history i0 i1 i2 i3 i4 i5 i6, target i7, times 7; Hit@1 1.0; next 20, before 0 of 20
# Fails if that changes.
set -eu
script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check recbole==1.2.1 torch==2.13.0 numpy==1.26.4 pandas==2.3.3 \
  'setuptools<81'
cd "$folder"
cat >learn.py <<'PYTHON'
import os
import sys
import warnings

warnings.filterwarnings("ignore")
import torch
from recbole.config import Config
from recbole.data import create_dataset, data_preparation
from recbole.data.interaction import Interaction
from recbole.model.sequential_recommender import GRU4Rec
from recbole.trainer import Trainer
from recbole.utils import init_seed

name = sys.argv.pop()
items, users, length, day = 20, 150, 8, 86400
start = 0 if name.endswith("from-0") else 1704067200
rows = [
    (f"u{user}", f"i{(user + step) % items}", start + user * day + 5 * step)
    for user in range(users)
    for step in range(length)
]
rows.sort(key=lambda row: row[2], reverse=name.startswith("newest"))
os.mkdir(name)
with open(f"{name}/{name}.inter", "w") as file:
    print("user_id:token", "item_id:token", "timestamp:float", sep="\t", file=file)
    for row in rows:
        print(*row, sep="\t", file=file)

settings = {
    "data_path": ".",
    "load_col": {"inter": ["user_id", "item_id", "timestamp"]},
    "eval_args": {"split": {"LS": "valid_and_test"}, "order": "TO", "mode": "full", "group_by": "user"},
    "metrics": ["Hit"],
    "topk": [1],
    "valid_metric": "Hit@1",
    "train_neg_sample_args": None,
    "epochs": 30,
    "train_batch_size": 128,
    "learning_rate": 0.01,
    "embedding_size": 16,
    "hidden_size": 32,
    "dropout_prob": 0.0,
    "use_gpu": False,
    "show_progress": False,
    "state": "ERROR",
}
config = Config(model="GRU4Rec", dataset=name, config_dict=settings)
init_seed(1, True)
dataset = create_dataset(config)
train, _, test = data_preparation(config, dataset)


def item(number):
    return str(dataset.id2token("item_id", int(number)))


# The test's sample of the first user, whose events are i0, i1 and so on to i7.
samples = test.dataset.inter_feat
row = int((samples["user_id"] == int(dataset.token2id("user_id", "u0"))).nonzero()[0, 0])
count = int(samples["item_length"][row])
history = " ".join(item(number) for number in samples["item_id_list"][row][:count])
times = len(samples["timestamp_list"][row][:count].unique())

model = GRU4Rec(config, train.dataset)
trainer = Trainer(config, model)
trainer.fit(train, saved=False, show_progress=False)
hit = trainer.evaluate(test, load_best_model=False)["hit@1"]

after = before = 0
model.eval()
for place in range(items):
    places = torch.zeros(1, config["MAX_ITEM_LIST_LENGTH"], dtype=torch.long)
    places[0, 0] = int(dataset.token2id("item_id", f"i{place}"))
    with torch.no_grad():
        scores = model.full_sort_predict(Interaction({"item_id_list": places, "item_length": torch.tensor([1])}))[0]
    top = item(scores[1:].argmax() + 1)
    after += top == f"i{(place + 1) % items}"
    before += top == f"i{(place - 1) % items}"
print(
    f"{name}: history {history}, target {item(samples['item_id'][row])}, times {times}; Hit@1 {hit}; "
    f"next {after}, before {before} of {items}"
)
PYTHON
for name in newest-first oldest-first newest-first-from-0; do venv/bin/python learn.py "$name"; done >seen.txt
cat seen.txt
sed -n 's/^#   \([a-z0-9-]*: history\)/\1/p' "$script" | cmp - seen.txt || {
  echo 'the behaviour has changed' >&2
  exit 1
}
