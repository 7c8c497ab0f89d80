#!/usr/bin/env python3
"""Prints the slowest tests of a run of the suite whose tests ran one after the other.

Usage: slowest-tests.py EVENTS [COUNT], where EVENTS is what `swift test --event-stream-output-path` wrote.
"""
import collections
import json
import sys

count = int(sys.argv[2]) if len(sys.argv) > 2 else 20
seconds = collections.Counter()
for line in open(sys.argv[1], encoding="utf-8"):
    event = json.loads(line)["payload"]
    sign = {"testStarted": -1, "testEnded": 1}.get(event["kind"], 0)
    # Suites, whose names have no place in a file, last as long as their tests.
    if sign and "/" in event["testID"]:
        test = event["testID"].rsplit("/", 1)[0].replace("/", ".")
        seconds[test] += sign * event["instant"]["absolute"]

print(f"== the {count} slowest of {len(seconds)} tests, which took {sum(seconds.values()):.0f} seconds")
for test, time in seconds.most_common(count):
    print(f"{time:8.1f}  {test}")
