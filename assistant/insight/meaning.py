"""The meaning of a text as a unit vector, by a small sentence encoder that is shipped with the program."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import ModelUnusable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

ENCODER = "all-MiniLM-L6-v2, 8 bit"
_TOKENS = 128  # a post of about 100 words; what comes later is left out
_CHARACTERS = 2000


def meanings(texts: Sequence[str]) -> Vectors:
    """A unit vector for each text, shape (texts, width): all-MiniLM-L6-v2, mean-pooled.

    Raises `ModelUnusable` for missing or damaged files.
    """
    import numpy as np

    session, tokenizer = _encoder()
    rows = []
    for text in texts:  # one by one: in a batch, 8-bit activations would depend on the neighbours
        clean = text[:_CHARACTERS].encode("utf-8", "replace").decode()
        ids = np.array([tokenizer.encode(clean).ids], dtype=np.int64)
        fed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        vector = session.run(None, fed)[0][0].mean(axis=0)
        rows.append(vector / (float(np.linalg.norm(vector)) or 1.0))
    return np.stack(rows).astype(np.float32) if rows else np.zeros((0, 1), dtype=np.float32)


def folder() -> Path:
    """Where the encoder lies: inside the installed package, or `models/meaning` of a checkout."""
    package = Path(__file__).resolve().parents[1]
    for place in (package / "shipped" / "meaning", package.parent / "models" / "meaning"):
        if place.is_dir():
            return place
    raise ModelUnusable("the sentence encoder that comes with the program is missing", "install the program again")


@cache
def _encoder() -> tuple[Any, Any]:
    import onnxruntime
    from tokenizers import Tokenizer

    place = folder()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    try:
        tokenizer = Tokenizer.from_file(str(place / "tokenizer.json"))
        session = onnxruntime.InferenceSession(str(place / "encoder.onnx"), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # both libraries raise bare Exceptions of their own for damaged files
        raise ModelUnusable(
            f"the encoder in {place} cannot be loaded ({type(error).__name__})", "install the program again"
        ) from error
    tokenizer.enable_truncation(_TOKENS)
    return session, tokenizer
