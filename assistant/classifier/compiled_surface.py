"""The surface of a post as in `classifier.features`, compiled by Numba."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np

from assistant.classifier.features import COUNTED, FIRST_FLAG, FIRST_ROW, FLAGS, SURFACE_BINS
from assistant.text.compiled import CLASSES, SPACE, compiled, inlined, key_of
from assistant.text.tokens import HANDLE, LINK

if TYPE_CHECKING:
    from numpy.typing import NDArray

_U64 = np.uint64
_NAMES = tuple(SURFACE_BINS)
_WORDS, _LINES, _CAPITALS, SYMBOLS = (_NAMES.index(n) for n in ("words", "lines", "capitals", "symbols"))
NOTHING = len(_NAMES)  # where tokens that are not counted are counted
COUNTS = NOTHING + 1
MOST_ROWS = len(_NAMES) + len(FLAGS)
LINK_KEY, HANDLE_KEY, _QUESTION_KEY = (_U64(key_of(token)) for token in (LINK, HANDLE, b"?"))


def _slots() -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The counted tokens' keys, each at the last bits of its CRC-32, and which count it goes to.

    As many slots as it takes for no two tokens to share one.
    """
    size = 32
    while len({crc32(token) % size for token in COUNTED}) < len(COUNTED):
        size *= 2
    keys, counts = np.zeros(size, dtype=np.uint64), np.full(size, NOTHING)
    for token, name in COUNTED.items():
        keys[crc32(token) % size], counts[crc32(token) % size] = key_of(token), _NAMES.index(name)
    return keys, counts


def _bin_rows() -> NDArray[np.int64]:
    """The row of each count, shape (names, counts up to where the last bin has begun)."""
    most = max(bound for bounds in SURFACE_BINS.values() for bound in bounds) + 1
    return np.array(
        [[FIRST_ROW[n] + bisect_left(b, count) for count in range(most + 1)] for n, b in SURFACE_BINS.items()]
    )


def _letter_sums() -> NDArray[np.uint64]:
    """For each byte, (capital << 32) + letter."""
    return np.array([(chr(b).isupper() << 32) + chr(b).isalpha() if b < 128 else 0 for b in range(256)], np.uint64)


_SLOT_KEYS, _SLOT_COUNTS = _slots()
_SLOT_MASK = np.uint32(len(_SLOT_KEYS) - 1)
_BIN_ROWS = _bin_rows()
_MOST = _BIN_ROWS.shape[1] - 1
_LETTER_SUMS = _letter_sums()


@inlined
def count_of(crc: Any, key: Any) -> Any:
    """Which count the token with this hash and this key goes to; a key of 0 to `NOTHING`."""
    slot = crc & _SLOT_MASK
    is_it = np.int64(_SLOT_KEYS[slot] == key)
    return NOTHING + is_it * (_SLOT_COUNTS[slot] - NOTHING)  # without a branch, since none could foretell it


@compiled
def _has_thread_mark(data: Any, start: int, end: int) -> bool:
    """Whether a number of one or two digits that no word is glued to stands before a slash."""
    for at in range(start + 1, end):
        if data[at] != 47 or not 48 <= data[at - 1] <= 57:
            continue
        for first in (at - 1, at - 2):
            if first < start or not 48 <= data[first] <= 57:
                break
            if first == start:
                return True
            byte = data[first - 1]
            if not (48 <= byte <= 57 or 65 <= byte <= 90 or 97 <= byte <= 122 or byte == 95):
                return True
    return False


@compiled
def _count_bytes(data: Any, start: int, end: int, counts: Any) -> bool:
    """Count lines and the share of capitals; returns whether there is a slash."""
    sums = _U64(0)
    lines = slashes = 0
    for at in range(start, end):
        byte = data[at]
        sums += _LETTER_SUMS[byte]
        lines += byte == 10
        slashes += byte == 47
    capitals, letters = np.int64(sums >> _U64(32)), np.int64(sums & _U64(0xFFFFFFFF))
    counts[_LINES] = lines
    counts[_CAPITALS] = 100 * capitals // letters if letters else 0
    return slashes > 0


@compiled
def surface_of(
    data: Any, start: int, end: int, words: tuple[int, Any, Any], counts: Any, places: Any, rows: Any, found: int
) -> int:
    """Write the places of the surface's rows to `rows` from `found` on; returns where they end.

    `words` are how many tokens there are, and the keys of the first and of the last one.
    """
    counts[_WORDS], first, last = words
    slashes = _count_bytes(data, start, end, counts)
    for name in range(NOTHING):
        rows[found] = places[_BIN_ROWS[name, min(counts[name], _MOST)]]
        found += 1
    stop = end
    while stop > start and CLASSES[data[stop - 1]] & SPACE:
        stop -= 1
    quoted = end > start and (
        data[start] == 34
        or (end - start >= 3 and data[start] == 0xE2 and data[start + 1] == 0x80 and data[start + 2] == 0x9C)
    )
    colon = stop > start and data[stop - 1] == 58
    thread = slashes and _has_thread_mark(data, start, end)
    flags = (first == HANDLE_KEY, last == LINK_KEY, last == _QUESTION_KEY, thread, quoted, colon)
    for flag, holds in enumerate(flags):
        if holds:
            rows[found] = places[FIRST_FLAG + flag]
            found += 1
    return found
