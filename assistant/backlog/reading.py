"""Any backlog file as a stream of chunks or of single rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.backlog.columns import find_text_column, find_text_field, unique_names
from assistant.backlog.formats import FileFormat, format_of
from assistant.backlog.objects import json_items, json_lines
from assistant.backlog.plain import posts_by_block, posts_by_line
from assistant.backlog.rows import TEXT_LIMIT, CellRows, Chunk, ObjectRows, Reject, Row, Rows, cell_text, too_long
from assistant.backlog.source import Source
from assistant.backlog.tables import Dialect, TableReader
from assistant.errors import RowsRejected

if TYPE_CHECKING:
    from assistant.backlog.arrow import ParquetReader
    from assistant.backlog.excel import ExcelReader

FAST_ROWS = 4096  # rows of a chunk for the light model: some tenths of a second
FULL_ROWS = 256  # with the encoder: some seconds
Record = tuple[int, str, Any]  # line, text, and the row in its format's shape (or a `Reject`)
CHUNK_CHARACTERS = 1 << 20  # a chunk ends early at this much text, so that huge posts do not pile up


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How a file is to be read where it does not say so itself. None: found out."""

    text_column: str | None = None
    encoding: str | None = None
    format: FileFormat | None = None
    blocks: bool = False
    safe: bool = False
    rows: int = FAST_ROWS


class Backlog:
    """An opened input file.

    `columns` are the names of a table's columns, unique; None where each row brings its own (JSON). `header` are the
    columns as the file has them. `dialect` is None for what is no CSV or TSV.
    """

    def __init__(self, path: Path, options: ReadOptions, *, name: str | None = None) -> None:
        self.source = Source(path, options.encoding, name=name)
        self.name = self.source.name
        self.format = options.format or format_of(path, name=name)
        self.options = options
        self.dialect: Dialect | None = None
        self.columns: tuple[str, ...] | None = None
        self.header: tuple[str, ...] = ()
        self.text_column: str | None = options.text_column
        self.types: Mapping[str, Any] = {}
        self._place = 0
        self._table: TableReader | ExcelReader | None = None
        self._parquet: ParquetReader | None = None
        try:
            self._open()
        except BaseException:
            self.close()
            raise

    def _open(self) -> None:
        wanted = self.options.text_column
        if self.format is FileFormat.PARQUET:
            from assistant.backlog.arrow import ParquetReader

            self._parquet = found = ParquetReader(self.source, wanted)
            self.header, self.columns, self.types = found.header, found.columns, found.types
            self._place = found.place
        elif self.format is FileFormat.EXCEL:
            from assistant.backlog.excel import ExcelReader

            self._table = ExcelReader(self.source, wanted)
        elif self.format in {FileFormat.CSV, FileFormat.TSV}:
            table = TableReader(self.source, tabs=self.format is FileFormat.TSV, safe=self.options.safe)
            self._table, self.dialect = table, table.dialect
        elif self.format is FileFormat.TEXT:
            self.header = self.columns = ("text",)
        if self._table:
            self.header = self._table.header
            self.columns = unique_names(self.header)
            self._place = find_text_column(self.header, self.name, wanted)
        if self.columns:
            self.text_column = self.columns[self._place]

    def chunks(self) -> Iterator[Chunk]:
        """The rows in chunks of `options.rows`, fewer where texts are huge. Bad rows are in `Chunk.rejects`."""
        columns = self.columns
        if self._parquet:
            return self._parquet.chunks(self.options.rows, CHUNK_CHARACTERS)
        if columns is None:
            return _chunks(self._objects(), ObjectRows, self.name, self.options.rows)
        return _chunks(self._cells(), lambda rows: CellRows(columns, rows), self.name, self.options.rows)

    def position(self) -> tuple[int, int]:
        """Bytes read and bytes in all, as the file lies on the disk."""
        return self.source.position(), self.source.size

    def close(self) -> None:
        """Let go of the file."""
        self.source.close()
        if self._parquet:
            self._parquet.close()
        if self._table:
            self._table.close()

    def _cells(self) -> Iterator[Record]:
        if self._table:
            place = self._place
            for line, cells in self._table.records():
                yield line, "" if isinstance(cells, Reject) else cell_text(cells[place]), cells
        else:
            posts = posts_by_block if self.options.blocks else posts_by_line
            for line, text in posts(self.source):
                yield line, text, [text]

    def _objects(self) -> Iterator[Record]:
        """The first object settles the way to the text."""
        way: tuple[str, ...] | None = None
        items = json_lines(self.source) if self.format is FileFormat.JSONL else json_items(self.source)
        for line, item, raw in items:
            if isinstance(item, Reject):
                yield line, "", item
                continue
            if way is None:
                way = find_text_field(item, self.name, self.options.text_column)
                self.text_column = ".".join(way)
            found = _reached(item, way)
            if isinstance(found, str):
                yield line, found, (item, raw)
            else:
                yield line, "", Reject(self.name, line, _no_text(way, found), (raw or str(item))[:500])


def _reached(item: dict[str, Any], way: tuple[str, ...]) -> str | object:
    value: Any = item
    for key in way:
        if not isinstance(value, dict) or key not in value:
            return _MISSING
        value = value[key]
    return "" if value is None else value


_MISSING = object()


def _no_text(way: tuple[str, ...], found: object) -> str:
    name = ".".join(way)
    return f"there is no {name!r}" if found is _MISSING else f"{name!r} is no text"


def _chunks(records: Iterable[Record], rows_of: Callable[[list[Any]], Rows], name: str, limit: int) -> Iterator[Chunk]:
    texts: list[str] = []
    lines: list[int] = []
    rows: list[Any] = []
    rejects: list[Reject] = []
    size = 0
    for line, text, row in records:
        if isinstance(row, Reject):
            rejects.append(row)
            continue
        if len(text) > TEXT_LIMIT:
            rejects.append(too_long(name, line, text))
            continue
        texts.append(text)
        lines.append(line)
        rows.append(row)
        size += len(text)
        if len(rows) >= limit or size >= CHUNK_CHARACTERS:
            yield Chunk(texts, lines, rows_of(rows), rejects)
            texts, lines, rows, rejects, size = [], [], [], [], 0
    if rows or rejects:
        yield Chunk(texts, lines, rows_of(rows), rejects)


def read_rows(
    path: Path,
    *,
    text_column: str | None = None,
    encoding: str | None = None,
    blocks: bool = False,
    on_reject: Callable[[Reject], None] | None = None,
) -> Iterator[Row]:
    """The posts of a file of any known format, one by one, in constant memory.

    Every column is in `Row.fields` under its own name, as text in CSV, TSV and plain text, typed in JSON. A bad row
    goes to `on_reject`; without it the first one ends the reading with `RowsRejected`. Raises `InputError` and its kin
    for a file that cannot be read at all, also before the first row.
    """
    backlog = Backlog(path, ReadOptions(text_column, encoding, blocks=blocks))
    return _single(backlog, on_reject)


def _single(backlog: Backlog, on_reject: Callable[[Reject], None] | None) -> Iterator[Row]:
    try:
        for chunk in backlog.chunks():
            for reject in chunk.rejects:
                if on_reject is None:
                    raise RowsRejected([str(reject)])
                on_reject(reject)
            for line, text, fields in zip(chunk.lines, chunk.texts, chunk.rows.objects(), strict=True):
                yield Row(line, text, fields)
    finally:
        backlog.close()
