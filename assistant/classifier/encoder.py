"""The encoder: a small transformer that reads meaning, run by ONNX Runtime on the CPU.

Texts go through one by one: dynamic quantisation scales activations over a whole batch, so that in a batch a verdict
would depend on its neighbours. Several threads, each with a text of its own, are as fast and always agree.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.classifier.calibration import KINDS
from assistant.classifier.modelfile import ENCODER, HEAD, TOKENIZER, ModelFolder
from assistant.errors import ModelUnusable
from assistant.text.plain import plain

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

MAX_TOKENS = 192  # a post of about 140 words; what comes later is left out
_PARTS = 4
_LENGTHS = f"<{_PARTS}I"
_PART_LIMIT = 50 << 20  # bytes
_CHARACTERS = 4000  # more can not fit into MAX_TOKENS but for padding with spaces


class Encoder:
    """Vectors of texts and, through the linear head, raw scores of the kinds."""

    def __init__(self, session: Any, tokenizer: Any, head: Floats, threads: int) -> None:
        self._session, self._tokenizer, self._threads = session, tokenizer, threads
        self._weights, self._bias = head[:, :-1].astype(np.float64), head[:, -1].astype(np.float64)

    @classmethod
    def open(cls, folder: ModelFolder, *, threads: int) -> Encoder:
        """Load tokenizer, graph and head. Raises `ImportError` without ONNX Runtime, `ModelUnusable` for bad files."""
        with ThreadPoolExecutor(1) as pool:
            unpacking = pool.submit(lambda: unpack(folder.file(ENCODER).read_bytes()))  # while the libraries load
            import onnxruntime
            from tokenizers import Tokenizer

            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            options.log_severity_level = 4
            try:
                tokenizer = Tokenizer.from_file(str(folder.file(TOKENIZER)))
                head = _read_head(folder.file(HEAD))
                session = onnxruntime.InferenceSession(unpacking.result(), options, providers=["CPUExecutionProvider"])
            except Exception as error:  # both libraries raise bare Exceptions of their own for damaged files
                raise ModelUnusable(
                    f"the encoder in {folder.path} cannot be loaded ({type(error).__name__})", "see `assistant doctor`"
                ) from error
        tokenizer.enable_truncation(MAX_TOKENS)
        tokenizer.no_padding()
        return cls(session, tokenizer, head, threads)

    @property
    def width(self) -> int:
        """How many numbers a vector has."""
        return int(self._weights.shape[1])

    def vectors(self, texts: Sequence[str]) -> Floats:
        """Mean-pooled vectors, shape (texts, width)."""
        encodings = self._tokenizer.encode_batch([plain(text[:_CHARACTERS]) for text in texts])
        ids = [np.array([e.ids], dtype=np.int64) for e in encodings]
        if len(ids) > 1 and self._threads > 1:
            with ThreadPoolExecutor(self._threads) as pool:
                rows = list(pool.map(self._vector, ids))
        else:
            rows = [self._vector(i) for i in ids]
        return np.stack(rows) if rows else np.zeros((0, self._weights.shape[1]), dtype=np.float32)

    def _vector(self, ids: NDArray[np.int64]) -> Floats:
        result: Floats = self._session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})[0][0]
        return result

    def scores(self, vectors: Floats) -> NDArray[np.float64]:
        """Unnormalised log probabilities of the kinds, shape (texts, kinds).

        In double precision, so that the order in which many or few rows are summed does not show.
        """
        result: NDArray[np.float64] = vectors.astype(np.float64) @ self._weights.T + self._bias
        return result


def pack(graph: bytes) -> bytes:
    """Compress a graph in `_PARTS` parts, so that several cores can undo it: lengths, then the parts.

    Huffman coding alone: there are no repeats among weights, and it is quick to undo.
    """
    size = -(-len(graph) // _PARTS)
    parts = [_huffman(graph[i * size : (i + 1) * size]) for i in range(_PARTS)]
    return struct.pack(_LENGTHS, *map(len, parts)) + b"".join(parts)


def _huffman(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 15, 9, zlib.Z_HUFFMAN_ONLY)
    return packer.compress(content) + packer.flush()


def unpack(packed: bytes) -> bytes:
    """The graph of `pack`. Raises `ValueError` or `zlib.error` for anything else, a decompression bomb included."""
    start = struct.calcsize(_LENGTHS)
    if len(packed) < start:
        raise ValueError("the graph is cut short")
    lengths = struct.unpack_from(_LENGTHS, packed)
    ends = list(accumulate(lengths, initial=start))
    if ends[-1] != len(packed):
        raise ValueError("the graph is cut short or too long")
    with ThreadPoolExecutor(_PARTS) as pool:
        return b"".join(pool.map(_inflated, (packed[a:b] for a, b in pairwise(ends))))


def _inflated(part: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    content = unpacker.decompress(part, _PART_LIMIT)
    if not unpacker.eof:
        raise ValueError("a part is cut short or too large")
    return content


def _read_head(path: Path) -> Floats:
    head: Floats = np.fromfile(path, dtype="<f4").reshape(len(KINDS), -1)
    if not np.isfinite(head).all():
        raise ValueError("the head holds no numbers")
    return head
