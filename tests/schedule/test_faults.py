"""Databases that are locked, full, damaged, read-only or gone: a clear error, and nothing half done."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import event, text

from assistant.errors import ConfigError, StoreUnusable
from assistant.schedule import connect
from assistant.schedule.store import Store
from tests.schedule.conftest import POSTGRES, Clock, place, value


@pytest.fixture
def file(tmp_path: Path) -> Path:
    with Store.open(tmp_path / "queue.db", clock=Clock()) as store:
        store.add([value("tip")])
    return tmp_path / "queue.db"


def test_a_locked_queue_says_so(file: Path) -> None:
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with Store.open(file, clock=Clock(), wait_seconds=0.05) as store:
        with pytest.raises(StoreUnusable, match="in use by another program"):
            store.posted(1)
        assert [d.id for d in store.drafts()] == [1]  # readers do not wait for writers
    holder.close()


def test_a_full_disk_leaves_the_queue_as_it_was(file: Path) -> None:
    with Store.open(file, clock=Clock()) as store:

        @event.listens_for(store._engine, "connect")
        def _no_room(connection: sqlite3.Connection, _record: object) -> None:
            connection.execute(f"PRAGMA max_page_count = {connection.execute('PRAGMA page_count').fetchone()[0]}")

        with pytest.raises(StoreUnusable, match="no room to write"):
            store.add([value(f"{n} {'long ' * 200}") for n in range(200)])
    with Store.open(file, clock=Clock()) as store:
        assert [d.text for d in store.drafts()] == ["tip"]


@pytest.mark.parametrize("content", [b"not a database" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file_says_so_and_is_left_alone(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "queue.db"
    file.write_bytes(content)
    with pytest.raises(StoreUnusable, match="damaged"):
        Store.open(file, clock=Clock())
    assert file.read_bytes() == content


def test_a_damaged_page_says_so(file: Path) -> None:
    sqlite3.connect(file).execute("PRAGMA wal_checkpoint(TRUNCATE)").connection.close()
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    file.write_bytes(content)
    with pytest.raises(StoreUnusable, match="damaged"), Store.open(file, clock=Clock()) as store:
        store.drafts()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_file_says_so(file: Path) -> None:
    file.chmod(0o400)
    with pytest.raises(StoreUnusable, match="read-only"), Store.open(file, clock=Clock()) as store:
        store.posted(1)


def test_a_folder_in_place_of_the_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreUnusable, match="cannot be opened"):
        Store.open(tmp_path, clock=Clock())


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://host/name", "not supported"),
        ("postgresql://nobody@127.0.0.1:1/none", "cannot be reached"),
        ("://", "is no URL"),
    ],
)
def test_a_database_that_cannot_be_used_says_why(url: str, said: str) -> None:
    with pytest.raises((StoreUnusable, ConfigError), match=said):
        Store.open(url, clock=Clock(), wait_seconds=1)


KILLED = """
import os, sys
from sqlalchemy import event
from assistant.schedule.store import Store
from tests.schedule.conftest import Clock, value
store = Store.open(sys.argv[1], clock=Clock())
@event.listens_for(store._engine, "after_cursor_execute")
def _die(conn, cursor, statement, parameters, context, executemany):
    if statement.startswith(sys.argv[2]):
        os.kill(os.getpid(), 9)
store.add([value("second")])
"""


@pytest.mark.parametrize(
    "point", ["INSERT INTO draft", "INSERT INTO likeness", "INSERT INTO change", "INSERT INTO event"]
)
def test_a_process_killed_in_mid_change_leaves_nothing_half_done(where: str, point: str) -> None:
    with Store.open(where, clock=Clock()) as store:
        store.add([value("tip")])
        done = subprocess.run(
            [sys.executable, "-c", KILLED, where, point], cwd=Path(__file__).parents[2], check=False, timeout=60
        )
        assert done.returncode == -9
        assert [d.text for d in store.drafts()] == ["tip"]
        store.add([value("third")])
        assert [d.id for d in store.drafts()] == [1, 2]


@pytest.mark.skipif(POSTGRES is None, reason="needs PostgreSQL")
def test_a_connection_lost_in_mid_transaction_leaves_nothing_half_done(tmp_path: Path) -> None:
    with place("postgres", tmp_path) as url, Store.open(url, clock=Clock()) as store:
        store.add([value("tip")])
        lost = _cut_at(store, "INSERT INTO event")
        with pytest.raises(StoreUnusable, match="lost its connection"):
            store.add([value("second")])
        event.remove(store._engine, "after_cursor_execute", lost)
        assert [d.text for d in store.drafts()] == ["tip"]


def _cut_at(store: Store, point: str) -> Callable[..., None]:
    def _cut(conn: object, cursor: object, statement: str, *rest: object) -> None:
        if statement.startswith(point):
            pid = conn.connection.driver_connection.info.backend_pid  # type: ignore[attr-defined]
            other = connect._postgres(store._engine.url, 5)
            with other.connect() as killer:
                killer.execute(text(f"SELECT pg_terminate_backend({pid})"))

    event.listen(store._engine, "after_cursor_execute", _cut)
    return _cut
