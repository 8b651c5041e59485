from __future__ import annotations

import numpy as np

from assistant.learning.newton import fit, probabilities


def test_newton_finds_what_the_gradient_says_is_the_minimum() -> None:
    random = np.random.default_rng(0)
    x, weights = random.normal(size=(50, 4)), random.uniform(0.5, 2, 50)
    y = (x[:, 0] + random.normal(size=50) > 0).astype(float)
    beta, intercept = fit(x, y, weights, 0.7)
    gap = weights * (probabilities(x @ beta + intercept) - y)
    assert np.abs(x.T @ gap + 0.7 * beta).max() < 1e-3
    assert abs(gap.sum()) < 1e-3


def test_a_separable_problem_stays_finite() -> None:
    beta, intercept = fit(np.array([[-1.0], [1.0]]), np.array([0.0, 1.0]), np.ones(2), 1e-9)
    assert np.isfinite(beta).all()
    assert np.isfinite(intercept)


def test_probabilities_of_any_log_odds_are_probabilities() -> None:
    assert probabilities(np.array([-1e9, 0.0, 1e9])).tolist() == [0, 0.5, 1]
