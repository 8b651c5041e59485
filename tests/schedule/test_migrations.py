"""The schema: what the steps make is what the queries expect."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import inspect

from assistant.errors import StoreUnusable
from assistant.schedule import migrations
from assistant.schedule.connect import open_engine
from assistant.schedule.store import Store
from assistant.schedule.tables import metadata
from tests.schedule.conftest import Clock, value


def test_the_steps_make_the_tables_that_queries_expect(where: str) -> None:
    engine = open_engine(where, wait_seconds=1)
    with engine.connect() as connection:
        found = inspect(connection)
        assert set(found.get_table_names()) == {*metadata.tables, "schema_version"}
        for name, table in metadata.tables.items():
            columns = {c["name"]: c["nullable"] for c in found.get_columns(name)}
            assert set(columns) == set(table.columns.keys())
            for column in table.columns:
                if not column.primary_key:
                    assert columns[column.name] == column.nullable, column
    engine.dispose()


def test_opening_again_takes_no_step_twice(open_store: Callable[[], Store]) -> None:
    with open_store() as store:
        store.add([value("tip")])
    with open_store() as store:
        assert len(store.drafts()) == 1


def test_a_step_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(tmp_path / "queue.db", clock=Clock()) as store:
        store.add([value("tip")])
    broken = ("ALTER TABLE draft ADD COLUMN colour TEXT", "ALTER TABLE nothing ADD COLUMN x TEXT")
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "STEPS", (*migrations.STEPS, broken))
        patched.setattr("assistant.schedule.connect.STEPS", migrations.STEPS)
        with pytest.raises(StoreUnusable):
            Store.open(tmp_path / "queue.db", clock=Clock())
    with Store.open(tmp_path / "queue.db", clock=Clock()) as store:
        assert [d.text for d in store.drafts()] == ["tip"]
    engine = open_engine(tmp_path / "queue.db", wait_seconds=1)
    with engine.connect() as connection:
        assert "colour" not in {c["name"] for c in inspect(connection).get_columns("draft")}
    engine.dispose()
