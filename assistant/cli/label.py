"""`assistant label`: a file of posts in, the same rows with labels out."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from assistant.backlog.pipeline import Job, Progress, label_backlog
from assistant.backlog.reading import ReadOptions
from assistant.backlog.summary import Summary
from assistant.cli.inputs import inputs_of
from assistant.cli.options import DebugOption, ForceOption, Format, FormatOption, HomeOption, settle
from assistant.cli.screen import emit, paint, printable, say

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def label(
    input: Annotated[
        list[str], typer.Argument(help="Files or patterns of files; `-` or a pipe is standard input.", metavar="INPUT")
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", help="Where the labelled rows go; its suffix is the format.")
    ],
    text_column: Annotated[
        str | None, typer.Option("--text-column", help="The column that holds the posts.", show_default=False)
    ] = None,
    encoding: Annotated[
        str | None, typer.Option("--encoding", help="The input's encoding, such as windows-1252.", show_default=False)
    ] = None,
    blocks: Annotated[bool, typer.Option("--blocks", help="Plain text: posts stand between lines of ---.")] = False,
    rejects: Annotated[
        Path | None,
        typer.Option("--rejects", help="Where bad rows go (else OUTPUT.rejects.csv).", show_default=False),
    ] = None,
    fast: Annotated[bool, typer.Option("--fast", help="Use the light model alone.")] = False,
    force: ForceOption = False,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> int:
    """Label a backlog of any size: the same rows in the same order, with label, probability, kind and unsure."""
    from assistant.backlog.engines import OwnProcess
    from assistant.classifier import Classifier
    from assistant.learning.versions import active_model

    settings = settle(home=home)
    begun = time.monotonic()
    with inputs_of(input, sys.stdin) as inputs:
        job = Job(
            inputs=inputs,
            output=output,
            rejects=rejects or output.with_name(f"{output.name}.rejects.csv"),
            read=ReadOptions(text_column, encoding, blocks=blocks),
            force=force,
        )
        classifier = Classifier.open(active_model(settings.home), fast=fast)
        meter = Meter(begun)
        summary = label_backlog(job, OwnProcess(classifier), on_progress=meter.show, on_note=say)
        meter.clear()
    _show(summary, job, time.monotonic() - begun, format)
    return 0


class Meter:
    """One line on the terminal: posts, rate, time left. Silent where standard error is no terminal."""

    def __init__(self, begun: float) -> None:
        self._begun = begun
        self._last = begun
        self._live = sys.stderr.isatty()

    def show(self, progress: Progress) -> None:
        """Draw the line, ten times a second at most."""
        now = time.monotonic()
        if not self._live or now - self._last < 0.1:
            return
        self._last = now
        spent = now - self._begun
        left = spent / progress.share - spent if progress.share else 0.0
        rate = progress.posts / spent
        print(
            f"\r\x1b[K{progress.posts:,} posts, {rate:,.0f}/s, {_span(left)} left", end="", file=sys.stderr, flush=True
        )

    def clear(self) -> None:
        """Take the line away."""
        if self._live:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _span(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s" if minutes else f"{rest} s"


def _show(summary: Summary, job: Job, seconds: float, format: Format) -> None:
    if summary.rejected:
        rows = "row was" if summary.rejected == 1 else "rows were"
        say(f"warning: {summary.rejected} {rows} not labelled: see {job.rejects}")
    if format is Format.JSON:
        fields = summary.as_json()
        kinds, clearest = fields.pop("kinds"), fields.pop("clearest")
        files = {"output": str(job.output), "rejects": str(job.rejects) if summary.rejected else None}
        emit({**fields, "seconds": round(seconds, 3), "kinds": kinds, "clearest": clearest, **files})
    else:
        print("\n".join(summary_lines(summary, job, seconds)))


def summary_lines(summary: Summary, job: Job, seconds: float) -> list[str]:
    """The summary as people read it."""
    lines = [
        f"{summary.posts:,} posts labelled in {seconds:.1f} s: {job.output}",
        f"  {paint('promotional', 'yellow')} {summary.promotional:,} ({summary.share:.0%}), "
        f"{paint('value', 'green')} {summary.value:,}, unsure {summary.unsure:,}",
    ]
    kinds = sorted(((n, k) for k, n in summary.kinds.items() if n), reverse=True)
    if kinds:
        lines.append("  kinds: " + ", ".join(f"{k.replace('_', ' ')} {n:,}" for n, k in kinds))
    if summary.clearest:
        lines.append("The clearest promotions:")
        for found in summary.clearest:
            text = printable(" ".join(found.text.split()))
            lines.append(
                f"  {found.probability:.0%} line {found.line}: {text if len(text) <= 100 else text[:99] + '…'}"
            )
    return lines
