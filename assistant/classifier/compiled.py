"""The light model's pass over a column of text, compiled by Numba: the rules of `classifier.features` byte by byte, and
the same scores as theirs.

Needs the extra `[numba]`. `classifier.batch` chooses it; `tests/classifier/test_compiled.py` holds the two together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np

from assistant.classifier.compiled_hash import behind_eights, hashed_key, of_pair, with_byte, with_eight, with_key
from assistant.classifier.compiled_surface import (
    COUNTS,
    HANDLE_KEY,
    LINK_KEY,
    MOST_ROWS,
    NOTHING,
    SYMBOLS,
    count_of,
    surface_of,
)
from assistant.classifier.compiled_table import RARITY, fetch, summed
from assistant.classifier.features import BUCKETS, SURFACE_WEIGHT
from assistant.text.compiled import (
    BEYOND_ASCII,
    NORMAL,
    compiled,
    first_bytes,
    inlined,
    is_eight_of_word,
    key_of,
    link_end,
    plain_size,
    read,
    room,
    token_end,
    word_size,
)
from assistant.text.tokens import HANDLE, LINK

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_U64 = np.uint64
_LINK_HASH, _HANDLE_HASH = np.uint32(crc32(LINK)), np.uint32(crc32(HANDLE))
_LINK_SIZE, _HANDLE_SIZE = len(LINK), len(HANDLE)
_HTTP, _HTTPS, _WWW = (_U64(key_of(word)) for word in (b"http", b"https", b"www"))
_MASK = np.uint32(BUCKETS - 1)
_NO_KEY = _U64(0)  # of a token of more than eight bytes


def scores(
    data: NDArray[np.uint8],
    offsets: NDArray[Any],
    packed: tuple[NDArray[np.uint32], NDArray[np.float32]],
    bias: Floats,
) -> Floats:
    """Raw scores, shape (texts, kinds), of the texts `data[offsets[i]:offsets[i + 1]]`; one thread, memory flat."""
    wide = offsets.astype(np.int64)
    found = np.empty((max(0, len(wide) - 1), len(bias)))
    longest = int(np.diff(wide).max(initial=0))
    # A token has a byte at least, and stands in a row of its own and in one with its neighbour.
    rows = np.empty(2 * longest + MOST_ROWS, dtype=np.uint32)
    _score_all(data, wide, *packed, bias, room(longest), rows, found)
    return found


@compiled
def _long_word(normal: Any, ends: Any, at: int) -> tuple[int, Any]:
    """The bytes and the hash of an ASCII word of eight bytes or more."""
    crc, stop = np.uint32(0), at
    while is_eight_of_word(ends, stop):
        crc = with_eight(crc, first_bytes(normal, stop, 8))
        stop += 8
    rest = word_size(ends, stop)
    return stop + rest - at, with_key(crc, first_bytes(normal, stop, rest), rest)


@compiled
def _other_token(data: Any, at: int, end: int, counts: Any) -> tuple[int, int, Any, Any]:
    """Any token, by all the rules, and counted: where it ends (`at` for none), its bytes, its hash and its key."""
    stop = link_end(data, at, end)
    if stop > at:
        counts[count_of(_LINK_HASH, LINK_KEY)] += 1
        return stop, _LINK_SIZE, _LINK_HASH, LINK_KEY
    stop = token_end(data, at, end)
    if stop > at and data[at] == 64:
        counts[count_of(_HANDLE_HASH, HANDLE_KEY)] += 1
        return stop, _HANDLE_SIZE, _HANDLE_HASH, HANDLE_KEY
    crc, key, size, first = np.uint32(0), _NO_KEY, 0, data[at]
    while at < stop:
        byte = NORMAL[data[at]]
        if byte == 0xE2 and data[at + 1] == 0x80 and data[at + 2] == 0x99:
            byte = np.uint8(39)
            at += 2
        first = first if size else byte
        crc = with_byte(crc, byte)
        key = (key >> _U64(8)) | (_U64(byte) << _U64(56))
        size += 1
        at += 1
    key = key if size <= 8 else _NO_KEY
    name = count_of(crc, key)
    if name == NOTHING and size and ((first == 0xE2) | (first == 0xF0)):
        name = SYMBOLS
    counts[name] += 1
    return stop, size, crc, key


@inlined
def _may_begin_link(key: Any) -> Any:
    return (key == _HTTP) | (key == _HTTPS) | (key == _WWW)


@inlined
def _written(place: Any, table: Any, seen: Any, rows: Any, found: Any) -> Any:
    """Write the place if it is new to the text; how many there are then."""
    fetch(table, place)
    rows[found] = place
    new = found + 1 - seen[place]
    seen[place] = 1
    return new


@compiled
def _words_of(
    data: Any, start: int, end: int, places: Any, table: Any, reading: Any, seen: Any, rows: Any, counts: Any
) -> tuple[int, tuple[int, Any, Any]]:
    """Write the places of words and pairs, each once; how many, and the words as `surface_of` wants them.

    `seen` is nought for every place but 0, that of rows that hold nothing, and is left so.
    """
    normal, normal_eights, ends_eights = reading.normal, reading.normal_eights, reading.ends_eights
    at, found, words, before, first, last = 0, 0, 0, np.uint32(0), _NO_KEY, _NO_KEY
    while at < end - start:
        size = plain_size(ends_eights, at)
        key = first_bytes(normal_eights, at, size)
        crc = hashed_key(key, size)
        if is_eight_of_word(ends_eights, at):
            size, crc = _long_word(normal_eights, ends_eights, at)
            key = _NO_KEY
        stop = at + size
        # A letter beyond ASCII may join the word.
        if size == 0 or normal[stop] >= BEYOND_ASCII or _may_begin_link(key):
            stop, size, crc, key = _other_token(data, start + at, end, counts)
            stop -= start
            if stop == at:
                at += 1
                continue
        else:
            counts[count_of(crc, key)] += 1
        found = _written(places[crc & _MASK], table, seen, rows, found)
        if size > 8:
            before, size = behind_eights(before, size)
        if words > 0:
            found = _written(places[of_pair(before, crc, size) & _MASK], table, seen, rows, found)
        else:
            first = key
        words += 1
        before, last = crc, key
        at = stop + np.int64(normal[stop] == 32)
    for number in range(found):
        seen[rows[number]] = 0
    return found, (words, first, last)


@compiled
def _score_all(
    data: Any, offsets: Any, places: Any, table: Any, bias: Any, reading: Any, rows: Any, found: Any
) -> None:
    counts = np.zeros(COUNTS, dtype=np.int64)
    seen = np.zeros(len(table), dtype=np.uint8)
    seen[0] = 1
    words, surface = np.zeros(RARITY + 1), np.zeros(RARITY + 1)
    for text in range(len(offsets) - 1):
        counts[:] = 0
        start, end = offsets[text], offsets[text + 1]
        read(data, start, end, reading)
        middle, tokens = _words_of(data, start, end, places, table, reading, seen, rows, counts)
        stop = surface_of(data, start, end, tokens, counts, places, rows, middle)
        summed(rows, 0, middle, table, words)
        summed(rows, middle, stop, table, surface)
        weight = 1 / np.sqrt(words[RARITY]) if words[RARITY] > 0 else 0.0
        for kind in range(len(bias)):
            found[text, kind] = bias[kind] + weight * words[kind] + SURFACE_WEIGHT * surface[kind]
