"""Weighted logistic regression with an L2 penalty, by Newton's method: small dense problems, many of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

STEPS = 25
_ENOUGH = 1e-4  # largest change of a coefficient
_FLAT = 1e-6  # least curvature, so that a separable problem stays solvable


def fit(x: Floats, y: Floats, weights: Floats, penalty: float) -> tuple[Floats, float]:
    """Coefficients, shape (columns,), and intercept that minimise the penalised log loss.

    `x` has shape (rows, columns), `y` holds 0 and 1, `weights` one weight a row; the intercept is not penalised.
    Deterministic. Source: iteratively reweighted least squares, Bishop 2006, section 4.3.3.
    """
    design = np.hstack([x, np.ones((len(x), 1))])
    ridge = np.full(design.shape[1], penalty)
    ridge[-1] = 1e-6
    beta = np.zeros(design.shape[1])
    for _ in range(STEPS):
        p = probabilities(design @ beta)
        gradient = design.T @ (weights * (p - y)) + ridge * beta
        curvature = np.maximum(weights * p * (1 - p), _FLAT)
        hessian = (design * curvature[:, None]).T @ design
        hessian[np.diag_indices_from(hessian)] += ridge
        step = np.linalg.solve(hessian, gradient)
        step *= min(1.0, 10 / max(float(np.abs(step).max()), 1e-12))
        beta -= step
        if np.abs(step).max() < _ENOUGH:
            break
    return beta[:-1], float(beta[-1])


def probabilities(logits: Floats) -> Floats:
    """The logistic function, safe for any input."""
    result: Floats = 0.5 * (1 + np.tanh(0.5 * logits))
    return result
