"""`assistant review`: asks for labels, one key a post."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.options import DebugOption, Format, FormatOption, HomeOption, settle
from assistant.cli.reading_options import EncodingOption, FastOption, LabelColumnOption, TextColumnOption
from assistant.cli.screen import emit

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def review(
    file: Annotated[
        Path | None,
        typer.Argument(help="Posts to label, in any format that `label` reads; else the queue.", show_default=False),
    ] = None,
    answers: Annotated[
        Path | None,
        typer.Option("--answers", help="A labelled file that answers in your place.", show_default=False),
    ] = None,
    doubts: Annotated[
        bool, typer.Option("--doubts", help="Ask only about labels that look wrong, the most doubtful first.")
    ] = False,
    count: Annotated[int | None, typer.Option("--count", "-n", min=1, help="Stop after so many answers.")] = None,
    text_column: TextColumnOption = None,
    label_column: LabelColumnOption = None,
    encoding: EncodingOption = None,
    fast: FastOption = False,
    seed: Annotated[int, typer.Option("--seed", help="What decides the random questions.", min=0, max=2**31)] = 0,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> int:
    """Label the posts that teach most, one key each: p, v, or a kind; s skips, b goes back, q quits.

    Every answer is on the disk before the next post is shown, so that you can stop at any time and go on later.
    `assistant train` then learns from the answers. With --answers, --label-column is about that file.
    """
    from assistant.cli.labelled import Columns
    from assistant.cli.review_keys import AnswerFile, Keyboard
    from assistant.cli.review_session import Session, pool_of
    from assistant.errors import UsageError

    settings = settle(home=home)
    if answers is None and not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError("review asks at a terminal, and there is none", "answer from a file with --answers FILE")
    if file is None and (text_column or encoding or (label_column and answers is None)):
        raise UsageError("a column or an encoding is named, and no file", "name the file of posts as well")
    columns = Columns(text_column, None if answers else label_column, encoding)
    hand = AnswerFile(answers, label_column) if answers else Keyboard()
    session = Session(pool_of(file, columns, settings, doubts=doubts), settings.home, fast=fast, seed=seed)
    summary = session.run(hand, limit=count)
    if format is Format.JSON:
        emit(summary.as_json())
    else:
        print(summary.in_words())
    return 0
