"""Fine-tune the encoder: `python models/encoder/train.py --base FOLDER --out FOLDER [--seed 0] [--epochs 1]`.

`--base` is a folder with the weights of sentence-transformers/all-mpnet-base-v2 (Apache-2.0). Its lowest `LAYERS`
layers are kept and trained on the eleven kinds and the label together: cross-entropy over the kinds (label smoothing
.05) plus binary cross-entropy of their promotional sum. One epoch: from the second one on it learns the writers by
heart (models/README.md has the figures). Three models come out: one on all posts, and one for each half of the writers,
which judges the other half, so that calibration never sees a post it was trained on.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from transformers import AutoModel, AutoTokenizer

from assistant.classifier.calibration import KINDS, PROMOTIONAL_COUNT
from assistant.classifier.encoder import MAX_TOKENS
from assistant.learning.corpus import LabelledPost, read_corpus
from assistant.text.plain import plain

LAYERS = 5
BATCH = 16
ENCODER_RATE, HEAD_RATE, WARM_UP = 4e-5, 1e-3, 0.1
SMOOTHING = 0.05


class Net(nn.Module):
    """Mean-pooled encoder and a linear head over the kinds."""

    def __init__(self, base: Path, layers: int) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(base, attn_implementation="eager")
        self.encoder.encoder.layer = self.encoder.encoder.layer[:layers]
        self.encoder.config.num_hidden_layers = layers
        self.dropout = nn.Dropout(0.1)
        self.head = nn.Linear(self.encoder.config.hidden_size, len(KINDS))

    def vectors(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        weight = mask[..., None].to(hidden.dtype)
        return (hidden * weight).sum(1) / weight.sum(1)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        return self.head(self.dropout(self.vectors(ids, mask).float()))


def loss_of(scores: torch.Tensor, kinds: torch.Tensor) -> torch.Tensor:
    """Kinds and label together."""
    log_p = torch.log_softmax(scores.float(), 1)
    promotional = torch.logsumexp(log_p[:, :PROMOTIONAL_COUNT], 1)
    value = torch.logsumexp(log_p[:, PROMOTIONAL_COUNT:], 1)
    label = -torch.where(kinds < PROMOTIONAL_COUNT, promotional, value).mean()
    return nn.functional.cross_entropy(scores.float(), kinds, label_smoothing=SMOOTHING) + label


def batches(ids: Sequence[list[int]], size: int, rng: random.Random | None) -> Iterator[list[int]]:
    """Positions in batches of like length; shuffled if there is a random source."""
    order = list(range(len(ids)))
    if rng is None:
        order.sort(key=lambda i: len(ids[i]))
        yield from (order[i : i + size] for i in range(0, len(order), size))
        return
    rng.shuffle(order)
    chunks = [sorted(order[i : i + 50 * size], key=lambda j: len(ids[j])) for i in range(0, len(order), 50 * size)]
    listed = [chunk[i : i + size] for chunk in chunks for i in range(0, len(chunk), size)]
    rng.shuffle(listed)
    yield from listed


def padded(ids: Sequence[list[int]], pad: int) -> tuple[torch.Tensor, torch.Tensor]:
    longest = max(map(len, ids))
    out = torch.full((len(ids), longest), pad)
    mask = torch.zeros((len(ids), longest), dtype=torch.long)
    for row, tokens in enumerate(ids):
        out[row, : len(tokens)] = torch.tensor(tokens)
        mask[row, : len(tokens)] = 1
    return out, mask


def fit(base: Path, tokenizer: Any, posts: Sequence[LabelledPost], seed: int, epochs: int) -> Net:
    """Train on `posts`. The same seed, threads and libraries give the same weights."""
    random_source = random.Random(seed)  # noqa: S311 - shuffling, no secret
    torch.manual_seed(seed)
    net = Net(base, LAYERS)
    ids = tokenizer([plain(p.text) for p in posts], truncation=True, max_length=MAX_TOKENS)["input_ids"]
    kinds = [KINDS.index(p.kind) for p in posts if p.kind is not None]
    groups = [
        {"params": net.head.parameters(), "lr": HEAD_RATE},
        {"params": [p for p in net.encoder.parameters() if p.ndim > 1], "lr": ENCODER_RATE, "weight_decay": 0.01},
        {"params": [p for p in net.encoder.parameters() if p.ndim == 1], "lr": ENCODER_RATE, "weight_decay": 0.0},
    ]
    optimiser = torch.optim.AdamW(groups)
    steps = epochs * math.ceil(len(ids) / BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min((s + 1) / (WARM_UP * steps), max(0.0, (steps - s) / ((1 - WARM_UP) * steps)))
    )
    net.train()
    step, started = 0, time.monotonic()
    for _ in range(epochs):
        for batch in batches(ids, BATCH, random_source):
            tokens, mask = padded([ids[i] for i in batch], tokenizer.pad_token_id)
            with torch.autocast("cpu", torch.bfloat16):
                scores = net(tokens, mask)
            loss = loss_of(scores, torch.tensor([kinds[i] for i in batch]))
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            step += 1
            if step % 100 == 0:
                print(f"step {step} of {steps}, loss {loss.item():.3f}, {time.monotonic() - started:.0f} s", flush=True)
    return net


def scores_of(net: Net, tokenizer: Any, texts: Sequence[str]) -> np.ndarray:
    """Raw scores, shape (texts, kinds), in full precision."""
    ids = tokenizer([plain(t) for t in texts], truncation=True, max_length=MAX_TOKENS)["input_ids"]
    out = np.zeros((len(texts), len(KINDS)), dtype=np.float32)
    net.eval()
    with torch.no_grad():
        for batch in batches(ids, 64, None):
            out[batch] = net(*padded([ids[i] for i in batch], tokenizer.pad_token_id)).numpy()
    return out


def main() -> None:
    """Read the options, train three models, save weights and out-of-fold scores."""
    top = Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, default=top / "corpus")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--only", choices=["all", "halves"])
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    posts = read_corpus(options.corpus)
    tokenizer = AutoTokenizer.from_pretrained(options.base)
    options.out.mkdir(parents=True, exist_ok=True)
    if options.only != "all":
        out_of_fold = np.zeros((len(posts), len(KINDS)), dtype=np.float32)
        half = np.array([int(p.writer or 0) % 2 for p in posts])
        for held_out in (0, 1):
            learnt = [p for p, h in zip(posts, half, strict=True) if h != held_out]
            net = fit(options.base, tokenizer, learnt, options.seed + 1 + held_out, options.epochs)
            rows = np.flatnonzero(half == held_out)
            out_of_fold[rows] = scores_of(net, tokenizer, [posts[i].text for i in rows])
        np.save(options.out / "out_of_fold.npy", out_of_fold)
    if options.only != "halves":
        net = fit(options.base, tokenizer, posts, options.seed, options.epochs)
        net.encoder.save_pretrained(options.out)
        tokenizer.save_pretrained(options.out)
        head = np.hstack([net.head.weight.detach().numpy(), net.head.bias.detach().numpy()[:, None]])
        head.astype("<f4").tofile(options.out / "head.f32")
        trained = {"seed": options.seed, "epochs": options.epochs, "layers": LAYERS, "base": options.base.name}
        (options.out / "trained.json").write_text(json.dumps(trained))


if __name__ == "__main__":
    main()
