"""Labelled rows out: every column of the input, then label, probability, kind and unsure."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Protocol

from assistant.backlog.columns import ADDED, NUMBERS, kept_name, kept_names
from assistant.backlog.rows import ObjectRows, Rows, cell_text
from assistant.backlog.safe import neutralised
from assistant.backlog.tables import Dialect
from assistant.strictjson import encoded

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
    added: tuple[str, ...] = ADDED


class AddedCells(Protocol):
    """What goes behind each row, in the order of `Layout.added`: texts and truth values."""

    def columns(self) -> Iterable[Sequence[Any]]: ...


class Writer(Protocol):
    """Writes chunks in order."""

    def write(self, rows: Rows, scores: AddedCells) -> None: ...

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
        header = kept_names(layout.header or self._columns, layout.added)
        self._emit([[*(map(neutralised, header) if layout.safe else header), *layout.added]])

    def write(self, rows: Rows, scores: AddedCells) -> None:
        every = rows.cells(self._columns)
        if self._safe:
            every = ([neutralised(cell_text(c)) for c in cells] for cells in every)
        self._emit(
            [
                [
                    *[c if type(c) is str else cell_text(c) for c in cells],
                    *[TRUTH[v] if v is True or v is False else v for v in added],
                ]
                for cells, added in zip(every, scores.columns(), strict=True)
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

    A row that came from a JSON line goes out with the very bytes that it had, and the added members.
    """

    def __init__(self, stream: BinaryIO, *, array: bool = False, added: tuple[str, ...] = ADDED) -> None:
        self._stream = stream
        self._added = added
        self._array = array
        self._first = True

    def write(self, rows: Rows, scores: AddedCells) -> None:
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

    def _lines(self, rows: Rows, scores: AddedCells) -> Iterator[str]:
        for whole, added in zip(self._objects(rows), scores.columns(), strict=True):
            yield f"{whole[:-1].rstrip()}{self._members(added)}"

    def _members(self, values: Sequence[Any]) -> str:
        return "".join(f', "{n}": {_member(n, v)}' for n, v in zip(self._added, values, strict=True)) + "}"

    def _objects(self, rows: Rows) -> Iterable[str]:
        """Each row as JSON, under names that leave room for ours; the raw line where there is one."""
        has_room = frozenset(self._added).isdisjoint
        if isinstance(rows, ObjectRows):
            return (raw if raw is not None and has_room(item) else self._dumped(item) for item, raw in rows.items)
        return map(self._dumped, rows.objects())

    def _dumped(self, item: Mapping[str, Any]) -> str:
        return _encode({_kept(name, item, self._added): value for name, value in item.items()})


_strictly = json.JSONEncoder(ensure_ascii=False, default=str, allow_nan=False).encode


def _encode(value: Any) -> str:
    """The value as JSON, which has no NaN and no infinity: null stands for them."""
    try:
        return _strictly(value)
    except ValueError:
        return _strictly(_finite(value))


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _finite(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_finite(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _member(name: str, value: Any) -> str:
    if value is True or value is False:
        return TRUTH[value]
    return str(value) if name in NUMBERS else _encode(value)


def _kept(name: str, item: Mapping[str, Any], added: Sequence[str]) -> str:
    return kept_name(name, item) if name in added else name
