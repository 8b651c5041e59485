"""The kinds as a user's own posts name them: within each label, the base model's kinds are weighed anew.

log P(kind | label) = what the base model says + a bias [+ the encoder's vector times weights], up to a constant. The
label itself is the matter of `ownhead`. `own-kinds-light.f32` and `own-kinds-full.f32` are little-endian float32: for
each kind in the order of `KINDS` the bias, then one weight for each number of the vector (none in the light file).
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from math import exp, log
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.classifier.calibration import KINDS, PROMOTIONAL_COUNT

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

KINDS_LIGHT, KINDS_FULL = "own-kinds-light.f32", "own-kinds-full.f32"
_FLOAT_BYTES = 4
_TINY = 1e-12


class OwnKinds:
    """The weights of a kinds file; `width` is that of the vectors that it was made for (0: none)."""

    def __init__(self, path: Path) -> None:
        content = path.read_bytes()
        self.width = kinds_width(len(content))
        numbers = struct.unpack(f"<{len(content) // _FLOAT_BYTES}f", content)
        rows = [numbers[i * (1 + self.width) : (i + 1) * (1 + self.width)] for i in range(len(KINDS))]
        self._bias = [row[0] for row in rows]
        self._weights = [row[1:] for row in rows]

    def moved(self, kinds: Sequence[Sequence[float]], vectors: NDArray[np.float32] | None) -> list[list[float]]:
        """Rows of kinds with the same P(promotional) each, weighed anew within it; `vectors` (rows, width)."""
        return [self._moved(row, said) for row, said in zip(kinds, self._said(vectors, len(kinds)), strict=True)]

    def _said(self, vectors: NDArray[np.float32] | None, count: int) -> list[list[float]]:
        if vectors is None or not self.width:
            return [self._bias] * count
        import numpy as np

        with np.errstate(over="ignore", invalid="ignore"):  # the caller looks at what comes out
            said: list[list[float]] = (vectors.astype(np.float64) @ np.array(self._weights).T + self._bias).tolist()
        return said

    def _moved(self, kinds: Sequence[float], said: Sequence[float]) -> list[float]:
        scores = [log(max(k, _TINY)) + s for k, s in zip(kinds, said, strict=True)]
        first = _shared(sum(kinds[:PROMOTIONAL_COUNT]), scores[:PROMOTIONAL_COUNT])
        return first + _shared(sum(kinds[PROMOTIONAL_COUNT:]), scores[PROMOTIONAL_COUNT:])


def kinds_width(size: int) -> int:
    """The width of the vectors that a kinds file of `size` bytes was made for. Raises `ValueError` for no such size."""
    columns, rest = divmod(size, _FLOAT_BYTES * len(KINDS))
    if rest or columns < 1:
        raise ValueError(size)
    return columns - 1


def kinds_bytes(rows: Sequence[Sequence[float]]) -> bytes:
    """The layout that `OwnKinds` reads: for each kind its bias, then its weights."""
    if len(rows) != len(KINDS):
        raise ValueError(len(rows))
    return b"".join(struct.pack(f"<{len(row)}f", *row) for row in rows)


def _shared(total: float, scores: Sequence[float]) -> list[float]:
    top = max(scores)
    grown = [exp(s - top) for s in scores]
    return [total * g / sum(grown) for g in grown]
