"""Drafts from arguments, files and standard input."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, TextIO

import typer

from assistant.errors import FileMissing, FileUnreadable, InputError, UsageError, WrongEncoding

STDIN = "-"
DraftsArgument = Annotated[
    list[str] | None, typer.Argument(help="Drafts; `-` or a pipe is standard input.", show_default=False)
]
DraftFilesOption = Annotated[
    list[Path] | None, typer.Option("--file", help="A file that holds one draft.", show_default=False)
]
SIZE_LIMIT = 10 << 20  # bytes; no platform takes a post of a hundredth of that


def read_drafts(texts: Sequence[str], files: Sequence[Path], *, stdin: TextIO) -> list[str]:
    """The drafts in the order given: texts, then files; standard input for `-`, or alone where it is a pipe.

    Raises `UsageError` where standard input is named twice, and `InputError` and its kin for what cannot be read.
    """
    if [*texts, *map(str, files)].count(STDIN) > 1:
        raise UsageError("standard input is named twice", "name it once")
    drafts = [_from_stdin(stdin) if text == STDIN else text for text in texts]
    drafts += [_from_stdin(stdin) if str(path) == STDIN else read_draft(path) for path in files]
    if not texts and not files and not stdin.isatty():
        drafts.append(_from_stdin(stdin))
    return drafts


def read_draft(path: Path) -> str:
    """One UTF-8 file (a byte order mark is dropped), without its final line break."""
    try:
        with path.open("rb") as file:
            content = file.read(SIZE_LIMIT + 1)
    except FileNotFoundError as error:
        raise FileMissing(path) from error
    except OSError as error:
        raise FileUnreadable(path, error.strerror or "unknown") from error
    if len(content) > SIZE_LIMIT:
        raise FileUnreadable(path, f"over {SIZE_LIMIT >> 20} MB", "`assistant label` is for files of many posts")
    return _decoded(content, str(path))


def _from_stdin(stdin: TextIO) -> str:
    content = stdin.buffer.read(SIZE_LIMIT + 1)
    if len(content) > SIZE_LIMIT:
        raise FileUnreadable("standard input", f"over {SIZE_LIMIT >> 20} MB", "`assistant label -` is for many posts")
    return _decoded(content, "standard input")


def _decoded(content: bytes, name: str) -> str:
    if b"\0" in content[:4096]:
        raise InputError(f"{name} is not text (it holds zero bytes)", "a draft is a plain UTF-8 text file")
    try:
        return content.decode("utf-8-sig").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError as error:
        raise WrongEncoding(name, "UTF-8", error.start, content.count(b"\n", 0, error.start) + 1) from error
