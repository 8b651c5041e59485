"""Rows between reader and writer: a chunk of them with its texts, its line numbers and its payload."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

TEXT_LIMIT = 1_000_000  # characters; a longer text is no post, and a model would take a gigabyte of memory for it


@dataclass(frozen=True, slots=True)
class Row:
    """One post of a file. `line` counts from 1 (rows in Parquet and Excel, the header being row 1 in Excel).

    `fields` holds every column of the row by name, the text's own included.
    """

    line: int
    text: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that cannot be used: its file and line, why, and what stands there (cut to 500 characters)."""

    path: str
    line: int
    reason: str
    raw: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.reason}"


def too_long(path: str, line: int, text: str) -> Reject:
    """The reject for a text beyond `TEXT_LIMIT`."""
    return Reject(path, line, f"the text has {len(text):,} characters, more than any post", text[:500])


class Rows(Protocol):
    """The rows of a chunk in the shape of their format, readable as cells and as objects."""

    def __len__(self) -> int: ...

    def cells(self, columns: Sequence[str]) -> Iterable[Sequence[Any]]:
        """Each row as cells in the order of `columns`; None where it has no such column."""
        ...

    def objects(self) -> Iterable[Mapping[str, Any]]:
        """Each row as an object."""
        ...

    def picked(self, places: Sequence[int]) -> Rows:
        """These rows alone."""
        ...


@dataclass(frozen=True, slots=True)
class CellRows:
    """Rows of a table: `columns` (unique names) and one list of cells for each row."""

    columns: tuple[str, ...]
    rows: list[Sequence[Any]]

    def __len__(self) -> int:
        return len(self.rows)

    def cells(self, columns: Sequence[str]) -> Iterable[Sequence[Any]]:
        if tuple(columns) == self.columns:
            return self.rows
        at = {name: place for place, name in enumerate(self.columns)}
        places = [at.get(c) for c in columns]
        return ([None if p is None else row[p] for p in places] for row in self.rows)

    def objects(self) -> Iterable[Mapping[str, Any]]:
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)

    def picked(self, places: Sequence[int]) -> CellRows:
        return CellRows(self.columns, [self.rows[i] for i in places])


@dataclass(frozen=True, slots=True)
class ObjectRows:
    """JSON objects, each with the line that it was read from (None where it had no line of its own)."""

    items: list[tuple[dict[str, Any], str | None]]

    def __len__(self) -> int:
        return len(self.items)

    def cells(self, columns: Sequence[str]) -> Iterable[Sequence[Any]]:
        return ([item.get(c) for c in columns] for item, _ in self.items)

    def objects(self) -> Iterable[Mapping[str, Any]]:
        return (item for item, _ in self.items)

    def picked(self, places: Sequence[int]) -> ObjectRows:
        return ObjectRows([self.items[i] for i in places])


@dataclass(slots=True)
class Chunk:
    """Some rows in order. `texts`, `lines` and `rows` run in parallel; `rejects` fell out among them."""

    texts: list[str]
    lines: list[int]
    rows: Rows
    rejects: list[Reject] = field(default_factory=list)


def cell_text(value: Any) -> str:
    """A value as the text of a cell: nothing for None, JSON for what JSON has, else as Python writes it (dates)."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool | int | float | list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
