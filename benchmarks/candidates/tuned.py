"""Candidates that tune the encoder itself. The recipe is that of `models/encoder/train.py`."""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn
from transformers import AutoModel, PreTrainedTokenizerFast

from assistant.classifier.encoder import MAX_TOKENS
from assistant.learning.corpus import LabelledPost
from assistant.text.plain import plain
from candidates.bags import numbered, spread_out

sys.path.append(str(Path(__file__).resolve().parents[2] / "models" / "encoder"))
import train  # the script that makes the shipped encoder

PAIRS, CONTRAST_RATE, CONTRAST_BATCH, SCALE = 12_000, 2e-5, 16, 20.0


def load_encoder(folder: Path, layers: int | None = None) -> tuple[Any, Tokenizer]:
    """The encoder, cut to its lowest `layers`, and its tokenizer."""
    encoder = AutoModel.from_pretrained(folder, attn_implementation="eager").eval()
    if layers:
        encoder.encoder.layer = encoder.encoder.layer[:layers]
        encoder.config.num_hidden_layers = layers
    pieces = Tokenizer.from_file(str(folder / "tokenizer.json"))
    pieces.no_padding()
    pieces.enable_truncation(MAX_TOKENS)
    return encoder, pieces


def mean_vectors(encoder: Any, pieces: Tokenizer, texts: Sequence[str], batch: int = 64) -> np.ndarray:
    """Mean-pooled vectors, shape (texts, width)."""
    ids = [e.ids for e in pieces.encode_batch([plain(t) for t in texts])]
    result = np.zeros((len(ids), encoder.config.hidden_size), dtype=np.float32)
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for chosen in train.batches(ids, batch, None):
            result[chosen] = _pooled(encoder, [ids[i] for i in chosen]).numpy()
    return result


def _pooled(encoder: Any, ids: Sequence[list[int]]) -> torch.Tensor:
    tokens, mask = train.padded(ids, encoder.config.pad_token_id)
    hidden = encoder(input_ids=tokens, attention_mask=mask).last_hidden_state
    weight = mask[..., None].to(hidden.dtype)
    return ((hidden * weight).sum(1) / weight.sum(1)).float()


def fast_tokenizer(folder: Path) -> Any:
    """The tokenizer as `train.fit` wants it; BERT and MPNet name their marks differently."""
    file = str(folder / "tokenizer.json")
    known = Tokenizer.from_file(file).get_vocab()
    bert = "[CLS]" in known
    pad, cls, sep, mask = ("[PAD]", "[CLS]", "[SEP]", "[MASK]") if bert else ("<pad>", "<s>", "</s>", "<mask>")
    return PreTrainedTokenizerFast(
        tokenizer_file=file,
        pad_token=pad,
        cls_token=cls,
        sep_token=sep,
        mask_token=mask,
        unk_token="[UNK]",  # noqa: S106 - a token of text, no secret
    )


class Tuned:
    """Fine-tuned for one epoch on kinds and label together."""

    def __init__(self, folder: Path, work: Path, *, rate: float, layers: int | None = None) -> None:
        self._folder, self._work, self._rate, self._layers = folder, work, rate, layers

    def fit(self, posts: Sequence[LabelledPost], seed: int) -> None:
        start = self._folder
        if self._layers:
            start = self._work / f"{self._folder.name}-{self._layers}"
            start.mkdir(parents=True, exist_ok=True)
            load_encoder(self._folder, self._layers)[0].save_pretrained(start)
            (start / "tokenizer.json").write_bytes((self._folder / "tokenizer.json").read_bytes())
        self._tokenizer = fast_tokenizer(start)
        self._net = train.fit(start, self._tokenizer, posts, seed=seed, order=seed, rate=self._rate, masked=0.0)

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        return train.scores_of(self._net, self._tokenizer, texts).astype(np.float64)

    def megabytes(self) -> float:
        return sum(4 * p.numel() for p in self._net.parameters()) / 1e6


class Contrastive:
    """SetFit (Tunstall et al. 2022): posts of one kind are drawn together and of two kinds apart, then a linear head.

    Pairs of one kind with the other pairs of the batch as negatives (those of the same kind left out of the sum).
    """

    def __init__(self, folder: Path, work: Path) -> None:
        self._folder, self._work = folder, work

    def fit(self, posts: Sequence[LabelledPost], seed: int) -> None:
        from sklearn.linear_model import LogisticRegression

        torch.manual_seed(seed)
        self._encoder, self._pieces = load_encoder(self._folder)
        kinds = numbered(posts)
        ids = [e.ids for e in self._pieces.encode_batch([plain(p.text) for p in posts])]
        self._draw_together(ids, kinds, random.Random(seed))  # noqa: S311 - a sample, no secret
        self._encoder.eval()
        vectors = mean_vectors(self._encoder, self._pieces, [p.text for p in posts])
        self._model = LogisticRegression(C=1, max_iter=500).fit(vectors, kinds)

    def _draw_together(self, ids: Sequence[list[int]], kinds: np.ndarray, chance: random.Random) -> None:
        by_kind = [np.flatnonzero(kinds == k).tolist() for k in range(kinds.max() + 1)]
        optimiser = torch.optim.AdamW(self._encoder.parameters(), lr=CONTRAST_RATE)
        self._encoder.train()
        for _ in range(PAIRS // CONTRAST_BATCH):
            left = [chance.randrange(len(ids)) for _ in range(CONTRAST_BATCH)]
            right = [chance.choice(by_kind[kinds[i]]) for i in left]
            with torch.autocast("cpu", torch.bfloat16):
                a, b = (_pooled(self._encoder, [ids[i] for i in side]) for side in (left, right))
            likeness = nn.functional.normalize(a.float()) @ nn.functional.normalize(b.float()).T * SCALE
            said = torch.tensor(kinds[left])
            same = (said[:, None] == said[None, :]) & ~torch.eye(len(left), dtype=torch.bool)
            loss = nn.functional.cross_entropy(likeness.masked_fill(same, -1e4), torch.arange(len(left)))
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        vectors = mean_vectors(self._encoder, self._pieces, texts)
        return spread_out(self._model.predict_proba(vectors), self._model.classes_)

    def megabytes(self) -> float:
        return sum(4 * p.numel() for p in self._encoder.parameters()) / 1e6
