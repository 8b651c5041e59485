from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.classifier import Classifier
from assistant.classifier.calibration import KINDS
from assistant.learning.readings import Readings

WIDTH = 4


class Counting(Classifier):
    """The light model with an encoder made up, which counts the texts that it reads."""

    read: list[str]

    @property
    def has_encoder(self) -> bool:
        return True

    @property
    def width(self) -> int:
        return WIDTH

    def base_reading(self, texts: Sequence[str]) -> Any:
        self.read.extend(texts)
        vectors = np.array([[len(t) / 7, 0.1, 0.2, 0.3] for t in texts], dtype=np.float32)
        return [[1 / len(KINDS)] * len(KINDS) for _ in texts], vectors


@pytest.fixture
def classifier() -> Counting:
    made = Counting.open(fast=True)
    assert isinstance(made, Counting)
    made.read = []
    return made


def test_no_text_is_read_twice_not_even_by_the_next_process(classifier: Counting, tmp_path: Path) -> None:
    first = Readings(classifier, tmp_path).features(["one", "two", "one"])
    assert classifier.read == ["one", "two"]
    again = Readings(classifier, tmp_path).features(["two", "one", "three"])
    assert classifier.read == ["one", "two", "three"]
    assert first.vectors is not None
    assert again.vectors is not None
    assert np.array_equal(first.vectors[[1, 0]], again.vectors[:2])
    assert np.array_equal(first.kinds[[1, 0]], again.kinds[:2])


def _bytes(**arrays: Any) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def _single(array: Any) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


KEYS = np.array([1, 2], dtype=np.uint64)
DAMAGED = {
    "empty": b"",
    "no archive": b"PK\x03\x04 nothing",
    "text": b"hello",
    "other arrays": _bytes(keys=KEYS),
    "pickle": _bytes(keys=np.array([{}], dtype=object), kinds=KEYS, vectors=KEYS),
    "width": _bytes(keys=KEYS, kinds=np.zeros((2, len(KINDS))), vectors=np.zeros((2, 9), np.float16)),
    "nan": _bytes(keys=KEYS, kinds=np.full((2, len(KINDS)), np.nan), vectors=np.zeros((2, WIDTH), np.float16)),
    "a single array": _single(KEYS),
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_is_made_anew(classifier: Counting, tmp_path: Path, content: bytes) -> None:
    Readings(classifier, tmp_path).features(["one"])
    [kept] = tmp_path.iterdir()
    kept.write_bytes(content)
    classifier.read.clear()
    found = Readings(classifier, tmp_path).features(["one"])
    assert classifier.read == ["one"]
    assert np.isfinite(found.base).all()
    classifier.read.clear()
    Readings(classifier, tmp_path).features(["one"])
    assert classifier.read == []


def test_a_file_that_was_cut_off_is_made_anew(classifier: Counting, tmp_path: Path) -> None:
    Readings(classifier, tmp_path).features(["one", "two"])
    [kept] = tmp_path.iterdir()
    whole = kept.read_bytes()
    for length in range(0, len(whole), 37):
        kept.write_bytes(whole[:length])
        classifier.read.clear()
        Readings(classifier, tmp_path).features(["one"])
        assert classifier.read == ["one"]


def test_where_nothing_can_be_kept_the_reading_is_still_there(classifier: Counting, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    found = Readings(classifier, tmp_path / "file").features(["one"])
    assert len(found.base) == 1


def test_progress_reaches_the_end(classifier: Counting) -> None:
    heard: list[float] = []
    Readings(classifier, None).features([f"post {n}" for n in range(70)], heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == 1
