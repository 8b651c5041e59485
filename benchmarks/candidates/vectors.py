"""Candidates over vectors of a sentence encoder that stays as it is, or over a static table distilled from it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from scipy.sparse import csr_matrix, hstack
from tokenizers import Tokenizer
from torch import nn

from assistant.classifier.calibration import KINDS
from assistant.learning import light
from assistant.learning.corpus import LabelledPost
from assistant.text.plain import plain
from candidates.bags import numbered, spread_out
from candidates.tuned import load_encoder, mean_vectors

WIDTH = 256  # columns of the static table, after principal components
RARITY = 1e-3  # smooth inverse frequency (Arora et al. 2017)
EPOCHS, RATE, BATCH = 6, 3e-3, 64


class Frozen:
    """Mean-pooled vectors and a classifier of scikit-learn."""

    def __init__(self, folder: Path, how: str) -> None:
        self._folder, self._how = folder, how

    def fit(self, posts: Sequence[LabelledPost], seed: int) -> None:
        from sklearn.linear_model import LogisticRegression
        from sklearn.svm import SVC

        self._encoder, self._pieces = load_encoder(self._folder)
        vectors = self._vectors([p.text for p in posts])
        if self._how == "rbf":
            self._model: Any = SVC(C=3, gamma="scale", probability=True, random_state=seed)
        else:
            self._model = LogisticRegression(C=10, max_iter=500)
        self._model.fit(vectors, numbered(posts))

    def _vectors(self, texts: Sequence[str]) -> np.ndarray:
        vectors = mean_vectors(self._encoder, self._pieces, texts)
        return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        return spread_out(self._model.predict_proba(self._vectors(texts)), self._model.classes_)

    def megabytes(self) -> float:
        return sum(4 * p.numel() for p in self._encoder.parameters()) / 1e6


def distilled_table(folder: Path) -> tuple[np.ndarray, Tokenizer]:
    """What the encoder says of each word piece alone, by principal components, shape (pieces, WIDTH); as Model2Vec.

    Pieces weigh by smooth inverse frequency, their rank in the vocabulary standing in for the frequency (Zipf).
    """
    from sklearn.decomposition import PCA

    encoder, pieces = load_encoder(folder)
    texts = [pieces.id_to_token(i).removeprefix("##") for i in range(pieces.get_vocab_size())]
    table = PCA(WIDTH, random_state=0).fit_transform(mean_vectors(encoder, pieces, texts))
    share = 1 / (np.arange(len(table)) + 2) / np.log(len(table))
    return (table * (RARITY / (RARITY + share))[:, None]).astype(np.float32), pieces


class StaticTable:
    """Mean of the table's rows beside the light model's words, logistic regression."""

    def __init__(self, folder: Path, *, with_words: bool) -> None:
        self._folder, self._with_words = folder, with_words

    def fit(self, posts: Sequence[LabelledPost], seed: int) -> None:  # noqa: ARG002 - nothing is random
        from sklearn.linear_model import LogisticRegression

        self._table, self._pieces = distilled_table(self._folder)
        features = self._features([p.text for p in posts])
        self._used = np.flatnonzero(np.bincount(features.indices, minlength=features.shape[1]) >= light.LEAST_POSTS)
        self._model = LogisticRegression(C=light.INVERSE_PENALTY, max_iter=300)
        self._model.fit(features[:, self._used], numbered(posts))

    def _features(self, texts: Sequence[str]) -> csr_matrix:
        means = csr_matrix(table_means(self._table, self._pieces, texts))
        return hstack([light.feature_matrix(texts), means]).tocsr() if self._with_words else means

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        features = self._features(texts)[:, self._used]
        return spread_out(self._model.predict_proba(features), self._model.classes_)

    def megabytes(self) -> float:
        return (self._table.size * 2 + self._model.coef_.size * 2) / 1e6  # in half precision


def piece_ids(pieces: Tokenizer, texts: Sequence[str]) -> list[list[int]]:
    """Ids without the marks of begin and end; texts without a piece get one that says nothing."""
    encoded = pieces.encode_batch([plain(t) for t in texts], add_special_tokens=False)
    return [e.ids or [0] for e in encoded]


def table_means(table: np.ndarray, pieces: Tokenizer, texts: Sequence[str]) -> np.ndarray:
    """Unit vectors, shape (texts, columns of the table)."""
    means = np.stack([table[ids].mean(0) for ids in piece_ids(pieces, texts)])
    return means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9)


class TunedTable:
    """The table goes on learning with a linear head on top; its scores are added to the light model's."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def fit(self, posts: Sequence[LabelledPost], seed: int) -> None:
        table, self._pieces = distilled_table(self._folder)
        texts, kinds = [p.text for p in posts], numbered(posts)
        self._words = light.fit(light.feature_matrix(texts), kinds)
        torch.manual_seed(seed)
        scale = float(np.abs(table).mean())
        self._bag = nn.EmbeddingBag.from_pretrained(torch.tensor(table / scale * 0.1), freeze=False, mode="mean")
        self._head = nn.Sequential(nn.Dropout(0.3), nn.Linear(WIDTH, len(KINDS)))
        optimiser = torch.optim.Adam([*self._bag.parameters(), *self._head.parameters()], lr=RATE)
        ids, truth = piece_ids(self._pieces, texts), torch.tensor(kinds)
        for _ in range(EPOCHS):
            order = torch.randperm(len(ids)).tolist()
            for start in range(0, len(order), BATCH):
                chosen = order[start : start + BATCH]
                scores = self._head(self._bagged([ids[i] for i in chosen]))
                loss = nn.functional.cross_entropy(scores, truth[chosen], label_smoothing=0.05)
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
        self._head.eval()

    def _bagged(self, ids: Sequence[list[int]]) -> torch.Tensor:
        offsets = torch.tensor([0, *np.cumsum([len(i) for i in ids])[:-1]])
        return self._bag(torch.tensor([i for row in ids for i in row]), offsets)

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        with torch.no_grad():
            own = self._head(self._bagged(piece_ids(self._pieces, texts))).numpy().astype(np.float64)
        return own + light.scores(light.feature_matrix(texts), self._words)

    def megabytes(self) -> float:
        return (self._bag.weight.numel() * 2 + len(self._words.to_bytes())) / 1e6
