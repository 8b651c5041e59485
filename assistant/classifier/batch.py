"""Many texts at once through the light model, in NumPy; the same numbers as one by one to 1e-6."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
        size = ROWS * (len(KINDS) + 1)
        table = np.fromfile(path, dtype="<f2", count=size).reshape(ROWS, -1).astype(np.float32)
        self._table, self._rarity_squared = table[:, :-1].copy(), table[:, -1].astype(np.float64) ** 2
        self._bias = np.fromfile(path, dtype="<f8", offset=2 * size)

    def scores(self, texts: Sequence[str]) -> Floats:
        """Raw scores, shape (texts, kinds)."""
        rows: list[int] = []
        bounds = [0]  # where each text's words begin, where its surface begins, and so on
        for text in texts:
            words, _, surface = rows_and_weights(text)
            rows += words
            bounds.append(len(rows))
            rows += surface
            bounds.append(len(rows))
        numbers = np.array(rows, dtype=np.int64)
        parts = _summed(self._table[numbers], bounds)
        squared = _summed(self._rarity_squared[numbers][:, None], bounds)[::2]
        weight = np.divide(1, np.sqrt(squared), out=np.zeros_like(squared), where=squared > 0)
        result: Floats = parts[::2] * weight + parts[1::2] * SURFACE_WEIGHT + self._bias
        return result


def _summed(rows: NDArray[Any], bounds: Sequence[int]) -> Floats:
    """Sums of the rows between neighbouring bounds, nought where there are none."""
    padded = np.vstack([rows, np.zeros_like(rows[:1], shape=(1, rows.shape[1]))])  # the last bound must exist
    sums = np.add.reduceat(padded, bounds[:-1], axis=0, dtype=np.float64) if len(bounds) > 1 else padded[:0]
    sums[np.diff(bounds) == 0] = 0
    result: Floats = np.asarray(sums, dtype=np.float64)
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
