from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.learning.folds import folds


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 8), st.booleans()), min_size=10, max_size=60), st.integers(0, 5))
def test_folds_hold_every_post_once_and_never_part_a_group(posts: list[tuple[int, bool]], seed: int) -> None:
    groups = [g for g, _ in posts]
    parts = folds(np.array([float(p) for _, p in posts]), groups, 4, seed=seed)
    assert sorted(np.concatenate(parts).tolist()) == list(range(len(posts)))
    for group in set(groups):
        assert sum(any(groups[i] == group for i in part) for part in parts) == 1


def test_both_labels_are_spread_over_the_folds() -> None:
    labels = np.array([1.0] * 5 + [0.0] * 20)
    for part in folds(labels, range(25), 5, seed=3):
        assert labels[part].sum() == 1
        assert len(part) == 5
