"""The encoder as an ONNX graph, written operation by operation.

Every large product is 8-bit. Its inputs are rounded to steps that were fixed beforehand from what the layer sees on
real sentences (`Site`), not to steps found anew for every call: so a text's vector is the same to the last bit whatever
stands beside it in a batch. The few channels that are far larger than the others (Dettmers et al. 2022, LLM.int8) are
left out of the rounding and multiplied as they are. All of it is laid out as it will run, so that ONNX Runtime has
nothing to optimise when it opens the graph.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from assistant.classifier.encoder import MAX_TOKENS

CONTRIBUTED = "com.microsoft"  # operations that ONNX Runtime adds to the standard
EPSILON = 1e-5  # of MPNet's layer normalisation
BUCKETS, FAR = 32, 128  # MPNet's relative positions: buckets, and the distance from which all are one
FIRST_POSITION = 2  # MPNet counts positions from behind its padding index
HIDDEN = -1e9  # what attention adds for a place that holds no token


@dataclass(frozen=True)
class Linear:
    """Weights as whole levels (in, out) between -127 and 127, the step of each output, and the bias."""

    levels: np.ndarray
    steps: np.ndarray
    bias: np.ndarray


@dataclass(frozen=True)
class Site:
    """How the input of a product is rounded: to 255 steps from `low` to `high`, without the channels `large`."""

    low: float
    high: float
    large: Sequence[int]


@dataclass(frozen=True)
class Parts:
    """Everything that the graph holds. `arrays` are MPNet's own by name; `table` is its word table in levels.

    `linears` and `sites` are named by `LAYER.query_key_value`, `LAYER.attention`, `LAYER.inner` and `LAYER.outer`.
    """

    layers: int
    heads: int
    arrays: Mapping[str, np.ndarray]
    table: np.ndarray
    table_step: float
    linears: Mapping[str, Linear]
    sites: Mapping[str, Site]


def graph_of(parts: Parts) -> bytes:
    """The graph from `input_ids` and `attention_mask` (32-bit, shape (texts, tokens)) to `vector`, mean-pooled."""
    g = _Graph()
    present = g.op("Cast", "attention_mask", to=TensorProto.FLOAT)
    length = g.op("Slice", g.op("Shape", "input_ids"), g.ints(1), g.ints(2))
    x = _embedded(g, parts, length)
    bias = _position_bias(g, parts, length, present)
    for layer in range(parts.layers):
        x = _layer(g, parts, layer, x, bias)
    shares = g.op("Div", present, g.op("ReduceSum", present, g.ints(1), keepdims=1))
    pooled = g.op("MatMul", g.op("Unsqueeze", shares, g.ints(1)), x)
    g.op("Squeeze", pooled, g.ints(1), name="vector")
    return g.serialised(int(parts.arrays["embeddings.LayerNorm.weight"].size))


class _Graph:
    """Collects nodes and constants; each value gets a name of its own."""

    def __init__(self) -> None:
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def constant(self, array: np.ndarray) -> str:
        name = f"c{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def ints(self, *values: int) -> str:
        return self.constant(np.array(values, dtype=np.int64))

    def op(self, kind: str, *inputs: str, name: str | None = None, domain: str = "", **attributes: Any) -> str:
        return self.ops(kind, *inputs, names=(name or f"v{len(self._nodes)}",), domain=domain, **attributes)[0]

    def ops(self, kind: str, *inputs: str, names: Sequence[str], domain: str = "", **attributes: Any) -> Sequence[str]:
        self._nodes.append(helper.make_node(kind, inputs, names, domain=domain, **attributes))
        return names

    def serialised(self, width: int) -> bytes:
        shape = ["texts", "tokens"]
        inputs = [helper.make_tensor_value_info(n, TensorProto.INT32, shape) for n in ("input_ids", "attention_mask")]
        output = helper.make_tensor_value_info("vector", TensorProto.FLOAT, ["texts", width])
        graph = helper.make_graph(self._nodes, "encoder", inputs, [output], self._constants)
        versions = [helper.make_opsetid("", 17), helper.make_opsetid(CONTRIBUTED, 1)]
        model = helper.make_model(graph, opset_imports=versions, ir_version=8)
        onnx.checker.check_model(model)
        content: bytes = model.SerializeToString()
        return content


def _embedded(g: _Graph, parts: Parts, length: str) -> str:
    step, middle = g.constant(np.float32(parts.table_step)), g.constant(np.int8(0))
    words = g.op("DequantizeLinear", g.op("Gather", g.constant(parts.table), "input_ids", axis=0), step, middle)
    table = parts.arrays["embeddings.position_embeddings.weight"]
    table = table[FIRST_POSITION : FIRST_POSITION + MAX_TOKENS].astype(np.float16)
    places = g.op("Cast", g.op("Slice", g.constant(table), g.ints(0), length), to=TensorProto.FLOAT)
    return _normalised(g, parts, g.op("Add", words, places), "embeddings.LayerNorm")


def _normalised(g: _Graph, parts: Parts, x: str, name: str) -> str:
    weights = (g.constant(parts.arrays[f"{name}.{part}"]) for part in ("weight", "bias"))
    return g.op("LayerNormalization", x, *weights, axis=-1, epsilon=EPSILON)


def _position_bias(g: _Graph, parts: Parts, length: str, present: str) -> str:
    """What attention adds: MPNet's bias for the distance of two places, and `HIDDEN` where there is no token."""
    distances = np.arange(1 - MAX_TOKENS, MAX_TOKENS)
    by_distance = parts.arrays["encoder.relative_attention_bias.weight"][buckets(distances)].T
    place = g.op("Slice", g.ints(*range(MAX_TOKENS)), g.ints(0), length)
    apart = g.op("Sub", g.op("Unsqueeze", place, g.ints(0)), g.op("Unsqueeze", place, g.ints(1)))
    row = g.op("Add", apart, g.ints(MAX_TOKENS - 1))
    near = g.op("Unsqueeze", g.op("Gather", g.constant(by_distance), row, axis=1), g.ints(0))
    absent = g.op("Sub", present, g.constant(np.float32(1)))
    hidden = g.op("Mul", absent, g.constant(np.float32(-HIDDEN)))
    return g.op("Add", near, g.op("Unsqueeze", hidden, g.ints(1, 2)))


def buckets(distances: np.ndarray) -> np.ndarray:
    """MPNet's bucket for each distance (place looked at minus place that looks): near ones exact, far ones coarse."""
    half, exact = BUCKETS // 2, BUCKETS // 4
    away = np.maximum(np.abs(distances), 1)
    far = exact + (np.log(away / exact) / math.log(FAR / exact) * (half - exact)).astype(np.int64)
    bucket = np.where(np.abs(distances) < exact, np.abs(distances), np.minimum(far, half - 1))
    result: np.ndarray = bucket + half * (distances > 0)
    return result


def _layer(g: _Graph, parts: Parts, layer: int, x: str, bias: str) -> str:
    before = f"encoder.layer.{layer}"
    width = parts.arrays["embeddings.LayerNorm.weight"].size
    all_three = _product(g, parts, f"{layer}.query_key_value", x)
    names = [f"{part}{layer}" for part in ("query", "key", "value")]
    query, key, value = g.ops("Split", all_three, g.ints(width, width, width), names=names, axis=-1)
    apart = g.ints(0, 0, parts.heads, width // parts.heads)
    query = g.op("Transpose", g.op("Reshape", query, apart), perm=[0, 2, 1, 3])
    key = g.op("Transpose", g.op("Reshape", key, apart), perm=[0, 2, 3, 1])
    value = g.op("Transpose", g.op("Reshape", value, apart), perm=[0, 2, 1, 3])
    scale = (width // parts.heads) ** -0.5
    fits = g.op("Add", g.op("FusedMatMul", query, key, domain=CONTRIBUTED, alpha=scale), bias)
    seen = g.op("MatMul", g.op("Softmax", fits, axis=-1), value)
    joined = g.op("Reshape", g.op("Transpose", seen, perm=[0, 2, 1, 3]), g.ints(0, 0, width))
    attended = g.op("Add", _product(g, parts, f"{layer}.attention", joined), x)
    x = _normalised(g, parts, attended, f"{before}.attention.LayerNorm")
    inner = g.op("Gelu", _product(g, parts, f"{layer}.inner", x), domain=CONTRIBUTED)
    thought = g.op("Add", _product(g, parts, f"{layer}.outer", inner), x)
    return _normalised(g, parts, thought, f"{before}.output.LayerNorm")


def _product(g: _Graph, parts: Parts, name: str, x: str) -> str:
    """The 8-bit product, and beside it the exact one of the large channels."""
    linear, site = parts.linears[name], parts.sites[name]
    low, high = min(site.low, 0.0), max(site.high, 0.0)
    width = (high - low) / 255
    step, zero = g.constant(np.float32(width)), g.constant(np.uint8(round(-low / width)))
    steps, bias = g.constant(linear.steps.astype(np.float32)), g.constant(linear.bias.astype(np.float32))
    large = list(site.large)
    rest = linear.levels.copy()
    rest[large] = 0
    rounded = g.op("QuantizeLinear", x, step, zero)
    inputs = (rounded, g.constant(rest), step, steps, zero, "", bias)
    y = g.op("MatMulIntegerToFloat", *inputs, domain=CONTRIBUTED)
    if not large:
        return y
    none = g.constant(np.zeros(len(linear.steps), dtype=np.int8))
    rows = g.op("DequantizeLinear", g.constant(linear.levels[large]), steps, none, axis=1)
    return g.op("Add", y, g.op("MatMul", g.op("Gather", x, g.ints(*large), axis=-1), rows))
