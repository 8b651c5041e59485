"""Labelling a backlog: read, score, write, in chunks and in order, whatever the size."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from assistant.backlog.columns import ADDED, kept_names
from assistant.backlog.engines import Engine, scored
from assistant.backlog.formats import FileFormat, format_of
from assistant.backlog.output import WholeFile, written
from assistant.backlog.reading import Backlog, ReadOptions
from assistant.backlog.rejects import RejectsFile
from assistant.backlog.rows import Chunk
from assistant.backlog.summary import Summary, Tally
from assistant.backlog.tables import Dialect
from assistant.backlog.writing import JsonWriter, Layout, TableWriter, Writer
from assistant.errors import InputError, UsageError


@dataclass(frozen=True, slots=True)
class Input:
    """A file to label. `name` is what messages call it, `format` what its suffix does not say."""

    path: Path
    name: str | None = None
    format: FileFormat | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """What to label and where to. Bad rows go to `rejects`, which appears only if there are any."""

    inputs: tuple[Input, ...]
    output: Path
    rejects: Path
    read: ReadOptions
    force: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: posts done, and the share of the input's bytes that are read."""

    posts: int
    share: float


def label_backlog(
    job: Job, engine: Engine, *, on_progress: Callable[[Progress], None], on_note: Callable[[str], None]
) -> Summary:
    """Label every post of the inputs into one output file with all columns and the order kept.

    `on_note` hears in words what was found out or changed (dialect, encoding, renamed columns). Raises `InputError`
    and its kin for what cannot be read, `OutputFailed` for what cannot be written; no output file is left then.
    """
    with ExitStack() as stack:
        backlogs = [_opened(i, job.read, stack) for i in job.inputs]
        for backlog in backlogs:
            _describe(backlog, on_note)
        out_format = format_of(job.output)
        layout = settle_layout(backlogs, out_format, on_note)
        output = stack.enter_context(WholeFile(job.output, force=job.force))
        rejects = stack.enter_context(RejectsFile(job.rejects, force=job.force))
        tally = Tally()
        try:
            writer = writer_for(out_format, output, layout)
            for chunk, scores in scored(_chunks(backlogs), engine):
                writer.write(chunk.rows, scores)
                rejects.add(chunk.rejects)
                tally.add(chunk, scores)
                on_progress(Progress(tally.posts, _share(backlogs)))
            writer.finish()
        except OSError as error:
            raise written(error, job.output) from error
    return tally.summary()


def _opened(item: Input, options: ReadOptions, stack: ExitStack) -> Backlog:
    from dataclasses import replace

    backlog = Backlog(item.path, replace(options, format=item.format or options.format), name=item.name)
    stack.callback(backlog.close)
    return backlog


def _describe(backlog: Backlog, on_note: Callable[[str], None]) -> None:
    found = []
    encoding = backlog.source.encoding
    if backlog.source.detected and encoding not in {"utf-8", "utf-8-sig"}:
        found.append(f"read as {encoding} (--encoding says otherwise)")
    if backlog.dialect and str(backlog.dialect) not in {str(Dialect()), str(Dialect("\t"))}:
        found.append(str(backlog.dialect))
    if backlog.options.text_column is None and len(backlog.header) > 1:
        found.append(f"the posts are in column {backlog.text_column!r}")
    if found:
        on_note(f"{backlog.name}: {'; '.join(found)}")


def settle_layout(backlogs: Sequence[Backlog], out_format: FileFormat, on_note: Callable[[str], None]) -> Layout:
    """The columns of the output: those of the inputs in order of appearance, under names that leave room for ours."""
    if out_format is FileFormat.TEXT:
        raise UsageError("plain text has no room for labels", "name an output like labelled.csv or labelled.jsonl")
    same = len(backlogs) == 1 and backlogs[0].format is out_format
    dialect = backlogs[0].dialect if same else None
    if out_format is FileFormat.TSV and dialect is None:
        dialect = Dialect("\t")
    known = [b.columns for b in backlogs]
    columns: tuple[str, ...] | None = None
    if out_format not in {FileFormat.JSON, FileFormat.JSONL}:
        names = (c if c is not None else _scanned(b) for b, c in zip(backlogs, known, strict=True))
        columns = tuple(dict.fromkeys(itertools.chain.from_iterable(names)))
    listed = columns or tuple(itertools.chain.from_iterable(c for c in known if c))
    clashes = [name for name in dict.fromkeys(listed) if name in ADDED]
    for old in clashes:
        on_note(f"the column {old!r} that was there goes on as {kept_names(listed)[listed.index(old)]!r}")
    header = backlogs[0].header if dialect is not None and same else None
    return Layout(columns, header, dialect or Dialect(), mark=same and backlogs[0].source.has_mark)


def _scanned(backlog: Backlog) -> tuple[str, ...]:
    """All names in a file whose rows bring their own: a table must know them before its first row."""
    names: dict[str, None] = {}
    for chunk in backlog.chunks():
        for item in chunk.rows.objects():
            names.update(dict.fromkeys(item))
    return tuple(names)


def _chunks(backlogs: Sequence[Backlog]) -> Iterator[Chunk]:
    any_rows = False
    for backlog in backlogs:
        for chunk in backlog.chunks():
            any_rows = True
            yield chunk
    if not any_rows and not any(b.columns for b in backlogs if b.format is not FileFormat.TEXT):
        raise InputError(f"{backlogs[0].name} holds no posts", "give a file with at least one post")


def writer_for(out_format: FileFormat, output: WholeFile, layout: Layout) -> Writer:
    """The writer of a format."""
    if out_format in {FileFormat.JSON, FileFormat.JSONL}:
        return JsonWriter(output.open(), array=out_format is FileFormat.JSON)
    return TableWriter(output.open(), layout)


def _share(backlogs: Sequence[Backlog]) -> float:
    read, total = map(sum, zip(*(b.position() for b in backlogs), strict=True))
    return read / total if total else 1.0
