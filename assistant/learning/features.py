"""What the own head sees of posts, as matrices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.classifier.ownhead import base_features
from assistant.learning.light import feature_matrix

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Scales = tuple[float, float, float]  # of the base model's opinion, of words and surface, of the vector


@dataclass(frozen=True, slots=True)
class Features:
    """`base` (posts, 12) is what the base model says, `words` (posts, ROWS) is sparse, `vectors` (posts, width).

    `kinds` (posts, 11) are the probabilities behind `base`, as the base model gives them.
    """

    base: Floats
    words: Any
    vectors: Floats | None
    kinds: Floats

    def take(self, rows: NDArray[np.int64]) -> Features:
        """The features of some posts."""
        vectors = None if self.vectors is None else self.vectors[rows]
        return Features(self.base[rows], self.words[rows], vectors, self.kinds[rows])

    def with_rows_of(self, other: Features) -> Features:
        """These posts, then the others."""
        from scipy.sparse import vstack

        vectors = None
        if self.vectors is not None and other.vectors is not None:
            vectors = np.vstack([self.vectors, other.vectors])
        words = vstack([self.words, other.words]).tocsr()
        return Features(np.vstack([self.base, other.base]), words, vectors, np.vstack([self.kinds, other.kinds]))

    def kernel(self, scales: Scales) -> Floats:
        """Inner products of all posts under these scales, shape (posts, posts)."""
        base, words, vector = scales
        total = _times(base**2, self.base @ self.base.T)
        if words:
            total += _times(words**2, (self.words @ self.words.T).toarray())
        if vector and self.vectors is not None:
            total += _times((vector / spread(self.vectors)) ** 2, self.vectors @ self.vectors.T)
        result: Floats = total
        return result

    def combined(self, shares: Floats, scales: Scales) -> tuple[Floats, Floats, Floats]:
        """Weights of the features themselves, of a function that is a sum of kernel rows with these shares."""
        base, words, vector = scales
        meant = np.zeros(0)
        if self.vectors is not None:
            meant = (vector / spread(self.vectors)) ** 2 * (self.vectors.T @ shares)
        return base**2 * (self.base.T @ shares), words**2 * np.asarray(self.words.T @ shares), meant


def _times(factor: float, product: Floats) -> Floats:
    """The product multiplied in its place, since a copy of it can take hundreds of megabytes."""
    product *= factor
    return product


def spread(vectors: Floats) -> float:
    """The root mean square length of the vectors, so that a scale means the same for every encoder."""
    return float(np.sqrt(np.mean(np.sum(vectors * vectors, axis=1)))) or 1.0


def features_of(texts: Sequence[str], kinds: Sequence[Sequence[float]], vectors: Any | None) -> Features:
    """The features of texts, `kinds` and `vectors` being what `Classifier.base_reading` says of them."""
    return Features(
        np.array([base_features(row) for row in kinds], dtype=np.float64).reshape(len(texts), -1),
        feature_matrix(texts),
        None if vectors is None else np.asarray(vectors, dtype=np.float64),
        np.asarray(kinds, dtype=np.float64).reshape(len(texts), -1),
    )
