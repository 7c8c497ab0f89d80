"""Published models of next items behind one face: `fit`, `scores`, `state`, `restore`. Their libraries are imported
when a model is made."""
import copy
import pathlib
import tempfile

import numpy

# Settings to choose among. Those of `sasrec` and `esasrec` with sampled losses are of the benchmark of the eSASRec
# paper (arXiv 2508.06450): first of its short histories (Amazon), but with 64 factors for its 256, which a processor
# would need too long for, then of its long ones (MovieLens 1M). The others have the full softmax that is the default of
# RecTools, or more factors and dropout.
_SHORT = dict(n_factors=64, n_blocks=1, n_heads=1, dropout_rate=0.2, session_max_len=50)
_LONG = dict(n_factors=64, n_blocks=2, n_heads=1, dropout_rate=0.1, session_max_len=200)
_WIDE = dict(n_factors=128, n_blocks=2, n_heads=2, dropout_rate=0.5, session_max_len=50)
_SAMPLED = dict(loss="sampled_softmax", n_negatives=256)
# A batch of the benchmark has 128 histories; where users are few, that would be few steps.
_FEW = dict(batch_size=16)
SETTINGS = {
    "sasrec": [_SHORT | _SAMPLED, _LONG | _SAMPLED, _SHORT, _WIDE, _LONG | _SAMPLED | _FEW],
    "esasrec": [_SHORT | _SAMPLED, _LONG | _SAMPLED, _WIDE | _SAMPLED, _LONG | _SAMPLED | _FEW],
    # Shares of masked items as in the paper of BERT4Rec (arXiv 1904.06690): more where histories are short.
    "bert4rec": [
        _SHORT | dict(n_blocks=2, n_heads=2, mask_prob=0.6), _LONG | dict(n_heads=2, mask_prob=0.2),
        _WIDE | dict(mask_prob=0.3), _LONG | _FEW | dict(n_heads=2, mask_prob=0.2)],
    # First the defaults of RecBole.
    "gru4rec": [
        dict(), dict(embedding_size=128, dropout_prob=0.5), dict(learning_rate=0.003, dropout_prob=0.5),
        dict(learning_rate=0.002, dropout_prob=0.5, train_batch_size=512)],
}


def make(model, settings, sequences, item_count, seed):
    """The model with settings, for sequences of items 0 to item_count - 1."""
    import torch
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    numpy.random.seed(seed)
    return (RecBole if model == "gru4rec" else RecTools)(model, settings, sequences, item_count)


def pieces(sequences, length, shared):
    """The sequences in pieces, from their ends on: `length` new items, after `shared` items of the piece before."""
    return [s[max(end - length - shared, 0):end] for s in sequences for end in range(len(s), shared, -length)]


def frame(sequences):
    """A table of events whose times are their numbers."""
    import pandas
    users = numpy.repeat(numpy.arange(len(sequences)), [len(s) for s in sequences])
    return pandas.DataFrame({"user": users, "item": numpy.concatenate(sequences), "time": numpy.arange(len(users))})


class RecTools:
    """SASRec, eSASRec (SASRec with LiGR layers and a sampled softmax) and BERT4Rec of RecTools."""

    def __init__(self, model, settings, sequences, item_count):
        import rectools.dataset
        from rectools.models import BERT4RecModel, SASRecModel
        from rectools.models.nn.transformers.ligr import LiGRLayers
        # Of a longer history RecTools would drop all but the end, with the items that are nowhere else.
        table = frame(pieces(sequences, settings["session_max_len"], 0 if model == "bert4rec" else 1))
        table.columns = ["user_id", "item_id", "datetime"]
        self.data = rectools.dataset.Dataset.construct(table.assign(weight=1))
        layers = dict(transformer_layers_type=LiGRLayers, use_key_padding_mask=True) if model == "esasrec" else {}
        self.model = (BERT4RecModel if model == "bert4rec" else SASRecModel)(
            **settings, **layers, lightning_module_type=_only_targets(), recommend_torch_device="cpu")
        self.item_count = item_count

    def fit(self, is_over):
        import pytorch_lightning

        class AfterEpoch(pytorch_lightning.Callback):
            def on_train_epoch_end(self, trainer, module):
                trainer.should_stop = is_over()
                module.train()

        self.model._trainer = pytorch_lightning.Trainer(
            accelerator="cpu", devices=1, max_epochs=1000, callbacks=[AfterEpoch()], logger=False,
            enable_progress_bar=False, enable_model_summary=False, enable_checkpointing=False)
        self.model.fit(self.data)

    def scores(self, histories):
        import torch
        prepare, network = self.model.data_preparator, self.model.torch_model
        number = numpy.full(self.item_count, -1)
        number[prepare.get_known_item_ids().astype(int)] = prepare.get_known_items_sorted_internal_ids()
        known = [[n for n in number[history].tolist() if n >= 0] or [0] for history in histories]
        network.eval()
        with torch.no_grad():
            embeddings = network.item_model.get_all_embeddings()
            batch = prepare._collate_fn_recommend([(history, None, None) for history in known])
            found = network.encode_sessions(batch, embeddings)[:, -1] @ embeddings.T
        scores = found.numpy()[:, number]
        scores[:, number < 0] = -numpy.inf
        return scores

    def state(self):
        return copy.deepcopy(self.model.torch_model.state_dict())

    def restore(self, state):
        self.model.torch_model.load_state_dict(state)


def _only_targets():
    import torch
    from rectools.models.nn.transformers.lightning import TransformerLightningModule

    class OnlyTargets(TransformerLightningModule):
        """Computes the losses of RecTools, but no scores at places without a target: it would mask them later."""

        def training_step(self, batch, batch_idx):
            places = batch["y"] != 0
            embeddings = self.torch_model.item_model.get_all_embeddings()
            found = self.torch_model.encode_sessions(batch, embeddings)[places]
            candidates = None
            if self._requires_negatives:
                candidates = torch.cat([batch["y"][places].unsqueeze(-1), batch["negatives"][places]], dim=-1)
            return cross_entropy(found, embeddings, batch["y"][places], candidates)

    return OnlyTargets


def cross_entropy(found, items, targets, candidates=None):
    """The mean cross-entropy of targets among all items, or among candidates, the first of which is the target.

    Scores are computed for some places at a time: those of a whole batch are too many for the caches of a processor,
    and training would take several times as long.
    """
    import torch

    class InBlocks(torch.autograd.Function):
        @staticmethod
        def forward(context, found, items):
            total, by_found, by_items = 0.0, torch.empty_like(found), torch.zeros_like(items)
            for places in torch.arange(len(found)).split(128):
                scores = found[places] @ items.T
                chosen = targets[places].unsqueeze(-1)
                if candidates is not None:
                    chosen, all_scores = candidates[places], scores
                    scores = scores.gather(1, chosen)
                shares = torch.log_softmax(scores, dim=-1)
                own = chosen if candidates is None else torch.zeros_like(chosen[:, :1])
                total -= shares.gather(1, own).sum()
                shares = shares.exp_().scatter_add_(1, own, torch.full(own.shape, -1.0))
                if candidates is not None:
                    shares = torch.zeros_like(all_scores).scatter_add_(1, chosen, shares)
                by_found[places] = shares @ items
                by_items.addmm_(shares.T, found[places])
            context.save_for_backward(by_found / len(found), by_items / len(found))
            return total / len(found)

        @staticmethod
        def backward(context, gain):
            by_found, by_items = context.saved_tensors
            return gain * by_found, gain * by_items

    return InBlocks.apply(found, items)


class RecBole:
    """GRU4Rec of RecBole: its network and settings with the cross-entropy over all items.

    RecBole makes a sample of every start of a history. The loss of all of them is computed here from one pass over the
    history, as a GRU does not look ahead: it is the same, but that they share what is dropped out.
    """

    def __init__(self, model, settings, sequences, item_count):
        from recbole.config import Config
        from recbole.data import create_dataset
        from recbole.model.sequential_recommender import GRU4Rec
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "events" / "events.inter"
            path.parent.mkdir()
            table = frame(sequences)
            table.columns = ["user_id:token", "item_id:token", "timestamp:float"]
            table.to_csv(path, sep="\t", index=False)
            fixed = dict(
                data_path=folder, load_col={"inter": ["user_id", "item_id", "timestamp"]}, use_gpu=False,
                train_neg_sample_args=None, loss_type="CE", state="ERROR")
            self.config = Config(model="GRU4Rec", dataset="events", config_dict=fixed | settings)
            data = create_dataset(self.config)
        self.network = GRU4Rec(self.config, data)
        self.number = numpy.zeros(item_count, dtype=int)
        for item, number in data.field2token_id["item_id"].items():
            if item != "[PAD]":
                self.number[int(item)] = number
        self.pieces = pieces(sequences, self.config["MAX_ITEM_LIST_LENGTH"], 1)

    def batches(self):
        """The pieces, those of about the same length together, as many as have the samples of a batch."""
        random = numpy.random.permutation(len(self.pieces))
        batches, size = [[]], 0
        for n in sorted(random, key=lambda n: len(self.pieces[n])):
            if size >= self.config["train_batch_size"]:
                batches.append([])
                size = 0
            batches[-1].append(self.number[self.pieces[n]])
            size += len(self.pieces[n]) - 1
        return [batches[i] for i in numpy.random.permutation(len(batches))]

    def loss(self, batch):
        import torch
        items = torch.nn.utils.rnn.pad_sequence([torch.from_numpy(s) for s in batch], batch_first=True)
        network, targets = self.network, items[:, 1:]
        found, _ = network.gru_layers(network.emb_dropout(network.item_embedding(items[:, :-1])))
        found = network.dense(found[targets != 0])
        return cross_entropy(found, network.item_embedding.weight, targets[targets != 0])

    def fit(self, is_over):
        import torch
        optimiser = torch.optim.Adam(self.network.parameters(), lr=self.config["learning_rate"])
        over = False
        while not over:
            self.network.train()
            for batch in self.batches():
                loss = self.loss(batch)
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
            over = is_over()

    def scores(self, histories):
        import torch
        longest = self.config["MAX_ITEM_LIST_LENGTH"]
        lists = torch.zeros((len(histories), longest), dtype=torch.long)
        for row, history in zip(lists, histories):
            known = self.number[history[-longest:]]
            row[:len(known)] = torch.from_numpy(known)
        lengths = torch.tensor([max(min(len(h), longest), 1) for h in histories])
        self.network.eval()
        with torch.no_grad():
            found = self.network.full_sort_predict({"item_id_list": lists, "item_length": lengths})
        scores = found.numpy()[:, self.number]
        scores[:, self.number == 0] = -numpy.inf
        return scores

    def state(self):
        return copy.deepcopy(self.network.state_dict())

    def restore(self, state):
        self.network.load_state_dict(state)
