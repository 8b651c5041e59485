"""Folds that keep near-duplicates together and both labels everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def folds(labels: NDArray[np.float64], groups: Sequence[int], count: int, *, seed: int) -> list[NDArray[np.int64]]:
    """Positions of the posts of each fold; posts of one group share a fold, labels are spread evenly.

    Groups go, the largest first and otherwise in a seeded order, to the fold that has least of their label.
    """
    members: dict[int, list[int]] = {}
    for place, group in enumerate(groups):
        members.setdefault(group, []).append(place)
    listed = list(members.values())
    order = np.random.default_rng(seed).permutation(len(listed))
    parts: list[list[int]] = [[] for _ in range(count)]
    held = np.zeros((count, 2))
    for number in sorted(order, key=lambda i: -len(listed[i])):
        posts = listed[number]
        promotional = float(labels[posts].sum())
        gain = np.array([len(posts) - promotional, promotional])
        target = min(range(count), key=lambda f: (float(held[f] @ gain), float(held[f].sum()), f))
        parts[target].extend(posts)
        held[target] += gain
    return [np.array(sorted(part), dtype=np.int64) for part in parts]
