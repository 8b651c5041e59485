"""A restore happens as a whole or not at all, and can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.backup import restoring
from assistant.backup.archive import BadBackup
from assistant.backup.restoring import kept_homes, restore, undo
from assistant.errors import AssistantError, InputError, OutputFailed
from tests.backup.test_archive import archive


def nothing_wrong(_home: Path) -> None:
    pass


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "old").write_text("old")
    return tmp_path / "home"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return archive(tmp_path / "b.zip", {"models/active": b"base\n", "assistant.toml": b"window = 10\n"})


def names(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*"))


def test_the_home_of_before_is_kept_and_comes_back(home: Path, source: Path) -> None:
    done = restore(home, source, stamp="1", look=nothing_wrong)
    assert names(home) == ["assistant.toml", "models", "models/active"]
    assert done.aside == home.with_name("home.before-restore-1")
    assert names(done.aside) == ["old"]
    undo(home, stamp="2")
    assert names(home) == ["old"]
    assert kept_homes(home) == []
    with pytest.raises(InputError, match="no restore put a home aside"):
        undo(home, stamp="3")


def test_a_home_that_was_not_there_is_made(tmp_path: Path, source: Path) -> None:
    assert restore(tmp_path / "new" / "home", source, stamp="1", look=nothing_wrong).aside is None
    assert (tmp_path / "new" / "home" / "models" / "active").read_text() == "base\n"


def test_a_dry_run_changes_nothing(home: Path, source: Path) -> None:
    before = names(home.parent)
    assert restore(home, source, stamp="1", look=nothing_wrong, dry_run=True).aside is None
    assert names(home.parent) == before


def test_a_backup_that_this_program_cannot_use_changes_nothing(home: Path, source: Path) -> None:
    def refuse(_new: Path) -> None:
        raise AssistantError("written by a newer version", "update")

    before = names(home.parent)
    with pytest.raises(AssistantError, match="newer"):
        restore(home, source, stamp="1", look=refuse)
    assert names(home.parent) == before


def test_a_damaged_database_in_it_changes_nothing(home: Path, tmp_path: Path) -> None:
    source = archive(tmp_path / "b.zip", {"queue.db": b"SQLite format 3\0" + b"\xff" * 9000})
    before = names(home.parent)
    with pytest.raises(BadBackup, match=r"queue\.db in it is damaged"):
        restore(home, source, stamp="1", look=nothing_wrong)
    assert names(home.parent) == before


def test_a_swap_that_fails_half_way_is_taken_back(home: Path, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rename = Path.rename

    def failing(path: Path, target: Path) -> Path:
        if path.name.endswith(".restore"):
            raise OSError(5, "Input/output error")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OutputFailed):
        restore(home, source, stamp="1", look=nothing_wrong)
    assert names(home) == ["old"]


def test_a_process_that_ends_between_the_two_renames_can_be_undone(
    home: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restoring.shutil, "rmtree", lambda *_, **__: None)
    rename = Path.rename

    def killed(path: Path, target: Path) -> Path:
        if path.name.endswith(".restore"):
            raise SystemExit
        return rename(path, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", killed)
        with pytest.raises(SystemExit):
            restore(home, source, stamp="1", look=nothing_wrong)
    assert not home.exists()
    undo(home, stamp="2")
    assert names(home) == ["old"]


def test_too_little_room_is_said_before_anything_is_written(
    home: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restoring.shutil, "disk_usage", lambda _: _Usage())
    with pytest.raises(AssistantError, match="0 MB are free"):
        restore(home, source, stamp="1", look=nothing_wrong)
    assert names(home) == ["old"]


class _Usage:
    free = 0


def test_a_file_in_place_of_the_home_is_left_alone(tmp_path: Path, source: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InputError, match="is a file"):
        restore(tmp_path / "file", source, stamp="1", look=nothing_wrong)
    assert (tmp_path / "file").read_text() == "mine"
