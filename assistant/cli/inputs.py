"""Files to label: names, patterns and standard input."""

from __future__ import annotations

import glob
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO

from assistant.backlog.formats import guessed_format, known_format
from assistant.backlog.pipeline import Input
from assistant.backlog.source import SAMPLE
from assistant.errors import FileMissing, OutputFailed, UsageError

STDIN = "-"


@contextmanager
def inputs_of(names: Sequence[str], stdin: TextIO) -> Iterator[tuple[Input, ...]]:
    """The files that these names and patterns mean, in the order given and without repetition.

    Standard input and pipes are kept in a temporary file while the block runs, since a backlog may be read twice.
    """
    with tempfile.TemporaryDirectory(prefix="assistant-") as folder:
        found: list[Input] = []
        for name in names:
            if name == STDIN:
                if any(i.name == "standard input" for i in found):
                    raise UsageError("standard input is named twice", "name it once")
                found.append(_from_stdin(stdin, Path(folder)))
            else:
                found.extend(_from_name(name, Path(folder), len(found)))
        yield tuple(found)


def _from_stdin(stdin: TextIO, folder: Path) -> Input:
    if stdin.isatty():
        raise UsageError("there is nothing on standard input", "give a file, or pipe one in")
    path = folder / "stdin"
    _keep(stdin.buffer, path)
    with path.open("rb") as file:
        return Input(path, "standard input", guessed_format(file.read(SAMPLE)))


def _keep(pipe: BinaryIO, path: Path) -> None:
    try:
        with path.open("wb") as file:
            shutil.copyfileobj(pipe, file)
    except OSError as error:
        raise OutputFailed(f"a copy of the pipe in {path.parent}", os.strerror(error.errno or 0)) from error


def _from_name(name: str, folder: Path, number: int) -> list[Input]:
    path = Path(name)
    if path.is_fifo():
        kept = folder / f"pipe-{number}"
        with path.open("rb") as pipe:
            _keep(pipe, kept)
        with kept.open("rb") as file:
            return [Input(kept, name, known_format(path) or guessed_format(file.read(SAMPLE)))]
    if path.exists() or not glob.has_magic(name):
        return [Input(path)]
    matches = sorted(glob.glob(name, recursive=True))  # noqa: PTH207 - a pattern may be absolute
    if not matches:
        raise FileMissing(name)
    return [Input(Path(m)) for m in matches]
