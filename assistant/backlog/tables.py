"""CSV and TSV: the dialect is detected, every cell stays as it was, and a bad row says where and why it is bad."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.backlog.rows import Reject
from assistant.backlog.safe import restored
from assistant.backlog.source import SAMPLE, Source
from assistant.errors import InputError

CELL_LIMIT = 16 << 20  # characters; a longer cell is no post, and more likely a quote that nobody closed
_DELIMITERS = ",;\t|"
RAW_SHOWN = 500  # characters of a rejected row

Record = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a table is written down. `quoted` is False for tab-separated files whose quotes mean nothing."""

    delimiter: str = ","
    quoted: bool = True
    newline: str = "\n"

    def options(self) -> dict[str, Any]:
        """Arguments for the csv module."""
        if self.quoted:
            return {"delimiter": self.delimiter, "quotechar": '"', "doublequote": True}
        return {"delimiter": self.delimiter, "quoting": csv.QUOTE_NONE, "quotechar": None}

    def __str__(self) -> str:
        names = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
        return f"separated by {names.get(self.delimiter, repr(self.delimiter))}{'' if self.quoted else ', no quoting'}"


def detect_dialect(sample: str, *, tabs: bool = False, whole: bool = True) -> Dialect:
    """The dialect of a table from its beginning.

    The delimiter is the one that cuts the header and most of the first rows into the same number of cells, more than
    one; a comma where none does. `tabs`: the file's name says that it is separated by tabs. `whole`: the
    sample is all there is, else it may end inside a cell.
    """
    newline = "\r\n" if "\r\n" in sample else "\n" if "\n" in sample or "\r" not in sample else "\r"
    if newline == "\r":
        sample = sample.replace("\r", "\n")
    if tabs:
        return Dialect("\t", _means_quotes(sample, whole), newline)
    best = max(_DELIMITERS, key=lambda d: _evenness(sample, d))
    if _evenness(sample, best) == 0:
        return Dialect(",", newline=newline)
    return Dialect(best, best != "\t" or _means_quotes(sample, whole), newline)


def _evenness(sample: str, delimiter: str) -> float:
    header = next(csv.reader(sample.splitlines(keepends=True)[:20], delimiter=delimiter), [])
    if len(header) < 2:
        return 0
    try:
        rows = list(itertools.islice(csv.reader(_physical(sample), delimiter=delimiter), 1, 50))
    except csv.Error:
        return 0
    rows = [r for r in rows if r]
    even = sum(len(r) == len(header) for r in rows)
    return (even + 1) / (len(rows) + 1) + len(header) / 1000


def _physical(text: str) -> Iterator[str]:
    return (line + "\n" for line in text.split("\n"))


def _means_quotes(sample: str, whole: bool) -> bool:
    """Whether quotes in a tab-separated file enclose cells: they do if strict reading finds no contradiction."""
    if '"' not in sample:
        return True
    lines = list(_physical(sample))
    reader = csv.reader(lines, delimiter="\t", strict=True)
    widths, ends = [], 0
    try:
        for row in reader:
            widths.append(len(row))
            ends = reader.line_num
    except csv.Error:
        if whole or reader.line_num < len(lines):
            return False
        # The sample ends inside a cell, or a quote that means nothing stands open over what are rows of their own.
        rows = sum(line.count("\t") == widths[0] - 1 for line in lines[ends:]) if widths else len(lines)
        if rows > 0.9 * (len(lines) - ends - 1):
            return False
    plain = {len(line.split("\t")) for line in lines if line.strip()}
    return len(set(widths) - {0}) <= len(plain)


class TableReader:
    """The records of a CSV or TSV file: first `header`, then `records()`.

    `safe`: take back what `--spreadsheet-safe` put in front of cells.
    """

    def __init__(self, source: Source, *, tabs: bool = False, safe: bool = False) -> None:
        csv.field_size_limit(CELL_LIMIT)
        self.source = source
        sample = source.sample_text()
        self.dialect = detect_dialect(sample, tabs=tabs, whole=len(source.sample) < SAMPLE)
        self._safe = safe
        self._last = ""  # the line that was read last
        self.header = self._first_record()

    def _first_record(self) -> tuple[str, ...]:
        for _, cells in self._parsed():
            if isinstance(cells, Reject):
                raise InputError(f"{self.source.name}: {cells.reason} (line {cells.line})", "correct the header")
            if "\0" in "".join(cells):
                raise InputError(f"{self.source.name} holds zero bytes in its header", "check that it is a text file")
            return tuple(map(restored, cells)) if self._safe else tuple(cells)
        raise InputError(f"{self.source.name} holds no rows", "give a file with a header and at least one post")

    def records(self) -> Iterator[tuple[int, list[str] | Reject]]:
        """Line number and cells of each row after the header; a `Reject` in place of the cells of a bad row."""
        width, name = len(self.header), self.source.name
        parsed = self._parsed()
        next(parsed)
        for line, cells in parsed:
            if isinstance(cells, Reject):
                yield line, cells
            elif len(cells) != width:
                yield line, Reject(name, line, ragged(cells, width), _raw(cells, self.dialect))
            elif self.source.zeros and "\0" in "".join(cells):
                yield line, Reject(name, line, "the row holds zero bytes", _raw(cells, self.dialect))
            elif self._safe:
                yield line, [restored(c) for c in cells]
            else:
                yield line, cells

    def close(self) -> None:
        """Let go of the file."""
        self.source.close()

    def _parsed(self) -> Iterator[tuple[int, list[str] | Reject]]:
        reader = csv.reader(self._watched(), **self.dialect.options())
        begins = 1
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield begins, self._failed(begins, reader.line_num, self._last, error)
            else:
                if cells:
                    yield begins, cells
            begins = reader.line_num + 1

    def _watched(self) -> Iterator[str]:
        for line in self.source.lines("\r" if self.dialect.newline == "\r" else "\n"):
            self._last = line
            yield line

    def _failed(self, begins: int, line: int, text: str, error: csv.Error) -> Reject:
        name = self.source.name
        if "field larger" not in str(error):
            return Reject(name, begins, f"the row cannot be read ({error})", text[:RAW_SHOWN])
        if begins != line or text.count('"') % 2:
            raise InputError(
                f"{name} has a cell of more than {CELL_LIMIT >> 20} million characters (it begins in line {begins})",
                "look for a quote there that is never closed",
            )
        return Reject(name, begins, f"a cell has more than {CELL_LIMIT >> 20} million characters", text[:RAW_SHOWN])


def ragged(cells: Sequence[str], width: int) -> str:
    """Why a row with so many cells is none of a table of this width."""
    said = f"the row has {len(cells)} cell{'s' * (len(cells) != 1)} instead of {width}"
    long = any(c.count("\n") > 50 for c in cells)
    return said + " (a quote may be open: one cell runs over many lines)" * long


def _raw(cells: Sequence[str], dialect: Dialect) -> str:
    return dialect.delimiter.join(cells)[:RAW_SHOWN]
