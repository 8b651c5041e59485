"""Parquet in and out, in batches, with the types of every column."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from assistant.backlog.columns import NUMBERS, find_text_column, kept_names, unique_names
from assistant.backlog.rows import TEXT_LIMIT, Chunk, Rows, cell_text, too_long
from assistant.backlog.scoring import KIND_NAMES, LABELS, MILLION, Scores
from assistant.backlog.source import Source
from assistant.backlog.writing import AddedCells, Layout
from assistant.errors import FileUnreadable, InputError

_GROUP_ROWS = 1 << 16  # of a row group; fewer where texts are long
_GROUP_BYTES = 16 << 20
_TYPES = {"bool": pa.bool_(), "int": pa.int64(), "float": pa.float64()}
_FRACTION = re.compile(r"\.(\d+)")
_ADDED_TYPES = {"probability": pa.float64(), "unsure": pa.bool_()}


@dataclass(frozen=True, slots=True)
class ArrowRows:
    """Rows as an Arrow batch under unique column names."""

    columns: tuple[str, ...]
    batch: pa.RecordBatch

    def __len__(self) -> int:
        return int(self.batch.num_rows)

    def cells(self, columns: Sequence[str]) -> Iterable[Sequence[Any]]:
        nothing = [None] * len(self)
        at = {name: place for place, name in enumerate(self.columns)}
        return zip(*(_values(self.batch.column(at[c]), c) if c in at else nothing for c in columns), strict=True)

    def objects(self) -> Iterable[Mapping[str, Any]]:
        return (dict(zip(self.columns, cells, strict=True)) for cells in self.cells(self.columns))

    def picked(self, places: Sequence[int]) -> ArrowRows:
        return ArrowRows(self.columns, self.batch.take(pa.array(places, pa.int64())))

    def arrays(self, columns: Sequence[str], types: Sequence[pa.DataType]) -> list[pa.Array]:
        """Each of the columns in its type, without a detour; nulls where there is no such column."""
        at = {name: place for place, name in enumerate(self.columns)}
        return [
            _cast(self.batch.column(at[c]), kind, c) if c in at else pa.nulls(len(self), kind)
            for c, kind in zip(columns, types, strict=True)
        ]


class ParquetReader:
    """A Parquet file: its `columns`, its Arrow `types` by column, and chunks of its rows."""

    def __init__(self, source: Source, wanted: str | None) -> None:
        self._source = source
        try:
            self._file = pq.ParquetFile(source.whole())
        except (pa.ArrowException, OSError) as error:
            raise FileUnreadable(source.name, "it is no whole Parquet file", "write or copy it again") from error
        schema = self._file.schema_arrow
        self.header = tuple(schema.names)
        self.columns = unique_names(self.header)
        self.types = dict(zip(self.columns, schema.types, strict=True))
        self.place = find_text_column(self.header, source.name, wanted)
        kind = schema.types[self.place]
        kind = kind.value_type if pa.types.is_dictionary(kind) else kind
        if not (pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)):
            raise InputError(
                f"{source.name}: the column {self.header[self.place]!r} holds {kind}, no text",
                "name the column of the posts with --text-column",
            )

    def chunks(self, rows: int, characters: int) -> Iterator[Chunk]:
        """At most `rows` rows a chunk, fewer where their texts have more than `characters`; a missing text is empty."""
        line = 1
        try:
            for batch in self._file.iter_batches(batch_size=rows):
                texts = [t or "" for t in batch.column(self.place).to_pylist()]
                for start, end in _cuts([len(t) for t in texts], characters):
                    part = ArrowRows(self.columns, batch.slice(start, end - start))
                    yield self._chunk(texts[start:end], part, line + start)
                line += len(texts)
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise FileUnreadable(
                self._source.name, f"damaged after row {line - 1}", "write or copy it again"
            ) from error

    def _chunk(self, texts: list[str], rows: ArrowRows, line: int) -> Chunk:
        lines = list(range(line, line + len(texts)))
        long = [i for i, text in enumerate(texts) if len(text) > TEXT_LIMIT]
        if not long:
            return Chunk(texts, lines, rows)
        rejects = [too_long(self._source.name, lines[i], texts[i]) for i in long]
        kept = [i for i in range(len(texts)) if i not in set(long)]
        return Chunk([texts[i] for i in kept], [lines[i] for i in kept], rows.picked(kept), rejects)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def _cuts(sizes: Sequence[int], limit: int) -> Iterator[tuple[int, int]]:
    """Slices in order, each of which ends where its sizes reach `limit`."""
    start = total = 0
    for place, size in enumerate(sizes, 1):
        total += size
        if total >= limit or place == len(sizes):
            yield start, place
            start, total = place, 0


class ParquetWriter:
    """Row groups of some 65,000 rows.

    Columns keep the types of a Parquet input; others get those that `layout.types` names.
    """

    def __init__(self, stream: BinaryIO, layout: Layout) -> None:
        self._columns = layout.columns or ()
        types = [_arrow_type(layout.types.get(c)) for c in self._columns]
        fields = [pa.field(n, t) for n, t in zip(kept_names(self._columns, layout.added), types, strict=True)]
        self._added = [(n, _ADDED_TYPES.get(n, pa.string())) for n in layout.added]
        fields += [pa.field(n, t) for n, t in self._added]
        self._types = types
        self._schema = pa.schema(fields)
        self._writer = pq.ParquetWriter(pa.PythonFile(stream, mode="w"), self._schema, compression="zstd")
        self._waiting: list[pa.RecordBatch] = []

    def write(self, rows: Rows, scores: AddedCells) -> None:
        if not len(rows):
            return
        if isinstance(rows, ArrowRows):
            arrays = rows.arrays(self._columns, self._types)
        else:
            columns = zip(*rows.cells(self._columns), strict=True) if self._columns else ()
            arrays = [_array(values, kind) for values, kind in zip(columns, self._types, strict=True)]
        arrays += _verdicts(scores) if isinstance(scores, Scores) else self._others(scores)
        self._waiting.append(pa.RecordBatch.from_arrays(arrays, schema=self._schema))
        waiting = self._waiting
        if sum(b.num_rows for b in waiting) >= _GROUP_ROWS or sum(b.nbytes for b in waiting) >= _GROUP_BYTES:
            self._write_group()

    def _write_group(self) -> None:
        self._writer.write_table(pa.Table.from_batches(self._waiting, self._schema))
        self._waiting = []

    def _others(self, scores: AddedCells) -> list[pa.Array]:
        columns = zip(self._added, zip(*scores.columns(), strict=True), strict=True)
        return [pa.array(map(float, v) if name in NUMBERS else v, kind) for (name, kind), v in columns]

    def finish(self) -> None:
        if self._waiting:
            self._write_group()
        self._writer.close()

    def abandon(self) -> None:
        with contextlib.suppress(pa.ArrowException, OSError, ValueError):  # it writes its footer, for nobody
            self._writer.close()
        self._writer.is_open = False  # else it tries again when it is collected


def _verdicts(scores: Scores) -> list[pa.Array]:
    """What labelling adds, in the order of `ADDED`; a probability is the double that its six digits mean."""
    kinds = _wrapped(scores.kinds, pa.uint8())
    millionths = _wrapped(scores.probabilities, pa.uint32())
    probabilities = pc.divide(pc.cast(millionths, pa.float64()), float(MILLION))
    unsure = pc.equal(_wrapped(scores.unsure, pa.uint8()), 1)
    return [pa.array(LABELS).take(kinds), probabilities, pa.array(KIND_NAMES).take(kinds), unsure]


def _wrapped(values: Any, kind: pa.DataType) -> pa.Array:
    return pa.Array.from_buffers(kind, len(values), [None, pa.py_buffer(values)])


def _arrow_type(kind: Any) -> pa.DataType:
    return kind if isinstance(kind, pa.DataType) else _TYPES.get(kind, pa.string())


def _cast(values: pa.Array, kind: pa.DataType, name: str) -> pa.Array:
    if values.type == kind:
        return values
    try:
        return values.cast(kind)
    except pa.ArrowException:  # lists and structs have no cast to text
        return _array(_values(values, name), kind)


def _values(values: pa.Array, name: str) -> list[Any]:
    """The values of a column; as text where Python's types do not reach (nanoseconds, years beyond 9999)."""
    try:
        return list(values.to_pylist())
    except (pa.ArrowException, ValueError, OverflowError):
        try:
            texts = values.cast(pa.string()).to_pylist()
        except (pa.ArrowException, ValueError) as error:
            raise InputError(
                f"the column {name!r} holds {values.type}, of which some cannot be written as text",
                "name an output that ends in .parquet, or leave the column out",
            ) from error
        return [t and _FRACTION.sub(_as_python, t) for t in texts] if pa.types.is_timestamp(values.type) else texts


def _as_python(fraction: re.Match[str]) -> str:
    """Six digits of a second, none where all are 0, more where they say more: a column looks alike in all chunks."""
    digits = fraction[1].rstrip("0")
    return f".{digits:0<6}" if digits else ""


def _array(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    if pa.types.is_string(kind):
        return pa.array([None if v is None else cell_text(v) for v in values], kind)
    return pa.array(values, kind)
