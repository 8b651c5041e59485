"""The answers of `assistant review`: appended one by one, each on the disk before the next question."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import FileUnreadable, OutputFailed
from assistant.learning.corpus import LabelledPost
from assistant.post import Kind, Label

ANSWERS = "answers.jsonl"


@dataclass(frozen=True, slots=True)
class Answer:
    """A label for a text (`label` None: skipped, or taken back), when, and how the post had been chosen."""

    text: str
    label: Label | None
    kind: Kind | None = None
    at: str | None = None
    why: str | None = None
    undone: bool = False

    def as_json(self) -> dict[str, Any]:
        """A line of the file."""
        fields = {"text": self.text, "label": self.label, "kind": self.kind, "at": self.at, "why": self.why}
        return {**fields, "undone": True} if self.undone else fields


class AnswerBook:
    """The file of answers. The last answer to a text counts; nothing is ever rewritten."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / ANSWERS
        self._answers = {a.text: a for a in _read(self.path)}

    def __contains__(self, text: str) -> bool:
        found = self._answers.get(text)
        return found is not None and not found.undone

    def add(self, answer: Answer) -> None:
        """Write an answer down, to the disk, before anything else happens. Raises `OutputFailed`."""
        line = json.dumps(answer.as_json(), ensure_ascii=True) + "\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab+") as file:
                if file.tell() and _cut_short(file):
                    file.write(b"\n")
                file.write(line.encode())
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise OutputFailed(self.path, os.strerror(error.errno or 0)) from error
        self._answers[answer.text] = answer

    def labelled(self) -> list[Answer]:
        """The answers that give a label, in the order in which their texts came up first."""
        return [a for a in self._answers.values() if a.label is not None and not a.undone]


def answered_posts(folder: Path) -> list[LabelledPost]:
    """The posts labelled in review."""
    return [LabelledPost(a.text, a.label, a.kind) for a in AnswerBook(folder).labelled() if a.label is not None]


def _cut_short(file: Any) -> bool:
    file.seek(-1, os.SEEK_END)
    return bool(file.read(1) != b"\n")


def unreadable_lines(folder: Path) -> list[int]:
    """The numbers (from 1) of lines that are no answer, though something stands in them. Raises `InputError`."""
    lines = enumerate(_lines(folder / ANSWERS), 1)
    return [number for number, line in lines if line.strip() and _answer(line) is None]


def _read(path: Path) -> Iterator[Answer]:
    """Every whole line; one that was cut by a crash is passed over, since its question was never answered."""
    return (answer for line in _lines(path) if (answer := _answer(line)) is not None)


def _lines(path: Path) -> list[bytes]:
    try:
        return path.read_bytes().split(b"\n")
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise FileUnreadable(path, os.strerror(error.errno or 0)) from error


def _answer(line: bytes) -> Answer | None:
    try:
        row = json.loads(line)
        label = Label(row["label"]) if row["label"] else None
        kind = Kind(row["kind"]) if row.get("kind") else None
        return Answer(str(row["text"]), label, kind, row.get("at"), row.get("why"), bool(row.get("undone")))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
