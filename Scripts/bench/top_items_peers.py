"""The work of `bench lists` done by PyTorch and FAISS: the best ten of a million items by the product of two vectors.

    python top_items_peers.py [--items 1000000] [--dims 64] [--top 10] [--runs 101] [--rounds 3] [--debut PROGRAM]

One user at a time, one thread: torch.mv and topk, and FAISS' exact index, IndexFlatIP, each if it is there. With
--debut the program's `bench lists` is run in turns with them. Prints one JSON object: the medians of each round in
milliseconds, and the median of these; `agree` tells in how many lists out of ten PyTorch and FAISS have the same
items. Vectors are drawn from a normal distribution.
"""
import argparse
import importlib.util
import json
import statistics
import subprocess
import time

import numpy


def torch_list(vectors, top):
    import torch
    torch.set_num_threads(1)
    table = torch.from_numpy(vectors)
    return lambda query: torch.topk(torch.mv(table, torch.from_numpy(query)), top).indices.numpy()


def faiss_list(vectors, top):
    import faiss
    faiss.omp_set_num_threads(1)
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    return lambda query: index.search(query[None], top)[1][0]


PEERS = {"torch": torch_list, "faiss": faiss_list}


def median_of(find, queries, runs):
    times = []
    for run in range(runs + 3):
        start = time.perf_counter()
        find(queries[run % len(queries)])
        times.append((time.perf_counter() - start) * 1e3)
    return statistics.median(times[3:])


def debut_medians(program):
    run = subprocess.run([program, "--no-init", "--mode", "json", "-c", "bench lists"],
                         check=True, capture_output=True, text=True)
    rows = json.loads(run.stdout.splitlines()[-1])["rows"]
    return {"debut " + row["name"].split()[-1]: row["medianMs"] for row in rows}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--items", type=int, default=1_000_000)
    arguments.add_argument("--dims", type=int, default=64)
    arguments.add_argument("--top", type=int, default=10)
    arguments.add_argument("--runs", type=int, default=101)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--debut")
    arguments = arguments.parse_args()
    generator = numpy.random.default_rng(1)
    vectors = generator.standard_normal((arguments.items, arguments.dims), dtype=numpy.float32)
    queries = generator.standard_normal((64, arguments.dims), dtype=numpy.float32)
    found = {name: make(vectors, arguments.top) for name, make in PEERS.items() if importlib.util.find_spec(name)}
    lists = [[set(find(query).tolist()) for query in queries[:10]] for find in found.values()]
    rounds = []
    for _ in range(arguments.rounds):
        medians = {name: median_of(find, queries, arguments.runs) for name, find in found.items()}
        if arguments.debut:
            medians |= debut_medians(arguments.debut)
        rounds.append(medians)
    print(json.dumps({
        "items": arguments.items, "dims": arguments.dims, "top": arguments.top,
        "versions": {name: __import__(name).__version__ for name in found},
        "agree": sum(all(each == same[0] for each in same) for same in zip(*lists)),
        "rounds": rounds,
        "medianMs": {name: statistics.median(r[name] for r in rounds) for name in rounds[0]} if rounds else {},
    }, indent=1))


if __name__ == "__main__":
    main()
