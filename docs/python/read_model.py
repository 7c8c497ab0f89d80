"""Reads a model file of Debut with PyTorch, and predicts what Debut predicts.

    python read_model.py MODEL.safetensors --history "2571=5, 296=4" 1 6 50

prints the expected stars of the items 1, 6 and 50 for somebody who rated 2571 and 296, oldest first (ids of text are
written as they are, without commas). It knows
mlinknet, gru-sequence, bias, item-mean and global-mean; a file of another model opens as well, and its
tensors can be used, but what its predictions are made of is not written down here.
Nothing of Debut is needed: torch, and the public package safetensors. docs/model-files.md says what is in
a file.
"""
import argparse
import json
import sys

import torch
from safetensors import safe_open

torch.set_default_dtype(torch.float64)


class ModelFile:
    """The tensors, options and items of a file."""

    def __init__(self, path):
        with safe_open(path, framework="pt") as file:
            self.metadata = file.metadata()
            self.tensors = {name: file.get_tensor(name) for name in file.keys()}
        self.model = self.metadata.get("model", "")
        self.options = json.loads(self.metadata["options"])
        self.lowest, self.highest = map(float, self.metadata["scale"].split(":"))
        self.index = {id: i for i, id in enumerate(self.ids())}

    def __getitem__(self, name):
        tensor = self.tensors[name]
        return tensor.double() if tensor.is_floating_point() else tensor

    def ids(self):
        """The ids of the items: numbers, or texts where the data has such."""
        if "debut.items.id" in self.tensors:
            return self["debut.items.id"].tolist()
        text, ends = bytes(self["debut.items.key"].tolist()), self["debut.items.key.end"].tolist()
        return [text[start:end].decode() for start, end in zip([0, *ends], ends)]

    def key(self, word):
        """An id as it was typed, in the kind of the file's ids."""
        return int(word) if "debut.items.id" in self.tensors else word.strip()

    def gru(self, inputs, prefix="gru"):
        """The last state of the GRU that has read inputs, [steps, columns]."""
        hidden = self[f"{prefix}.weight_hh"].shape[1]
        gru = torch.nn.GRU(self[f"{prefix}.weight_ih"].shape[1], hidden)
        gru.load_state_dict(
            {
                f"{name}_l0": self[f"{prefix}.{name}"].reshape(shape)
                for name, shape in (
                    ("weight_ih", (3 * hidden, -1)), ("weight_hh", (3 * hidden, -1)),
                    ("bias_ih", (-1,)), ("bias_hh", (-1,)),
                )
            }
        )
        if len(inputs) == 0:
            return torch.zeros(hidden)
        return gru(inputs)[1][0]


def mlinknet(file, items, stars, target):
    """mLinkNet (indexing=intended): items and target are indices, stars a tensor."""
    assert file.options["indexing"] == "intended"
    window = int(file.options["window"])
    embedding = file["emb.weight"]
    inputs = torch.cat([embedding[items], stars[:, None] / file.highest], dim=1)[-window:]
    pair = torch.cat([file.gru(inputs), embedding[target]])
    hidden = file["l1.weight"] @ pair
    deviation = (file["bn.running_var"][0] + 1e-5).sqrt()
    hidden = (hidden - file["bn.running_mean"][0]) / deviation
    hidden = hidden * file["bn.weight"][0] + file["bn.bias"][0]
    if file.options["head"] == "relu":
        hidden = hidden.relu()
    return file.highest * (file["l2.weight"][0] @ hidden).sigmoid()


def gru_sequence(file, items, stars, target):
    """GRUs around three decaying means of the user's residuals."""
    mean, unit = file["mean"][0, 0], file["unit"][0, 0]
    bias = file["item.bias"][:, 0] / unit
    count = file["item.count"][:, 0]
    known = torch.log1p(count) / 5
    vectors = file["item.content"] @ file["content.weight"].T
    vectors = vectors + (count / (count + 10))[:, None] * file["item.weight"]
    residuals = (stars - mean) / unit - bias[items]

    decays = torch.tensor([1, 0.97, 0.9])
    sums, weights = torch.zeros(3), torch.zeros(3)
    shrinkage = float(file.options["shrinkage"])
    inputs = []
    for position, (item, residual) in enumerate(zip(items, residuals)):
        means = sums / (weights + shrinkage)
        read = file["read.offset"][0] + (residual - means[2]) * file["read.slope"][0]
        rest = torch.stack([residual, bias[item], known[item], torch.log1p(torch.tensor(1.0 * position)) / 5])
        inputs.append(torch.cat([residual - means, rest, vectors[item] * read]))
        sums, weights = decays * sums + residual, decays * weights + 1
    means = sums / (weights + shrinkage)

    users = []
    for member in range(int(file.options["grus"])):
        suffix = "" if member == 0 else f".{member + 1}"
        state = file.gru(torch.stack(inputs) if inputs else [], f"gru{suffix}")
        users.append(file[f"head{suffix}.weight"] @ state + file[f"head{suffix}.bias"][0])
    user = torch.stack(users).mean(dim=0)
    side = torch.cat([means, torch.stack([torch.ones(()), bias[target], known[target]]), vectors[target]])
    return mean + unit * (user @ side + bias[target])


def bias(file, items, stars, target):
    """The item's mean stars, and the user's deviation from such means, shrunk and decaying."""
    decay, shrinkage = float(file.options["decay"]), float(file.options["user-shrinkage"])
    base = file["item.base"].flatten()
    total = weight = 0.0
    for residual in (stars - base[items]).tolist():
        total, weight = decay * total + residual, decay * weight + 1
    return base[target] + (total / (weight + shrinkage) if weight else 0)


def item_mean(file, items, stars, target):
    return file["item.mean"].flatten()[target]


def global_mean(file, items, stars, target):
    return file["mean"].flatten()[0]


MODELS = {
    "mlinknet": mlinknet, "gru-sequence": gru_sequence, "bias": bias, "item-mean": item_mean,
    "global-mean": global_mean,
}


@torch.no_grad()
def predict(file, history, item):
    """The expected stars of an item, by id, after a history of (item id, stars) pairs; None for an
    item that the model does not know."""
    if item not in file.index:
        return None
    known = [(file.index[id], stars) for id, stars in history if id in file.index]
    items = torch.tensor([i for i, _ in known], dtype=torch.long)
    stars = torch.tensor([s for _, s in known])
    value = MODELS[file.model](file, items, stars, file.index[item])
    return float(value.clamp(file.lowest, file.highest))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model")
    parser.add_argument("items", nargs="+")
    parser.add_argument("--history", default="", help='"ITEM=STARS, ITEM=STARS", oldest first')
    arguments = parser.parse_args()
    file = ModelFile(arguments.model)
    pairs = [entry.rsplit("=", 1) for entry in arguments.history.split(",") if entry.strip()]
    history = [(file.key(item), float(stars)) for item, stars in pairs]
    if file.model not in MODELS:
        sys.exit(
            f"read_model.py: {arguments.model} is a {file.model or 'file without a model'}, and this script predicts "
            f"only with {', '.join(MODELS)}; the tensors of the file are {', '.join(sorted(file.tensors))}"
        )
    for item in arguments.items:
        print(predict(file, history, file.key(item)))
