"""`assistant label`: a file of posts in, the same rows with labels out."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from assistant.backlog.folders import names_folder, split_by_file
from assistant.backlog.parts import each_labelled
from assistant.backlog.pipeline import Hooks, Job, label_backlog
from assistant.backlog.reading import FAST_ROWS, FULL_ROWS, ReadOptions
from assistant.backlog.scoring import model_marks
from assistant.backlog.summary import Summary, combined
from assistant.cli.active import active_classifier
from assistant.cli.inputs import inputs_of
from assistant.cli.options import DebugOption, ForceOption, Format, FormatOption, HomeOption, settle
from assistant.cli.reading_options import BlocksOption, EncodingOption, FastOption, TextColumnOption
from assistant.cli.running import EngineName, Meter, Where, checked_scheduler, one_interrupt
from assistant.cli.screen import counted, emit, excerpt, paint, printable, say
from assistant.errors import UsageError

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def label(
    input: Annotated[
        list[str], typer.Argument(help="Files or patterns of files; `-` or a pipe is standard input.", metavar="INPUT")
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", help="Where the labelled rows go; its suffix is the format.")
    ],
    text_column: TextColumnOption = None,
    encoding: EncodingOption = None,
    blocks: BlocksOption = False,
    rejects: Annotated[
        Path | None,
        typer.Option("--rejects", help="Where bad rows go (else OUTPUT.rejects.csv).", show_default=False),
    ] = None,
    fast: FastOption = False,
    jobs: Annotated[
        int | None, typer.Option("--jobs", min=1, max=256, help="Worker processes.", show_default="1")
    ] = None,
    engine: Annotated[EngineName, typer.Option("--engine", help="Where to score.")] = EngineName.LOCAL,
    scheduler: Annotated[
        str | None, typer.Option("--scheduler", metavar="ADDRESS", help="Of the Dask cluster.", show_default=False)
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with an interrupted run; fail if its checkpoint does not fit.")
    ] = False,
    spreadsheet_safe: Annotated[
        bool, typer.Option("--spreadsheet-safe", help="CSV: put ' before cells like =1+1; take it away on reading.")
    ] = False,
    force: ForceOption = False,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> int:
    """Label a backlog of any size: the same rows in the same order, with label, probability, kind and unsure."""
    from assistant.learning.versions import active_model

    settings = settle(home=home, jobs=jobs)
    begun = time.monotonic()
    meter = Meter(begun)
    with one_interrupt(), inputs_of(input, sys.stdin) as inputs, ExitStack() as stack:
        model = active_model(settings.home)
        classifier = active_classifier(settings, fast=fast)
        job = Job(
            inputs=inputs,
            output=output,
            rejects=rejects or output.with_name(f"{output.name}.rejects.csv"),
            read=ReadOptions(text_column, encoding, blocks=blocks, rows=FAST_ROWS if fast else FULL_ROWS),
            marks=model_marks(classifier),
            force=force,
            resume=resume,
            safe=spreadsheet_safe,
        )
        folder = names_folder(output, inputs)
        if folder and rejects:
            raise UsageError(
                "--rejects names one file, and the output is a folder",
                "leave it out: bad rows of each file go beside its output",
            )
        parts = split_by_file(job, folder=folder)
        where = Where(classifier, model, fast=fast, jobs=settings.jobs, scheduler=checked_scheduler(engine, scheduler))
        found: list[Summary] = []
        try:
            used = stack.enter_context(where.engine())
            for summary in each_labelled(job, parts, lambda p: label_backlog(p, used, Hooks(meter.show, say)), say):
                found.append(summary)
                meter.next_file()
        except KeyboardInterrupt:
            meter.clear()
            say(f"{meter.posts:,} posts were done: {_again(job)} goes on from there")
            raise
        finally:
            meter.clear()
    bad = [part.rejects for part, summary in zip(parts, found, strict=True) if summary.rejected]
    _show(combined(found), job, bad, time.monotonic() - begun, format)
    return 0


def _again(job: Job) -> str:
    """The command that takes up an interrupted run: one that does not begin afresh."""
    return "the same command with --resume" if job.force and not job.resume else "the same command"


def _show(summary: Summary, job: Job, rejects: Sequence[Path], seconds: float, format: Format) -> None:
    """`rejects`: the files with bad rows; at most one where the output is one file."""
    if summary.rejected:
        rows = "row was" if summary.rejected == 1 else "rows were"
        files = ", ".join(map(str, rejects[:3])) + (f" and {len(rejects) - 3} more" if len(rejects) > 3 else "")
        say(f"warning: {summary.rejected} {rows} not labelled: see {files}")
    if format is Format.JSON:
        fields = summary.as_json()
        kinds, clearest = fields.pop("kinds"), fields.pop("clearest")
        bad: str | list[str] = str(job.rejects) if job.rejects in rejects else [str(path) for path in rejects]
        paths = {"output": str(job.output), "rejects": bad or None}
        emit({**fields, "seconds": round(seconds, 3), "kinds": kinds, "clearest": clearest, **paths})
    else:
        print("\n".join(summary_lines(summary, job, seconds)))


def summary_lines(summary: Summary, job: Job, seconds: float) -> list[str]:
    """The summary as people read it."""
    lines = [
        f"{counted(summary.posts, 'post')} labelled in {seconds:.1f} s: {printable(str(job.output))}",
        f"  {paint('promotional', 'yellow')} {summary.promotional:,} ({summary.share:.0%}), "
        f"{paint('value', 'green')} {summary.value:,}, unsure {summary.unsure:,}",
    ]
    kinds = sorted(((n, k) for k, n in summary.kinds.items() if n), reverse=True)
    if kinds:
        lines.append("  kinds: " + ", ".join(f"{k.replace('_', ' ')} {n:,}" for n, k in kinds))
    if summary.clearest:
        lines.append("The clearest promotions:")
        for found in summary.clearest:
            lines.append(f"  {found.probability:.0%} line {found.line}: {excerpt(found.text, 100)}")
    return lines
