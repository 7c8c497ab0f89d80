"""Writes the golden values that Tests/TensorsTests compares Debut's tensors with, from PyTorch.

Run in an environment that has `torch` and `numpy`, from the root of the repository:

    python Scripts/golden/make_golden.py

It writes Tests/TensorsTests/Golden/*.safetensors. PyTorch works in double precision here, on weights
and inputs that single precision holds exactly; results are stored in single precision. Weights and
inputs themselves are not stored: `noise` makes them, and `Noise` in the tests makes the same ones.
"""
import json
import pathlib
import struct

import numpy as np
import torch
from torch import nn

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "TensorsTests" / "Golden"


def noise(salt, *shape):
    """Numbers in [0, 1) with 24 bits: a hash of the salt and the position."""
    count = int(np.prod(shape))
    x = np.arange(count, dtype=np.uint32) * np.uint32(2654435761)
    x += np.uint32(salt * 2246822519 % 2**32)
    x ^= x >> np.uint32(15)
    x *= np.uint32(2246822519)
    x ^= x >> np.uint32(13)
    x *= np.uint32(3266489917)
    x ^= x >> np.uint32(16)
    return ((x >> np.uint32(8)).astype(np.float32) * np.float32(2.0**-24)).reshape(shape)


def spread(salt, scale, *shape):
    """Numbers in [-scale, scale)."""
    return (np.float32(2) * noise(salt, *shape) - np.float32(1)) * np.float32(scale)


def tensor(array, gradient=False):
    return torch.tensor(array, dtype=torch.float64, requires_grad=gradient)


def write(name, arrays):
    """A safetensors file: header length, JSON header, the arrays in order."""
    header, offset = {}, 0
    for key, array in arrays.items():
        array = np.asarray(array.detach() if torch.is_tensor(array) else array, dtype="<f4")
        arrays[key] = array
        header[key] = {"dtype": "F32", "shape": array.shape,
                       "data_offsets": [offset, offset + array.nbytes]}
        offset += array.nbytes
    text = json.dumps(header).encode()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with open(FOLDER / f"{name}.safetensors", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for array in arrays.values():
            file.write(array.tobytes())
    print(name, offset, "bytes")


def load(parameter, array):
    with torch.no_grad():
        parameter.copy_(tensor(array))


def make_gru(name, steps, batch, inputs, hidden, lengths, has_initial):
    """States after each step; from its length on a sequence repeats its last state."""
    gru = nn.GRU(inputs, hidden).double()
    load(gru.weight_ih_l0, spread(1, 0.5, 3 * hidden, inputs))
    load(gru.weight_hh_l0, spread(2, 0.5, 3 * hidden, hidden))
    load(gru.bias_ih_l0, spread(3, 0.5, 3 * hidden))
    load(gru.bias_hh_l0, spread(4, 0.5, 3 * hidden))
    x = tensor(spread(5, 1, steps, batch, inputs), gradient=True)
    initial = tensor(spread(6, 1, batch, hidden), gradient=has_initial)
    columns = []
    for b in range(batch):
        h = initial[b:b + 1] if has_initial else torch.zeros(1, hidden, dtype=torch.float64)
        length = lengths[b] if lengths else steps
        states = gru(x[:length, b], h)[0] if length else torch.zeros(0, hidden, dtype=torch.float64)
        last = states[-1:] if length else h
        columns.append(torch.cat([states, last.expand(steps - length, hidden)]))
    states = torch.stack(columns, dim=1)
    (states * tensor(spread(7, 1, steps, batch, hidden))).sum().backward()
    arrays = {"states": states, "final": states[-1], "dx": x.grad,
              "dweight_ih": gru.weight_ih_l0.grad, "dweight_hh": gru.weight_hh_l0.grad,
              "dbias_ih": gru.bias_ih_l0.grad, "dbias_hh": gru.bias_hh_l0.grad}
    if has_initial:
        arrays["dinitial"] = initial.grad
    write(name, arrays)


def make_batch_norm(rows=13, columns=37):
    """Two batches in training, then one in inference with its gradients."""
    norm = nn.BatchNorm1d(columns).double()
    load(norm.weight, spread(1, 2, columns))
    load(norm.bias, spread(2, 1, columns))
    arrays = {}
    for batch in range(3):
        if batch == 2:
            norm.eval()
        norm.zero_grad()
        x = tensor(spread(10 + batch, 3, rows, columns) + spread(20 + batch, 2, columns), gradient=True)
        y = norm(x)
        (y * tensor(spread(30 + batch, 1, rows, columns))).sum().backward()
        arrays |= {f"y{batch}": y, f"dx{batch}": x.grad, f"dweight{batch}": norm.weight.grad.clone(),
                   f"dbias{batch}": norm.bias.grad.clone(),
                   f"running_mean{batch}": norm.running_mean.clone(),
                   f"running_var{batch}": norm.running_var.clone()}
    write("batch_norm", arrays)


def make_adam(rows=7, columns=5, steps=6):
    """Weights after each of several steps; gradients and learning rates change from step to step."""
    arrays = {}
    for kind in ("plain", "l2", "decay", "sparse"):
        weight = nn.Parameter(tensor(spread(1, 1, rows, columns)))
        if kind == "sparse":
            optimiser = torch.optim.SparseAdam([weight], lr=1e-2)
        elif kind == "decay":
            optimiser = torch.optim.AdamW([weight], lr=1e-2, weight_decay=0.3)
        else:
            optimiser = torch.optim.Adam([weight], lr=1e-2, weight_decay=0.2 if kind == "l2" else 0)
        after = []
        for step in range(steps):
            gradient = tensor(spread(2 + step, 0.1, rows, columns))
            if kind == "sparse":
                touched = [r for r in range(rows) if (r + step) % 3 != 0]
                gradient = torch.sparse_coo_tensor([touched], gradient[touched], (rows, columns),
                                                   check_invariants=True)
            weight.grad = gradient
            optimiser.param_groups[0]["lr"] = 1e-2 * (1 - step / 8)
            optimiser.step()
            after.append(weight.detach().clone())
        arrays[kind] = torch.stack(after)
    write("adam", arrays)


def make_softmax(name, positions, weighted=False, scale=1.0, items=403, columns=19):
    """Cross-entropy over all items, tied vectors and a bias; every third position of a weighted one has no weight."""
    hidden = tensor(spread(42, scale, positions, columns), gradient=True)
    vectors = tensor(spread(44, 1, items, columns), gradient=True)
    bias = tensor(spread(45, 1, items), gradient=True)
    targets = torch.tensor((noise(41, positions) * np.float32(items)).astype(np.int64))
    weights = noise(43, positions) if weighted else np.ones(positions, dtype=np.float32)
    if weighted:
        weights[1::3] = 0
    weights = tensor(weights)
    losses = nn.functional.cross_entropy(hidden @ vectors.T + bias, targets, reduction="none")
    loss = (weights * losses).sum() / weights.sum()
    loss.backward()
    write(name, {"loss": loss.reshape(1), "dhidden": hidden.grad, "ditems": vectors.grad, "dbias": bias.grad})


def make_tied_gru(steps=7, batch=5, items=29, hidden=11, lengths=(7, 3, 0, 5, 1)):
    """A GRU that reads vectors of items and predicts the next by the same vectors, as GRU4Rec does: cross-entropy over
    all items, of what the states before each event say of it."""
    vectors = tensor(spread(61, 1, items, hidden), gradient=True)
    bias = tensor(spread(62, 1, items), gradient=True)
    gru = nn.GRU(hidden, hidden).double()
    load(gru.weight_ih_l0, spread(1, 0.5, 3 * hidden, hidden))
    load(gru.weight_hh_l0, spread(2, 0.5, 3 * hidden, hidden))
    load(gru.bias_ih_l0, spread(3, 0.5, 3 * hidden))
    load(gru.bias_hh_l0, spread(4, 0.5, 3 * hidden))
    events = torch.tensor((noise(63, steps, batch) * np.float32(items)).astype(np.int64))
    weights = noise(64, steps, batch) * (np.arange(steps)[:, None] < np.array(lengths))
    weights = tensor(weights.astype(np.float32))
    states = gru(vectors[events])[0]
    before = torch.cat([torch.zeros(1, batch, hidden, dtype=torch.float64), states[:-1]])
    logits = before @ vectors.T + bias
    losses = nn.functional.cross_entropy(
        logits.reshape(steps * batch, items), events.reshape(-1), reduction="none")
    loss = (weights.reshape(-1) * losses).sum() / weights.sum()
    loss.backward()
    write("tied_gru", {
        "loss": loss.reshape(1), "ditems": vectors.grad, "dbias": bias.grad, "dweight_ih": gru.weight_ih_l0.grad,
        "dweight_hh": gru.weight_hh_l0.grad, "dbias_ih": gru.bias_ih_l0.grad, "dbias_hh": gru.bias_hh_l0.grad})


def make_sampled_losses(positions=11, samples=37, items=900, calibration=0.75, regularisation=0.5):
    """Losses of logits of one item that followed and of sampled ones, by their papers' formulas."""
    weights = noise(53, positions)
    weights[1::3] = 0
    weights = tensor(weights)
    log_q = tensor(spread(52, 2, samples))
    rate = samples / (items - 1)
    beta = rate * (calibration * (1 - 1 / rate) + 1 / rate)

    def sampled_softmax(x):
        corrected = torch.cat([x[:, :1], x[:, 1:] - log_q], dim=1)
        return nn.functional.cross_entropy(
            corrected, torch.zeros(positions, dtype=torch.int64), reduction="none")

    def bpr_max(x):
        chosen = torch.softmax(x[:, 1:], dim=1)
        above = (chosen * torch.sigmoid(x[:, :1] - x[:, 1:])).sum(1)
        return -torch.log(above + 1e-24) + regularisation * (chosen * x[:, 1:] ** 2).sum(1)

    def g_bce(x):
        positive = beta * nn.functional.logsigmoid(x[:, 0])
        return -(positive + torch.log(1 - torch.sigmoid(x[:, 1:])).sum(1)) / (samples + 1)

    arrays = {}
    for name, losses in (("sampled_softmax", sampled_softmax), ("bpr_max", bpr_max), ("g_bce", g_bce)):
        logits = tensor(spread(51, 3, positions, 1 + samples), gradient=True)
        loss = (weights * losses(logits)).sum() / weights.sum()
        loss.backward()
        arrays |= {name: loss.reshape(1), f"d{name}": logits.grad}
    write("sampled_losses", arrays)


class MissingLinkNet(nn.Module):
    """mLinkNet as its authors evidently meant it."""

    def __init__(self, items, dimension=100):
        super().__init__()
        self.embedding = nn.Embedding(items, dimension)
        self.gru = nn.GRU(dimension + 1, dimension + 1)
        self.linear = nn.Linear(2 * dimension + 1, 256, bias=False)
        self.norm = nn.BatchNorm1d(256)
        self.output = nn.Linear(256, 1, bias=False)

    def forward(self, items, ratings, targets, mask):
        x = torch.cat([self.embedding(items), ratings.unsqueeze(-1)], dim=2)
        state = self.gru(x)[0][-1]
        x = torch.cat([state, self.embedding(targets)], dim=1) * mask
        return torch.sigmoid(self.output(self.norm(self.linear(x)))).squeeze(1)


def make_missing_link_net(items=40, steps=19, batch=16):
    """One training step: forward, mean squared error, every gradient, Adam. Items and ratings from noise too."""
    model = MissingLinkNet(items).double()
    scales = {"embedding.weight": 1, "norm.weight": 1.5, "norm.bias": 0.5, "output.weight": 0.0625}
    for salt, (name, parameter) in enumerate(model.named_parameters()):
        load(parameter, spread(salt, scales.get(name, 0.1), *parameter.shape))
    sequence = torch.tensor((noise(100, steps, batch) * items).astype(np.int64))
    ratings = tensor(np.floor(noise(101, steps, batch) * 10 + 1) / np.float32(2) / np.float32(5))
    targets = torch.tensor((noise(102, batch) * items).astype(np.int64))
    truth = tensor(np.floor(noise(103, batch) * 10 + 1) / np.float32(2) / np.float32(5))
    kept = noise(104, batch, 201) >= np.float32(0.3)
    mask = tensor(kept * (np.float32(1) / np.float32(0.7)))
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-3)
    prediction = model(sequence, ratings, targets, mask)
    loss = nn.functional.mse_loss(prediction, truth)
    loss.backward()
    optimiser.step()
    arrays = {"loss": loss.reshape(1), "prediction": prediction,
              "running_mean": model.norm.running_mean, "running_var": model.norm.running_var}
    for name, parameter in model.named_parameters():
        arrays[f"d.{name}"] = parameter.grad
        # Every 16th weight shows that the optimiser met the right gradients.
        arrays[f"after.{name}"] = parameter.detach().reshape(-1)[::16]
    print([name for name, _ in model.named_parameters()], loss.item())
    write("mlinknet", arrays)


def main():
    make_gru("gru_ragged", 7, 5, 9, 17, [7, 3, 0, 5, 1], True)
    make_gru("gru_full", 6, 19, 33, 37, None, False)
    make_batch_norm()
    make_adam()
    make_softmax("softmax", 37)
    make_softmax("softmax_weighted", 37, weighted=True)
    make_softmax("softmax_one", 1)
    make_softmax("softmax_huge", 9, scale=1000.0)
    make_tied_gru()
    make_sampled_losses()
    make_missing_link_net()


if __name__ == "__main__":
    main()
