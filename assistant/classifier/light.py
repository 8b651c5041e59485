"""The light model: one table of weights, read where it lies on the disk, without NumPy."""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterable
from pathlib import Path

from assistant.classifier.calibration import KINDS
from assistant.classifier.features import ROWS, SURFACE_WEIGHT, rows_and_weights

_ROW = struct.Struct(f"<{len(KINDS)}e")  # half precision, little endian
_BIAS = struct.Struct(f"<{len(KINDS)}d")
TABLE_BYTES = ROWS * _ROW.size + _BIAS.size


class LightScorer:
    """Raw scores of the kinds from the weight table, one text at a time; instant to open.

    The file holds `ROWS` rows of eleven half floats, then the eleven biases as doubles.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._table = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._bias = _BIAS.unpack_from(self._table, ROWS * _ROW.size)

    def scores(self, text: str) -> list[float]:
        """Unnormalised log probabilities of the kinds, in the order of `KINDS`."""
        words, weight, surface = rows_and_weights(text)
        word_sums, surface_sums = self._sums(words), self._sums(surface)
        return [
            b + weight * w + SURFACE_WEIGHT * s for b, w, s in zip(self._bias, word_sums, surface_sums, strict=True)
        ]

    def row(self, number: int) -> tuple[float, ...]:
        """The kinds' weights in one row of the table."""
        return _ROW.unpack_from(self._table, number * _ROW.size)

    def _sums(self, rows: Iterable[int]) -> Iterable[float]:
        unpack, table, size = _ROW.unpack_from, self._table, _ROW.size
        taken = [unpack(table, row * size) for row in rows]
        return map(sum, zip(*taken, strict=True)) if taken else (0.0,) * len(KINDS)

    def close(self) -> None:
        """Let go of the file."""
        self._table.close()
