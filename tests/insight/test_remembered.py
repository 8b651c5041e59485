from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pytest

from assistant.insight import remembered
from assistant.insight.matching import groups_alike
from assistant.insight.meaning import meanings
from assistant.insight.remembered import remembering
from assistant.insight.store import FILE, Store

TEXTS = ["how to store bread", "parking", "storing bread", "parking", "\ud800 broken"]


def test_a_text_is_read_once_and_means_the_same_afterwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = remembering(Store.open(tmp_path))
    first = read(TEXTS)
    assert np.array_equal(first, meanings(TEXTS))

    def never(texts: list[str]) -> None:
        raise AssertionError(f"{texts} were read again")

    monkeypatch.setattr(remembered, "meanings", never)
    assert np.array_equal(remembering(Store.open(tmp_path))(TEXTS), first)


def test_nothing_to_read_is_an_empty_answer(tmp_path: Path) -> None:
    assert len(remembering(Store.open(tmp_path))([])) == 0


def test_the_oldest_are_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "_MOST", 2)
    remembering(Store.open(tmp_path))(["one", "two", "three"])
    with sqlite3.connect(tmp_path / FILE) as file:
        assert file.execute("SELECT count(*) FROM meaning").fetchone() == (2,)
    file.close()


def test_groups_are_the_same_with_and_without_a_memory(tmp_path: Path) -> None:
    assert groups_alike(TEXTS, read=remembering(Store.open(tmp_path))) == groups_alike(TEXTS)
