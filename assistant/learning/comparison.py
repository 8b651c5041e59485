"""Before and after on the same posts, with the chance that it was luck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.learning.corpus import LabelledPost
from assistant.learning.evaluation import metrics
from assistant.learning.newton import probabilities
from assistant.learning.own import macro_f1
from assistant.post import Kind, Label

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

DRAWS = 2000


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two models on posts that neither had seen.

    `before` and `after` are figures of `evaluation.metrics`; `gain` is the difference of macro-F1 and `interval` its
    middle 90 % over bootstrap samples of the posts (Efron 1979); `likely_better` is the share of samples with a gain.
    `learnable` is the fifth percentile of the candidate's area under the ROC curve: near .5, labels look random.
    """

    before: dict[str, Any]
    after: dict[str, Any]
    gain: float
    interval: tuple[float, float]
    likely_better: float
    learnable: float

    def as_json(self) -> dict[str, Any]:
        """All but the two models' own figures."""
        return {
            "gain": self.gain,
            "interval": list(self.interval),
            "likely_better": self.likely_better,
            "learnable": self.learnable,
        }


@dataclass(frozen=True, slots=True)
class Said:
    """What a model says of posts that it never saw: log odds of promotional (posts,), and the likeliest kinds."""

    logits: Floats
    kinds: Sequence[Kind] = ()


def compare(posts: Sequence[LabelledPost], first: Said, then: Said, *, seed: int) -> Comparison:
    """Compare what two models say of the same posts."""
    labels = [p.label for p in posts]
    before, after = first.logits, then.logits
    truth = np.array([label is Label.PROMOTIONAL for label in labels])
    said, now = before >= 0, after >= 0
    random = np.random.default_rng(seed)
    gains, areas = np.zeros(DRAWS), np.zeros(DRAWS)
    for draw in range(DRAWS):
        rows = random.integers(0, len(truth), len(truth))
        gains[draw] = macro_f1(truth[rows], now[rows]) - macro_f1(truth[rows], said[rows])
        if draw < DRAWS // 4:
            areas[draw] = _area(truth[rows], after[rows])
    return Comparison(
        before=metrics(labels, probabilities(before).tolist(), _kinds(posts, first)),
        after=metrics(labels, probabilities(after).tolist(), _kinds(posts, then)),
        gain=round(macro_f1(truth, now) - macro_f1(truth, said), 4),
        interval=(round(float(np.quantile(gains, 0.05)), 4), round(float(np.quantile(gains, 0.95)), 4)),
        likely_better=round(float(np.mean(gains > 0) + 0.5 * np.mean(gains == 0)), 3),
        learnable=round(float(np.quantile(areas[: DRAWS // 4], 0.05)), 4),
    )


def _kinds(posts: Sequence[LabelledPost], said: Said) -> list[tuple[Kind | None, Kind]]:
    return [(p.kind, kind) for p, kind in zip(posts, said.kinds, strict=True)] if said.kinds else []


def _area(truth: NDArray[np.bool_], scores: Floats) -> float:
    count = int(truth.sum())
    if not 0 < count < len(truth):
        return 0.5
    ranks = np.empty(len(scores))
    ranks[np.argsort(scores, kind="stable")] = np.arange(1, len(scores) + 1)
    return float((ranks[truth].sum() - count * (count + 1) / 2) / (count * (len(truth) - count)))
