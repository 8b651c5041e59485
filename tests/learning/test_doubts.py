from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assistant.learning.corpus import LabelledPost
from assistant.learning.doubts import AT_MOST, SHOWN, second_look
from assistant.post import Label


def posts_of(promotional: np.ndarray) -> list[LabelledPost]:
    return [LabelledPost(f"post {n}", Label.PROMOTIONAL if p else Label.VALUE) for n, p in enumerate(promotional)]


def account(count: int, turned_share: float, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """True labels, labels of which some are turned, and log odds of a model that is right nine times in ten."""
    random = np.random.default_rng(seed)
    truth = random.random(count) < 0.4
    turned = random.random(count) < turned_share
    logits = np.where(truth, 2.0, -2.0) + random.normal(scale=1.6, size=count)
    return truth, turned, logits


def test_one_wrong_label_among_sound_ones_is_the_first_on_the_list() -> None:
    truth = np.array([True, False] * 20)
    written = truth.copy()
    written[7] = not written[7]
    logits = np.where(truth, 5.0, -5.0)
    look = second_look(posts_of(written), logits, logits)
    assert [(d.place, d.text, d.label) for d in look.doubts] == [(7, "post 7", Label.PROMOTIONAL)]
    assert look.doubts[0].against > 0.5
    assert look.wrong < 0.1


def test_sound_labels_leave_the_list_empty() -> None:
    truth = np.array([True, False] * 20)
    logits = np.where(truth, 3.0, -3.0)
    assert second_look(posts_of(truth), logits, logits).doubts == ()


def test_four_turned_labels_in_ten_are_noticed_and_over_represented() -> None:
    for seed in range(10):
        truth, turned, logits = account(200, 0.4, seed)
        look = second_look(posts_of(truth ^ turned), 0.3 * logits, logits)
        inside = sum(turned[d.place] for d in look.doubts)
        outside = len(look.doubts) - inside
        assert look.wrong > 0.2
        assert inside / turned.sum() >= 3 * outside / (~turned).sum()


def test_a_habit_that_the_base_model_does_not_share_is_no_doubt() -> None:
    random = np.random.default_rng(0)
    truth = random.random(200) < 0.5
    habit = np.arange(200) % 3 == 0  # the base model is wrong on these, and sure of it
    learnt = np.where(truth, 2.5, -2.5) + random.normal(size=200)
    base = np.where(truth ^ habit, 2.5, -2.5) + random.normal(size=200)
    look = second_look(posts_of(truth), learnt, base)
    assert look.wrong < 0.1
    assert len(look.doubts) <= 5


@given(st.lists(st.tuples(st.booleans(), st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)), min_size=1, max_size=60))
def test_whatever_the_models_say_the_list_is_short_ordered_and_of_posts_that_exist(
    rows: list[tuple[bool, float, float]],
) -> None:
    promotional, learnt, base = (np.array(column) for column in zip(*rows, strict=True))
    look = second_look(posts_of(promotional), learnt, base)
    places = [d.place for d in look.doubts]
    assert len(set(places)) == len(places) <= max(SHOWN, AT_MOST * len(rows))
    assert all(0 <= p < len(rows) for p in places)
    assert [d.against for d in look.doubts] == sorted((d.against for d in look.doubts), reverse=True)
    assert 0 <= look.wrong <= 0.5
