from __future__ import annotations

import numpy as np

from assistant.learning.comparison import Said, compare
from assistant.learning.corpus import LabelledPost
from assistant.post import Kind, Label

POSTS = [LabelledPost("sale", Label.PROMOTIONAL, Kind.OFFER), LabelledPost("tip", Label.VALUE, Kind.TIP)] * 30
RIGHT = np.array([2.0, -2.0] * 30)


def test_a_better_model_shows_a_gain_with_an_interval_around_it() -> None:
    found = compare(POSTS, Said(-RIGHT), Said(RIGHT), seed=0)
    assert found.gain == 1
    assert found.interval[0] <= found.gain <= found.interval[1]
    assert found.likely_better == 1


def test_the_same_model_twice_is_no_gain_and_a_coins_chance() -> None:
    found = compare(POSTS, Said(RIGHT), Said(RIGHT), seed=0)
    assert (found.gain, found.interval, found.likely_better) == (0, (0, 0), 0.5)


def test_kinds_are_compared_where_both_models_name_them() -> None:
    named = [Kind.OFFER, Kind.TIP] * 30
    found = compare(POSTS, Said(RIGHT, [Kind.BRAG, Kind.TIP] * 30), Said(RIGHT, named), seed=0)
    assert found.before["kinds"]["accuracy"] == 0.5
    assert found.after["kinds"]["accuracy"] == 1


def test_labels_that_nothing_recognises_are_not_learnable() -> None:
    coin = np.random.default_rng(1).normal(size=60)
    assert compare(POSTS, Said(coin), Said(coin), seed=0).learnable < 0.55
    assert compare(POSTS, Said(coin), Said(RIGHT), seed=0).learnable == 1
