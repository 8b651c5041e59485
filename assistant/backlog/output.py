"""A file that appears under its name only when it is complete."""

from __future__ import annotations

import contextlib
import gzip
import io
import os
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast

from assistant.errors import FileUnreadable, InputError, OutputExists, OutputFailed


class _OneWay(gzip.GzipFile):
    """Says that it cannot go back, so that who writes an archive into it does not try."""

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        del offset, whence
        raise io.UnsupportedOperation("seek")


class WholeFile:
    """Writes beside `path`; `commit` renames it into place, leaving the block before that leaves nothing.

    `.gz` and `.zst` are compressed, with the same bytes for the same content. Raises `OutputExists` where there is such
    a file and not `force`, `OutputFailed` for what the disk refuses.
    """

    def __init__(self, path: Path, *, force: bool = False) -> None:
        self.path = path
        check_free(path, force=force)
        self.beside = path.with_name(f".{path.name}.part")
        self._file: BinaryIO | None = None
        self._packed: BinaryIO | None = None

    def open(self) -> BinaryIO:
        """The stream to write to."""
        try:
            self._file = self.beside.open("wb")
        except OSError as error:
            raise OutputFailed(self.path, os.strerror(error.errno or 0)) from error
        if self.path.suffix == ".gz":
            self._packed = cast(BinaryIO, _OneWay("", "wb", compresslevel=6, fileobj=self._file, mtime=0))
        elif self.path.suffix == ".zst":
            import pyarrow as pa

            self._packed = cast(BinaryIO, pa.CompressedOutputStream(pa.PythonFile(self._file, mode="w"), "zstd"))
        return self._packed or self._file

    def commit(self) -> None:
        """All is written: make it safe and give it its name. Raises `OutputFailed`."""
        if self._file is None:
            raise ValueError("commit before open")
        try:
            if self._packed:
                self._packed.close()
            if not self._file.closed:
                self._file.flush()
                os.fsync(self._file.fileno())
                self._file.close()
            self.beside.replace(self.path)
        except OSError as error:
            raise written(error, self.path) from error
        self._file = self._packed = None

    def discard(self) -> None:
        """Leave nothing behind of what was not committed."""
        if self._file is None:
            return
        for stream in (self._packed, self._file):
            if stream:
                with contextlib.suppress(OSError, ValueError):  # closing flushes, and a full disk refuses that too
                    stream.close()
        self.beside.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.discard()


def check_free(path: Path, *, force: bool) -> None:
    """Raises where `path` cannot become an output file: it exists, is a folder, or its folder is missing."""
    if path.is_dir():
        raise FileUnreadable(path, "it is a folder", "give the name of a file for the output")
    if path.exists() and not force:
        raise OutputExists(path)
    if not path.parent.is_dir():
        raise InputError(f"{path} cannot be written (its folder does not exist)", "make the folder, or choose another")


def written(error: OSError, path: Path) -> OutputFailed:
    """The error of a write as one of ours."""
    return OutputFailed(path, os.strerror(error.errno) if error.errno else str(error))
