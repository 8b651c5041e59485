"""How long posts live (D3): learnt from when comments came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.insight.compare import FEWEST, bootstrap_medians

if TYPE_CHECKING:
    from numpy.random import Generator

_COMMENTS = 4  # of a post, below which three quarters of them say little
_SHARE = 0.75  # of the comments, after which a post counts as past


@dataclass(frozen=True, slots=True)
class Lifetime:
    """Hours until three quarters of a post's comments had come: median over posts with its 95 % interval."""

    hours: float
    low: float
    high: float


def lifetimes(answers: Mapping[tuple[str, int], Sequence[float]], generator: Generator) -> dict[str, Lifetime]:
    """The lifetime on each platform that has `FEWEST` posts with at least four comments each.

    `answers` are (platform, post's second) to the ages of its comments in hours.
    """
    import numpy as np

    lives: dict[str, list[float]] = {}
    for (platform, _), ages in sorted(answers.items()):
        if len(ages) >= _COMMENTS:
            lives.setdefault(platform, []).append(sorted(ages)[int(np.ceil(_SHARE * len(ages))) - 1])
    found = {}
    for platform, hours in lives.items():
        if len(hours) >= FEWEST:
            own = np.array(hours)
            low, high = np.percentile(bootstrap_medians(own, generator), [2.5, 97.5])
            found[platform] = Lifetime(float(np.median(own)), float(low), float(high))
    return found
