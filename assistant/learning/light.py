"""Fits the light model: multinomial logistic regression over hashed words and surface features."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.classifier.batch import log_sum
from assistant.classifier.calibration import KINDS, PROMOTIONAL_COUNT, Calibration, label_logit
from assistant.classifier.features import BUCKETS, ROWS, SURFACE_WEIGHT, rows_and_weights
from assistant.learning.corpus import LabelledPost, fold_groups

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

INVERSE_PENALTY = 20.0  # scikit-learn's C; chosen on folds of the corpus grouped by writer (benchmarks/quality.py)
LEAST_POSTS = 3  # a word or pair that fewer posts have teaches nothing about others, and takes up room in the table
FOLDS = 3
SURFACE_FACTOR = 0.1  # signs on the surface are held back: they tell least about strangers' posts


@dataclass(frozen=True, slots=True)
class LightWeights:
    """`table` has shape (ROWS, kinds) in half precision as shipped, `rarity` shape (ROWS,), `bias` shape (kinds,)."""

    table: NDArray[np.float16]
    rarity: NDArray[np.float16]
    bias: Floats

    def to_bytes(self) -> bytes:
        """The layout that `classifier.light` reads."""
        return np.hstack([self.table, self.rarity[:, None]]).astype("<f2").tobytes() + self.bias.astype("<f8").tobytes()


def feature_matrix(texts: Sequence[str]) -> Any:
    """Sparse matrix (texts, ROWS) of the weights with which each row of the table counts."""
    from scipy.sparse import csr_matrix

    indptr, indices, values = [0], [], []
    for text in texts:
        words, weight, surface = rows_and_weights(text)
        indices += words + surface
        values += [weight] * len(words) + [SURFACE_WEIGHT] * len(surface)
        indptr.append(len(indices))
    return csr_matrix((np.array(values), np.array(indices), np.array(indptr)), shape=(len(texts), ROWS))


def fit(matrix: Any, kinds: Sequence[int], weights: Sequence[float] | None = None) -> LightWeights:
    """Fit on a feature matrix and kind numbers (positions in `KINDS`); `weights` are per post.

    Kinds that do not occur get the lowest score there is. Deterministic: lbfgs has no randomness.
    """
    from sklearn.linear_model import LogisticRegression

    posts_with = np.bincount(matrix.indices, minlength=ROWS)
    used = np.flatnonzero(posts_with >= LEAST_POSTS)
    rarity = np.zeros(ROWS, dtype=np.float16)
    rarity[used] = np.log((1 + matrix.shape[0]) / (1 + posts_with[used])) + 1
    model = LogisticRegression(C=INVERSE_PENALTY, max_iter=300, tol=1e-3)
    model.fit(_by_rarity(matrix, rarity)[:, used], np.asarray(kinds), sample_weight=weights)
    coefficients, intercept = model.coef_, model.intercept_
    if len(model.classes_) == 2:  # scikit-learn then keeps one row, for the second class
        coefficients, intercept = (
            np.vstack([-coefficients, coefficients]) / 2,
            np.array([-intercept[0], intercept[0]]) / 2,
        )
    factor = _factor(rarity)
    table = np.zeros((ROWS, len(KINDS)), dtype=np.float16)
    bias = np.full(len(KINDS), -20.0)
    for row, kind in enumerate(model.classes_):
        table[used, kind] = (coefficients[row] * factor[used]).astype(np.float16)
        bias[kind] = intercept[row]
    return LightWeights(table, rarity, bias)


def _factor(rarity: NDArray[np.float16]) -> Floats:
    """By how much each row counts for more: words by their rarity."""
    factor = rarity.astype(np.float64)
    factor[BUCKETS:] = SURFACE_FACTOR
    return factor


def _scaled(matrix: Any, rarity: NDArray[np.float16]) -> Any:
    """The words of each text scaled so that their rarities have the length 1; the surface stays.

    `matrix` has 1 / sqrt(n) for each of n different words and pairs, so its sum over a text is sqrt(n).
    """
    from scipy.sparse import hstack

    words = matrix[:, :BUCKETS]
    root_n = np.asarray(words.sum(1)).ravel()
    squared = root_n * (words @ (rarity[:BUCKETS].astype(np.float64) ** 2))
    scale = np.divide(root_n, np.sqrt(squared), out=np.zeros_like(squared), where=squared > 0)
    return hstack([words.multiply(scale[:, None]), matrix[:, BUCKETS:]]).tocsr()


def _by_rarity(matrix: Any, rarity: NDArray[np.float16]) -> Any:
    return _scaled(matrix, rarity).multiply(_factor(rarity)[None, :]).tocsr()


def scores(matrix: Any, weights: LightWeights) -> Floats:
    """Raw scores of the kinds, shape (texts, kinds)."""
    scaled = _scaled(matrix, weights.rarity)
    result: Floats = np.asarray(scaled @ weights.table.astype(np.float64)) + weights.bias
    return result


def out_of_fold_scores(matrix: Any, posts: Sequence[LabelledPost], *, seed: int = 0) -> Floats:
    """Scores of each post by a model that saw neither it nor its pair nor a near-duplicate of it."""
    from sklearn.model_selection import StratifiedGroupKFold

    kinds = np.array([KINDS.index(p.kind) for p in posts if p.kind is not None])
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    result = np.zeros((len(posts), len(KINDS)))
    for train, test in folds.split(matrix, kinds, fold_groups(posts)):
        result[test] = scores(matrix[test], fit(matrix[train], kinds[train]))
    return result


def calibrate(raw: Floats, posts: Sequence[LabelledPost]) -> Calibration:
    """Platt's slope and offset on out-of-fold scores, and the temperature of the kinds within a label."""
    from scipy.optimize import minimize_scalar
    from sklearn.linear_model import LogisticRegression

    logits = np.array([label_logit(row) for row in raw.tolist()])
    kinds = np.array([KINDS.index(p.kind) for p in posts if p.kind is not None])
    platt = LogisticRegression(C=1e6).fit(logits[:, None], kinds < PROMOTIONAL_COUNT)

    def loss(slope: float) -> float:
        return float(np.mean([_within_loss(slope, row, kind) for row, kind in zip(raw, kinds, strict=True)]))

    best = minimize_scalar(loss, bounds=(0.2, 5), method="bounded")
    return Calibration(float(platt.coef_[0, 0]), float(platt.intercept_[0]), float(best.x))


def _within_loss(slope: float, row: Floats, kind: int) -> float:
    own = row[:PROMOTIONAL_COUNT] if kind < PROMOTIONAL_COUNT else row[PROMOTIONAL_COUNT:]
    mine = kind if kind < PROMOTIONAL_COUNT else kind - PROMOTIONAL_COUNT
    scaled = slope * own
    return float(log_sum(scaled) - scaled[mine])
