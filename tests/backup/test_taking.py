"""A backup of a home that is in use is whole."""

from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path

import pytest

from assistant.backup.archive import Backup
from assistant.backup.taking import _is_database, take_backup
from assistant.errors import InputError, OutputExists, StoreUnusable
from tests.backup.test_archive import read


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    (home / "models" / "own-1").mkdir(parents=True)
    (home / "models" / "own-1" / "model.json").write_text("{}")
    (home / "assistant.toml").write_text("window = 10\n")
    queue = sqlite3.connect(home / "queue.db")
    queue.execute("PRAGMA journal_mode = WAL")
    queue.execute("CREATE TABLE pair (a INTEGER, b INTEGER)")
    queue.commit()
    queue.close()
    return home


def take(home: Path, target: Path, *, force: bool = False) -> dict[str, str]:
    return dict(take_backup(home, target, created="2026-01-05", program="0.1", force=force).left_out)


def test_everything_but_cache_unfinished_writes_and_links_is_in(home: Path, tmp_path: Path) -> None:
    (home / "cache").mkdir()
    (home / "cache" / "readings.npz").touch()
    (home / ".profile-x.json").touch()
    (home / "link").symlink_to("/etc/passwd")
    (home / "caf\u00e9").touch()
    os.mkfifo(home / "pipe")
    left_out = take(home, tmp_path / "b.zip")
    assert set(read(tmp_path / "b.zip")) == {"models/own-1/model.json", "assistant.toml", "queue.db"}
    assert set(left_out) == {"link", "pipe", "caf\u00e9"}


def test_a_database_in_use_is_copied_between_two_transactions(home: Path, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        queue = sqlite3.connect(home / "queue.db", isolation_level=None, timeout=30)
        number = 0
        while not stop.is_set():
            number += 1
            queue.execute("BEGIN IMMEDIATE")
            queue.execute("INSERT INTO pair VALUES (?, 0)", (number,))
            queue.execute("UPDATE pair SET b = a WHERE a = ?", (number,))
            queue.execute("COMMIT")
        queue.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for round_ in range(5):
            take(home, tmp_path / f"{round_}.zip")
    finally:
        stop.set()
        writer.join()
    for round_ in range(5):
        (tmp_path / "copy.db").write_bytes(read(tmp_path / f"{round_}.zip")["queue.db"])
        copy = sqlite3.connect(tmp_path / "copy.db")
        assert copy.execute("SELECT count(*) FROM pair WHERE a <> b").fetchone() == (0,)
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        copy.close()


def test_what_is_only_in_the_log_beside_the_database_is_in_the_backup(home: Path, tmp_path: Path) -> None:
    queue = sqlite3.connect(home / "queue.db", isolation_level=None)
    queue.execute("PRAGMA wal_autocheckpoint = 0")
    queue.execute("INSERT INTO pair VALUES (1, 1)")
    take(home, tmp_path / "b.zip")
    (tmp_path / "copy.db").write_bytes(read(tmp_path / "b.zip")["queue.db"])
    queue.close()
    copy = sqlite3.connect(tmp_path / "copy.db")
    assert copy.execute("SELECT a FROM pair").fetchall() == [(1,)]
    copy.close()


def test_a_damaged_database_gives_no_backup(home: Path, tmp_path: Path) -> None:
    (home / "queue.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    with pytest.raises(StoreUnusable, match="damaged"):
        take(home, tmp_path / "b.zip")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["home"]


@pytest.mark.parametrize("beside", ["queue.db-wal", "queue.db-shm", "notebook.jsonl", "models/own-1/model.json"])
@pytest.mark.parametrize("call", range(1, 4))
def test_a_file_that_goes_away_at_any_moment_is_looked_for_again(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, beside: str, call: int
) -> None:
    (home / beside).touch()
    looks = 0

    def looked(path: Path) -> bool:
        nonlocal looks
        if path == home / beside:
            looks += 1
            if looks == call:  # another command ends
                path.unlink(missing_ok=True)
        return _is_database(path)

    monkeypatch.setattr("assistant.backup.taking._is_database", looked)
    assert take(home, tmp_path / "b.zip") == {}
    assert beside not in read(tmp_path / "b.zip") or looks < call


def test_a_home_that_does_not_stand_still_is_said(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = iter(range(10**6))
    monkeypatch.setattr("assistant.backup.taking._state", lambda *_: {"a": (next(numbers), 0, 0)})
    with pytest.raises(Exception, match="does not stand still"):
        take(home, tmp_path / "b.zip")


def test_where_a_backup_may_go(home: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="in the home itself"):
        take(home, home / "b.zip")
    with pytest.raises(InputError, match="its folder does not exist"):
        take(home, tmp_path / "no" / "b.zip")
    with pytest.raises(InputError, match="no file to write to"):
        take(home, tmp_path)
    with pytest.raises(InputError, match="no home"):
        take(tmp_path / "nothing", tmp_path / "b.zip")
    take(home, tmp_path / "b.zip")
    with pytest.raises(OutputExists):
        take(home, tmp_path / "b.zip")
    take(home, tmp_path / "b.zip", force=True)
    with Backup(tmp_path / "b.zip") as backup:
        assert backup.manifest.created == "2026-01-05"
