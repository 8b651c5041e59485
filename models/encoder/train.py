"""Fine-tune the encoder: `python models/encoder/train.py --base FOLDER --out FOLDER [--seed 0] [--only PART ...]`.

`--base` is a folder with the weights of sentence-transformers/all-mpnet-base-v2 (Apache-2.0). Its lowest `LAYERS`
layers are kept and trained on the eleven kinds and the label together: cross-entropy over the kinds (label smoothing
.05) plus binary cross-entropy of their promotional sum. One epoch: from the second one on it learns the writers by
heart (models/README.md has the figures). Besides the model on all posts there is one for each half of the writers,
which judges the other half, so that calibration never sees a post it was trained on. Each of these four parts is kept
in the folder when it is done: a run that was stopped goes on, and `--only` lets several processes share the work
(`half-0`, `half-1`, `run-0`, `run-1`); the one that finds all parts done puts them together.
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
from tokenizers import Tokenizer
from torch import nn
from transformers import AutoModel, PreTrainedTokenizerFast
from vary import varied
from vocabulary import kept_pieces, smaller_tokenizer

from assistant.classifier.calibration import KINDS, PROMOTIONAL_COUNT
from assistant.classifier.encoder import MAX_TOKENS
from assistant.learning.corpus import LabelledPost, corpus_digest, read_corpus
from assistant.text.plain import plain

LAYERS = 5
BATCH = 16
HEAD_RATE, WARM_UP, SMOOTHING, HALVES_RATE, HALVES_MASKED = 1e-3, 0.1, 0.05, 4e-5, 0.05
# What is shipped is the mean of the weights of several runs from the same start (model soups, Wortsman 2022): the order
# of the posts, learning rate of the encoder, share of word pieces masked while it learns, and whether posts get another
# surface.
RUNS = ((0, 4e-5, 0.0, False), (2, 4e-5, 0.05, True))


class Net(nn.Module):
    """Mean-pooled encoder and a linear head over the kinds."""

    def __init__(self, base: Path) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(base, attn_implementation="eager")
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


def cut(base: Path, target: Path, texts: list[str]) -> None:
    """Write the lowest layers of `base`, with the pieces and positions that posts need, to `target`."""
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    kept = kept_pieces(tokenizer, texts)
    encoder = AutoModel.from_pretrained(base)
    encoder.encoder.layer = encoder.encoder.layer[:LAYERS]
    encoder.config.num_hidden_layers = LAYERS
    table = encoder.embeddings.word_embeddings.weight.data[kept].clone()
    encoder.embeddings.word_embeddings = nn.Embedding.from_pretrained(table, padding_idx=1, freeze=False)
    encoder.config.vocab_size = len(kept)
    encoder.save_pretrained(target)
    (target / "tokenizer.json").write_text(smaller_tokenizer(tokenizer, kept), encoding="utf-8")


def fit(
    base: Path,
    tokenizer: Any,
    posts: Sequence[LabelledPost],
    *,
    seed: int,
    order: int,
    rate: float,
    masked: float,
    vary: bool = False,
) -> Net:
    """One epoch over `posts`. `seed` starts the head, `order` shuffles; the same give the same weights."""
    torch.manual_seed(seed)
    net = Net(base)
    random_source = random.Random(order)  # noqa: S311 - shuffling, no secret
    torch.manual_seed(1000 + order)
    texts = [varied(p.text, random_source) if vary else p.text for p in posts]
    ids = tokenizer([plain(t) for t in texts], truncation=True, max_length=MAX_TOKENS)["input_ids"]
    kinds = [KINDS.index(p.kind) for p in posts if p.kind is not None]
    groups = [
        {"params": net.head.parameters(), "lr": HEAD_RATE},
        {"params": [p for p in net.encoder.parameters() if p.ndim > 1], "lr": rate, "weight_decay": 0.01},
        {"params": [p for p in net.encoder.parameters() if p.ndim == 1], "lr": rate, "weight_decay": 0.0},
    ]
    optimiser = torch.optim.AdamW(groups)
    steps = math.ceil(len(ids) / BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min((s + 1) / (WARM_UP * steps), max(0.0, (steps - s) / ((1 - WARM_UP) * steps)))
    )
    net.train()
    started = time.monotonic()
    for step, batch in enumerate(batches(ids, BATCH, random_source), 1):
        tokens, mask = padded([ids[i] for i in batch], tokenizer.pad_token_id)
        hidden = (torch.rand(tokens.shape) < masked) & (mask == 1) & (tokens > tokenizer.sep_token_id)
        with torch.autocast("cpu", torch.bfloat16):
            scores = net(tokens.masked_fill(hidden, tokenizer.mask_token_id), mask)
        loss = loss_of(scores, torch.tensor([kinds[i] for i in batch]))
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        if step % 100 == 0:
            print(f"step {step} of {steps}, loss {loss.item():.3f}, {time.monotonic() - started:.0f} s", flush=True)
    return net


def mean_of(states: Sequence[dict[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    """The mean of all weights."""
    means = {name: torch.stack([s[name].float() for s in states]).mean(0) for name in states[0]}
    return {name: value.to(states[0][name].dtype) for name, value in means.items()}


def scores_of(net: Net, tokenizer: Any, texts: Sequence[str]) -> np.ndarray:
    """Raw scores, shape (texts, kinds), in full precision."""
    ids = tokenizer([plain(t) for t in texts], truncation=True, max_length=MAX_TOKENS)["input_ids"]
    out = np.zeros((len(texts), len(KINDS)), dtype=np.float32)
    net.eval()
    with torch.no_grad():
        for batch in batches(ids, 64, None):
            out[batch] = net(*padded([ids[i] for i in batch], tokenizer.pad_token_id)).numpy()
    return out


class Work:
    """The parts of one training, each a file in the folder `out`."""

    def __init__(self, out: Path, base: Path, posts: Sequence[LabelledPost], seed: int) -> None:
        self.out, self._posts, self._seed, self._base = out, posts, seed, base
        self._start = out / "start"
        if not (self._start / "tokenizer.json").exists():
            self._start.mkdir(parents=True, exist_ok=True)
            cut(base, self._start, [p.text for p in posts])
        self._tokenizer = PreTrainedTokenizerFast(
            tokenizer_file=str(self._start / "tokenizer.json"),
            pad_token="<pad>", cls_token="<s>", sep_token="</s>",  # noqa: S106 - tokens of text, no secrets
            unk_token="[UNK]", mask_token="<mask>",  # noqa: S106 - the same
        )  # fmt: skip
        self._half = np.array([int(p.writer or 0) % 2 for p in posts])
        self.parts = [f"half-{h}" for h in (0, 1)] + [f"run-{r}" for r in range(len(RUNS))]

    def file(self, part: str) -> Path:
        return self.out / (f"{part}.npy" if part.startswith("half") else f"{part}.pt")

    def make(self, part: str) -> None:
        """Train one part, unless it is there."""
        if self.file(part).exists():
            return
        print(part, flush=True)
        what, number = part.split("-")
        (self._judge_half if what == "half" else self._run)(int(number), self.file(part))

    def _judge_half(self, held_out: int, target: Path) -> None:
        learnt = [p for p, h in zip(self._posts, self._half, strict=True) if h != held_out]
        order = self._seed + 10 + held_out
        net = fit(
            self._start, self._tokenizer, learnt, seed=self._seed, order=order, rate=HALVES_RATE, masked=HALVES_MASKED
        )
        rows = np.flatnonzero(self._half == held_out)
        np.save(target, scores_of(net, self._tokenizer, [self._posts[i].text for i in rows]))

    def _run(self, number: int, target: Path) -> None:
        order, rate, masked, vary = RUNS[number]
        net = fit(
            self._start,
            self._tokenizer,
            self._posts,
            seed=self._seed,
            order=self._seed + order,
            rate=rate,
            masked=masked,
            vary=vary,
        )
        torch.save(net.state_dict(), target.with_suffix(".part"))
        target.with_suffix(".part").replace(target)

    def put_together(self) -> None:
        """The mean of the runs, its head, the out-of-fold scores, and how it was made."""
        out_of_fold = np.zeros((len(self._posts), len(KINDS)), dtype=np.float32)
        for held_out in (0, 1):
            out_of_fold[self._half == held_out] = np.load(self.file(f"half-{held_out}"))
        np.save(self.out / "out_of_fold.npy", out_of_fold)
        net = Net(self._start)
        states = [torch.load(self.file(f"run-{r}"), weights_only=True) for r in range(len(RUNS))]
        net.load_state_dict(mean_of(states))
        net.encoder.save_pretrained(self.out)
        (self.out / "tokenizer.json").write_bytes((self._start / "tokenizer.json").read_bytes())
        head = np.hstack([net.head.weight.detach().numpy(), net.head.bias.detach().numpy()[:, None]])
        head.astype("<f4").tofile(self.out / "head.f32")
        told = {
            "seed": self._seed,
            "runs": RUNS,
            "layers": LAYERS,
            "base": self._base.name,
            "corpus": corpus_digest(self._posts),
        }
        (self.out / "trained.json").write_text(json.dumps(told))


def main() -> None:
    """Read the options, train the parts that are missing, put them together when all are there."""
    top = Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, default=top / "corpus")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--only", action="append", metavar="PART")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    work = Work(options.out, options.base, read_corpus(options.corpus), options.seed)
    for part in options.only or work.parts:
        work.make(part)
    if all(work.file(part).exists() for part in work.parts):
        work.put_together()


if __name__ == "__main__":
    main()
