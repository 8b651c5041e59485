"""Plain text: a post in each line, or in blocks between lines of `---`."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.backlog.source import Source

BETWEEN = "---"


def posts_by_line(source: Source) -> Iterator[tuple[int, str]]:
    """Line number and text of each line that is not blank."""
    for number, line in enumerate(source.lines(), 1):
        text = line.removesuffix("\n").removesuffix("\r")
        if text.strip():
            yield number, text


def posts_by_block(source: Source) -> Iterator[tuple[int, str]]:
    """First line and text of each block; blocks stand between lines that hold `---` alone.

    Blank lines around a block do not belong to it.
    """
    block: list[str] = []
    begins = 1
    for number, line in enumerate(source.lines(), 1):
        text = line.removesuffix("\n").removesuffix("\r")
        if text.strip() == BETWEEN:
            yield from _block(begins, block)
            block, begins = [], number + 1
        else:
            block.append(text)
    yield from _block(begins, block)


def _block(begins: int, lines: list[str]) -> Iterator[tuple[int, str]]:
    first = next((i for i, line in enumerate(lines) if line.strip()), None)
    if first is not None:
        last = max(i for i, line in enumerate(lines) if line.strip())
        yield begins + first, "\n".join(lines[first : last + 1])
