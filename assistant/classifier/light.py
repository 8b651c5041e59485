"""The light model: one table of weights, read where it lies on the disk, without NumPy."""

from __future__ import annotations

import mmap
import struct
from collections.abc import Sequence
from math import sqrt
from pathlib import Path

from assistant.classifier.calibration import KINDS
from assistant.classifier.features import ROWS, SURFACE_WEIGHT, rows_and_weights

_ROW = struct.Struct(f"<{len(KINDS) + 1}e")  # half precision, little endian: weights of the kinds, then rarity
_BIAS = struct.Struct(f"<{len(KINDS)}d")
TABLE_BYTES = ROWS * _ROW.size + _BIAS.size


class LightScorer:
    """Raw scores of the kinds from the weight table, one text at a time; instant to open.

    The file holds `ROWS` rows of twelve half floats, then the eleven biases as doubles. A row's last number is its
    rarity (inverse document frequency, nought where it is unknown): its weights have it in them already, and the words
    of a text are scaled so that their rarities have the length 1 (TF-IDF, Salton and Buckley 1988).
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._table = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._bias = _BIAS.unpack_from(self._table, ROWS * _ROW.size)

    def scores(self, text: str) -> list[float]:
        """Unnormalised log probabilities of the kinds, in the order of `KINDS`."""
        words, _, surface = rows_and_weights(text)
        taken = self._taken(words)
        length = sqrt(sum([row[-1] * row[-1] for row in taken]))
        word_sums, surface_sums = _sums(taken), _sums(self._taken(surface))
        weight = 1 / length if length else 0.0
        return [
            b + weight * w + SURFACE_WEIGHT * s for b, w, s in zip(self._bias, word_sums, surface_sums, strict=False)
        ]

    def row(self, number: int) -> tuple[float, ...]:
        """The kinds' weights in one row of the table."""
        return _ROW.unpack_from(self._table, number * _ROW.size)[:-1]

    def _taken(self, rows: Sequence[int]) -> list[tuple[float, ...]]:
        unpack, table, size = _ROW.unpack_from, self._table, _ROW.size
        return [unpack(table, row * size) for row in rows]

    def close(self) -> None:
        """Let go of the file."""
        self._table.close()


def _sums(rows: Sequence[tuple[float, ...]]) -> Sequence[float]:
    return [sum(column) for column in zip(*rows, strict=True)] or [0.0] * (len(KINDS) + 1)
