from __future__ import annotations

import math
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.classifier import Classifier
from assistant.classifier.ownhead import OwnHead, base_features
from assistant.learning.comparison import compare
from assistant.learning.features import features_of
from assistant.learning.folds import folds
from assistant.learning.newton import fit, probabilities
from assistant.learning.own import Ground, Recipe
from assistant.post import Label

TEXTS = [f"Workshop number {n} on lino print, seats are free" for n in range(12)] + [
    f"Buy {n} jars of our jam today" for n in range(12)
]
LABELS = np.array([0.0] * 12 + [1.0] * 12)


def test_the_head_on_the_disk_says_what_the_fitted_one_says(tmp_path: Path) -> None:
    kinds, _ = Classifier.open(fast=True).base_reading(TEXTS)
    features = features_of(TEXTS, kinds, None)
    ground = Ground(features, LABELS, features, LABELS)
    recipe = Recipe(0.7, 2.0, 0.0, 0.3, 1.0)
    weights = ground.weights(recipe)
    (tmp_path / "head").write_bytes(weights.to_bytes())
    head = OwnHead(tmp_path / "head")
    everyone = np.arange(len(TEXTS))
    fitted = ground.logits(recipe, everyone, everyone)
    for text, row, one, other in zip(TEXTS, kinds, weights.logits(features), fitted, strict=True):
        assert math.isclose(head.log_odds(text, row), one, abs_tol=1e-4)
        assert math.isclose(one, other, abs_tol=1e-6)
    head.close()


def test_kinds_still_sum_to_one_and_carry_the_new_label() -> None:
    kinds, _ = Classifier.open(fast=True).base_reading(TEXTS[:1])
    assert math.isclose(sum(kinds[0]), 1, abs_tol=1e-9)
    assert len(base_features(kinds[0])) == 12


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 8), st.booleans()), min_size=10, max_size=60), st.integers(0, 5))
def test_folds_hold_every_post_once_and_never_part_a_group(posts: list[tuple[int, bool]], seed: int) -> None:
    groups = [g for g, _ in posts]
    parts = folds(np.array([float(p) for _, p in posts]), groups, 4, seed=seed)
    assert sorted(np.concatenate(parts).tolist()) == list(range(len(posts)))
    for group in set(groups):
        assert sum(any(groups[i] == group for i in part) for part in parts) == 1


def test_newton_finds_what_the_gradient_says_is_the_minimum() -> None:
    random = np.random.default_rng(0)
    x, weights = random.normal(size=(50, 4)), random.uniform(0.5, 2, 50)
    y = (x[:, 0] + random.normal(size=50) > 0).astype(float)
    beta, intercept = fit(x, y, weights, 0.7)
    gap = weights * (probabilities(x @ beta + intercept) - y)
    assert np.abs(x.T @ gap + 0.7 * beta).max() < 1e-3
    assert abs(gap.sum()) < 1e-3


def test_a_better_model_shows_a_gain_with_an_interval_around_it() -> None:
    truth = [Label.PROMOTIONAL, Label.VALUE] * 30
    right = np.array([2.0, -2.0] * 30)
    found = compare(truth, -right, right, seed=0)
    assert found.gain == 1
    assert found.interval[0] <= found.gain <= found.interval[1]
    assert found.likely_better == 1
