from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.errors import StoreUnusable
from assistant.insight.store import FILE, STEPS, Store
from assistant.insight.wants import add_wants, wants

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def test_a_store_is_made_where_it_is_missing_and_keeps_what_it_is_given(tmp_path: Path) -> None:
    add_wants(Store.open(tmp_path / "home"), ["gluten free"], "typed", NOW)
    (want,) = wants(Store.open(tmp_path / "home"))
    assert (want.text, want.source, want.added_at) == ("gluten free", "typed", NOW)


@pytest.mark.parametrize("version", range(len(STEPS)))
def test_every_older_schema_is_brought_forward_with_its_rows(tmp_path: Path, version: int) -> None:
    with sqlite3.connect(tmp_path / FILE) as old:
        for statements in STEPS[:version]:
            for statement in statements:
                old.execute(statement)
        old.execute(f"PRAGMA user_version = {version}")
    old.close()
    assert wants(Store.open(tmp_path)) == []


@pytest.mark.parametrize("name", ["what?", "50%20", "a#b", "x&mode=memory", "file:home"])
def test_a_store_lies_in_its_home_whatever_the_home_is_called(tmp_path: Path, name: str) -> None:
    add_wants(Store.open(tmp_path / name), ["gluten free"], "typed", NOW)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert [path.name for path in (tmp_path / name).iterdir()] == [FILE]


def test_a_store_that_another_program_writes_to_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.insight.store._WAIT_SECONDS", 0)
    store = Store.open(tmp_path)
    other = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnusable, match=r"insight\.db is in use by another program"):
        add_wants(store, ["gluten free"], "typed", NOW)
    other.close()


def test_a_newer_schema_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / FILE) as newer:
        newer.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    newer.close()
    with pytest.raises(StoreUnusable, match="newer version"):
        Store.open(tmp_path)


def test_a_file_that_is_no_database_is_named_and_kept(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("this is no database, it is a letter to my grandmother" * 20)
    with pytest.raises(StoreUnusable, match="damaged"):
        Store.open(tmp_path)
    assert (tmp_path / FILE).read_text().startswith("this is no database")


def test_a_failure_halfway_changes_nothing(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    with pytest.raises(Exception, match="too long"):
        add_wants(store, ["a good one", "x" * 2000], "typed", NOW)
    assert wants(store) == []
