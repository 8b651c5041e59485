from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

from tests.backup.test_archive import archive, read
from tests.conftest import Assistant


def test_what_was_added_after_a_backup_goes_and_comes_back(assistant: Assistant, tmp_path: Path) -> None:
    assistant("queue", "add", "Trim the wick to 5 mm")
    run = assistant("backup", "b.zip", "--format", "json")
    assert run.code == 0, run.err
    assert set(run.json) == {"schema", "file", "sha256", "bytes", "files", "left_out", "queue_included"}
    assistant("queue", "add", "A second thought about wicks")
    assert "is the home now" in assistant("restore", "b.zip").out
    assert len(assistant("queue", "list", "--format", "json").json["drafts"]) == 1
    assert assistant("restore", "--undo").code == 0
    assert len(assistant("queue", "list", "--format", "json").json["drafts"]) == 2
    assert (tmp_path / "b.zip").exists()


def test_a_restore_mends_a_home_whose_settings_cannot_be_read(assistant: Assistant) -> None:
    assistant("init")
    assistant("backup", "b.zip")
    (assistant.home / "assistant.toml").write_text("window = \n")
    assert assistant("queue", "list").code == 2
    assert assistant("restore", "b.zip").code == 0
    assert assistant("queue", "list").code == 0


def test_a_backup_from_a_newer_program_is_refused_with_the_home_as_it_was(assistant: Assistant, tmp_path: Path) -> None:
    assistant("queue", "add", "Trim the wick to 5 mm")
    assistant("backup", "b.zip")
    (tmp_path / "queue.db").write_bytes(read(tmp_path / "b.zip")["queue.db"])
    newer = sqlite3.connect(tmp_path / "queue.db")
    newer.execute("INSERT INTO schema_version VALUES (99)")
    newer.commit()
    newer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    newer.close()
    archive(tmp_path / "newer.zip", {"queue.db": (tmp_path / "queue.db").read_bytes()})
    run = assistant("restore", "newer.zip")
    assert run.code == 3
    assert "newer version" in run.err
    assert len(assistant("queue", "list", "--format", "json").json["drafts"]) == 1
    assert not list(tmp_path.glob("home.before*"))


def test_settings_that_send_texts_elsewhere_are_shown_without_their_password(
    assistant: Assistant, tmp_path: Path
) -> None:
    settings = b'database = "postgresql://me:hush@db.example/queue"\nllm_base_url = "http://llm.example/v1"\n'
    archive(tmp_path / "b.zip", {"assistant.toml": settings})
    run = assistant("restore", "b.zip", "--dry-run")
    assert "postgresql://me:***@db.example/queue" in run.err
    assert "http://llm.example/v1" in run.err
    assert "hush" not in run.err + run.out


def test_a_queue_on_a_server_is_said_to_be_missing(assistant: Assistant) -> None:
    assistant("init")
    run = assistant("backup", "b.zip", ASSISTANT_DATABASE="postgresql://me@db.example/queue")
    assert run.code == 0
    assert "pg_dump" in run.err


def test_a_queue_that_a_url_puts_into_the_home_is_in_the_backup(assistant: Assistant, tmp_path: Path) -> None:
    assistant.home.mkdir()
    inside = {"ASSISTANT_DATABASE": f"sqlite:///{assistant.home / 'queue.db'}"}
    assistant("queue", "add", "Trim the wick to 5 mm", **inside)
    run = assistant("backup", "b.zip", "--format", "json", **inside)
    assert (run.err, run.json["queue_included"]) == ("", True)
    assert "queue.db" in read(tmp_path / "b.zip")
    outside = assistant("backup", "c.zip", "--format", "json", ASSISTANT_DATABASE=f"sqlite:///{tmp_path / 'q.db'}")
    assert outside.json["queue_included"] is False
    assert "names another place" in outside.err


def test_one_of_a_backup_and_undo_is_needed(assistant: Assistant) -> None:
    assert assistant("restore").code == 2
    assert assistant("restore", "b.zip", "--undo").code == 2


def test_a_backup_while_others_add_loses_nothing_acknowledged(assistant: Assistant, tmp_path: Path) -> None:
    assistant("queue", "add", "the first of them")
    adding = [
        subprocess.Popen(
            [sys.executable, "-m", "assistant", "queue", "add", *(f"wick number {n} of {who}" for n in range(5))],
            cwd=tmp_path, env=assistant.environment, stdout=subprocess.DEVNULL,
        )
        for who in range(2)
    ]  # fmt: skip
    assert assistant("backup", "b.zip").code == 0
    assert [process.wait() for process in adding] == [0, 0]
    assert assistant("backup", "c.zip").code == 0
    assert assistant("restore", "c.zip").code == 0
    assert len(assistant("queue", "list", "--format", "json").json["drafts"]) == 11
