#!/bin/sh
# RecTools 0.19.0 (Python 3.11, torch 2.13.0, pytorch-lightning 2.5.2, numpy 1.26.4, pandas 2.3.3): SASRec with its
# default session_max_len=100 knows no item that every user met before his last 101 events, however many users did.
# `fit` cuts the histories first and takes the items from what is left. Such an item has no score and is in no list,
# without a warning; it is not even last. Other models of the library, fitted with the same data set, list all items.
# The toy: 40 users with one item in common, "hit", and 101 more of 200 items each; a new user asks for every item.
# Expected: every item of the data set can be listed, since a cut of histories says how much of each is read.
# So: give each history in pieces of session_max_len + 1 as users of their own, or add such items by another model.
# Output seen:
#   hit first: PopularModel lists 201 of 201 items, hit at 1
#   hit first: EASEModel lists 201 of 201 items, hit at 1
#   hit first: SASRecModel lists 200 of 201 items, hit at none
#   hit last: PopularModel lists 201 of 201 items, hit at 1
#   hit last: EASEModel lists 201 of 201 items, hit at 1
#   hit last: SASRecModel lists 201 of 201 items, hit at some place
# Fails if that changes.
set -eu
script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check 'rectools[torch]==0.19.0' torch==2.13.0 \
  pytorch-lightning==2.5.2 numpy==1.26.4 pandas==2.3.3
cd "$folder"
cat >lists.py <<'PYTHON'
import logging
import random
import warnings

warnings.filterwarnings("ignore")
import pandas
import torch
from pytorch_lightning import Trainer
from rectools import Columns
from rectools.dataset import Dataset
from rectools.models import EASEModel, PopularModel, SASRecModel

logging.getLogger("pytorch_lightning").setLevel(logging.ERROR)


def one_epoch():
    quiet = {name: False for name in ("logger", "enable_checkpointing", "enable_progress_bar", "enable_model_summary")}
    return Trainer(max_epochs=1, accelerator="cpu", **quiet)


for place in "first", "last":
    random.seed(1)
    rows = []
    for user in range(40):
        history = [f"i{number}" for number in random.sample(range(200), 101)]
        history.insert(0 if place == "first" else 101, "hit")
        rows += [(user, item, 1, pandas.Timestamp(day, unit="D")) for day, item in enumerate(history)]
    rows += [("new", f"i{number}", 1, pandas.Timestamp(number, unit="D")) for number in range(5)]
    dataset = Dataset.construct(pandas.DataFrame(rows, columns=Columns.Interactions))
    for model in (
        PopularModel(),
        EASEModel(),
        SASRecModel(n_factors=16, n_blocks=1, n_heads=1, get_trainer_func=one_epoch),
    ):
        torch.manual_seed(1)
        model.fit(dataset)
        listed = model.recommend(["new"], dataset, k=1000, filter_viewed=False)[Columns.Item].tolist()
        at = listed.index("hit") + 1 if "hit" in listed else "none"
        if isinstance(model, SASRecModel) and at != "none":
            at = "some place"
        name = type(model).__name__
        print(f"hit {place}: {name} lists {len(listed)} of {dataset.item_id_map.size} items, hit at {at}")
PYTHON
venv/bin/python lists.py >seen.txt
cat seen.txt
sed -n 's/^#   \(hit [a-z]*: \)/\1/p' "$script" | cmp - seen.txt || {
  echo 'the behaviour has changed' >&2
  exit 1
}
