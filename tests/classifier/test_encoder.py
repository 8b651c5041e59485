"""The encoder: packed, unpacked, alone or beside others, present or not."""

from __future__ import annotations

import sys
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.classifier import Classifier, base_model_folder
from assistant.classifier.encoder import pack, unpack
from assistant.classifier.modelfile import ENCODER
from assistant.errors import ModelUnusable

POSTS = [
    "Flash sale! 50% off all candles, today only!",
    "Trim the wick to 5 mm before every burn: no soot.",
    "What does your kitchen smell like on a Sunday?",
    "",
    "🎉 " * 300,
    "word " * 5000,
]


@given(st.binary(max_size=5000))
def test_unpacking_undoes_packing(graph: bytes) -> None:
    assert unpack(pack(graph)) == graph


@given(st.binary(max_size=300))
@settings(max_examples=60)
def test_foreign_bytes_are_refused(content: bytes) -> None:
    with pytest.raises((ValueError, zlib.error)):
        unpack(content)


@given(st.integers(0, 199))
@settings(max_examples=30)
def test_a_cut_graph_is_refused(kept: int) -> None:
    packed = pack(bytes(range(200)) * 3)
    with pytest.raises((ValueError, zlib.error)):
        unpack(packed[: kept % len(packed)])


def test_a_verdict_depends_on_the_text_alone() -> None:
    together = Classifier.open(threads=2).kinds_of(POSTS)
    single = Classifier.open(threads=1)
    alone = [single.kinds_of([post])[0] for post in POSTS]
    assert [pytest.approx(kinds, abs=1e-12) for kinds in alone] == together


def test_without_the_runtime_the_light_model_answers_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    classifier = Classifier.open()
    assert classifier.notice is not None
    assert "onnxruntime" in classifier.notice
    assert classifier.version.endswith("-light")
    assert classifier.probabilities(POSTS) == Classifier.open(fast=True).probabilities(POSTS)


def test_a_damaged_graph_ends_in_a_clear_error(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    for file in base_model_folder().iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    damaged = bytearray((folder / ENCODER).read_bytes())
    damaged[len(damaged) // 2 :] = bytes(len(damaged) - len(damaged) // 2)
    (folder / ENCODER).write_bytes(bytes(damaged))
    with pytest.raises(ModelUnusable, match="encoder"):
        Classifier.open(folder)
