"""The tokens of `text.tokens` byte by byte, compiled by Numba (the extra `[numba]`).

Most tokens are a word of ASCII or a mark, and are read eight bytes at a time without a branch, since a wrongly foretold
branch costs as much as the word itself. `token_end` and `link_end` know all the rules.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import numba
import numpy as np

from assistant.text.tokens import DIGITS, MARKS

if TYPE_CHECKING:
    from numpy.typing import NDArray

if sys.byteorder != "little":
    raise ImportError("the compiled pass needs a little-endian processor")
if tuple(int(part) for part in numba.__version__.split(".")[:2]) < (0, 66):
    raise ImportError("the compiled pass needs Numba 0.66: those before mix up what is inlined, and score wrong")

SPACE, _WORD, _MARK, _CONTINUES = 1, 2, 4, 8  # what a byte can be
BEYOND_ASCII = 0xC2  # the first byte of a letter or symbol beyond ASCII is this or more
compiled = numba.njit(cache=True, nogil=True, boundscheck=False)
inlined = numba.njit(cache=True, inline="always", boundscheck=False)


def _byte_classes() -> NDArray[np.uint8]:
    classes = np.zeros(256, dtype=np.uint8)
    for byte in b" \t\n\r\x0b\x0c":
        classes[byte] |= SPACE
    for byte in b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_'":
        classes[byte] |= _WORD
    for byte in MARKS:
        classes[byte] |= _MARK
    classes[0x80:0xC0] |= _CONTINUES
    return classes


_U64 = np.uint64
CLASSES = _byte_classes()
NORMAL = np.frombuffer(bytes(range(256)).lower().translate(DIGITS), dtype=np.uint8)
_ENDS = np.where(CLASSES & _WORD, 0, np.where(CLASSES & _MARK, 0x81, 0x80)).astype(np.uint8)
_HIGH_BITS = _U64(0x8080808080808080)
_BYTES_BELOW = _U64(0x0001020304050607)  # times 1 << 8 * n, the highest byte is n
_PADDING = 16  # bytes behind a text that end every word


class Reading(NamedTuple):
    """A text's bytes in their normal form and whether each ends a word (0 no, 0x80 yes, 0x81 and is a mark itself).

    The same memory as bytes, and as little-endian numbers of eight bytes.
    """

    normal: Any
    ends: Any
    normal_eights: Any
    ends_eights: Any


def room(longest: int) -> Reading:
    """Memory for the reading of a text of so many bytes at most."""
    normal, ends = np.zeros((2, (longest + _PADDING) // 8 + 1), dtype=np.uint64)
    return Reading(normal.view(np.uint8), ends.view(np.uint8), normal, ends)


@compiled
def read(data: Any, start: int, end: int, reading: Any) -> None:
    """Fill the reading with the text `data[start:end]`."""
    for at in range(end - start):
        byte = data[start + at]
        reading.normal[at] = NORMAL[byte]
        reading.ends[at] = _ENDS[byte]
    for at in range(end - start, end - start + _PADDING):
        reading.normal[at] = 0
        reading.ends[at] = 0x80


@inlined
def _eight(numbers: Any, at: Any) -> Any:
    """The eight bytes from here on as a number, the first one lowest."""
    place, shift = at >> 3, _U64((at & 7) << 3)
    return (numbers[place] >> shift) | (numbers[place + 1] << _U64(1) << (_U64(63) - shift))


@inlined
def _bytes_before_end(ends: Any) -> Any:
    """How many of eight bytes come before the first that ends a word; 0 if none ends it."""
    high = ends & _HIGH_BITS
    lowest = high & (~high + _U64(1))
    return ((lowest >> _U64(7)) * _BYTES_BELOW) >> _U64(56)


@inlined
def first_bytes(normal: Any, at: Any, size: Any) -> Any:
    """The key of `size` bytes, 0 to 8: a number whose highest byte is the last of them, and the rest nought."""
    return _eight(normal, at) << _U64((7 - size) << 3) << _U64(8)


@inlined
def is_eight_of_word(ends: Any, at: Any) -> Any:
    return _eight(ends, at) & _HIGH_BITS == _U64(0)


@inlined
def word_size(ends: Any, at: Any) -> Any:
    """Bytes of the ASCII word here, 0 if there is none or if it has eight or more."""
    return np.int64(_bytes_before_end(_eight(ends, at)))


@inlined
def plain_size(ends: Any, at: Any) -> Any:
    """`word_size`, or 1 for a mark."""
    return word_size(ends, at) + np.int64(_eight(ends, at) & _U64(1))


def key_of(token: bytes) -> int:
    """`first_bytes` of a token of eight bytes at most, in its normal form."""
    if not 0 < len(token) <= 8:
        raise ValueError("a key has one to eight bytes")
    return int.from_bytes(token, "little") << 8 * (8 - len(token))


@compiled
def _lowered(byte: int) -> int:
    return byte + 32 if 65 <= byte <= 90 else byte


@compiled
def _starts(data: Any, at: int, end: int, text: Any) -> bool:
    same = at + len(text) <= end
    for i in range(len(text)):
        same = same and _lowered(data[at + i]) == text[i]
    return same


_HTTP, _COLON, _WWW = (np.frombuffer(t, dtype=np.uint8) for t in (b"http", b"://", b"www."))


@compiled
def link_end(data: Any, at: int, end: int) -> int:
    """Where a link that begins here ends, or `at`."""
    first = _lowered(data[at])
    if first == 104 and _starts(data, at, end, _HTTP):
        after = at + 4
        if after < end and _lowered(data[after]) == 115:
            after += 1
        if not _starts(data, after, end, _COLON):
            return at
        after += 3
    elif first == 119 and _starts(data, at, end, _WWW):
        after = at + 4
    else:
        return at
    stop = after
    while stop < end and not CLASSES[data[stop]] & SPACE:
        stop += 1
    return stop if stop > after else at


@compiled
def _continued(data: Any, at: int, end: int, count: int) -> bool:
    sound = at + count < end
    for i in range(1, count + 1):
        sound = sound and CLASSES[data[at + i]] & _CONTINUES != 0
    return sound


@compiled
def _letter_bytes(data: Any, at: int, end: int) -> int:
    """How many bytes the letter beyond ASCII here has, 0 if there is none."""
    byte = data[at]
    if byte < 0xC2:
        return 0
    if byte <= 0xDF:
        return 2 if _continued(data, at, end, 1) else 0
    if byte == 0xE2:
        return 3 if at + 2 < end and data[at + 1] == 0x80 and data[at + 2] == 0x99 else 0
    return 3 if byte <= 0xEF and _continued(data, at, end, 2) else 0


@compiled
def _word_end(data: Any, at: int, end: int) -> int:
    """Where the letters that begin here end."""
    while at < end:
        if CLASSES[data[at]] & _WORD:
            at += 1
        elif data[at] < 0xC2:
            break
        else:
            size = _letter_bytes(data, at, end)
            if size == 0:
                break
            at += size
    return at


@compiled
def token_end(data: Any, at: int, end: int) -> int:
    """Where the token that begins here ends (a link is found beforehand), or `at`."""
    byte = data[at]
    begun = at + 1 if byte == 64 else at
    stop = _word_end(data, begun, end)
    if stop > begun:
        return stop
    if byte == 0xE2:
        return at + 3 if _continued(data, at, end, 2) else at
    if byte == 0xF0:
        return at + 4 if _continued(data, at, end, 3) else at
    return at + 1 if CLASSES[byte] & _MARK else at
