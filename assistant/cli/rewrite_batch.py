"""`assistant rewrite POSTS -o OUT`: the same rows with `rewrite`, `rewrite_status` and `left_out` added."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

from assistant.backlog.pipeline import Hooks
from assistant.backlog.reading import ReadOptions
from assistant.backlog.rewrites import RewriteSummary, rewrite_backlog
from assistant.cli.inputs import inputs_of
from assistant.cli.options import Format
from assistant.cli.running import Meter, one_interrupt
from assistant.cli.screen import counted, emit, printable, say
from assistant.errors import UsageError
from assistant.rewriter import Owner
from assistant.rewriter.batch import CHUNK, rewritten
from assistant.rewriter.suggest import Judge


def rewrite_file(
    source: str,
    target: Path,
    judge: Judge,
    owner: Owner,
    *,
    platform: str | None,
    how: ReadOptions,
    force: bool,
    format: Format,
) -> int:
    """Rewrite the promotional posts of a file of any format that `label` reads; nothing half-written stays."""
    rejects = target.with_name(f"{target.name}.rejects.csv")
    meter = Meter(time.monotonic())
    with one_interrupt(), inputs_of([source], sys.stdin) as inputs:
        if len(inputs) != 1:
            raise UsageError(f"{source} names {len(inputs)} files", "rewrite one file at a time")
        try:
            summary = rewrite_backlog(
                inputs[0],
                target,
                rejects,
                lambda texts: rewritten(texts, judge=judge, owner=owner, platform=platform),
                read=replace(how, format=inputs[0].format, rows=4 * CHUNK),
                force=force,
                hooks=Hooks(meter.show, say),
            )
        finally:
            meter.clear()
    _show(summary, target, rejects, format)
    return 0


def _show(summary: RewriteSummary, target: Path, rejects: Path, format: Format) -> None:
    if summary.rejected:
        rows = "row was" if summary.rejected == 1 else "rows were"
        say(f"warning: {summary.rejected} {rows} not read: see {rejects}")
    if format is Format.JSON:
        emit(
            {
                "posts": summary.posts,
                "rewritten": summary.rewritten,
                "statuses": dict(summary.statuses),
                "rejected": summary.rejected,
                "output": str(target),
                "rejects": str(rejects) if summary.rejected else None,
            }
        )
        return
    statuses = ", ".join(f"{n} {status}" for status, n in summary.statuses.most_common())
    many = f"{summary.rewritten:,} with a suggestion"
    print(f"{counted(summary.posts, 'post')}, {many}{f' ({statuses})' if statuses else ''}: {printable(str(target))}")
