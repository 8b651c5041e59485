"""Labels that the data contradicts most: for a second look, never changed.

Confident learning (Northcutt, Jiang and Chuang 2021): a post counts as another label where a model that never saw it
gives that label more than its usual share. Two models vote: the one learnt from the user's other posts, and the base
model, which no wrong label of the user's has touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from assistant.learning.corpus import LabelledPost
from assistant.learning.newton import probabilities
from assistant.post import Label

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SHOWN = 10
AT_MOST = 0.1  # of all posts: a list that is longer is gone through by nobody, and its end is mostly right


@dataclass(frozen=True, slots=True)
class Doubt:
    """A label that both models speak against. `against` is the probability of the other label, 0..1."""

    place: int
    text: str
    label: Label
    against: float


def doubts(posts: Sequence[LabelledPost], learnt: Floats, base: Floats) -> list[Doubt]:
    """The doubtful labels, the most doubtful first.

    `learnt` are out-of-fold log odds of promotional by the model from the user's posts, `base` those of the base model;
    both shape (posts,).
    """
    promotional = np.array([p.label is Label.PROMOTIONAL for p in posts])
    p = probabilities(0.5 * _centred(learnt, promotional) + _centred(base, promotional))
    usual = [float(np.mean(1 - p[~promotional])), float(np.mean(p[promotional]))]  # confidence in each label
    own = np.where(promotional, p, 1 - p)
    other_usual = np.where(promotional, usual[0], usual[1])
    other_is_likely = (1 - own >= other_usual) & (own < 0.5)
    order = np.argsort(own, kind="stable")
    most = max(SHOWN, round(AT_MOST * len(posts)))
    found = [
        Doubt(int(i), posts[i].text, posts[i].label, round(float(1 - own[i]), 4)) for i in order if other_is_likely[i]
    ]
    return found[:most]


def _centred(logits: Floats, promotional: NDArray[np.bool_]) -> Floats:
    """Log odds without the model's own lean: 0 lies halfway between its means over both labels."""
    clipped = logits.clip(-6, 6)
    middle = 0.5 * (float(clipped[promotional].mean()) + float(clipped[~promotional].mean()))
    result: Floats = clipped - middle
    return result
