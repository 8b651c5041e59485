"""The light model's pass over a column of text, compiled by Numba: the rules of `classifier.features` byte by byte, and
the same scores as theirs.

Needs the extra `[numba]`. `classifier.batch` chooses it; `tests/classifier/test_compiled.py` holds the two together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.classifier.features import (
    BUCKETS,
    COUNTED,
    FIRST_FLAG,
    FIRST_ROW,
    FLAGS,
    SURFACE_BINS,
    SURFACE_WEIGHT,
)
from assistant.text.compiled import CLASSES, LINKS_BEGIN, SPACE, compiled, inlined, link_end, token_end
from assistant.text.tokens import DIGITS, HANDLE, LINK

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LANES = 16  # a row of the table fills a cache line: eleven kinds, the rarity, and nothing
RARITY = 11
_NAMES = tuple(SURFACE_BINS)
_HANDLES, _LINKS, _SYMBOLS = (_NAMES.index(n) for n in ("handles", "links", "symbols"))
_WORDS, _LINES, _CAPITALS = (_NAMES.index(n) for n in ("words", "lines", "capitals"))
_COUNTS, _FLAGS = len(_NAMES), len(FLAGS)
_HANDLE, _LINK, _QUESTION = 1, 2, 3  # what a token can be that the surface looks at
_KEY_BYTES = 8  # every counted word has at most so many, so that a number holds it


def _crc_table() -> NDArray[np.uint32]:
    """CRC-32's table of 256 numbers (ISO 3309, the reflected polynomial), as zlib has it."""
    table = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        table = np.where(table & 1, np.uint32(0xEDB88320) ^ (table >> 1), table >> 1)
    return table.astype(np.uint32)


def _key(token: bytes) -> int:
    return int.from_bytes(token, "little")


def _keys() -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The counted tokens as sorted numbers, and which count each goes to."""
    listed = sorted((_key(t), _NAMES.index(n)) for t, n in COUNTED.items() if t not in {LINK, HANDLE})
    if any(len(t) > _KEY_BYTES for t in COUNTED if t not in {LINK, HANDLE}):
        raise ValueError("a counted word is too long for its number")
    return np.array([k for k, _ in listed], dtype=np.uint64), np.array([n for _, n in listed])


_CRC = _crc_table()
_NORMAL = np.frombuffer(bytes(range(256)).lower().translate(DIGITS), dtype=np.uint8)
_KEY_LIST, _KEY_COUNT = _keys()
_LINK_BYTES, _HANDLE_BYTES = np.frombuffer(LINK, dtype=np.uint8), np.frombuffer(HANDLE, dtype=np.uint8)
_BOUNDS = np.array([b for bounds in SURFACE_BINS.values() for b in bounds])
_BOUND_STARTS = np.cumsum([0, *(len(bounds) for bounds in SURFACE_BINS.values())])
_FIRST_ROWS = np.array([FIRST_ROW[name] for name in _NAMES])
_MASK, _ALL_BITS = np.uint32(BUCKETS - 1), np.uint32(0xFFFFFFFF)


def packed_table(table: NDArray[Any], rarity: NDArray[Any]) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Weights of shape (rows, kinds) and rarities of shape (rows,), as a place for each row and the rows that matter.

    Most hashed rows hold nothing, and what is left lies close together on whole cache lines. Place 0 is nothing.
    """
    matter = np.flatnonzero(table.any(axis=1) | (rarity != 0))
    places = np.zeros(len(table), dtype=np.int32)
    places[matter] = np.arange(1, len(matter) + 1)
    memory = np.zeros((len(matter) + 2) * LANES, dtype=np.float32)
    start = -(memory.ctypes.data // memory.itemsize) % LANES
    packed = memory[start : start + (len(matter) + 1) * LANES].reshape(-1, LANES)
    packed[1:, : table.shape[1]] = table[matter]
    packed[1:, RARITY] = rarity[matter]
    return places, packed


def scores(
    data: NDArray[np.uint8],
    offsets: NDArray[Any],
    packed: tuple[NDArray[np.int32], NDArray[np.float32]],
    bias: Floats,
) -> Floats:
    """Raw scores, shape (texts, kinds), of the texts `data[offsets[i]:offsets[i + 1]]`; one thread, memory flat."""
    wide = offsets.astype(np.int64)
    found = np.empty((max(0, len(wide) - 1), len(bias)))
    longest = int(np.diff(wide).max(initial=0))
    # A token has a byte at least, and stands in a row of its own and in one with its neighbour.
    rows = np.empty(2 * longest + _COUNTS + _FLAGS, dtype=np.int32)
    _score_all(data, wide, *packed, bias, rows, found)
    return found


@compiled
def _counted_as(key: Any) -> int:
    """Which count the token of this number goes to, -1 for none."""
    low, high = 0, len(_KEY_LIST)
    while low < high:
        middle = (low + high) // 2
        if _KEY_LIST[middle] < key:
            low = middle + 1
        else:
            high = middle
    return _KEY_COUNT[low] if low < len(_KEY_LIST) and _KEY_LIST[low] == key else -1


@compiled
def _sum(rows: Any, begin: int, end: int, table: Any, sums: Any) -> None:
    """Sums of the kinds' weights and of the squared rarities over `rows[begin:end]`.

    Apart from the reading of words, so that the processor fetches many rows at a time; in plain variables, so that they
    stay in registers.
    """
    s0 = s1 = s2 = s3 = s4 = s5 = s6 = s7 = s8 = s9 = s10 = s11 = 0.0
    for number in range(begin, end):
        row = rows[number]
        s0 += table[row, 0]
        s1 += table[row, 1]
        s2 += table[row, 2]
        s3 += table[row, 3]
        s4 += table[row, 4]
        s5 += table[row, 5]
        s6 += table[row, 6]
        s7 += table[row, 7]
        s8 += table[row, 8]
        s9 += table[row, 9]
        s10 += table[row, 10]
        rarity = np.float64(table[row, RARITY])
        s11 += rarity * rarity
    sums[0], sums[1], sums[2], sums[3], sums[4], sums[5] = s0, s1, s2, s3, s4, s5
    sums[6], sums[7], sums[8], sums[9], sums[10], sums[11] = s6, s7, s8, s9, s10, s11


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


@inlined
def _hashed(crc: Any, byte: Any) -> Any:
    """CRC-32 of one byte more; begin with all bits set, and turn all bits over at the end."""
    return _CRC[(crc ^ byte) & np.uint32(0xFF)] ^ (crc >> np.uint32(8))


@compiled
def _read_name(name: Any, before: Any) -> tuple[Any, Any]:
    alone, pair = _ALL_BITS, before ^ _ALL_BITS
    for byte in name:
        alone, pair = _hashed(alone, byte), _hashed(pair, byte)
    return alone ^ _ALL_BITS, pair ^ _ALL_BITS


@compiled
def _read_word(data: Any, at: int, stop: int, before: Any) -> tuple[Any, Any, Any, int]:
    """The token's hash in its normal form, its hash behind the token before, its number, and how many bytes it has."""
    alone, pair = _ALL_BITS, before ^ _ALL_BITS
    key, size = np.uint64(0), 0
    while at < stop:
        byte = _NORMAL[data[at]]
        if byte == 0xE2 and data[at + 1] == 0x80 and data[at + 2] == 0x99:
            byte = np.uint8(39)
            at += 2
        alone, pair = _hashed(alone, byte), _hashed(pair, byte)
        if size < _KEY_BYTES:
            key |= np.uint64(byte) << np.uint64(8 * size)
        size += 1
        at += 1
    return alone ^ _ALL_BITS, pair ^ _ALL_BITS, key, size


@inlined
def _is_symbol(first: Any) -> Any:
    return first == np.uint64(0xE2) or first == np.uint64(0xF0)


@compiled
def _count_word(key: Any, size: int, counts: Any) -> int:
    """Count the token; returns what it is."""
    name = _counted_as(key) if size <= _KEY_BYTES else -1
    if name < 0 and _is_symbol(key & np.uint64(0xFF)):
        name = _SYMBOLS
    if name >= 0:
        counts[name] += 1
    return _QUESTION if size == 1 and key == np.uint64(63) else 0


@compiled
def _words_of(
    data: Any, start: int, end: int, places: Any, rows: Any, counts: Any, seen: Any, text: int
) -> tuple[int, int, int]:
    """Write the rows of words and pairs, each once; returns how many, and what the first and the last token are.

    `seen` holds the last text in which each row stood.
    """
    seen[0] = text  # the place of rows that hold nothing
    at, before, first, last, found = start, np.uint32(0), 0, 0, 0
    while at < end:
        what = CLASSES[data[at]]
        if what & SPACE:
            at += 1
            continue
        stop = link_end(data, at, end) if what & LINKS_BEGIN else at
        if stop > at:
            last = _LINK
            alone, pair = _read_name(_LINK_BYTES, before)
            counts[_LINKS] += 1
        else:
            stop = token_end(data, at, end)
            if stop == at:
                at += 1
                continue
            if data[at] == 64:
                last = _HANDLE
                alone, pair = _read_name(_HANDLE_BYTES, before)
                counts[_HANDLES] += 1
            else:
                alone, pair, key, size = _read_word(data, at, stop, before)
                last = _count_word(key, size, counts)
        place = places[alone & _MASK]
        rows[found] = place
        found += seen[place] != text
        seen[place] = text
        if counts[_WORDS]:
            place = places[pair & _MASK]
            rows[found] = place
            found += seen[place] != text
            seen[place] = text
        else:
            first = last
        counts[_WORDS] += 1
        before, at = alone, stop
    return found, first, last


@compiled
def _count_bytes(data: Any, start: int, end: int, counts: Any) -> None:
    capitals: Any = 0
    letters: Any = 0
    lines: Any = 0
    for at in range(start, end):
        byte = data[at]
        capital = np.int64((byte >= 65) & (byte <= 90))
        capitals += capital
        letters += capital + np.int64((byte >= 97) & (byte <= 122))
        lines += np.int64(byte == 10)
    counts[_LINES] = lines
    counts[_CAPITALS] = 100 * capitals // letters if letters else 0


@compiled
def _surface_of(
    data: Any, start: int, end: int, first: int, last: int, counts: Any, places: Any, rows: Any, found: int
) -> int:
    """Write the rows of the surface behind those of the words; returns how many there are now."""
    for name in range(_COUNTS):
        low, high = _BOUND_STARTS[name], _BOUND_STARTS[name + 1]
        place = low
        while place < high and _BOUNDS[place] < counts[name]:
            place += 1
        rows[found] = places[_FIRST_ROWS[name] + place - low]
        found += 1
    stop = end
    while stop > start and CLASSES[data[stop - 1]] & SPACE:
        stop -= 1
    quoted = end > start and (
        data[start] == 34
        or (end - start >= 3 and data[start] == 0xE2 and data[start + 1] == 0x80 and data[start + 2] == 0x9C)
    )
    colon = stop > start and data[stop - 1] == 58
    thread = _has_thread_mark(data, start, end)
    for flag, holds in enumerate((first == _HANDLE, last == _LINK, last == _QUESTION, thread, quoted, colon)):
        if holds:
            rows[found] = places[FIRST_FLAG + flag]
            found += 1
    return found


@compiled
def _score_all(data: Any, offsets: Any, places: Any, table: Any, bias: Any, rows: Any, found: Any) -> None:
    words, surface = np.zeros(RARITY + 1), np.zeros(RARITY + 1)
    counts = np.zeros(_COUNTS, dtype=np.int64)
    seen = np.full(len(table), -1, dtype=np.int32)
    for text in range(len(offsets) - 1):
        counts[:] = 0
        start, end = offsets[text], offsets[text + 1]
        middle, first, last = _words_of(data, start, end, places, rows, counts, seen, text)
        _count_bytes(data, start, end, counts)
        stop = _surface_of(data, start, end, first, last, counts, places, rows, middle)
        _sum(rows, 0, middle, table, words)
        _sum(rows, middle, stop, table, surface)
        weight = 1 / np.sqrt(words[RARITY]) if words[RARITY] > 0 else 0.0
        for kind in range(len(bias)):
            found[text, kind] = bias[kind] + weight * words[kind] + SURFACE_WEIGHT * surface[kind]
