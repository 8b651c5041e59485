"""The notebook: tips and stories in the owner's own words, kept as `notebook.jsonl` in the home.

A log that only grows, so that two programs never overwrite each other's notes: a line adds a note, whose number is the
line's own, or takes one out again.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from assistant import strictjson
from assistant.errors import InputError, OutputFailed

FILE = "notebook.jsonl"
KINDS = ("tip", "story")
_LONGEST = 2000  # characters of a note; it has to fit into a post


@dataclass(frozen=True, slots=True)
class Note:
    """A tip or a story; `id` never changes."""

    id: int
    kind: str
    text: str
    added_at: str

    def as_json(self) -> dict[str, Any]:
        """All fields by name."""
        return {"id": self.id, "kind": self.kind, "text": self.text, "added_at": self.added_at}


class NoSuchNote(InputError):
    """A number that no note has."""

    code = "note"

    def __init__(self, number: int) -> None:
        super().__init__(f"there is no note {number}", "see `assistant notebook list`")


def read_notes(home: Path) -> list[Note]:
    """The notes in the order in which they were added. Raises `InputError` for a notebook that is damaged."""
    path = home / FILE
    try:
        with path.open("rb") as stream:
            _wait_for_turn(stream, alone=False)
            lines = stream.read().decode("utf-8").split("\n")
    except (FileNotFoundError, NotADirectoryError):
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read ({error})", "check the file and its permissions") from error
    notes: dict[int, Note] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entry = strictjson.loads(line)
            if "removed" in entry:
                notes.pop(entry["removed"], None)
            else:
                notes[number] = Note(number, str(entry["kind"]), str(entry["text"]), str(entry["added_at"]))
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(f"{path} is damaged in line {number}", "mend or remove that line") from error
    return list(notes.values())


def add_notes(home: Path, texts: Sequence[str], kind: str, now: datetime) -> list[Note]:
    """Keep notes, all or none. Raises `InputError` for one that is empty or too long, `OutputFailed`."""
    if kind not in KINDS:
        raise InputError(f"{kind!r} is no kind of note", f"say {' or '.join(KINDS)}")
    moment = now.isoformat(timespec="seconds")
    entries = [{"kind": kind, "text": _checked(words), "added_at": moment} for words in texts]
    first = _append(home, entries)
    return [Note(first + i, **entry) for i, entry in enumerate(entries)]


def _checked(words: str) -> str:
    text = "\n".join(" ".join(line.split()) for line in words.strip().splitlines())
    if not text:
        raise InputError("there is nothing to note", 'give a tip or a story, as in: assistant notebook add "..."')
    if len(text) > _LONGEST:
        raise InputError(f"a note of {len(text)} characters is too long", f"keep it under {_LONGEST:,}")
    if any("\ud800" <= c <= "\udfff" for c in text):
        raise InputError("a note holds broken characters", "check the encoding of what you paste")
    return text


def remove_note(home: Path, number: int) -> Note:
    """Take a note out. Raises `NoSuchNote`, `OutputFailed`."""
    note = next((n for n in read_notes(home) if n.id == number), None)
    if note is None:
        raise NoSuchNote(number)
    _append(home, [{"removed": number}])
    return note


def _wait_for_turn(stream: IO[bytes], *, alone: bool) -> None:
    """Nobody reads a line that is half written (where the system can lock files); closing the file ends the turn."""
    try:
        import fcntl
    except ImportError:
        return
    fcntl.flock(stream, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)


def _append(home: Path, entries: Sequence[Mapping[str, Any]]) -> int:
    """A line each in one write, taken back where the disk has no room for all of it; the first line's number.

    A line that an earlier write left unfinished is closed first.
    """
    path = home / FILE
    lines = b"".join(json.dumps(entry, ensure_ascii=False).encode() + b"\n" for entry in entries)
    try:
        home.mkdir(parents=True, exist_ok=True)
        with path.open("ab+", buffering=0) as stream:
            _wait_for_turn(stream, alone=True)
            stream.seek(0)
            there = stream.read()
            opener = b"" if not there or there.endswith(b"\n") else b"\n"
            if stream.write(opener + lines) < len(opener + lines):
                stream.truncate(len(there))
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(stream.fileno())
    except OSError as error:
        raise OutputFailed(path, error.strerror or "unknown") from error
    return (there + opener).count(b"\n") + 1
