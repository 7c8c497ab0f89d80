"""The work of `debut bench`, done by PyTorch on the same machine. Prints one JSON object: milliseconds by name.

    python torch_peer.py products | train | serve   [--threads N]

Shapes are those of mlinknet on ml-latest-small (items 9,066; embedding 100; 19 steps of 101 numbers; GRU 101;
head 201 -> 256 -> 1) and of a sequence model with 100 factors that learns from every position. Data is
random: only shapes matter. Medians after a warm-up.
"""
import argparse
import json
import statistics
import time

import torch
from torch import nn

ITEMS, FACTORS, STEPS = 9066, 100, 19


def median(work, warmup, runs):
    for _ in range(warmup):
        work()
    spent = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        spent.append((time.perf_counter() - start) * 1e3)
    return statistics.median(spent)


class MLinkNet(nn.Module):
    def __init__(self, sparse):
        super().__init__()
        self.items = nn.Embedding(ITEMS, FACTORS, sparse=sparse)
        self.gru = nn.GRU(FACTORS + 1, FACTORS + 1, batch_first=True)
        self.head = nn.Sequential(
            nn.Dropout(0.3), nn.Linear(2 * FACTORS + 1, 256, bias=False), nn.BatchNorm1d(256),
            nn.Linear(256, 1, bias=False), nn.Sigmoid())

    def state(self, items, ratings):
        return self.gru(torch.cat([self.items(items), ratings[..., None]], dim=2))[1][0]

    def forward(self, items, ratings, target):
        pair = torch.cat([self.state(items, ratings), self.items(target)], dim=1)
        return self.head(pair)[:, 0]


def optimisers(model, kind):
    if kind != "sparse":
        return [torch.optim.Adam(model.parameters(), fused=kind == "fused")]
    dense = [p for name, p in model.named_parameters() if not name.startswith("items")]
    return [torch.optim.SparseAdam(model.items.parameters()), torch.optim.Adam(dense, fused=True)]


def products():
    """Medians of single products, in milliseconds; the names say how the operands are stored."""
    sizes = [(m, 303, k, "") for m in (16, 64, 256, 304) for k in (101, 202)]
    for m in (16, 256):
        sizes += [(m, 303, 101, " tb"), (m, 101, 303, ""), (303, 101, m, " ta")]
    sizes += [(1, 303, 101, ""), (17, 31, 33, ""), (65, 129, 63, ""), (512, 512, 512, "")]
    result = {}
    for m, n, k, form in sizes:
        a = torch.rand(k, m).T if form == " ta" else torch.rand(m, k)
        b = torch.rand(n, k).T if form == " tb" else torch.rand(k, n)
        c = torch.empty(m, n)
        repeats = max(1, 20_000_000 // (m * n * k))

        def work():
            for _ in range(repeats):
                torch.mm(a, b, out=c)

        result[f"gemm{form} m={m} n={n} k={k}"] = median(work, 5, 40) / repeats
    return result


def train():
    result = {}
    for batch in (16, 64, 256):
        items, ratings = torch.randint(0, ITEMS, (batch, STEPS)), torch.rand(batch, STEPS)
        target, truth = torch.randint(0, ITEMS, (batch,)), torch.rand(batch)
        for kind in ("adam", "fused", "sparse"):
            model = MLinkNet(kind == "sparse")
            parts = optimisers(model, kind)

            def step():
                for part in parts:
                    part.zero_grad()
                nn.functional.mse_loss(model(items, ratings, target), truth).backward()
                for part in parts:
                    part.step()

            result[f"step batch={batch} {kind}"] = median(step, 15, 60)
    result["events per second"] = every_position()
    return result


def every_position(users=24, steps=96):
    items, gru = nn.Embedding(ITEMS, FACTORS, sparse=True), nn.GRU(FACTORS + 1, FACTORS, batch_first=True)
    parts = [torch.optim.SparseAdam(items.parameters()), torch.optim.Adam(gru.parameters(), fused=True)]
    read, ratings = torch.randint(0, ITEMS, (users, steps)), torch.rand(users, steps)

    def step():
        for part in parts:
            part.zero_grad()
        vectors = items(read)
        states, _ = gru(torch.cat([vectors, ratings[..., None]], dim=2))
        scores = (states[:, :-1] * vectors[:, 1:]).sum(-1)
        nn.functional.mse_loss(scores, ratings[:, 1:]).backward()
        for part in parts:
            part.step()

    return users * steps / median(step, 5, 20) * 1e3


def serve():
    model = MLinkNet(False).eval()
    items, ratings = torch.randint(0, ITEMS, (1, STEPS)), torch.rand(1, STEPS)
    target, everything = torch.randint(0, ITEMS, (1,)), torch.arange(ITEMS)
    table = torch.rand(ITEMS, FACTORS + 1)

    def rank():
        state = model.state(items, ratings).expand(ITEMS, -1)
        scores = model.head(torch.cat([state, model.items(everything)], dim=1))[:, 0]
        return torch.topk(scores, 10)

    with torch.inference_mode():
        return {
            "predict": median(lambda: model(items, ratings, target), 15, 200),
            "rank": median(rank, 15, 60),
            "rank by dot product": median(
                lambda: torch.topk(table @ model.state(items, ratings)[0], 10), 15, 200),
        }


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("part", choices=["products", "train", "serve"])
    arguments.add_argument("--threads", type=int, default=2)
    arguments = arguments.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(0)
    result = {"products": products, "train": train, "serve": serve}[arguments.part]()
    print(json.dumps({"torch": torch.__version__, "threads": arguments.threads, "rows": result}))


if __name__ == "__main__":
    main()
