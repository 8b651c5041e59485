"""`assistant corpus check|stats`: is a file of labelled posts sound, and what is in it?"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.drafts import STDIN
from assistant.cli.options import DebugOption, Format, FormatOption
from assistant.cli.screen import counted, emit, printable, say
from assistant.errors import InputError, RowsRejected, UsageError
from assistant.learning.corpus import NEAR, UNUSABLE, LabelledPost, Problem, corpus_files, read_files, read_lines

app = typer.Typer(
    rich_markup_mode=None, add_completion=False, no_args_is_help=True, help="Check and count labelled posts."
)

PathsArgument = Annotated[
    list[Path],
    typer.Argument(
        metavar="PATH...",
        help="Labelled posts in any format that `label` reads, folders of .jsonl files, or `-` for such lines.",
        show_default=False,
    ),
]
RequireOption = Annotated[
    list[str] | None,
    typer.Option("--require", metavar="FIELD", help="A field that every post must have.", show_default=False),
]
TolerateOption = Annotated[
    float,
    typer.Option("--tolerate", metavar="PERCENT", min=0, max=100, help="Posts that may nearly repeat another."),
]
BesideOption = Annotated[
    Path | None,
    typer.Option("--beside", metavar="FILE", help="Real posts to compare the tells with.", show_default=False),
]


@app.command()
def check(
    paths: PathsArgument,
    require: RequireOption = None,
    tolerate: TolerateOption = 0.0,
    format: FormatOption = Format.TEXT,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> int:
    """Look for lines that cannot be used, repeated and nearly repeated posts, broken pairs, doubled ids.

    Exit 2 if a line cannot be used, 1 if a check did not pass. Stock phrases such as "link in bio" recur in a large
    corpus: with --tolerate 0.1, near repeats are listed and fail only if they are over 0.1 % of the posts.
    """
    from assistant.learning.corpus_check import FIELDS
    from assistant.learning.corpus_check import check as problems_of

    wanted = require or []
    for name in wanted:
        if name not in FIELDS:
            raise UsageError(f"no such field: {name}", f"--require takes {', '.join(FIELDS)}")
    posts, unusable = _read(paths)
    problems = sorted([*unusable, *problems_of(posts, required=wanted)], key=lambda p: p.place)
    _show_problems(problems, len(posts), format)
    near = sum(p.check == NEAR for p in problems)
    return int(len(problems) > near or near * 100 > tolerate * len(posts))


def _show_problems(problems: Sequence[Problem], usable: int, format: Format) -> None:
    unusable = [p for p in problems if p.check == UNUSABLE]
    if format is Format.JSON:
        if unusable:
            raise RowsRejected([str(p) for p in problems])
        emit(
            {
                "posts": usable,
                "problems": [
                    {"file": p.place.file, "line": p.place.line, "check": p.check, "message": p.message}
                    for p in problems
                ],
            }
        )
        return
    for problem in problems:
        print(printable(str(problem)))
    if unusable:
        many = f"{len(unusable)} of {len(unusable) + usable} lines"
        raise InputError(f"{many} cannot be used", "correct the lines listed above and try again")
    if not problems:
        print(f"{counted(usable, 'post')}, nothing wrong")
    else:
        say(f"{counted(usable, 'post')}, {counted(len(problems), 'problem')}")


@app.command()
def stats(
    paths: PathsArgument,
    beside: BesideOption = None,
    format: FormatOption = Format.TEXT,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> None:
    """Count kinds, industries, accounts and writers; show tells, pairs and how far two readings agree."""
    from assistant.learning.corpus_stats import stats as figures_of

    figures = figures_of(_usable(paths), None if beside is None else _usable([beside]))
    if format is Format.JSON:
        emit(figures)
    else:
        from assistant.cli.corpus_tables import stats_text

        print(stats_text(figures))


def _usable(paths: Sequence[Path]) -> list[LabelledPost]:
    posts, unusable = _read(paths)
    if unusable:
        raise RowsRejected([str(p) for p in unusable])
    return posts


def _read(paths: Sequence[Path]) -> tuple[list[LabelledPost], list[Problem]]:
    posts: list[LabelledPost] = []
    problems: list[Problem] = []
    for path in dict.fromkeys(paths):
        if str(path) == STDIN:
            read = read_lines(sys.stdin.buffer.read(), "standard input")
        elif path.is_dir() or path.suffix in {"", ".jsonl"}:
            read = read_files(corpus_files(path))
        else:
            from assistant.cli.corpus_rows import read_rows_of

            read = read_rows_of(path)
        posts += read[0]
        problems += read[1]
    if not posts and not problems:
        raise InputError(f"there are no posts in {', '.join(map(str, paths))}", "give a file with one post a line")
    return posts, problems
