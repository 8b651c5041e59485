"""Labels that the data contradicts most: for a second look, never changed.

Confident learning (Northcutt, Jiang and Chuang 2021): a label is doubted by what models say that never saw the post.
Two of them vote: the one learnt from the user's other posts, and the base model, which no wrong label of the user's has
touched. How much each counts, and how many labels are wrong at all, is estimated from the labels themselves: a logistic
regression under random classification noise (Bootkrajang and Kabán 2012). So the list stays short where the labels are
sound, and a habit that the base model does not share is no doubt.
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
AT_MOST = 0.1  # of all posts: a list that is longer is gone through by nobody
DOUBTED = 0.5  # the chance of being wrong from which a label is listed
_CLIP = 6.0  # log odds; no model is surer than that
_LEAN = 0.5  # standard deviation of the log odds by which both models together may lean to one label
_TINY = 1e-9
_STARTS = ((0.0, 0.0, -2.0), (0.0, 0.0, 1.0))  # few wrong labels, and many


@dataclass(frozen=True, slots=True)
class Doubt:
    """A label that the models speak against. `against` is the chance that it is wrong, 0..1."""

    place: int
    text: str
    label: Label
    against: float


@dataclass(frozen=True, slots=True)
class SecondLook:
    """The doubtful labels, the most doubtful first, and the share of all labels that is probably wrong, 0..0.5."""

    doubts: tuple[Doubt, ...]
    wrong: float


def second_look(posts: Sequence[LabelledPost], learnt: Floats, base: Floats) -> SecondLook:
    """Which labels deserve a second look.

    `learnt` are out-of-fold log odds of promotional by models from the user's posts, `base` those of the base model;
    both shape (posts,). At most a tenth of the posts are listed, or ten.
    """
    promotional = np.array([p.label is Label.PROMOTIONAL for p in posts])
    wrong, chances = _wrong_labels(promotional, learnt.clip(-_CLIP, _CLIP), base.clip(-_CLIP, _CLIP))
    order = [int(i) for i in np.argsort(-chances, kind="stable") if chances[i] > DOUBTED]
    most = max(SHOWN, round(AT_MOST * len(posts)))
    found = [Doubt(i, posts[i].text, posts[i].label, round(float(chances[i]), 4)) for i in order[:most]]
    return SecondLook(tuple(found), round(wrong, 4))


def _wrong_labels(promotional: NDArray[np.bool_], learnt: Floats, base: Floats) -> tuple[float, Floats]:
    """The share of wrong labels, and each label's chance of being one, shape (posts,).

    A post is promotional with probability sigmoid(lean + trust * learnt + (1 - trust) * base); its label then turns
    with probability `wrong`, whatever the post says. Fitted by maximum a posteriori, from two starts.
    """
    from scipy.optimize import minimize

    def own_probability(lean: float, trust: float) -> Floats:
        p = probabilities(lean + trust * learnt + (1 - trust) * base)
        return np.where(promotional, p, 1 - p)

    def loss(free: Floats) -> float:
        lean, trust, wrong = _bounded(free)
        own = own_probability(lean, trust)
        seen = (1 - wrong) * own + wrong * (1 - own)
        prior = np.log(trust + _TINY) + np.log(1 - trust + _TINY)  # Beta(2, 2): neither model is trusted alone
        prior += np.log(2 * wrong + _TINY) + 3 * np.log(1 - 2 * wrong + _TINY)  # Beta(2, 4): most labels are right
        return float(0.5 * (lean / _LEAN) ** 2 - prior - np.log(seen + _TINY).sum())

    best = min((minimize(loss, np.array(start)) for start in _STARTS), key=lambda found: float(found.fun))
    lean, trust, wrong = _bounded(best.x)
    own = own_probability(lean, trust)
    chances: Floats = wrong * (1 - own) / ((1 - wrong) * own + wrong * (1 - own) + _TINY)
    return wrong, chances


def _bounded(free: Floats) -> tuple[float, float, float]:
    """Lean, trust within 0..1 and the share of wrong labels within 0..0.5."""
    trust, doubled = probabilities(free[1:])
    return float(free[0]), float(trust), float(doubled) / 2
