"""Learns how a user names the kinds: a multinomial logistic regression with the base model's opinion as its offset.

The penalty pulls towards the base model, so a kind that the user never names stays as it was (regularised adaptation to
a prior model, Chelba and Acero 2006). It is kept only where it names more posts right that it never saw.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from assistant.classifier.calibration import KINDS, PROMOTIONAL_COUNT
from assistant.classifier.ownkinds import kinds_bytes
from assistant.learning.corpus import LabelledPost
from assistant.learning.features import Features, spread
from assistant.learning.folds import folds
from assistant.post import Label

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

LEAST_KINDS = 20  # posts with a kind; fewer say little of eleven
FOLDS = 5
_PENALTY, _BIAS_PENALTY = 1.0, 0.3  # L2; on 50 to 200 posts of three accounts .3 to 3 made no difference of note
_VECTOR_SCALE = 2.0
_UNREACHABLE = -1e3  # a log probability: a kind of the other label is no answer
_TINY = 1e-12


@dataclass(frozen=True, slots=True)
class KindWeights:
    """`rows` has shape (kinds, 1 + width): each kind's bias, then its weights on the vector as it is."""

    rows: Floats

    def scores(self, features: Features) -> Floats:
        """Log probabilities of the kinds up to a constant within each label, shape (posts, kinds)."""
        said = base_kinds(features) + self.rows[:, 0]
        if features.vectors is not None and self.rows.shape[1] > 1:
            said = said + features.vectors @ self.rows[:, 1:].T
        result: Floats = said
        return result

    def to_bytes(self) -> bytes:
        """The layout that `classifier.ownkinds` reads."""
        return kinds_bytes(self.rows.tolist())


@dataclass(frozen=True, slots=True)
class KindsLearnt:
    """`weights` None: the base model's kinds stay, for want of posts or because they are named better so.

    `scores` (posts, kinds) are what a model says that never saw the post; the base model's where none was fitted.
    """

    weights: KindWeights | None
    scores: Floats


def learn_kinds(posts: Sequence[LabelledPost], features: Features, groups: Sequence[int], *, seed: int) -> KindsLearnt:
    """Fit the kinds on the posts that have one, and keep the fit if it is right more often out of fold."""
    base = base_kinds(features)
    known = np.array([p.kind is not None for p in posts])
    if known.sum() < LEAST_KINDS:
        return KindsLearnt(None, base)
    scores = kinds_out_of_fold(posts, features, groups, known, seed=seed)
    kinds = _places(posts)[known]
    if _right(scores[known], kinds) <= _right(base[known], kinds):
        return KindsLearnt(None, base)
    return KindsLearnt(fit_kinds(features.take(np.flatnonzero(known)), kinds), scores)


def kinds_out_of_fold(
    posts: Sequence[LabelledPost], features: Features, groups: Sequence[int], known: NDArray[np.bool_], *, seed: int
) -> Floats:
    """What a fit on the `known` posts says of each post that it never saw, shape (posts, kinds)."""
    kinds, scores = _places(posts), base_kinds(features)
    labels = np.array([float(p.label is Label.PROMOTIONAL) for p in posts])
    for test in folds(labels, groups, FOLDS, seed=seed):
        train = np.setdiff1d(np.flatnonzero(known & (kinds >= 0)), test)
        if len(train) and len(test):
            scores[test] = fit_kinds(features.take(train), kinds[train]).scores(features.take(test))
    return scores


def likeliest(scores: Floats, promotional: NDArray[np.bool_]) -> list[int]:
    """The likeliest kind (its place in `KINDS`) of each post, given its label."""
    return [int(k) for k in np.argmax(_within(scores, promotional), axis=1)]


def _places(posts: Sequence[LabelledPost]) -> Integers:
    return np.array([KINDS.index(p.kind) if p.kind else -1 for p in posts])


def _right(scores: Floats, kinds: Integers) -> int:
    return int((np.argmax(_within(scores, kinds < PROMOTIONAL_COUNT), axis=1) == kinds).sum())


def fit_kinds(features: Features, kinds: Integers) -> KindWeights:
    """Fit on posts whose kinds are known; `kinds` are places in `KINDS`, shape (posts,)."""
    from scipy.optimize import minimize

    columns = np.ones((len(kinds), 1))
    scales = np.ones(1)
    if features.vectors is not None:
        scales = np.append(scales, np.full(features.vectors.shape[1], _VECTOR_SCALE / spread(features.vectors)))
        columns = np.hstack([columns, features.vectors])
    design = columns * scales
    penalties = np.append(_BIAS_PENALTY, np.full(design.shape[1] - 1, _PENALTY))
    offset = _within(base_kinds(features), kinds < PROMOTIONAL_COUNT)
    truth = np.eye(len(KINDS))[kinds]

    def loss(free: Floats) -> tuple[float, Floats]:
        rows = free.reshape(len(KINDS), -1)
        scores = offset + design @ rows.T
        scores -= scores.max(axis=1, keepdims=True)
        logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        gradient = (np.exp(logs) - truth).T @ design + penalties * rows
        return float(-(logs * truth).sum() + 0.5 * (penalties * rows * rows).sum()), gradient.ravel()

    start = np.zeros(len(KINDS) * design.shape[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return KindWeights(found.x.reshape(len(KINDS), -1) * scales)


def base_kinds(features: Features) -> Floats:
    """The base model's log probabilities of the kinds, shape (posts, kinds)."""
    result: Floats = np.log(np.maximum(features.kinds, _TINY))
    return result


def _within(scores: Floats, promotional: NDArray[np.bool_]) -> Floats:
    """The scores with the kinds of the other label out of reach."""
    own = promotional[:, None] == (np.arange(len(KINDS)) < PROMOTIONAL_COUNT)
    result: Floats = np.where(own, scores, _UNREACHABLE)
    return result
