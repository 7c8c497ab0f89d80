#!/bin/sh
# RecTools 0.19.0 (Python 3.11, torch 2.13.0, pytorch-lightning 2.5.2, numpy 1.26.4, pandas 2.3.3): SASRec with its
# default train_min_user_interactions=2 leaves users of one event out of training, and with them, without a warning, each
# item that only such users have, even the most popular one. A user who has no other item is then refused as "cold" and
# "not in the `dataset.user_id_map`", though he is in it, and so is the whole call, for everybody asked about with him
# (a warning of `recommend` does name his items as the cause). With on_unsupported_targets="ignore" he is missing from the
# answer, so an average over the answer is of fewer users.
# The toy: 30 users with 6 of 20 items each, a user with one of these, and 50 users with only the item "new".
# Expected: "new" is in the lists, and all 81 users, known to `fit`, have one, as with EASE of the same library.
# So: ask with "ignore", fill in popular items for users who are missing, and average over all who were asked about.
# Output seen:
#   EASEModel: raises nothing; "ignore" answers 81 of 81 users, with 21 of 21 items
#   SASRecModel: raises ValueError; "ignore" answers 31 of 81 users, with 20 of 21 items
# Fails if that changes.
set -eu
script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check 'rectools[torch]==0.19.0' torch==2.13.0 \
  pytorch-lightning==2.5.2 numpy==1.26.4 pandas==2.3.3
cd "$folder"
cat >users.py <<'PYTHON'
import logging
import random
import warnings

warnings.filterwarnings("ignore")
import pandas
import torch
from pytorch_lightning import Trainer
from rectools import Columns
from rectools.dataset import Dataset
from rectools.models import EASEModel, SASRecModel

logging.getLogger("pytorch_lightning").setLevel(logging.ERROR)


def one_epoch():
    quiet = {name: False for name in ("logger", "enable_checkpointing", "enable_progress_bar", "enable_model_summary")}
    return Trainer(max_epochs=1, accelerator="cpu", **quiet)


random.seed(1)
events = [(f"six {user}", f"i{number}") for user in range(30) for number in random.sample(range(20), 6)]
events += [("one", "i0")] + [(f"new {user}", "new") for user in range(50)]
rows = [(user, item, 1, pandas.Timestamp(place, unit="h")) for place, (user, item) in enumerate(events)]
dataset = Dataset.construct(pandas.DataFrame(rows, columns=Columns.Interactions))
users = dataset.user_id_map.external_ids
for model in EASEModel(), SASRecModel(n_factors=16, n_blocks=1, n_heads=1, get_trainer_func=one_epoch):
    torch.manual_seed(1)
    model.fit(dataset)
    raised = "raises nothing"
    try:
        model.recommend(users, dataset, k=100, filter_viewed=False)
    except ValueError as error:
        assert "are cold: they are not in the `dataset.user_id_map`" in str(error)
        raised = "raises ValueError"
    lists = model.recommend(users, dataset, k=100, filter_viewed=False, on_unsupported_targets="ignore")
    answered, items = set(lists[Columns.User]), set(lists[Columns.Item])
    assert "one" in answered, "a user of one event with an item that others have is served"
    print(
        f'{type(model).__name__}: {raised}; "ignore" answers {len(answered)} of {len(users)} users, '
        f"with {len(items)} of {dataset.item_id_map.size} items"
    )
PYTHON
venv/bin/python users.py >seen.txt
cat seen.txt
sed -n 's/^#   \(EASEModel: \|SASRecModel: \)/\1/p' "$script" | cmp - seen.txt || {
  echo 'the behaviour has changed' >&2
  exit 1
}
