"""The encoder: a small transformer that reads meaning, run by ONNX Runtime on the CPU.

Texts go through one by one: dynamic quantisation scales activations over a whole batch, so that in a batch a verdict
would depend on its neighbours. Several threads, each with a text of its own, are as fast and always agree.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
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
_GRAPH_LIMIT = 200 << 20  # bytes
_CHARACTERS = 4000  # more can not fit into MAX_TOKENS but for padding with spaces


class Encoder:
    """Vectors of texts and, through the linear head, raw scores of the kinds."""

    def __init__(self, session: Any, tokenizer: Any, head: Floats, threads: int) -> None:
        self._session, self._tokenizer, self._threads = session, tokenizer, threads
        self._weights, self._bias = head[:, :-1], head[:, -1]

    @classmethod
    def open(cls, folder: ModelFolder, *, threads: int) -> Encoder:
        """Load tokenizer, graph and head. Raises `ImportError` without ONNX Runtime, `ModelUnusable` for bad files."""
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        try:
            tokenizer = Tokenizer.from_file(str(folder.file(TOKENIZER)))
            graph = _unpacked(folder.file(ENCODER))
            session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
            head = _read_head(folder.file(HEAD))
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
        """Unnormalised log probabilities of the kinds, shape (texts, kinds)."""
        result: NDArray[np.float64] = (vectors @ self._weights.T + self._bias).astype(np.float64)
        return result


def _unpacked(path: Path) -> bytes:
    """The graph, whose weights lie on few levels and so compress well. Raises `ValueError` for a bomb."""
    unpacker = zlib.decompressobj()
    graph = unpacker.decompress(path.read_bytes(), _GRAPH_LIMIT)
    if not unpacker.eof:
        raise ValueError("the graph is cut short or too large")
    return graph


def _read_head(path: Path) -> Floats:
    head: Floats = np.fromfile(path, dtype="<f4").reshape(len(KINDS), -1)
    if not np.isfinite(head).all():
        raise ValueError("the head holds no numbers")
    return head
