"""Plain text: a post in each line, or in blocks between lines of `---`."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.backlog.source import LINE_LIMIT, Source
from assistant.errors import InputError

BETWEEN = "---"


def posts_by_line(source: Source) -> Iterator[tuple[int, str]]:
    """Line number and text of each line that is not blank."""
    for number, line in enumerate(source.lines(), 1):
        text = line.removesuffix("\n").removesuffix("\r")
        if text.strip():
            yield number, text


def posts_by_block(source: Source) -> Iterator[tuple[int, str]]:
    """First line and text of each block; blocks stand between lines that hold `---` alone.

    Blank lines around a block do not belong to it. Raises `InputError` for a block that is no post, but most likely a
    file without such lines.
    """
    block: list[str] = []
    begins, size = 1, 0
    for number, line in enumerate(source.lines(), 1):
        text = line.removesuffix("\n").removesuffix("\r")
        if text.strip() == BETWEEN:
            yield from _block(begins, block)
            block, begins, size = [], number + 1, 0
        else:
            block.append(text)
            size += len(line)
            if size > LINE_LIMIT:
                raise InputError(
                    f"{source.name} has a block of more than {LINE_LIMIT >> 20} million characters (line {begins})",
                    f"put lines of {BETWEEN} between the posts, or leave --blocks out",
                )
    yield from _block(begins, block)


def _block(begins: int, lines: list[str]) -> Iterator[tuple[int, str]]:
    first = next((i for i, line in enumerate(lines) if line.strip()), None)
    if first is not None:
        last = max(i for i, line in enumerate(lines) if line.strip())
        yield begins + first, "\n".join(lines[first : last + 1])
