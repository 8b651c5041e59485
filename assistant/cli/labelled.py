"""The user's labelled posts, from any file that `label` reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.backlog import Row, find_column, read_rows
from assistant.cli.screen import counted
from assistant.errors import InputError, NoSuchColumn, RowsRejected
from assistant.learning.corpus import LabelledPost, same_form
from assistant.learning.labels import KIND_COLUMNS, LABEL_COLUMNS, is_blank, kind_meant, label_meant
from assistant.post import LABEL_OF, Kind, Label

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Columns:
    """How the file names its columns, where it must be said; None: found out."""

    text: str | None = None
    label: str | None = None
    encoding: str | None = None


def read_labelled(paths: Sequence[Path], columns: Columns, *, tell: Tell) -> list[LabelledPost]:
    """The labelled posts of all files in order.

    Rows without a label are left out, and repeated texts count once; `tell` hears of both and of every word that was
    read as a label. Raises `RowsRejected` with all unusable rows, each with file and line.
    """
    reading = _Reading()
    for path in paths:
        for row in _rows(path, columns, reading.problems):
            reading.take(path, row, columns)
    if reading.problems:
        raise RowsRejected(reading.problems, "write promotional or value there (or leave it empty) and try again")
    for line in reading.notes():
        tell(line)
    return [post for _, post in reading.posts.values()]


def _rows(path: Path, columns: Columns, problems: list[str]) -> Iterator[Row]:
    return read_rows(
        path, text_column=columns.text, encoding=columns.encoding, on_reject=lambda reject: problems.append(str(reject))
    )


class _Reading:
    """What was read so far, and what there is to say of it."""

    def __init__(self) -> None:
        self.posts: dict[str, tuple[str, LabelledPost]] = {}
        self.problems: list[str] = []
        self._words: Counter[tuple[str, Label]] = Counter()
        self._unlabelled = self._repeated = self._empty = self._bent = 0
        self._judged_by_machine: set[Path] = set()

    def take(self, path: Path, row: Row, columns: Columns) -> None:
        """Add one row, or what is wrong with it."""
        place = f"{path}:{row.line}"
        label_column, kind_column = _label_column(path, row, columns), find_column(row.fields, KIND_COLUMNS)
        written = row.fields.get(label_column) if label_column else None
        named = row.fields.get(kind_column) if kind_column else None
        if {"probability", "unsure"} <= set(row.fields):
            self._judged_by_machine.add(path)
        kind = None if is_blank(named) else kind_meant(named)
        if kind is None and not is_blank(named):
            self.problems.append(f"{place}: unknown kind {str(named)[:40]!r} (known: {', '.join(Kind)})")
            return
        label = self._label(place, written, kind)
        if label is None:
            return
        if not row.text.strip():
            self._empty += 1
            return
        if kind is not None and LABEL_OF[kind] is not label:
            self._bent += 1
            kind = None
        self._keep(place, LabelledPost(row.text, label, kind))

    def _label(self, place: str, written: object, kind: Kind | None) -> Label | None:
        if is_blank(written):
            if kind is None:
                self._unlabelled += 1
                return None
            return LABEL_OF[kind]
        meant = label_meant(written)
        if meant is None:
            self.problems.append(f"{place}: {str(written)[:40]!r} is no label (known: promotional, value)")
            return None
        label, exact = meant
        if not exact:
            self._words[str(written).strip()[:40], label] += 1
        return label

    def _keep(self, place: str, post: LabelledPost) -> None:
        first = self.posts.setdefault(same_form(post.text), (place, post))
        if first[1] is post:
            return
        self._repeated += 1
        if first[1].label is not post.label:
            self.problems.append(f"{place}: says {post.label}, and {first[0]} says {first[1].label} of the same text")

    def notes(self) -> Iterator[str]:
        """What the user should know of how the files were read, a line each."""
        for (word, label), count in sorted(self._words.items()):
            yield f"read {word!r} as {label} ({counted(count, 'post')})"
        for count, what in (
            (self._unlabelled, "without a label left out"),
            (self._empty, "without text left out"),
            (self._repeated, "that repeat another left out"),
            (self._bent, "where label and kind disagree: the label counts, the kind is left out"),
        ):
            if count:
                yield f"{counted(count, 'post')} {what}"
        for path in sorted(self._judged_by_machine):
            yield (
                f"{path} has the columns that `assistant label` adds: learn from it only if you went over its labels, "
                "or the model learns its own mistakes"
            )


def _label_column(path: Path, row: Row, columns: Columns) -> str | None:
    if columns.label is not None:
        found = find_column(row.fields, [columns.label])
        if found is None:
            raise NoSuchColumn(path, f"column {columns.label!r}", list(row.fields), "--label-column")
        return found
    found = find_column(row.fields, LABEL_COLUMNS)
    if found is None and find_column(row.fields, KIND_COLUMNS) is None:
        raise NoSuchColumn(path, "column with the labels", list(row.fields), "--label-column")
    return found


def some(posts: Sequence[LabelledPost], paths: Sequence[Path]) -> Sequence[LabelledPost]:
    """The posts, if there are any. Raises `InputError`."""
    if not posts:
        names = ", ".join(map(str, paths))
        raise InputError(f"{names} holds no labelled post", "write promotional or value into its label column")
    return posts
