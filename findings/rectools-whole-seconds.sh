#!/bin/sh
# RecTools 0.19.0 (Python 3.11, numpy 1.26.4, pandas 2.3.3): whole numbers as times are taken for nanoseconds, so the
# seconds since 1970 that public sets of ratings have all fall within the second 1970-01-01 00:00:01. Nothing warns, and
# the order is right, but whatever is told in days is not: a popularity of the last 14 days is one of all time, and a
# test of the last 7 days takes every event, which leaves none to learn from.
# The toy: item "old", 30 users in January 2024; item "new", 10 users at the end of November.
# Expected: seconds, or an error, as for the same numbers as text.
# So: pandas.to_datetime(times, unit="s") before Dataset.construct, and look at the first and last time after it.
# Output seen:
#   seconds: 1970-01-01 to 1970-01-01; the last 14 days: old 30, new 10; split at 7 days: train 0, test 40
#   dates: 2024-01-01 to 2024-12-05; the last 14 days: new 10; split at 7 days: train 33, test 7
#   seconds as text: TypeError
# Fails if that changes.
set -eu
script=$(realpath "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check rectools==0.19.0 numpy==1.26.4 pandas==2.3.3
cd "$folder"
cat >days.py <<'PYTHON'
import warnings

warnings.filterwarnings("error", module="rectools")
from datetime import timedelta

import pandas
from rectools import Columns
from rectools.dataset import Dataset
from rectools.model_selection import TimeRangeSplitter
from rectools.models import PopularModel

start, day = 1704067200, 86400
rows = [(user, "old", 1, start + user * day) for user in range(30)]
rows += [(user, "new", 1, start + (330 + user) * day) for user in range(10)]
table = pandas.DataFrame(rows, columns=Columns.Interactions)
seconds = table[Columns.Datetime]
for name, times in (
    ("seconds", seconds),
    ("dates", pandas.to_datetime(seconds, unit="s")),
    ("seconds as text", seconds.astype(str)),
):
    try:
        dataset = Dataset.construct(table.assign(**{Columns.Datetime: times}))
    except TypeError:
        print(f"{name}: TypeError")
        continue
    known = dataset.interactions.df[Columns.Datetime]
    popular = PopularModel(period=timedelta(days=14)).fit(dataset)
    listed = popular.recommend([0], dataset, k=2, filter_viewed=False)
    last = ", ".join(f"{item} {score:.0f}" for item, score in zip(listed[Columns.Item], listed[Columns.Score]))
    splitter = TimeRangeSplitter("7D", filter_cold_users=False, filter_cold_items=False)
    ((train, test, _),) = splitter.split(dataset.interactions)
    print(
        f"{name}: {known.min().date()} to {known.max().date()}; the last 14 days: {last}; "
        f"split at 7 days: train {len(train)}, test {len(test)}"
    )
PYTHON
venv/bin/python days.py >seen.txt
cat seen.txt
sed -n 's/^#   \(seconds[a-z ]*: \|dates: \)/\1/p' "$script" | cmp - seen.txt || {
  echo 'the behaviour has changed' >&2
  exit 1
}
