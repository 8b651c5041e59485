"""From a file to its text: compression, encoding and lines, with the place of every fault."""

from __future__ import annotations

import codecs
import gzip
import os
import stat
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self, cast

from assistant.errors import FileMissing, FileUnreadable, InputError, OutputFailed, WrongEncoding

BLOCK = 1 << 20  # bytes that are read at once
LINE_LIMIT = 64 << 20  # characters of a line; beyond it a file is no table of posts
SAMPLE = 1 << 16  # bytes that are looked at to tell what a file is
COMPRESSED = (".gz", ".zst")
UNPACKED_LIMIT = 2 << 30  # bytes that a file may unpack to where it must lie unpacked as a whole
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Source:
    """An input file, opened for reading as often as needed.

    `encoding` is the user's own choice or what the file's first bytes say (UTF-8 where they say nothing).
    Raises `FileMissing`, `FileUnreadable` and `InputError` (empty file, unknown encoding).
    """

    def __init__(self, path: Path, encoding: str | None = None, *, name: str | None = None) -> None:
        self.path = path
        self.name = name or str(path)
        self.size = _size(path)
        if self.size == 0:
            raise InputError(f"{self.name} is empty", "give a file with at least one post")
        self._raw: BinaryIO | None = None
        self._unpacked: BinaryIO | None = None
        self.sample = self._sample()
        self.encoding = checked_encoding(encoding) if encoding else guess_encoding(self.sample)
        self.detected = encoding is None
        self.zeros = False  # whether `lines` met a zero byte so far
        self.has_mark = any(self.sample.startswith(mark) for mark, _ in _MARKS)

    def open(self) -> BinaryIO:
        """The uncompressed bytes."""
        self._let_go()
        try:
            self._raw = self.path.open("rb")
        except OSError as error:
            raise FileUnreadable(self.name, os.strerror(error.errno or 0)) from error
        if self.path.suffix == ".gz":
            return cast(BinaryIO, gzip.GzipFile(fileobj=self._raw, mode="rb"))
        if self.path.suffix == ".zst":
            import pyarrow as pa

            return cast(BinaryIO, pa.CompressedInputStream(pa.PythonFile(self._raw, mode="r"), "zstd"))
        return self._raw

    def whole(self) -> Path | BinaryIO:
        """What a format that is read from its end wants: the file, or a nameless copy of it unpacked.

        Raises `FileUnreadable` where it unpacks to more than `UNPACKED_LIMIT`, `OutputFailed` where the disk is full.
        """
        if self.path.suffix not in COMPRESSED:
            return self.path
        if self._unpacked is None:
            self._unpacked = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 - until `close`
            try:
                self._unpack(self._unpacked)
            finally:
                self._let_go()
        self._unpacked.seek(0)
        return self._unpacked

    def _unpack(self, into: BinaryIO) -> None:
        stream, size = self.open(), 0
        while block := self.read(stream, BLOCK):
            size += len(block)
            if size > UNPACKED_LIMIT:
                raise FileUnreadable(
                    self.name, f"it unpacks to more than {UNPACKED_LIMIT >> 20} MB", "unpack it and give what was in it"
                )
            try:
                into.write(block)
                into.flush()
            except OSError as error:
                raise OutputFailed(tempfile.gettempdir(), os.strerror(error.errno or 0)) from error

    def position(self) -> int:
        """Bytes of the file (as it lies on the disk) that were read so far."""
        return self._raw.tell() if self._raw and not self._raw.closed else 0

    def read(self, stream: BinaryIO, size: int) -> bytes:
        """The next bytes; a damaged archive or a dying disk becomes `FileUnreadable`."""
        try:
            return stream.read(size)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise FileUnreadable(self.name, "its gzip data is cut off or damaged", "copy it again") from error
        except OSError as error:
            if self.path.suffix == ".zst":
                raise FileUnreadable(self.name, "its zstd data is cut off or damaged", "copy it again") from error
            raise FileUnreadable(self.name, os.strerror(error.errno) if error.errno else str(error)) from error

    def lines(self, newline: str = "\n") -> Iterator[str]:
        """The lines in order, each with its line break. Raises `WrongEncoding` with byte and line."""
        decoder = codecs.getincrementaldecoder(self.encoding)()
        stream, read, number = self.open(), 0, 1
        begun: list[str] = []  # pieces of the line that is not complete yet: joined once, however long it grows
        while True:
            block = self.read(stream, BLOCK)
            pending = len(decoder.getstate()[0])
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeError as error:
                raise self._wrong(error, read - pending, number) from error
            read += len(block)
            self.zeros = self.zeros or "\0" in text
            first, *lines = text.split(newline)
            begun.append(first)
            if lines:
                yield "".join(begun) + newline
                begun = [lines.pop()]
                number += len(lines) + 1
                for line in lines:
                    yield line + newline
            if sum(map(len, begun)) > LINE_LIMIT:
                raise InputError(
                    f"{self.name} has a line of more than {LINE_LIMIT >> 20} million characters (line {number})",
                    "check that it is a file of posts",
                )
            if not block:
                break
        rest = "".join(begun)
        if rest:
            yield rest

    def sample_text(self) -> str:
        """The beginning as text, whole lines where there are several. Raises like `lines`."""
        decoder = codecs.getincrementaldecoder(self.encoding)()
        try:
            text = decoder.decode(self.sample, final=len(self.sample) < SAMPLE)
        except UnicodeError as error:
            raise self._wrong(error, 0, 1) from error
        if len(self.sample) < SAMPLE:
            return text
        return text[: text.rfind("\n") + 1] or text

    def close(self) -> None:
        """Let go of the file, and of its unpacked copy."""
        self._let_go()
        if self._unpacked:
            self._unpacked.close()
            self._unpacked = None

    def _let_go(self) -> None:
        if self._raw:
            self._raw.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: Any, trace: TracebackType | None) -> None:
        self.close()

    def _sample(self) -> bytes:
        stream = self.open()
        try:
            parts, left = [], SAMPLE
            while left and (block := self.read(stream, left)):
                parts.append(block)
                left -= len(block)
            return b"".join(parts)
        finally:
            self._let_go()

    def _wrong(self, error: UnicodeError, before: int, line: int) -> WrongEncoding:
        if not isinstance(error, UnicodeDecodeError):  # UTF-16 without its mark, before Python 3.13
            return WrongEncoding(self.name, self.encoding, before, line)
        if before == 0 and self.encoding == "utf-8-sig" and self.sample.startswith(codecs.BOM_UTF8):
            before = len(codecs.BOM_UTF8)  # the decoder took the mark away before it counted
        good = error.object[: error.start].decode(self.encoding, "ignore")
        wrong = WrongEncoding(self.name, self.encoding, before + error.start, line + good.count("\n"))
        if self.detected and _fits_windows(error.object):
            wrong.hint = "it may be a Windows file: add --encoding windows-1252"
        return wrong


def _size(path: Path) -> int:
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise FileMissing(path) from error
    except OSError as error:
        raise FileUnreadable(path, os.strerror(error.errno or 0)) from error
    if stat.S_ISDIR(found.st_mode):
        raise FileUnreadable(path, "it is a folder", "name the files, or give a folder for the output as well")
    return found.st_size


def checked_encoding(name: str) -> str:
    """The name of a text encoding that Python knows, in its usual form. Raises `InputError`."""
    try:
        found = codecs.lookup(name)
        "".encode(found.name)
    except (LookupError, ValueError) as error:
        raise InputError(
            f"{name!r} is no text encoding", "use a name like utf-8, utf-16, windows-1252 or latin-1"
        ) from error
    return "utf-8-sig" if found.name == "utf-8" else found.name


def guess_encoding(sample: bytes) -> str:
    """What the byte order mark says; UTF-16 also where every other byte is zero; else UTF-8."""
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding
    even, odd = sample[0:2000:2], sample[1:2000:2]
    if len(odd) > 3 and odd.count(0) > 0.8 * len(odd) and even.count(0) < 0.2 * len(even):
        return "utf-16-le"
    if len(even) > 3 and even.count(0) > 0.8 * len(even) and odd.count(0) < 0.2 * len(odd):
        return "utf-16-be"
    return "utf-8"


def _fits_windows(content: bytes) -> bool:
    try:
        content.decode("windows-1252")
    except UnicodeDecodeError:
        return False
    return True
