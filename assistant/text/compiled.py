"""The tokens of `text.tokens` byte by byte, compiled by Numba (the extra `[numba]`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numba
import numpy as np

from assistant.text.tokens import MARKS

if TYPE_CHECKING:
    from numpy.typing import NDArray

SPACE, _WORD, _MARK, _CONTINUES, LINKS_BEGIN = 1, 2, 4, 8, 16  # what a byte can be
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
    for byte in b"hHwW":
        classes[byte] |= LINKS_BEGIN
    classes[0x80:0xC0] |= _CONTINUES
    return classes


CLASSES = _byte_classes()


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
