"""Many texts at once through the light model, in NumPy; the same numbers as one by one to 1e-6."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.classifier.calibration import KINDS, PROMOTIONAL_COUNT, Calibration
from assistant.classifier.features import ROWS, SURFACE_WEIGHT, rows_and_weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_TINY = 1e-9  # as in `calibration.sigmoid`


class BatchScorer:
    """The weight table of `classifier.light` as an array."""

    def __init__(self, path: Path) -> None:
        size = ROWS * len(KINDS)
        self._table = np.fromfile(path, dtype="<f2", count=size).reshape(ROWS, len(KINDS)).astype(np.float32)
        self._bias = np.fromfile(path, dtype="<f8", offset=2 * size)

    def scores(self, texts: Sequence[str]) -> Floats:
        """Raw scores, shape (texts, kinds)."""
        rows: list[int] = []
        weights: list[float] = []
        starts: list[int] = []
        for text in texts:
            words, weight, surface = rows_and_weights(text)
            starts.append(len(rows))
            rows += words
            rows += surface
            weights += [weight] * len(words)
            weights += [SURFACE_WEIGHT] * len(surface)
        if not starts:
            return np.zeros((0, len(KINDS)))
        taken = self._table[rows] * np.array(weights)[:, None]  # every text has surface rows, so no slice is empty
        result: Floats = np.add.reduceat(taken, starts, axis=0) + self._bias
        return result


def calibrated(scores: Floats, calibration: Calibration) -> list[list[float]]:
    """`Calibration.kinds` for every row of raw scores, shape (texts, kinds)."""
    first, second = scores[:, :PROMOTIONAL_COUNT], scores[:, PROMOTIONAL_COUNT:]
    with np.errstate(over="ignore", invalid="ignore"):  # the caller looks at what comes out
        logit = np.logaddexp.reduce(first, axis=1) - np.logaddexp.reduce(second, axis=1)
        promotional = 1 / (1 + np.exp(-(calibration.slope * logit + calibration.offset)))
        promotional = promotional.clip(_TINY, 1 - _TINY)[:, None]
        kinds = [promotional * _softmax(first, calibration), (1 - promotional) * _softmax(second, calibration)]
    listed: list[list[float]] = np.hstack(kinds).tolist()
    return listed


def _softmax(scores: Floats, calibration: Calibration) -> Floats:
    grown = np.exp(calibration.kind_slope * (scores - scores.max(axis=1, keepdims=True)))
    result: Floats = grown / grown.sum(axis=1, keepdims=True)
    return result
