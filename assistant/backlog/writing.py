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
_AT_ONCE = 64  # rows of a table; those among them that need more care are few


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
        self._safe = layout.safe
        self._options = {**layout.dialect.options(), "lineterminator": layout.dialect.newline}
        if layout.mark:
            stream.write(b"\xef\xbb\xbf")
        header = kept_names(layout.header or self._columns)
        self._emit([[*(map(neutralised, header) if layout.safe else header), *ADDED]])

    def write(self, rows: Rows, scores: Scores) -> None:
        every = rows.cells(self._columns)
        if self._safe:
            every = ([neutralised(cell_text(c)) for c in cells] for cells in every)
        self._emit(
            [
                [*[c if type(c) is str else cell_text(c) for c in cells], label, probability, kind, TRUTH[unsure]]
                for cells, (label, probability, kind, unsure) in zip(every, scores.columns(), strict=True)
            ]
        )

    def finish(self) -> None:
        """A table has no end of its own."""

    def abandon(self) -> None:
        """Nothing is held open."""

    def _emit(self, rows: Sequence[Sequence[str]]) -> None:
        parts = (self._written(rows[i : i + _AT_ONCE]) for i in range(0, len(rows), _AT_ONCE))
        self._stream.write("".join(parts).encode("utf-8"))

    def _written(self, rows: Sequence[Sequence[str]]) -> str:
        text = io.StringIO(newline="")
        csv.writer(text, **self._options).writerows(rows)
        table = text.getvalue()
        own = len(rows) if "\r" in self._options["lineterminator"] else 0
        if table.count("\r") == own or not self._options.get("quotechar"):
            return table
        # Before Python 3.13 the csv module leaves a lone carriage return unquoted and cannot read it back.
        text = io.StringIO(newline="")
        plain, every = csv.writer(text, **self._options), csv.writer(text, **self._options, quoting=csv.QUOTE_ALL)
        for row in rows:
            (every if "\r" in "".join(row) else plain).writerow(row)
        return text.getvalue()


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
        for whole, (label, probability, kind, unsure) in zip(_objects(rows), scores.columns(), strict=True):
            begun = f'{whole[:-1].rstrip()}, "label": "{label}", "probability": {probability}, "kind": "{kind}"'
            yield f'{begun}, "unsure": {TRUTH[unsure]}}}'


_has_room = frozenset(ADDED).isdisjoint
_encode = json.JSONEncoder(ensure_ascii=False, default=str).encode


def _objects(rows: Rows) -> Iterable[str]:
    """Each row as JSON, under names that leave room for ours; the raw line where there is one."""
    if isinstance(rows, ObjectRows):
        return (raw if raw is not None and _has_room(item) else _dumped(item) for item, raw in rows.items)
    return map(_dumped, rows.objects())


def _dumped(item: Mapping[str, Any]) -> str:
    return _encode(item if _has_room(item) else {_kept(name, item): value for name, value in item.items()})


def _kept(name: str, item: Mapping[str, Any]) -> str:
    return kept_name(name, list(item)) if name in ADDED else name


def encoded(text: str) -> bytes:
    """UTF-8; half an emoji, which JSON can hold as an escape alone, becomes that escape."""
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return "".join(f"\\u{ord(c):04x}" if "\ud800" <= c <= "\udfff" else c for c in text).encode("utf-8")
