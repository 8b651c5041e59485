"""Rewriting a backlog: the same rows in the same order, each promotional one with a text to put in its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from assistant.backlog.fit import fitting
from assistant.backlog.formats import FileFormat, format_of
from assistant.backlog.layout import settle_layout, writer_for
from assistant.backlog.output import WholeFile, written
from assistant.backlog.pipeline import Hooks, Input, Progress
from assistant.backlog.reading import Backlog, ReadOptions
from assistant.backlog.rejects import RejectsFile, check_apart
from assistant.backlog.rows import Reject
from assistant.backlog.writing import Layout, Writer
from assistant.errors import InputError
from assistant.rewriter.batch import Row

ADDED = ("rewrite", "rewrite_status", "left_out")


@dataclass(slots=True)
class RewriteSummary:
    """How many posts there were, how many got a suggestion of which status, how many rows were bad."""

    posts: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    rejected: int = 0

    @property
    def rewritten(self) -> int:
        """Posts with a suggestion."""
        return self.statuses.total()

    def add(self, rows: Sequence[Row], rejects: Sequence[Reject]) -> None:
        """Count the posts of a chunk and its bad rows."""
        self.posts += len(rows)
        self.statuses.update(str(row.status) for row in rows if row.status)
        self.rejected += len(rejects)


def _quoted(layout: Layout, on_note: Callable[[str], None]) -> Layout:
    """The layout with quotes that enclose cells: a rewrite may have several lines, which nothing else can hold."""
    if layout.dialect.quoted:
        return layout
    on_note("quotes mean nothing in this table; the output encloses cells in them, since rewrites have line breaks")
    return replace(layout, dialect=replace(layout.dialect, quoted=True))


class _Columns:
    """What goes behind each row: the text in its place, its status and what it leaves out; empty where it stays."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows

    def columns(self) -> Iterator[Sequence[Any]]:
        for row in self._rows:
            yield (row.text, str(row.status), " | ".join(row.dropped)) if row.status else ("", "", "")


def rewrite_backlog(
    item: Input,
    output: Path,
    rejects: Path,
    rewrite: Callable[[Iterable[str]], Iterable[Row]],
    *,
    read: ReadOptions = ReadOptions(),  # noqa: B008 - frozen
    force: bool = False,
    hooks: Hooks = Hooks(),  # noqa: B008 - frozen
) -> RewriteSummary:
    """Write the rows of a file with `rewrite`, `rewrite_status` and `left_out` behind them.

    Reads and writes every format that labelling does; bad rows go to `rejects`, which appears only if there are any.
    Raises `InputError` and its kin for what cannot be read, `OutputFailed` for what cannot be written; then there is
    no output file.
    """
    with ExitStack() as stack:
        out_format = format_of(output)
        check_apart(rejects, output, [item.path])
        whole, bad = WholeFile(output, force=force), RejectsFile(rejects, force=force)
        backlog = Backlog(item.path, read, name=item.name)
        stack.callback(backlog.close)
        layout = _quoted(settle_layout([backlog], out_format, hooks.note, added=ADDED), hooks.note)
        stack.enter_context(whole)
        stack.enter_context(bad)
        try:
            writer = writer_for(out_format, whole, layout)
            stack.callback(writer.abandon)
            summary = _run(backlog, out_format, rewrite, writer, bad, hooks)
            writer.finish()
        except OSError as error:
            raise written(error, output) from error
        if not summary.posts and not summary.rejected:
            raise InputError(f"{backlog.name} holds no posts", "give a file with at least one post")
        bad.commit()
        whole.commit()
    return summary


def _run(
    backlog: Backlog,
    out_format: FileFormat,
    rewrite: Callable[[Iterable[str]], Iterable[Row]],
    writer: Writer,
    bad: RejectsFile,
    hooks: Hooks,
) -> RewriteSummary:
    summary = RewriteSummary()
    for raw in backlog.chunks():
        chunk = fitting(raw, out_format, name=backlog.name)
        rows = list(rewrite(chunk.texts))
        writer.write(chunk.rows, _Columns(rows))
        bad.add(chunk.rejects)
        summary.add(rows, chunk.rejects)
        done, size = backlog.position()
        hooks.progress(Progress(summary.posts, summary.posts, done / size))
    return summary
