"""Bringing a backup back: checked as a whole beside the home, swapped in by a rename, the old home kept."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.backup.archive import Backup, BadBackup, Manifest
from assistant.errors import AssistantError, InputError, OutputFailed

_ASIDE = ".before-restore-"
_ROOM_LEFT = 16 << 20  # bytes that stay free after a restore


@dataclass(frozen=True, slots=True)
class Restored:
    """A home that was brought back: what it holds, and where the home of before lies (None: there was none)."""

    home: Path
    manifest: Manifest
    aside: Path | None


def restore(home: Path, source: Path, *, stamp: str, look: Callable[[Path], None], dry_run: bool = False) -> Restored:
    """Check `source` as a whole and make it the home; the home of before is renamed to `HOME.before-restore-STAMP`.

    `look` opens the new home while it still lies beside the old one, and raises where this program cannot use it. With
    `dry_run` everything is done but the swap. Raises `BadBackup`, `InputError`, `OutputFailed`, or what `look` raises.
    """
    home = home.resolve()
    if home.exists() and not home.is_dir():
        raise InputError(f"{home} is a file", "name a folder with --home")
    beside = home.with_name(f".{home.name}.{os.getpid()}.restore")
    with Backup(source) as backup:
        try:
            _unpack(backup, beside)
            look(beside)
            aside = None if dry_run else _swap(home, beside, stamp)
        except OSError as error:
            raise OutputFailed(home, os.strerror(error.errno or 0)) from error
        finally:
            shutil.rmtree(beside, ignore_errors=True)
        return Restored(home, backup.manifest, aside)


def kept_homes(home: Path) -> Sequence[Path]:
    """The homes that restores put aside, the oldest first."""
    home = home.resolve()
    if not home.parent.is_dir():
        return []
    prefix = home.name + _ASIDE
    return sorted(path for path in home.parent.iterdir() if path.name.startswith(prefix) and path.is_dir())


def undo(home: Path, *, stamp: str, dry_run: bool = False) -> tuple[Path, Path | None]:
    """Bring the home of before the latest restore back. Returns which it was, and where the present one went.

    Raises `InputError` where no restore left one.
    """
    home = home.resolve()
    kept = kept_homes(home)
    if not kept:
        raise InputError(f"no restore put a home aside beside {home}", "name the home with --home")
    if dry_run:
        return kept[-1], None
    try:
        return kept[-1], _swap(home, kept[-1], stamp, word=".undone-restore-")
    except OSError as error:
        raise OutputFailed(home, os.strerror(error.errno or 0)) from error


def _unpack(backup: Backup, folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    needed = sum(member.bytes for member in backup.manifest.members) + _ROOM_LEFT
    free = shutil.disk_usage(folder.parent).free
    if needed > free:
        raise AssistantError(
            f"{backup.path} needs {needed >> 20} MB and {free >> 20} MB are free in {folder.parent}",
            "make room on the disk; nothing was changed",
        )
    folder.mkdir(mode=0o700)
    for member in backup.manifest.members:
        path = folder.joinpath(*member.name.split("/"))
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            for chunk in backup.chunks(member):
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        if path.suffix == ".db" and member.bytes:
            _check_database(backup.path, path)


def _check_database(source: Path, path: Path) -> None:
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        [said] = connection.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        raise BadBackup(source, f"{path.name} in it is damaged") from error
    finally:
        connection.close()
    if said != "ok":
        raise BadBackup(source, f"{path.name} in it is damaged")


def _swap(home: Path, new: Path, stamp: str, *, word: str = _ASIDE) -> Path | None:
    """Two renames; if the second fails, the first is taken back."""
    if not home.exists():
        new.rename(home)
        return None
    aside = home.with_name(f"{home.name}{word}{stamp}")
    if aside.exists():
        raise InputError(f"{aside} is there already", "wait a second and try again")
    home.rename(aside)
    try:
        new.rename(home)
    except OSError:
        aside.rename(home)
        raise
    return aside
