"""Rows that could not be used, in a table of their own, so that none is lost."""

from __future__ import annotations

import csv
import filecmp
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from assistant.backlog.output import WholeFile, written
from assistant.backlog.rows import Reject
from assistant.backlog.safe import neutralised
from assistant.errors import OutputExists, UsageError

COLUMNS = ("file", "line", "reason", "raw")


class RejectsFile:
    """A CSV file with a line for each reject, if there are any; it appears with `commit`.

    `left`: a file that is there may be what an interrupted run of the same command left behind. It is then replaced by
    its equal and by nothing else, since it may as well be somebody's. Raises `OutputExists` without that and `force`.
    `safe`: neutralise cells that a spreadsheet would run.
    """

    def __init__(self, path: Path, *, force: bool = False, left: bool = False, safe: bool = False) -> None:
        self._force = force
        self._cell = neutralised if safe else str
        self._file = WholeFile(path, force=force or left)
        self._stream: BinaryIO | None = None

    def add(self, rejects: Sequence[Reject]) -> None:
        """Write these. Raises `OutputFailed`."""
        if not rejects:
            return
        cell = self._cell
        rows: list[Sequence[object]] = [(cell(r.path), r.line, cell(r.reason), cell(r.raw)) for r in rejects]
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
        """Give the file its name; without rejects remove the one of an earlier run. Raises `OutputExists`."""
        if self._file.path.exists() and not self._force:
            if self._stream is not None:
                self._stream.flush()
            if self._stream is None or not filecmp.cmp(self._file.path, self._file.beside, shallow=False):
                raise OutputExists(self._file.path)
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


def check_apart(rejects: Path, output: Path, inputs: Iterable[Path]) -> None:
    """Raises `UsageError` where the rejects would take the place of the output or of an input."""
    for path, what in [(output, "the output"), *((path, "an input") for path in inputs)]:
        if rejects.resolve() == path.resolve() or (rejects.exists() and path.exists() and rejects.samefile(path)):
            raise UsageError(f"the rejected rows would replace {what} ({path})", "name another file with --rejects")
