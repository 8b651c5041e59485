"""CRC-32 of up to eight bytes in one step, compiled by Numba, where `zlib.crc32` takes byte after byte.

By tables for every distance from the end ("slicing by eight": Kounavis and Berry 2005). CRC-32 is linear: leading
zero bytes change nothing, and what stands before a token can be taken behind it and added.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np

from assistant.text.compiled import compiled, inlined

if TYPE_CHECKING:
    from numpy.typing import NDArray

_U64, _BYTE = np.uint64, np.uint64(0xFF)
_ALL_BITS = np.uint32(0xFFFFFFFF)
_POLYNOMIAL = np.uint32(0xEDB88320)  # ISO 3309, reflected
_NOW = 4  # the row of `_TABLES` for a byte that no byte comes after


def _tables() -> NDArray[np.uint32]:
    """Row `_NOW + n`: what each byte becomes with n zero bytes behind it; rows before: a byte not yet reached."""
    byte = np.arange(256, dtype=np.uint32)
    step = byte
    for _ in range(8):
        step = np.where(step & 1, _POLYNOMIAL ^ (step >> 1), step >> 1).astype(np.uint32)
    rows = [byte << 24, byte << 16, byte << 8, byte, step]
    while len(rows) < _NOW + 8:
        rows.append(step[rows[-1] & 0xFF] ^ (rows[-1] >> 8))
    return np.array(rows, dtype=np.uint32)


_TABLES = _tables()
_OF_ZEROS = np.array([crc32(bytes(size)) for size in range(9)], dtype=np.uint32)


@inlined
def _of_eight(eight: Any) -> Any:
    """What eight bytes, the first one lowest, add to the hash."""
    return (
        _TABLES[_NOW + 7, eight & _BYTE]
        ^ _TABLES[_NOW + 6, (eight >> _U64(8)) & _BYTE]
        ^ _TABLES[_NOW + 5, (eight >> _U64(16)) & _BYTE]
        ^ _TABLES[_NOW + 4, (eight >> _U64(24)) & _BYTE]
        ^ _TABLES[_NOW + 3, (eight >> _U64(32)) & _BYTE]
        ^ _TABLES[_NOW + 2, (eight >> _U64(40)) & _BYTE]
        ^ _TABLES[_NOW + 1, (eight >> _U64(48)) & _BYTE]
        ^ _TABLES[_NOW, eight >> _U64(56)]
    )


@inlined
def _taken_behind(state: Any, size: Any) -> Any:
    """What a hash adds to that of the 0 to 8 bytes that come after it."""
    return (
        _TABLES[_NOW + size - 1, state & 0xFF]
        ^ _TABLES[_NOW + size - 2, (state >> 8) & 0xFF]
        ^ _TABLES[_NOW + size - 3, (state >> 16) & 0xFF]
        ^ _TABLES[_NOW + size - 4, state >> 24]
    )


@inlined
def hashed_key(key: Any, size: Any) -> Any:
    """CRC-32 of the `size` bytes, 0 to 8, that `text.compiled.first_bytes` gave."""
    return _OF_ZEROS[size] ^ _of_eight(key)


@inlined
def with_eight(crc: Any, eight: Any) -> Any:
    """CRC-32 of what `crc` is of, and of eight bytes more."""
    return _of_eight(eight ^ _U64(crc ^ _ALL_BITS)) ^ _ALL_BITS


@inlined
def with_key(crc: Any, key: Any, size: Any) -> Any:
    """CRC-32 of what `crc` is of, and of `size` bytes more, 0 to 8, that `text.compiled.first_bytes` gave."""
    return _taken_behind(crc, size) ^ hashed_key(key, size)


@inlined
def with_byte(crc: Any, byte: Any) -> Any:
    """CRC-32 of what `crc` is of, and of one byte more."""
    state = crc ^ _ALL_BITS
    return _TABLES[_NOW, (state ^ byte) & np.uint32(0xFF)] ^ (state >> np.uint32(8)) ^ _ALL_BITS


@compiled
def behind_eights(crc: Any, size: int) -> tuple[Any, int]:
    """What the hash before a token of more than eight bytes has become where its last one to eight bytes begin."""
    while size > 8:
        crc = _taken_behind(crc, 8)
        size -= 8
    return crc, size


@inlined
def of_pair(before: Any, crc: Any, size: Any) -> Any:
    """CRC-32 of two tokens one behind the other: from those of each, and the bytes of the second, eight at most."""
    return crc ^ _taken_behind(before, size)
