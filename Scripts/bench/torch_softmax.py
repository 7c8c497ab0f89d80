"""The work of `bench train softmax` done by PyTorch: a GRU that predicts the next of all items, trained by exact softmax.

    python torch_softmax.py [--threads 2] [--items 3400 9066] [--kinds eager fused compiled] [--runs 11]

Prints one JSON object: for each number of items and each kind the milliseconds of a step, by the wall clock and of the
processor, medians and minima. Embedding and output vectors are one table (tied) of 128 columns, with a bias of the
items; GRU 128 -> 128; 30 sequences of 50 events a step; cross-entropy over all items at every position; Adam over all
weights. Kinds: plain Adam; fused Adam; the loss by torch.compile, with fused Adam. Data is random: only shapes matter.
"""
import argparse
import json
import statistics
import time

import torch
from torch import nn

COLUMNS, STEPS, BATCH = 128, 50, 30


class NextItem(nn.Module):
    def __init__(self, items):
        super().__init__()
        self.vectors = nn.Parameter(0.1 * torch.randn(items, COLUMNS))
        self.bias = nn.Parameter(torch.zeros(items))
        self.gru = nn.GRU(COLUMNS, COLUMNS)

    def forward(self, read, targets):
        states, _ = self.gru(nn.functional.embedding(read, self.vectors))
        logits = nn.functional.linear(states.reshape(-1, COLUMNS), self.vectors, self.bias)
        return nn.functional.cross_entropy(logits, targets.reshape(-1))


def step_of(items, kind):
    model = NextItem(items)
    optimiser = torch.optim.Adam(model.parameters(), fused=kind != "eager")
    loss = torch.compile(model) if kind == "compiled" else model
    read, targets = (torch.randint(0, items, (STEPS, BATCH)) for _ in range(2))

    def step():
        optimiser.zero_grad()
        loss(read, targets).backward()
        optimiser.step()

    return step


def measure(step, warmup=3, runs=11):
    for _ in range(warmup):
        step()
    wall, processor = [], []
    for _ in range(runs):
        start = time.perf_counter(), time.process_time()
        step()
        wall.append((time.perf_counter() - start[0]) * 1e3)
        processor.append((time.process_time() - start[1]) * 1e3)
    return {"wallMs": statistics.median(wall), "minMs": min(wall),
            "processorMs": statistics.median(processor), "minProcessorMs": min(processor)}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--threads", type=int, default=2)
    arguments.add_argument("--items", type=int, nargs="+", default=[3400, 9066])
    arguments.add_argument("--kinds", nargs="+", default=["eager", "fused", "compiled"])
    arguments.add_argument("--runs", type=int, default=11)
    arguments = arguments.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(0)
    rows = {}
    for items in arguments.items:
        for kind in arguments.kinds:
            rows[f"items={items} {kind}"] = measure(step_of(items, kind), runs=arguments.runs)
    print(json.dumps({"torch": torch.__version__, "threads": arguments.threads, "rows": rows}, indent=1))


if __name__ == "__main__":
    main()
