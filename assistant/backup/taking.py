"""Taking a backup of a home that is in use."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from assistant.backup.archive import is_plain, write_archive
from assistant.errors import AssistantError, InputError, OutputExists, OutputFailed, StoreUnusable

CACHE = "cache"  # made anew whenever it is missing
_MAGIC = b"SQLite format 3\0"
_BESIDE_DATABASE = ("-wal", "-shm", "-journal")
_TRIES = 20
_BUSY_LIMIT = 100  # of 0.1 s


@dataclass(frozen=True, slots=True)
class Taken:
    """A backup: where, its SHA-256 and size, the files that it holds, and what was left out and why."""

    path: Path
    sha256: str
    bytes: int
    files: frozenset[str]
    left_out: Mapping[str, str]


def take_backup(home: Path, target: Path, *, created: str, program: str, force: bool) -> Taken:
    """Write everything in `home` to `target`: databases as SQLite's backup gives them, other files as they stand.

    Other programs may write meanwhile; every file is of one moment, and those beside the databases are of the same one.
    Left out are the cache, hidden files (unfinished writes) and links. Raises `InputError`, `OutputExists`,
    `OutputFailed`, `StoreUnusable`.
    """
    _check_places(home, target, force=force)
    try:
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder:
            sources, left_out = _still(home, Path(folder))
            sha = write_archive(target, sources, {"created": created, "program": program})
    except OSError as error:
        where = error.filename or target
        if Path(str(where)).is_relative_to(home):
            raise AssistantError(
                f"{where} cannot be read ({os.strerror(error.errno or 0)})", "see `assistant doctor`"
            ) from error
        raise OutputFailed(target, os.strerror(error.errno or 0)) from error
    return Taken(target, sha, target.stat().st_size, frozenset(sources), left_out)


def _check_places(home: Path, target: Path, *, force: bool) -> None:
    if not home.is_dir():
        raise InputError(f"there is no home in {home}", "name it with --home")
    if target.is_dir() or target.name in {"", "-"}:
        raise InputError(f"{target} is no file to write to", "give the name of a file")
    if not target.parent.is_dir():
        raise InputError(
            f"{target} cannot be written (its folder does not exist)", "make the folder, or choose another"
        )
    if target.resolve().is_relative_to(home.resolve()):
        raise InputError(f"{target} lies in the home itself", "a backup belongs elsewhere, on another disk at best")
    if target.exists() and not force:
        raise OutputExists(target)


def _still(home: Path, folder: Path) -> tuple[dict[str, Path], dict[str, str]]:
    """Copies of all files in `folder`, made while nothing beside the databases changed."""
    for attempt in range(_TRIES):
        copies = folder / str(attempt)
        copies.mkdir()
        with suppress(FileNotFoundError):  # a file went away while we looked: look again
            found, left_out = _files(home)
            before = _state(home, found)
            sources = {name: _copied(path, copies / str(n)) for n, (name, path) in enumerate(sorted(found.items()))}
            if before == _state(home, _files(home)[0]):
                return sources, left_out
        shutil.rmtree(copies)
    raise AssistantError(f"{home} does not stand still", "wait until other commands are through, and try again")


def _files(home: Path) -> tuple[dict[str, Path], dict[str, str]]:
    found: dict[str, Path] = {}
    left_out: dict[str, str] = {}
    for path in _walk(home, lambda p: p == home / CACHE or p.name.startswith(".")):
        name = path.relative_to(home).as_posix()
        if path.is_symlink():
            left_out[name] = "a link"
        elif not path.exists():
            continue
        elif not path.is_file():
            left_out[name] = "no plain file"
        elif not is_plain(name):
            left_out[name] = "a name that not every system takes"
        else:
            found[name] = path
    databases = {name for name, path in found.items() if _is_database(path)}
    extra = {database + suffix for database in databases for suffix in _BESIDE_DATABASE}
    return {name: path for name, path in found.items() if name not in extra}, left_out


def _walk(folder: Path, passed_over: Callable[[Path], bool]) -> list[Path]:
    found: list[Path] = []
    for path in folder.iterdir():
        if passed_over(path):
            continue
        found += _walk(path, passed_over) if path.is_dir() and not path.is_symlink() else [path]
    return found


def _state(home: Path, found: Mapping[str, Path]) -> dict[str, tuple[int, int, int] | None]:
    """What tells whether a file was changed; a database guards itself, so that its name is enough."""
    state: dict[str, tuple[int, int, int] | None] = {}
    for name in found:
        try:
            said = (home / name).stat()
        except FileNotFoundError:
            continue
        state[name] = None if _is_database(home / name) else (said.st_ino, said.st_size, said.st_mtime_ns)
    return state


def _is_database(path: Path) -> bool:
    if path.suffix == ".db":
        return True
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def _copied(path: Path, copy: Path) -> Path:
    if not _is_database(path):
        shutil.copyfile(path, copy)
    elif path.stat().st_size == 0:
        copy.touch()  # a queue that was never filled
    elif os.access(path.parent, os.W_OK):
        _copy_database(path, copy)
    else:  # SQLite needs to write beside a database even to read it, so the copy of a read-only home is read
        bare = copy.with_name(f"{copy.name}-raw.db")
        for suffix in ("", "-wal"):
            beside = path.with_name(path.name + suffix)
            if beside.exists():
                shutil.copyfile(beside, bare.with_name(bare.name + suffix))
        _copy_database(bare, copy)
    return copy


def _copy_database(path: Path, copy: Path) -> None:
    busy = 0

    def patience(status: int, _remaining: int, _total: int) -> None:
        nonlocal busy
        busy += status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
        if busy > _BUSY_LIMIT:
            raise StoreUnusable(f"{path} is in use by another program", "try again in a moment; nothing was changed")

    source = sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)
    target = sqlite3.connect(copy)
    try:
        source.backup(target, pages=-1, progress=patience, sleep=0.1)
        target.execute("PRAGMA trusted_schema = OFF")  # the home may hold a stranger's database
        [said] = target.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        raise _unusable(path, str(error)) from error
    finally:
        source.close()
        target.close()
    if said != "ok":
        raise _unusable(path, said)


def _unusable(path: Path, said: str) -> StoreUnusable:
    if "full" in said:
        return StoreUnusable(f"there is no room for the copy of {path.name}", "free some space; nothing was changed")
    return StoreUnusable(
        f"{path} is damaged ({' '.join(said.split())[:100]})", "see `assistant doctor`; no backup was written"
    )
