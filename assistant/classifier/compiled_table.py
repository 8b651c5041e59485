"""The weight table as the compiled pass reads it: the rows that matter, each on one cache line, fetched ahead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

from assistant.text.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LANES = 16  # a row of the table fills a cache line: a weight for each kind, the square of the rarity, and nothing
RARITY = 11  # behind the kinds; `summed` spells them out, so a new kind is a new line there


def packed_table(table: NDArray[Any], rarity: NDArray[Any]) -> tuple[NDArray[np.uint32], NDArray[np.float32]]:
    """Weights of shape (rows, kinds) and rarities of shape (rows,), as a place for each row and the rows that matter.

    Most hashed rows hold nothing, and what is left lies close together on whole cache lines. Place 0 is nothing. The
    square of a half float is a float without rounding.
    """
    matter = np.flatnonzero(table.any(axis=1) | (rarity != 0))
    places = np.zeros(len(table), dtype=np.uint32)
    places[matter] = np.arange(1, len(matter) + 1)
    memory = np.zeros((len(matter) + 2) * _LANES, dtype=np.float32)
    start = -(memory.ctypes.data // memory.itemsize) % _LANES
    packed = memory[start : start + (len(matter) + 1) * _LANES].reshape(-1, _LANES)
    packed[1:, : table.shape[1]] = table[matter]
    packed[1:, RARITY] = rarity[matter] ** 2
    return places, packed


def _fetch(typing: Any, table: Any, place: Any) -> Any:
    """Ask the processor for a row of the table (C order, `place` an uint32) and go on without waiting for it.

    The rows lie all over a table larger than the nearest caches; waiting for each took half of the time.
    """
    del typing

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        row = builder.mul(builder.zext(arguments[1], ir.IntType(64)), builder.extract_value(array.strides, 0))
        pointer = builder.gep(builder.bitcast(array.data, ir.IntType(8).as_pointer()), [row])
        flag = ir.IntType(32)
        shape = ir.FunctionType(ir.VoidType(), [pointer.type, flag, flag, flag])
        prefetch = builder.module.declare_intrinsic("llvm.prefetch", [pointer.type], shape)
        builder.call(prefetch, [pointer, flag(0), flag(3), flag(1)])  # to be read, kept in every cache, as data
        return context.get_dummy_value()

    return types.void(table, place), generate


fetch: Any = intrinsic(_fetch)


@compiled
def summed(rows: Any, begin: int, end: int, table: Any, sums: Any) -> None:
    """Sums of the kinds' weights and of the squared rarities over `rows[begin:end]`, into `sums`.

    In plain variables, so that they stay in registers.
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
        s11 += table[row, RARITY]
    sums[0], sums[1], sums[2], sums[3], sums[4], sums[5] = s0, s1, s2, s3, s4, s5
    sums[6], sums[7], sums[8], sums[9], sums[10], sums[11] = s6, s7, s8, s9, s10, s11
