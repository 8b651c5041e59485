"""Which format a file has: its suffix says so, or the user."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from assistant.backlog.columns import has_known_header
from assistant.backlog.source import COMPRESSED
from assistant.errors import InputError


class FileFormat(StrEnum):
    """The formats of a backlog."""

    CSV = "csv"
    TSV = "tsv"
    JSONL = "jsonl"
    JSON = "json"
    TEXT = "text"
    PARQUET = "parquet"
    EXCEL = "excel"


_SUFFIXES = {
    ".csv": FileFormat.CSV,
    ".tsv": FileFormat.TSV,
    ".tab": FileFormat.TSV,
    ".jsonl": FileFormat.JSONL,
    ".ndjson": FileFormat.JSONL,
    ".json": FileFormat.JSON,
    ".js": FileFormat.JSON,
    ".txt": FileFormat.TEXT,
    ".text": FileFormat.TEXT,
    ".md": FileFormat.TEXT,
    ".parquet": FileFormat.PARQUET,
    ".pq": FileFormat.PARQUET,
    ".xlsx": FileFormat.EXCEL,
    ".xlsm": FileFormat.EXCEL,
}
KNOWN = ".csv, .tsv, .jsonl, .json, .txt, .parquet, .xlsx, and .gz or .zst of these"


def known_format(path: Path) -> FileFormat | None:
    """The format that the name's suffix says (before `.gz` or `.zst`), or None."""
    name = path.name.lower()
    for packed in COMPRESSED:
        name = name.removesuffix(packed)
    return _SUFFIXES.get(Path(name).suffix)


def format_of(path: Path, *, name: str | None = None) -> FileFormat:
    """Like `known_format`, but raises `InputError` for a suffix that is not known."""
    found = known_format(path)
    if found is None:
        if path.suffix.lower() == ".xls":
            raise InputError(f"{name or path} is an old Excel file", "save it as .xlsx or .csv first")
        raise InputError(f"{name or path} has no known format", f"known are {KNOWN}")
    return found


def guessed_format(sample: bytes) -> FileFormat:
    """What the content looks like where there is no name to go by (standard input): JSON, a table, else text."""
    if sample.startswith(b"PAR1"):
        return FileFormat.PARQUET
    if sample.startswith(b"PK\x03\x04"):
        return FileFormat.EXCEL
    start = sample.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{"):
        return FileFormat.JSONL
    if start.startswith(b"["):
        return FileFormat.JSON
    first = start.split(b"\n", 1)[0]
    if has_known_header(first.decode("utf-8", "replace")):
        return FileFormat.CSV
    return FileFormat.TEXT
