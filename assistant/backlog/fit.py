"""What an output format cannot hold goes to the rejects before it is scored, with the reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from assistant.backlog.formats import FileFormat
from assistant.backlog.rows import CellRows, Chunk, ObjectRows, Reject, cell_text

EXCEL_CELL = 32_767  # UTF-16 units (Excel specifications and limits)


def fitting(chunk: Chunk, out_format: FileFormat, *, name: str, quoted: bool = True) -> Chunk:
    """The chunk without the rows that `out_format` cannot hold; those are added to its rejects."""
    if out_format in {FileFormat.JSON, FileFormat.JSONL}:
        return chunk
    problem = _excel if out_format is FileFormat.EXCEL else _unicode if quoted else _unquoted
    if problem is _unicode and _harmless(chunk):
        return chunk
    bad: dict[int, str] = {}
    for place, fields in enumerate(chunk.rows.objects()):
        why = _first(fields, problem)
        if why:
            bad[place] = why
    if not bad:
        return chunk
    good = [i for i in range(len(chunk.texts)) if i not in bad]
    rejects = [Reject(name, chunk.lines[i], why, chunk.texts[i][:500]) for i, why in bad.items()]
    return Chunk(
        [chunk.texts[i] for i in good],
        [chunk.lines[i] for i in good],
        chunk.rows.picked(good),
        [*chunk.rejects, *rejects],
    )


def unfit_name(name: str, out_format: FileFormat) -> str | None:
    """Why `out_format`, one with columns, cannot hold a column of this name; None if it can."""
    return (_excel if out_format is FileFormat.EXCEL else _unicode)(name)


def _harmless(chunk: Chunk) -> bool:
    """Whether every row is certain to fit, told at once for all of them; if not, each is looked at."""
    if isinstance(chunk.rows, ObjectRows):  # what is amiss can stand in JSON as an escape alone
        return all(raw is not None and "\\u" not in raw for _, raw in chunk.rows.items)
    try:
        joined = "".join(map("".join, chunk.rows.rows) if isinstance(chunk.rows, CellRows) else chunk.texts)
    except TypeError:  # cells that are no texts
        return False
    try:
        joined.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return "\0" not in joined


def _first(fields: Mapping[str, Any], problem: Callable[[str], str | None]) -> str | None:
    for name, value in fields.items():
        why = problem(cell_text(value)) if isinstance(value, str | list | dict) else None
        if why:
            return f"{name!r} {why}"
        if why := problem(name):
            return f"the name {name!r} {why}"
    return None


def _unicode(text: str) -> str | None:
    if "\0" in text:
        return "holds a zero byte, which only JSON can hold"
    return _whole_characters(text)


def _unquoted(text: str) -> str | None:
    if any(c in text for c in "\t\r\n"):
        return "holds a tab or line break, which a table without quotes cannot hold"
    return _unicode(text)


def _excel(text: str) -> str | None:
    if len(text) * 2 > EXCEL_CELL and len(text.encode("utf-16-le", "surrogatepass")) // 2 > EXCEL_CELL:
        return f"is longer than the {EXCEL_CELL:,} characters that a cell of Excel holds"
    return _whole_characters(text)


def _whole_characters(text: str) -> str | None:
    if not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text):
        return "holds half a character (a lone surrogate), which only JSON can hold"
    return None
