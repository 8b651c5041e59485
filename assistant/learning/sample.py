"""So many posts as can be learnt from: each is weighed against each, so that memory grows with the square."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.learning.corpus import LabelledPost
from assistant.post import Label

MOST_POSTS = 4000  # own posts: 0.9 GB with the encoder; twice as many would take four times as much
LEAST_OF_A_LABEL = 100  # a label rarer than one post in forty keeps so many, if there are


def sampled(posts: Sequence[LabelledPost], *, seed: int) -> list[LabelledPost]:
    """At most `MOST_POSTS` of the posts, in their order, with the shares of labels and kinds that all of them have.

    A systematic sample: a label's posts, in the order of their kinds and by chance within each, are taken at equal
    distances. Deterministic for a seed.
    """
    if len(posts) <= MOST_POSTS:
        return list(posts)
    chance = np.random.default_rng(seed).random(len(posts))
    rows = {label: [i for i, p in enumerate(posts) if p.label is label] for label in Label}
    rare, common = sorted(Label, key=lambda label: len(rows[label]))
    few = max(round(MOST_POSTS * len(rows[rare]) / len(posts)), min(len(rows[rare]), LEAST_OF_A_LABEL))
    taken = []
    for label, count in ((rare, few), (common, MOST_POSTS - few)):
        ordered = sorted(rows[label], key=lambda i: (posts[i].kind or "", chance[i]))
        taken += [ordered[int((n + 0.5) * len(ordered) / count)] for n in range(count)]
    return [posts[i] for i in sorted(taken)]
