"""Valid inputs that fuzzing begins from: small ones, one of each sort."""

from __future__ import annotations

import gzip
import io
import json
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import zstandard
from openpyxl import Workbook
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.processors import TemplateProcessing

from assistant.classifier.calibration import KINDS
from assistant.classifier.encoder import pack
from assistant.classifier.features import ROWS
from assistant.classifier.judge import base_model_folder
from assistant.classifier.modelfile import DESCRIPTION, ENCODER, FORMAT, HEAD, LIGHT, TOKENIZER, open_folder
from assistant.classifier.ownhead import BASE_FEATURES, OWN_LIGHT, base_digest, head_bytes
from assistant.learning.archive import export_version

BACKUPS = Path(__file__).parents[1] / "data" / "backups"
HEAD_BYTES = head_bytes(0.0, [1.0] + [0.0] * (BASE_FEATURES - 1), [0.0] * ROWS)
NAME = "own-1-0123abcd"
ROWS_OF_POSTS = [{"post": "Flash sale! 50% off", "day": 1}, {"post": "Trim the wick,\nthen burn", "day": 2}]


@cache
def own_description() -> bytes:
    """The description of a version whose head is `HEAD_BYTES`."""
    base = open_folder(base_model_folder())
    fields = {
        "format": FORMAT,
        "version": NAME,
        "own": {
            "base": {"version": base.version, "digest": base_digest(base)},
            "light": {"unsure": [0.25, 0.75]},
            "full": None,
        },
        "languages": ["Spanish"],
        "files": {OWN_LIGHT: {"bytes": len(HEAD_BYTES), "sha256": "0" * 64}},
    }
    return json.dumps(fields).encode()


@cache
def tiny() -> dict[str, bytes]:
    """An encoder of two numbers, whatever the text; without the package `onnx` its graph is none."""
    tokenizer = Tokenizer(WordLevel({"[UNK]": 0, "a": 1}, unk_token="[UNK]"))  # noqa: S106 - a token of text
    tokenizer.post_processor = TemplateProcessing(single="[UNK] $A [UNK]", special_tokens=[("[UNK]", 0)])
    head = np.zeros((len(KINDS), 3), dtype="<f4").tobytes()
    return {ENCODER: pack(_graph()), TOKENIZER: tokenizer.to_str().encode(), HEAD: head}


def _graph() -> bytes:
    try:
        from onnx import TensorProto, helper
    except ImportError:
        return b""
    names = ("input_ids", "attention_mask")
    nodes = [
        helper.make_node("Cast", [names[1]], ["floats"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMean", ["floats"], ["mean"], axes=[1], keepdims=1),
        helper.make_node("Concat", ["mean", "mean"], ["vector"], axis=1),
    ]
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT32, ["texts", "tokens"]) for name in names]
    output = helper.make_tensor_value_info("vector", TensorProto.FLOAT, ["texts", 2])
    model = helper.make_model(helper.make_graph(nodes, "g", inputs, [output]), ir_version=8)
    model.opset_import[0].version = 13
    content: bytes = model.SerializeToString()
    return content


def _readers() -> Iterator[bytes]:
    """A file of each format behind the number of its suffix (`targets.SUFFIXES`)."""
    lines = "".join(json.dumps(row) + "\n" for row in ROWS_OF_POSTS).encode()
    table = b'post,day\n"Flash sale! 50% off",1\n"Trim the wick,\nthen burn",2\n'
    book, parquet = Workbook(), io.BytesIO()
    for row in (["post", "day"], *(list(row.values()) for row in ROWS_OF_POSTS)):
        book.active.append(row)
    filled = io.BytesIO()
    book.save(filled)
    pq.write_table(pa.Table.from_pylist(ROWS_OF_POSTS), parquet)
    plain = b"Flash sale! 50% off\nTrim the wick\n"
    whole = json.dumps(ROWS_OF_POSTS).encode()
    files = (
        table, table.replace(b",", b"\t"), lines, whole, plain, filled.getvalue(), parquet.getvalue(),
        gzip.compress(table), zstandard.compress(lines),
    )  # fmt: skip
    yield from (bytes([number]) + content for number, content in enumerate(files))


def _model() -> Iterator[bytes]:
    yield (base_model_folder() / DESCRIPTION).read_bytes()
    yield own_description()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "models" / NAME
        folder.mkdir(parents=True)
        (folder / OWN_LIGHT).write_bytes(HEAD_BYTES)
        (folder / DESCRIPTION).write_bytes(own_description())
        export_version(Path(name), NAME, Path(name) / "own.model", with_posts=False, force=False)
        yield (Path(name) / "own.model").read_bytes()


def _weights() -> Iterator[bytes]:
    yield bytes([1]) + (base_model_folder() / LIGHT).read_bytes()[:4096]
    yield bytes([0]) + HEAD_BYTES[:256]
    infinite = np.array([np.inf, -np.inf, np.nan, 6e4, -6e4])
    yield bytes([1]) + infinite.astype("<f2").tobytes()
    yield bytes([0]) + infinite.astype("<f4").tobytes()


def _encoder() -> Iterator[bytes]:
    sound = tiny()
    files = (sound[ENCODER], pack(b"graph" * 9), sound[TOKENIZER], sound[HEAD])
    yield from (bytes([number]) + content for number, content in enumerate(files))
    yield bytes([1]) + sound[ENCODER]


def _settings() -> Iterator[bytes]:
    yield b'timezone = "Europe/Dublin"\nshare_percent = 20\nslots = ["06:00", "instagram sat 10:00"]\n'
    yield b'{"schema": 1, "trade": "candles", "goals": ["trust"], "platforms": ["instagram"]}'


def _backup() -> Iterator[bytes]:
    yield from (file.read_bytes() for file in sorted(BACKUPS.glob("*.zip")))


def _text() -> Iterator[bytes]:
    yield "Flash sale! 50% off all jars until 24 Dec, 5 pm: $12.50 at shop.example/jars 🎉 #wax @anna".encode()
    yield b"Order now. We are the best!!! Only 3 left...\n\n1. Trim the wick\n2. Burn for 2 hours"


SEEDS: dict[str, Callable[[], Iterator[bytes]]] = {
    "readers": _readers,
    "model": _model,
    "weights": _weights,
    "encoder": _encoder,
    "settings": _settings,
    "backup": _backup,
    "text": _text,
}
