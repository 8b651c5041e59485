"""`assistant rewrite`: suggestions for a draft."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from assistant.classifier import Classifier
from assistant.cli.options import DebugOption, Format, FormatOption, HomeOption, settle
from assistant.cli.screen import emit
from assistant.errors import UsageError

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def rewrite(
    text: Annotated[
        str | None, typer.Argument(help="The draft; `-` or a pipe is standard input.", show_default=False)
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", help="A file that holds the draft.", show_default=False)
    ] = None,
    answer: Annotated[
        str | None, typer.Option("--answer", help="Your answer to the question; it leads the post.", show_default=False)
    ] = None,
    n: Annotated[int, typer.Option("-n", min=1, max=10, help="How many suggestions at most.")] = 3,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> int:
    """Suggest how a pitch becomes something worth reading. Nothing is invented, and what goes is listed."""
    from assistant.cli.drafts import read_drafts
    from assistant.learning.versions import active_model
    from assistant.rewriter import suggest

    drafts = read_drafts([text] if text is not None else [], [file] if file else [], stdin=sys.stdin)
    if len(drafts) != 1:
        raise UsageError("one draft at a time can be rewritten", 'give one text, as in: assistant rewrite "Buy now!"')
    settings = settle(home=home)
    classifier = Classifier.open(active_model(settings.home))
    outcome = suggest(drafts[0], judge=classifier, answer=answer, n=n)
    if format is Format.JSON:
        emit(outcome.as_json())
    else:
        from assistant.cli.suggestions import rewrite_text

        print(rewrite_text(outcome))
    return 0
