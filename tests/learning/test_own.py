from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from assistant.classifier import Classifier
from assistant.classifier.ownhead import OwnHead, base_features
from assistant.learning.features import features_of
from assistant.learning.own import Ground, Recipe, choose, out_of_fold, recipes

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


def ground() -> Ground:
    kinds, _ = Classifier.open(fast=True).base_reading(TEXTS)
    features = features_of(TEXTS, kinds, None)
    return Ground(features, LABELS, features, LABELS)


def test_out_of_fold_log_odds_know_the_label_of_posts_that_no_model_saw() -> None:
    said = out_of_fold(ground(), LABELS, range(24), recipes(with_vectors=False)[:2], repeats=2, seed=0)
    assert ((said > 0) == (LABELS > 0.5)).all()


def test_choosing_is_deterministic_and_tells_how_far_it_is() -> None:
    heard: list[float] = []
    first, second = (
        choose(ground(), LABELS, range(24), recipes(with_vectors=False), seed=4, on_step=heard.append) for _ in range(2)
    )
    assert first.recipe == second.recipe
    assert np.array_equal(first.logits, second.logits)
    assert heard[:6] == sorted(heard[:6])
    assert heard[5] == 1


@pytest.mark.parametrize("fields", [{"base": 1}, {"nonsense": 1}, {"base": float("nan")}, {"base": "x"}, {"base": [1]}])
def test_what_is_no_recipe_is_refused(fields: dict[str, float]) -> None:
    with pytest.raises((TypeError, ValueError)):
        Recipe.from_json(fields)


def test_a_recipe_comes_back_from_json() -> None:
    recipe = recipes(with_vectors=True)[0]
    assert Recipe.from_json(recipe.as_json()) == recipe
