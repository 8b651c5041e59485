"""Rows that could not be used, in a table of their own, so that none is lost."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from assistant.backlog.output import WholeFile, check_free
from assistant.backlog.rows import Reject

COLUMNS = ("file", "line", "reason", "raw")


class RejectsFile:
    """A CSV file with a line for each reject; there is none without rejects. An error of the run discards it."""

    def __init__(self, path: Path, *, force: bool = False) -> None:
        check_free(path, force=force)
        self.path, self._force = path, force
        self._stack = ExitStack()
        self._stream: BinaryIO | None = None

    def add(self, rejects: Sequence[Reject]) -> None:
        """Write these."""
        if not rejects:
            return
        rows: list[Sequence[object]] = [(r.path, r.line, r.reason, r.raw) for r in rejects]
        if self._stream is None:
            self._stream = self._stack.enter_context(WholeFile(self.path, force=self._force)).open()
            rows.insert(0, COLUMNS)
        text = io.StringIO(newline="")
        csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n").writerows(rows)
        self._stream.write(text.getvalue().encode("utf-8", "backslashreplace"))

    def __enter__(self) -> Self:
        self._stack.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)
