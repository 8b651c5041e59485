"""What the output looks like, settled before its first row is written."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

from assistant.backlog.columns import ADDED, kept_names
from assistant.backlog.fit import unfit_name
from assistant.backlog.formats import FileFormat
from assistant.backlog.output import WholeFile
from assistant.backlog.reading import Backlog
from assistant.backlog.tables import Dialect
from assistant.backlog.writing import JsonWriter, Layout, TableWriter, Writer
from assistant.errors import InputError, UsageError

OBJECTS = {FileFormat.JSON, FileFormat.JSONL}
TABLES = {FileFormat.CSV, FileFormat.TSV}


def settle_layout(
    backlogs: Sequence[Backlog],
    out_format: FileFormat,
    on_note: Callable[[str], None],
    *,
    safe: bool = False,
    added: tuple[str, ...] = ADDED,
) -> Layout:
    """The columns of the output: those of the inputs in order of appearance, under names that leave room for ours.

    Raises `UsageError` for an output that has no room for labels.
    """
    if out_format is FileFormat.TEXT:
        raise UsageError(f"plain text has no room for columns such as {added[0]}", "name an output like posts.csv")
    first = backlogs[0]
    alike = len(backlogs) == 1 and first.format is out_format
    dialect = first.dialect if alike else Dialect("\t") if out_format is FileFormat.TSV else None
    columns: tuple[str, ...] | None = None
    types: dict[str, Any] = {}
    if out_format not in OBJECTS:
        columns, types = _columns_and_types(backlogs, out_format)
    listed = columns or tuple(itertools.chain.from_iterable(b.columns for b in backlogs if b.columns))
    for old in dict.fromkeys(name for name in listed if name in added):
        on_note(f"the column {old!r} that was there goes on as {kept_names(listed, added)[listed.index(old)]!r}")
    return Layout(
        columns=columns,
        header=first.header if alike and out_format in TABLES else None,
        dialect=dialect or Dialect(),
        mark=alike and out_format in TABLES and first.source.has_mark,
        safe=safe,
        types=types,
        added=added,
    )


def _columns_and_types(backlogs: Sequence[Backlog], out_format: FileFormat) -> tuple[tuple[str, ...], dict[str, Any]]:
    names: dict[str, None] = {}
    found: dict[str, list[Any]] = {}
    for backlog in backlogs:
        types = backlog.types if backlog.columns is not None else _scanned(backlog, out_format)
        _refuse_unfit(backlog, out_format)
        for name in backlog.columns if backlog.columns is not None else types:
            names[name] = None
            found.setdefault(name, []).append(types.get(name))
    return tuple(names), {name: kinds[0] for name, kinds in found.items() if all(k == kinds[0] for k in kinds)}


def _refuse_unfit(backlog: Backlog, out_format: FileFormat) -> None:
    for name in backlog.columns or ():
        if why := unfit_name(name, out_format):
            raise InputError(f"{backlog.name}: the column name {name[:60]!r} {why}", "rename the column")


def _scanned(backlog: Backlog, out_format: FileFormat) -> dict[str, str]:
    """All names in a file whose rows bring their own, and the sort of their values; without the names that cannot be
    columns of `out_format`, whose rows are rejected.

    A table must know its columns before its first row, so such a file is read twice.
    """
    kinds: dict[str, set[str]] = {}
    for chunk in backlog.chunks():
        for item in chunk.rows.objects():
            for name, value in item.items():
                kinds.setdefault(name, set()).add(_kind(value))
    return {name: _common(found - {"nothing"}) for name, found in kinds.items() if not unfit_name(name, out_format)}


def _kind(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int):
        return "int" if -(1 << 63) <= value < 1 << 63 else "text"
    return "float" if isinstance(value, float) else "text"


def _common(kinds: set[str]) -> str:
    return next(iter(kinds)) if len(kinds) == 1 else "text"


def writer_for(out_format: FileFormat, output: WholeFile, layout: Layout) -> Writer:
    """The writer of a format, at the beginning of its file."""
    stream = output.open()
    if out_format in OBJECTS:
        return JsonWriter(stream, array=out_format is FileFormat.JSON, added=layout.added)
    if out_format is FileFormat.PARQUET:
        from assistant.backlog.arrow import ParquetWriter

        return ParquetWriter(stream, layout)
    if out_format is FileFormat.EXCEL:
        from assistant.backlog.excel import ExcelWriter

        return ExcelWriter(stream, layout)
    return TableWriter(stream, layout)
