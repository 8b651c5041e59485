"""Labelled rows out: every column of the input, then label, probability, kind and unsure."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Protocol

from assistant.backlog.columns import ADDED, kept_name, kept_names
from assistant.backlog.rows import ObjectRows, Rows, cell_text
from assistant.backlog.safe import neutralised
from assistant.backlog.scoring import Scores
from assistant.backlog.tables import Dialect

PLAIN = Dialect()
TRUTH = {False: "false", True: "true"}


@dataclass(frozen=True, slots=True)
class Layout:
    """What the output looks like: the columns (unique names) and header of the input and, for a table, its dialect.

    `columns` is None where every row brings its own names. `mark`: begin with a byte order mark. `safe`: neutralise
    cells that a spreadsheet would run. `types` are what is known of a column's values: an Arrow type, "bool", "int",
    "float", or nothing for text.
    """

    columns: tuple[str, ...] | None
    header: tuple[str, ...] | None = None
    dialect: Dialect = PLAIN
    mark: bool = False
    safe: bool = False
    types: Mapping[str, Any] = field(default_factory=dict)


class Writer(Protocol):
    """Writes chunks in order."""

    def write(self, rows: Rows, scores: Scores) -> None: ...

    def finish(self) -> None:
        """Write what a format has at its end."""
        ...

    def abandon(self) -> None:
        """Let go of an unfinished file; nothing to do after `finish`."""
        ...


class TableWriter:
    """CSV or TSV in UTF-8."""

    def __init__(self, stream: BinaryIO, layout: Layout) -> None:
        self._columns = layout.columns or ()
        self._stream = stream
        self._cell = (lambda value: neutralised(cell_text(value))) if layout.safe else cell_text
        self._options = {**layout.dialect.options(), "lineterminator": layout.dialect.newline}
        if layout.mark:
            stream.write(b"\xef\xbb\xbf")
        self._emit([[*map(self._cell, kept_names(layout.header or self._columns)), *ADDED]])

    def write(self, rows: Rows, scores: Scores) -> None:
        pairs = zip(rows.cells(self._columns), scores.columns(), strict=True)
        self._emit(
            [*map(self._cell, cells), label, probability, kind, TRUTH[unsure]]
            for cells, (label, probability, kind, unsure) in pairs
        )

    def finish(self) -> None:
        """A table has no end of its own."""

    def abandon(self) -> None:
        """Nothing is held open."""

    def _emit(self, rows: Iterable[Sequence[str]]) -> None:
        text = io.StringIO(newline="")
        writer = csv.writer(text, **self._options)
        every: Any = None
        for row in rows:
            # Before Python 3.13 the csv module leaves a lone carriage return unquoted and cannot read it back.
            if "\r" in "".join(row) and self._options.get("quotechar"):
                every = every or csv.writer(text, **{**self._options, "quoting": csv.QUOTE_ALL})
                every.writerow(row)
            else:
                writer.writerow(row)
        self._stream.write(text.getvalue().encode("utf-8"))


class JsonWriter:
    """JSON Lines, or one JSON array with an object in each line.

    A row that came from a JSON line goes out with the very bytes that it had, and four members more.
    """

    def __init__(self, stream: BinaryIO, *, array: bool = False) -> None:
        self._stream = stream
        self._array = array
        self._first = True

    def write(self, rows: Rows, scores: Scores) -> None:
        lines = list(self._lines(rows, scores))
        if not lines:
            return
        if self._array:
            start = "[\n" if self._first else ",\n"
            text = start + ",\n".join(lines)
        else:
            text = "\n".join(lines) + "\n"
        self._first = False
        self._stream.write(encoded(text))

    def finish(self) -> None:
        if self._array:
            self._stream.write(b"[]\n" if self._first else b"\n]\n")

    def abandon(self) -> None:
        """Nothing is held open."""

    def _lines(self, rows: Rows, scores: Scores) -> Iterator[str]:
        if isinstance(rows, ObjectRows):
            for (item, raw), added in zip(rows.items, scores.columns(), strict=True):
                yield _grown(item, raw, _members(*added))
        else:
            for fields, added in zip(rows.objects(), scores.columns(), strict=True):
                yield _grown(fields, None, _members(*added))


def _members(label: str, probability: str, kind: str, unsure: bool) -> str:
    return f', "label": "{label}", "probability": {probability}, "kind": "{kind}", "unsure": {TRUTH[unsure]}}}'


def _grown(item: Mapping[str, Any], raw: str | None, members: str) -> str:
    if any(name in item for name in ADDED):
        raw = _dumped({_kept(name, item): value for name, value in item.items()})
    elif raw is None:
        raw = _dumped(item)
    return raw[:-1].rstrip() + members


def _dumped(item: Mapping[str, Any]) -> str:
    return json.dumps(item, ensure_ascii=False, default=str)


def _kept(name: str, item: Mapping[str, Any]) -> str:
    return kept_name(name, list(item)) if name in ADDED else name


def encoded(text: str) -> bytes:
    """UTF-8; half an emoji, which JSON can hold as an escape alone, becomes that escape."""
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return "".join(f"\\u{ord(c):04x}" if "\ud800" <= c <= "\udfff" else c for c in text).encode("utf-8")
