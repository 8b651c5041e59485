"""`assistant classify`: verdicts for drafts."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.cli.active import active_classifier
from assistant.cli.drafts import DraftFilesOption, DraftsArgument, read_drafts
from assistant.cli.options import DebugOption, FindingFormat, FindingFormatOption, HomeOption, settle
from assistant.cli.progress import judged
from assistant.cli.reading_options import FastOption
from assistant.cli.screen import emit, emit_line
from assistant.errors import UsageError
from assistant.post import Label, Verdict

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def classify(
    text: DraftsArgument = None,
    file: DraftFilesOption = None,
    files: Annotated[
        bool, typer.Option("--files", help="Take the arguments as names of files, a draft in each.")
    ] = False,
    check: Annotated[bool, typer.Option("--check", help="Exit 1 if any draft is promotional.")] = False,
    fast: FastOption = False,
    explain: Annotated[bool, typer.Option("--explain", help="Show each whole draft with its reasons marked.")] = False,
    format: FindingFormatOption = FindingFormat.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> int:
    """Say whether drafts are promotional or value-giving, which kind, and which words say so."""
    names = [*(file or ()), *map(Path, text or ())] if files else file or []
    texts = [] if files else text or []
    drafts = read_drafts(texts, names, stdin=sys.stdin)
    if not drafts:
        raise UsageError("there is no draft to read", 'give a text, as in: assistant classify "Fresh bread at 7"')
    classifier = active_classifier(settle(home=home), fast=fast)
    verdicts = judged(classifier, drafts, explain=True)
    if format in {FindingFormat.LINE, FindingFormat.GITHUB, FindingFormat.SARIF}:
        from assistant.cli.findings import show_findings

        show_findings(verdicts, [*[None] * (len(drafts) - len(names)), *names], format)
    else:
        _show(verdicts, format, explain=explain)
    return int(check and any(v.label is Label.PROMOTIONAL for v in verdicts))


def _show(verdicts: list[Verdict], format: FindingFormat, *, explain: bool) -> None:
    documents: list[dict[str, Any]] = [v.as_json() for v in verdicts]
    if format is FindingFormat.JSON:
        emit({"posts": documents})
    elif format is FindingFormat.JSONL:
        for document in documents:
            emit_line(document)
    elif explain:
        from assistant.cli.explained import explained_text

        print("\n\n".join(explained_text(v) for v in verdicts))
    else:
        from assistant.cli.verdicts import verdict_text

        print("\n\n".join(verdict_text(v) for v in verdicts))
