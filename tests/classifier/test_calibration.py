"""Probabilities mean what they say and never leave their bounds."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.classifier.batch import calibrated
from assistant.classifier.calibration import KINDS, PROMOTIONAL_COUNT, Calibration, label_logit, sigmoid
from assistant.post import LABEL_OF, Label

SCORES = st.lists(st.floats(-60, 60), min_size=len(KINDS), max_size=len(KINDS))
CALIBRATIONS = st.builds(Calibration, st.floats(0.01, 5), st.floats(-5, 5), st.floats(0.01, 5))


def test_the_promotional_kinds_come_first() -> None:
    assert [LABEL_OF[k] for k in KINDS] == [Label.PROMOTIONAL] * PROMOTIONAL_COUNT + [Label.VALUE] * 6


@given(SCORES, CALIBRATIONS)
@settings(max_examples=150, deadline=None)
def test_kinds_sum_to_one_and_the_promotional_ones_to_their_label(scores: list[float], how: Calibration) -> None:
    kinds = how.kinds(scores)
    assert all(0 <= p <= 1 for p in kinds)
    assert math.isclose(sum(kinds), 1, abs_tol=1e-9)
    assert math.isclose(sum(kinds[:PROMOTIONAL_COUNT]), how.promotional(scores), abs_tol=1e-9)


@given(st.lists(SCORES, min_size=1, max_size=5), CALIBRATIONS)
@settings(max_examples=100, deadline=None)
def test_many_at_once_are_calibrated_like_one(rows: list[list[float]], how: Calibration) -> None:
    assert np.allclose(calibrated(np.array(rows), how), [how.kinds(row) for row in rows], rtol=0, atol=1e-9)


@pytest.mark.parametrize("score", [1e4, -1e4])
def test_the_surest_scores_stay_within_reach(score: float) -> None:
    promotional = Calibration().promotional([score] * PROMOTIONAL_COUNT + [0.0] * 6)
    assert 0 < promotional < 1


@given(st.floats(allow_nan=False))
@settings(max_examples=100, deadline=None)
def test_the_sigmoid_takes_any_number(x: float) -> None:
    assert 1e-9 <= sigmoid(x) <= 1 - 1e-9
    assert math.isclose(sigmoid(x) + sigmoid(-x), 1, abs_tol=1e-8)


def test_equal_scores_favour_no_label_but_for_the_number_of_kinds() -> None:
    assert label_logit([0.0] * len(KINDS)) == pytest.approx(math.log(5 / 6))


@given(CALIBRATIONS)
@settings(max_examples=50, deadline=None)
def test_a_calibration_comes_back_from_its_json(how: Calibration) -> None:
    assert Calibration.from_json(how.as_json()) == how
