"""Parquet in and out, in batches, with the types of every column."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from assistant.backlog.columns import ADDED, find_text_column, kept_names, unique_names
from assistant.backlog.rows import Chunk, Rows, cell_text
from assistant.backlog.scoring import Scores
from assistant.backlog.source import Source
from assistant.backlog.writing import Layout
from assistant.errors import FileUnreadable, InputError

_TYPES = {"bool": pa.bool_(), "int": pa.int64(), "float": pa.float64()}


@dataclass(frozen=True, slots=True)
class ArrowRows:
    """Rows as an Arrow batch under unique column names."""

    columns: tuple[str, ...]
    batch: pa.RecordBatch

    def __len__(self) -> int:
        return int(self.batch.num_rows)

    def cells(self, columns: Sequence[str]) -> Iterable[Sequence[Any]]:
        nothing = [None] * len(self)
        lists = [self._column(c).to_pylist() if c in self.columns else nothing for c in columns]
        return zip(*lists, strict=True)

    def objects(self) -> Iterable[Mapping[str, Any]]:
        return (dict(zip(self.columns, cells, strict=True)) for cells in self.cells(self.columns))

    def picked(self, places: Sequence[int]) -> ArrowRows:
        return ArrowRows(self.columns, self.batch.take(pa.array(places, pa.int64())))

    def _column(self, name: str) -> pa.Array:
        return self.batch.column(self.columns.index(name))


class ParquetReader:
    """A Parquet file: its `columns`, its Arrow `types` by column, and chunks of its rows."""

    def __init__(self, source: Source, wanted: str | None) -> None:
        self._source = source
        try:
            self._file = pq.ParquetFile(str(source.path))
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

    def chunks(self, rows: int) -> Iterator[Chunk]:
        """Rows in order; a missing text counts as empty."""
        line = 1
        try:
            for batch in self._file.iter_batches(batch_size=rows):
                texts = [t or "" for t in batch.column(self.place).to_pylist()]
                yield Chunk(texts, list(range(line, line + len(texts))), ArrowRows(self.columns, batch))
                line += len(texts)
        except (pa.ArrowException, OSError) as error:
            raise FileUnreadable(
                self._source.name, f"damaged after row {line - 1}", "write or copy it again"
            ) from error

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


class ParquetWriter:
    """One row group a chunk. Columns keep the types of a Parquet input; others get those that `layout.types` names."""

    def __init__(self, stream: BinaryIO, layout: Layout) -> None:
        self._columns = layout.columns or ()
        types = [_arrow_type(layout.types.get(c)) for c in self._columns]
        fields = [pa.field(n, t) for n, t in zip(kept_names(self._columns), types, strict=True)]
        added = (pa.string(), pa.float64(), pa.string(), pa.bool_())
        fields += [pa.field(n, t) for n, t in zip(ADDED, added, strict=True)]
        self._types = types
        self._schema = pa.schema(fields)
        self._writer = pq.ParquetWriter(pa.PythonFile(stream, mode="w"), self._schema, compression="zstd")

    def write(self, rows: Rows, scores: Scores) -> None:
        if not len(rows):
            return
        if isinstance(rows, ArrowRows) and rows.columns == self._columns:
            arrays = [_cast(a, t) for a, t in zip(rows.batch.columns, self._types, strict=True)]
        else:
            columns = zip(*rows.cells(self._columns), strict=True) if self._columns else ()
            arrays = [_array(values, kind) for values, kind in zip(columns, self._types, strict=True)]
        labels, probabilities, kinds, unsure = zip(*scores.columns(), strict=True)
        arrays += [pa.array(labels), pa.array(map(float, probabilities)), pa.array(kinds), pa.array(unsure)]
        self._writer.write_batch(pa.RecordBatch.from_arrays(arrays, schema=self._schema))

    def finish(self) -> None:
        self._writer.close()

    def abandon(self) -> None:
        with contextlib.suppress(pa.ArrowException, OSError, ValueError):  # it writes its footer, for nobody
            self._writer.close()
        self._writer.is_open = False  # else it tries again when it is collected


def _arrow_type(kind: Any) -> pa.DataType:
    return kind if isinstance(kind, pa.DataType) else _TYPES.get(kind, pa.string())


def _cast(values: pa.Array, kind: pa.DataType) -> pa.Array:
    return values if values.type == kind else values.cast(kind)


def _array(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    if pa.types.is_string(kind):
        return pa.array([None if v is None else cell_text(v) for v in values], kind)
    return pa.array(values, kind)
