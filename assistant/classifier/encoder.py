"""The encoder: a small transformer that reads meaning, run by ONNX Runtime on the CPU.

Texts of about one length go through together, filled up to a length that depends on the text alone, and the graph
rounds to steps fixed beforehand: a text's vector is the same to the last bit whatever stands beside it. The threads
share the batches.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate, pairwise
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
BATCH_TOKENS = 1024  # in a batch; more gain nothing
_PARTS = 4
_LENGTHS = f"<{_PARTS}I"
_PART_LIMIT = 50 << 20  # bytes
_LEVEL = 1  # of zstd; nothing but Huffman coding helps, since weights hold no repeats
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
            # The graph is laid out as it runs (models/encoder/graph.py); looking for improvements only costs time.
            options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
            try:
                tokenizer = Tokenizer.from_buffer(_checked(folder, TOKENIZER))
                head = _read_head(_checked(folder, HEAD))
                session = onnxruntime.InferenceSession(unpacking.result(), options, providers=["CPUExecutionProvider"])
                _check_shapes(session, tokenizer, head)
            except ImportError:
                raise
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
        """Mean-pooled vectors, shape (texts, width). What stands there twice is read once."""
        distinct = {text: number for number, text in enumerate(dict.fromkeys(texts))}
        encodings = self._tokenizer.encode_batch([plain(text[:_CHARACTERS]) for text in distinct])
        ids = [e.ids for e in encodings]
        found = np.zeros((len(ids), self.width), dtype=np.float32)
        planned = batches([len(i) for i in ids], self._threads)

        def read(batch: Sequence[int]) -> None:
            found[batch] = self._read([ids[i] for i in batch])

        if len(planned) > 1 and self._threads > 1:
            with ThreadPoolExecutor(self._threads) as pool:
                list(pool.map(read, planned))
        else:
            for batch in planned:
                read(batch)
        return found if len(distinct) == len(texts) else found[[distinct[text] for text in texts]]

    def _read(self, ids: Sequence[Sequence[int]]) -> Floats:
        length = filled_length(len(ids[0]))
        tokens, mask = np.zeros((2, len(ids), length), dtype=np.int32)
        for row, own in enumerate(ids):
            tokens[row, : len(own)] = own
            mask[row, : len(own)] = 1
        result: Floats = self._session.run(None, {"input_ids": tokens, "attention_mask": mask})[0]
        return result

    def scores(self, vectors: Floats) -> NDArray[np.float64]:
        """Unnormalised log probabilities of the kinds, shape (texts, kinds).

        In double precision, so that the order in which many or few rows are summed does not show.
        """
        result: NDArray[np.float64] = vectors.astype(np.float64) @ self._weights.T + self._bias
        return result


def filled_length(tokens: int) -> int:
    """The length that a text of so many tokens is filled up to: the next of 8, 16, ... 64, 80, ... `MAX_TOKENS`."""
    step = 8 if tokens <= 64 else 16
    return -(-tokens // step) * step


def batches(lengths: Sequence[int], threads: int) -> list[list[int]]:
    """Places of the texts in batches of one filled length, each of `BATCH_TOKENS` at most, the longest texts first.

    With little to do the batches are smaller, so that every thread has some.
    """
    by_length: dict[int, list[int]] = {}
    for place, length in enumerate(lengths):
        by_length.setdefault(filled_length(length), []).append(place)
    tokens = sum(length * len(places) for length, places in by_length.items())
    budget = min(BATCH_TOKENS, -(-tokens // threads))
    result = []
    for length, places in sorted(by_length.items(), reverse=True):
        size = max(1, budget // length)
        result += [places[i : i + size] for i in range(0, len(places), size)]
    return result


def pack(graph: bytes) -> bytes:
    """Compress a graph in `_PARTS` parts, so that several cores can undo it: lengths, then frames of zstd."""
    import zstandard

    size = -(-len(graph) // _PARTS)
    packer = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True, write_content_size=True)
    parts = [packer.compress(graph[i * size : (i + 1) * size]) for i in range(_PARTS)]
    return struct.pack(_LENGTHS, *map(len, parts)) + b"".join(parts)


def unpack(packed: bytes) -> bytes:
    """The graph of `pack`. Raises `ValueError` for anything else, damage and a decompression bomb included."""
    start = struct.calcsize(_LENGTHS)
    if len(packed) < start:
        raise ValueError("the graph is cut short")
    lengths = struct.unpack_from(_LENGTHS, packed)
    ends = list(accumulate(lengths, initial=start))
    if ends[-1] != len(packed):
        raise ValueError("the graph is cut short or too long")
    with ThreadPoolExecutor(_PARTS) as pool:
        return b"".join(pool.map(_unpacked, (packed[a:b] for a, b in pairwise(ends))))


def _unpacked(part: bytes) -> bytes:
    import zstandard

    try:
        frame = zstandard.get_frame_parameters(part)
        if not frame.has_checksum or frame.content_size > _PART_LIMIT:  # an unknown size counts as endless
            raise ValueError("a part has no checksum, or is too large")
        return zstandard.ZstdDecompressor().decompress(part, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise ValueError(f"a part is damaged ({error})") from error


def _checked(folder: ModelFolder, name: str) -> bytes:
    content = folder.file(name).read_bytes()
    if hashlib.sha256(content).hexdigest() != folder.description["files"][name].get("sha256"):
        raise ValueError(f"the digest of {name} differs")
    return content


def _read_head(content: bytes) -> Floats:
    head: Floats = np.frombuffer(content, dtype="<f4").reshape(len(KINDS), -1)
    if not np.isfinite(head).all():
        raise ValueError("the head holds no numbers")
    return head


def _check_shapes(session: Any, tokenizer: Any, head: Floats) -> None:
    """Read one text, so that parts which do not fit together are found before a verdict is asked for."""
    ids = np.array([tokenizer.encode("a").ids], dtype=np.int32)
    (vectors,) = session.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})
    if vectors.shape != (1, head.shape[1] - 1) or not np.isfinite(vectors).all():
        raise ValueError("graph and head do not fit together")
    if not tokenizer.encode("").ids:
        raise ValueError("the tokenizer does not mark where a text begins and ends")
