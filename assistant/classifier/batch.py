"""Many texts at once through the light model; the same numbers as one by one to 1e-6.

In NumPy, or, where Numba is installed (the extra `[numba]`) and there is enough to do, in a compiled pass over the
bytes of the whole column.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.classifier.calibration import KINDS, PROMOTIONAL_COUNT, Calibration
from assistant.classifier.features import ROWS, SURFACE_WEIGHT, rows_and_weights
from assistant.text.tokens import encode

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_TINY = 1e-9  # as in `calibration.sigmoid`
log_sum: Any = np.logaddexp.reduce  # log of a sum of exponentials; NumPy 2.4 and 2.5 type its arguments differently

WORTH_COMPILING = 20_000  # texts; loading the compiled pass takes about as long as scoring so many without it


class BatchScorer:
    """The weight table of `classifier.light` as an array.

    `compiled`: True for the compiled pass from the first text on (raises `ImportError` without Numba), False for never,
    None for where it pays and Numba is there.
    """

    def __init__(self, path: Path, *, compiled: bool | None = None) -> None:
        size = ROWS * (len(KINDS) + 1)
        table = np.fromfile(path, dtype="<f2", count=size).reshape(ROWS, -1).astype(np.float32)
        self._table, self._rarity = table[:, :-1].copy(), table[:, -1].copy()
        self._rarity_squared = self._rarity.astype(np.float64) ** 2
        self._bias = np.fromfile(path, dtype="<f8", offset=2 * size)
        self._wanted, self._seen = compiled, 0
        self._packed: tuple[NDArray[np.uint32], NDArray[np.float32]] | None = None
        if compiled:
            self._compile()

    def scores(self, texts: Sequence[str]) -> Floats:
        """Raw scores, shape (texts, kinds)."""
        self._seen += len(texts)
        if self._packed is None and self._wanted is None and self._seen > WORTH_COMPILING:
            self._compile()
        return self._one_by_one(texts) if self._packed is None else self._in_one_pass(*_buffers(texts))

    def column_scores(self, column: Any) -> Floats:
        """`scores` of an Arrow array of type `string` or `large_string`, without a copy of it; null is no text."""
        if self._packed is None:
            return self.scores([text or "" for text in column.to_pylist()])
        wide = str(column.type).startswith("large")
        _, ends, data = column.buffers()
        offsets = np.frombuffer(ends, dtype=np.int64 if wide else np.int32)[column.offset :][: len(column) + 1]
        return self._in_one_pass(np.frombuffer(data or b"", dtype=np.uint8), offsets)

    def _compile(self) -> None:
        try:
            from assistant.classifier.compiled_table import packed_table
        except ImportError:
            if self._wanted:
                raise
            self._wanted = False
        else:
            self._packed = packed_table(self._table, self._rarity)

    def _in_one_pass(self, data: NDArray[np.uint8], offsets: NDArray[Any]) -> Floats:
        from assistant.classifier import compiled

        assert self._packed is not None  # noqa: S101 - for the type checker
        return compiled.scores(data, offsets, self._packed, self._bias)

    def _one_by_one(self, texts: Sequence[str]) -> Floats:
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
        with np.errstate(invalid="ignore"):  # the caller looks at what comes out
            result: Floats = parts[::2] * weight + parts[1::2] * SURFACE_WEIGHT + self._bias
        return result


def _buffers(texts: Sequence[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The texts' bytes one behind the other, and where each begins and the last one ends."""
    encoded = [encode(text) for text in texts]
    offsets = np.zeros(len(encoded) + 1, dtype=np.int64)
    np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)), out=offsets[1:])
    return np.frombuffer(b"".join(encoded), dtype=np.uint8), offsets


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
        logit = log_sum(first, axis=1) - log_sum(second, axis=1)
        promotional = 1 / (1 + np.exp(-(calibration.slope * logit + calibration.offset)))
        promotional = promotional.clip(_TINY, 1 - _TINY)[:, None]
        kinds = [promotional * _softmax(first, calibration), (1 - promotional) * _softmax(second, calibration)]
    listed: list[list[float]] = np.hstack(kinds).tolist()
    return listed


def _softmax(scores: Floats, calibration: Calibration) -> Floats:
    grown = np.exp(calibration.kind_slope * (scores - scores.max(axis=1, keepdims=True)))
    result: Floats = grown / grown.sum(axis=1, keepdims=True)
    return result
