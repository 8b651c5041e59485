"""The checkpoint of a run: the verdicts of every whole chunk, kept beside the output until that is complete.

A record carries the digest of the texts that it was made from and holds for no others, so that a changed input can
never get old verdicts. After an interruption the input is read again from its beginning, finished chunks take their
verdicts from here, and the output comes out with the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import struct
import sys
import zlib
from array import array
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from assistant.backlog.scoring import Scores
from assistant.errors import InputError

_FORMAT = 1
_HEAD = struct.Struct("<I16sI")  # rows, digest of the texts, CRC-32 of the payload
_BYTES_A_ROW = 6
_HEADER_LIMIT = 1 << 16
_ROWS_LIMIT = 1 << 24
START_OVER = "start over with --force"


class CheckpointUnfit(InputError):
    """A checkpoint that belongs to another model, other options or another input."""

    code = "checkpoint"


def checkpoint_path(output: Path) -> Path:
    """Where the checkpoint of this output lies."""
    return output.with_name(f".{output.name}.checkpoint")


class Journal:
    """Verdicts chunk by chunk, in a file.

    `marks` say what the verdicts depend on beside the texts (the model above all). With `strict` a checkpoint that does
    not fit raises `CheckpointUnfit`; otherwise it is replaced. `fresh` ignores what is there.
    """

    def __init__(self, path: Path, marks: Mapping[str, str], *, strict: bool = False, fresh: bool = False) -> None:
        self.path = path
        self._strict = strict
        self._marks = {"format": str(_FORMAT), **marks}
        self._file: BinaryIO = path.open("a+b")
        try:
            _lock(self._file, path)
            self._file.seek(0)
            self.resumes = not fresh and self._header_fits()
            if not self.resumes:
                self._begin()
        except BaseException:
            self._file.close()
            raise
        self.chunks = 0
        self._reading = self.resumes

    def recall(self, texts: Sequence[str]) -> Scores | None:
        """The kept verdicts of the next chunk, or None from the first chunk on that has none."""
        if not self._reading:
            return None
        place = self._file.tell()
        found = self._next_record()
        if found is not None:
            digest, scores = found
            if digest == _digest(texts):
                self.chunks += 1
                return scores
            if self._strict:
                raise CheckpointUnfit(
                    f"the input has changed since the run that left {self.path.name} (chunk {self.chunks + 1})",
                    START_OVER,
                )
        self._reading = False
        self._file.truncate(place)
        self._file.seek(place)
        return None

    def keep(self, texts: Sequence[str], scores: Scores) -> None:
        """Add the verdicts of the next chunk."""
        payload = _little(scores.probabilities) + scores.kinds + scores.unsure
        self._file.write(_HEAD.pack(len(scores), _digest(texts), zlib.crc32(payload)) + payload)
        self._file.flush()
        self.chunks += 1

    def close(self, *, done: bool) -> None:
        """Let go of the file; remove it when the run is done or has nothing worth keeping."""
        if self._file.closed:
            return
        if done or not (self.chunks or self.resumes):
            self.path.unlink(missing_ok=True)
        self._file.close()

    def _begin(self) -> None:
        self._file.truncate(0)
        self._file.seek(0)
        self._file.write(json.dumps(self._marks, sort_keys=True).encode() + b"\n")
        self._file.flush()

    def _header_fits(self) -> bool:
        line = self._file.readline(_HEADER_LIMIT)
        if not line:
            return False
        try:
            marks = json.loads(line) if line.endswith(b"\n") else None
        except ValueError:
            marks = None
        if marks == self._marks:
            return True
        if self._strict:
            differ = [n for n in self._marks if not isinstance(marks, dict) or marks.get(n) != self._marks[n]]
            raise CheckpointUnfit(f"{self.path.name} was left by a run with another {' and '.join(differ)}", START_OVER)
        return False

    def _next_record(self) -> tuple[bytes, Scores] | None:
        head = self._file.read(_HEAD.size)
        if len(head) < _HEAD.size:
            return None
        rows, digest, crc = _HEAD.unpack(head)
        if rows > _ROWS_LIMIT:
            return None
        payload = self._file.read(rows * _BYTES_A_ROW)
        if len(payload) < rows * _BYTES_A_ROW or zlib.crc32(payload) != crc:
            return None
        numbers = array("I")
        numbers.frombytes(payload[: 4 * rows])
        return digest, Scores(_native(numbers), payload[4 * rows : 5 * rows], payload[5 * rows :])


def _digest(texts: Sequence[str]) -> bytes:
    found = hashlib.blake2b(digest_size=16)
    found.update(b",".join(str(len(t)).encode() for t in texts))
    found.update("".join(texts).encode("utf-8", "surrogatepass"))
    return found.digest()


def _native(numbers: array[int]) -> array[int]:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def _little(numbers: array[int]) -> bytes:
    return _native(array("I", numbers)).tobytes()


def _lock(file: BinaryIO, path: Path) -> None:
    """One run at a time writes an output (where the system can lock files)."""
    try:
        import fcntl
    except ImportError:
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise InputError(f"another run holds {path.name}", "wait for it, or choose another output") from error
