"""Labelling a backlog: read, score, write, in chunks and in order, whatever the size."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from assistant.backlog.engines import Engine, scored
from assistant.backlog.fit import fitting
from assistant.backlog.formats import FileFormat, format_of
from assistant.backlog.journal import START_OVER, CheckpointUnfit, Journal, checkpoint_path
from assistant.backlog.layout import TABLES, settle_layout, writer_for
from assistant.backlog.output import WholeFile, written
from assistant.backlog.reading import Backlog, ReadOptions
from assistant.backlog.rejects import RejectsFile, check_apart
from assistant.backlog.rows import Chunk
from assistant.backlog.scoring import Scores
from assistant.backlog.summary import Summary, Tally
from assistant.backlog.tables import Dialect
from assistant.backlog.writing import Layout, Writer
from assistant.errors import InputError


@dataclass(frozen=True, slots=True)
class Input:
    """A file to label. `name` is what messages call it, `format` what its suffix does not say."""

    path: Path
    name: str | None = None
    format: FileFormat | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """What to label and where to.

    Bad rows go to `rejects`, which appears only if there are any. `marks` name what verdicts depend on beside the texts
    (the model): a checkpoint counts only with the same. `resume` insists that the checkpoint fits; without it one that
    fits is used and another one replaced; where there is none, a run begins. `force` replaces files that are there and
    begins afresh unless `resume`.
    """

    inputs: tuple[Input, ...]
    output: Path
    rejects: Path
    read: ReadOptions = ReadOptions()  # noqa: RUF009 - frozen
    marks: Mapping[str, str] = field(default_factory=dict)
    force: bool = False
    resume: bool = False
    safe: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: posts done, those scored in this run, and the share of the input's bytes that are read."""

    posts: int
    scored: int
    share: float


@dataclass(frozen=True, slots=True)
class Hooks:
    """What a run tells: `progress` after every chunk, `note` in words what was found out or changed."""

    progress: Callable[[Progress], None] = lambda _: None
    note: Callable[[str], None] = lambda _: None


def label_backlog(job: Job, engine: Engine, hooks: Hooks = Hooks()) -> Summary:
    """Label every post of the inputs into one output file with all columns and the order kept.

    Raises `InputError` and its kin for what cannot be read, `OutputFailed` for what cannot be written; then there is no
    output file, and the verdicts so far lie in the checkpoint.
    """
    with ExitStack() as stack:
        out_format = format_of(job.output)
        output, rejects = _outputs(job)
        backlogs = [_opened(item, job, stack) for item in job.inputs]
        for backlog in backlogs:
            _describe(backlog, hooks.note)
        layout = settle_layout(backlogs, out_format, hooks.note, safe=job.safe)
        journal = Journal(checkpoint_path(job.output), job.marks, strict=job.resume, fresh=job.force and not job.resume)
        stack.callback(lambda: journal.close(done=False))
        if journal.resumes:
            hooks.note("an interrupted run left its checkpoint: going on from there")
        stack.enter_context(output)
        stack.enter_context(rejects)
        try:
            writer = writer_for(out_format, output, layout)
            stack.callback(writer.abandon)
            tally = _run(_Run(job, engine, hooks, backlogs, layout, out_format), journal, writer, rejects)
            writer.finish()
        except OSError as error:
            raise written(error, job.output) from error
        rejects.commit()
        output.commit()
        journal.close(done=True)
    return tally.summary()


def _outputs(job: Job) -> tuple[WholeFile, RejectsFile]:
    check_apart(job.rejects, job.output, [item.path for item in job.inputs])
    left = checkpoint_path(job.output).exists()
    if job.resume and not (left or job.force) and job.output.exists():
        raise CheckpointUnfit(f"there is no interrupted run, and {job.output} is there already", START_OVER)
    rejects = RejectsFile(job.rejects, force=job.force, left=left, safe=job.safe)
    return WholeFile(job.output, force=job.force), rejects


@dataclass(frozen=True, slots=True)
class _Run:
    job: Job
    engine: Engine
    hooks: Hooks
    backlogs: Sequence[Backlog]
    layout: Layout
    out_format: FileFormat


def _run(run: _Run, journal: Journal, writer: Writer, rejects: RejectsFile) -> Tally:
    tally, fresh = Tally(), 0
    engine = _Recalling(run.engine, journal)
    for chunk, scores in scored(_chunks(run), engine):
        if not engine.recalled.pop(0):
            journal.keep(chunk.texts, scores)
            fresh += len(scores)
        writer.write(chunk.rows, scores)
        rejects.add(chunk.rejects)
        tally.add(chunk, scores)
        run.hooks.progress(Progress(tally.posts, fresh, _share(run.backlogs)))
    return tally


class _Recalling:
    """An engine that asks the checkpoint first."""

    def __init__(self, engine: Engine, journal: Journal) -> None:
        self._engine, self._journal = engine, journal
        self.recalled: list[bool] = []  # of the chunks under way, in order

    @property
    def ahead(self) -> int:
        return self._engine.ahead

    def submit(self, texts: Sequence[str]) -> Callable[[], Scores]:
        kept = self._journal.recall(texts)
        self.recalled.append(kept is not None)
        return (lambda: kept) if kept is not None else self._engine.submit(texts)


def _opened(item: Input, job: Job, stack: ExitStack) -> Backlog:
    options = replace(job.read, format=item.format or job.read.format, safe=job.safe)
    backlog = Backlog(item.path, options, name=item.name)
    stack.callback(backlog.close)
    return backlog


def _describe(backlog: Backlog, on_note: Callable[[str], None]) -> None:
    found = []
    encoding = backlog.source.encoding
    if backlog.source.detected and encoding not in {"utf-8", "utf-8-sig"} and backlog.format in TABLES:
        found.append(f"read as {encoding} (--encoding says otherwise)")
    if backlog.dialect and str(backlog.dialect) not in {str(Dialect()), str(Dialect("\t"))}:
        found.append(str(backlog.dialect))
    if backlog.options.text_column is None and len(backlog.header) > 1:
        found.append(f"the posts are in column {backlog.text_column!r}")
    if found:
        on_note(f"{backlog.name}: {'; '.join(found)}")


def _chunks(run: _Run) -> Iterator[Chunk]:
    any_rows = False
    quoted = run.layout.dialect.quoted
    for backlog in run.backlogs:
        for chunk in backlog.chunks():
            any_rows = True
            yield fitting(chunk, run.out_format, name=backlog.name, quoted=quoted)
    if not any_rows and all(b.columns is None or b.format is FileFormat.TEXT for b in run.backlogs):
        raise InputError(f"{run.backlogs[0].name} holds no posts", "give a file with at least one post")


def _share(backlogs: Sequence[Backlog]) -> float:
    read, total = map(sum, zip(*(b.position() for b in backlogs), strict=True))
    return read / total if total else 1.0
