"""Rows that could not be used, in a table of their own, so that none is lost."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from assistant.backlog.output import WholeFile, written
from assistant.backlog.rows import Reject

COLUMNS = ("file", "line", "reason", "raw")


class RejectsFile:
    """A CSV file with a line for each reject, if there are any; it appears with `commit`."""

    def __init__(self, path: Path, *, force: bool = False) -> None:
        self._file = WholeFile(path, force=force)
        self._stream: BinaryIO | None = None

    def add(self, rejects: Sequence[Reject]) -> None:
        """Write these. Raises `OutputFailed`."""
        if not rejects:
            return
        rows: list[Sequence[object]] = [(r.path, r.line, r.reason, r.raw) for r in rejects]
        if self._stream is None:
            self._stream = self._file.open()
            rows.insert(0, COLUMNS)
        text = io.StringIO(newline="")
        csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n").writerows(rows)
        try:
            self._stream.write(text.getvalue().encode("utf-8", "backslashreplace"))
        except OSError as error:
            raise written(error, self._file.path) from error

    def commit(self) -> None:
        """Give the file its name; without rejects remove the one of an earlier run."""
        if self._stream is None:
            self._file.path.unlink(missing_ok=True)
        else:
            self._file.commit()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.discard()
