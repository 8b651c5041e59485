"""`assistant rewrite`: suggestions for a draft, or for all promotional posts of a file."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.active import active_classifier
from assistant.cli.drafts import read_drafts
from assistant.cli.options import DebugOption, ForceOption, Format, FormatOption, HomeOption, settle
from assistant.cli.reading_options import EncodingOption, FastOption, TextColumnOption
from assistant.cli.screen import emit, say
from assistant.errors import UsageError
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.rewriter import Owner, Rewrite
    from assistant.rewriter.suggest import Candidate

app = typer.Typer(rich_markup_mode=None, add_completion=False)

SUGGESTIONS = 3  # where nothing else is said


class Backend(StrEnum):
    """Who writes: rules and your own words, or a language model of yours as well."""

    RULES = "rules"
    LLM = "llm"


@app.command()
def rewrite(
    text: Annotated[
        str | None,
        typer.Argument(help="The draft, or with -o a file of posts; `-` is standard input.", show_default=False),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("--file", help="A file that holds the draft; with -o, many posts.", show_default=False),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Rewrite a file's promotional posts into this.", show_default=False),
    ] = None,
    text_column: TextColumnOption = None,
    encoding: EncodingOption = None,
    answer: Annotated[
        str | None, typer.Option("--answer", help="Your answer to the question; it leads the post.", show_default=False)
    ] = None,
    note: Annotated[
        int | None, typer.Option("--note", help="Answer with this note of your notebook.", show_default=False)
    ] = None,
    n: Annotated[
        int | None,
        typer.Option("-n", min=1, max=10, help="How many suggestions at most.", show_default="3, or 5 at the prompt"),
    ] = None,
    platform: Annotated[
        str | None, typer.Option("--platform", help="Keep to its length, for instance bluesky.", show_default=False)
    ] = None,
    interactive: Annotated[
        bool, typer.Option("--interactive", help="Answer the question and choose at the prompt.")
    ] = False,
    backend: Annotated[Backend, typer.Option("--backend", help="Who writes.")] = Backend.RULES,
    model: Annotated[str | None, typer.Option("--model", help="The language model's name.", show_default=False)] = None,
    send: Annotated[
        bool, typer.Option("--send", help="Let a language model that is not on this machine read the draft.")
    ] = False,
    fast: FastOption = False,
    force: ForceOption = False,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> int:
    """Suggest how a pitch becomes something worth reading. Nothing is invented, and what goes is listed."""
    from assistant.cli.rewrite_sources import known_owner, note_text, platform_named
    from assistant.rewriter import suggest

    settings = settle(home=home)
    named, owner = platform_named(platform), known_owner(settings)
    answer = _one_answer(answer, None if note is None else note_text(settings, note))
    if output is not None and (answer or n or interactive or backend is Backend.LLM):
        raise UsageError("-o rewrites many posts", "leave out --answer, --note, -n, --interactive and --backend llm")
    if output is None and (text_column or encoding):
        raise UsageError("--text-column and --encoding are for files of posts", "add -o OUT")
    if backend is Backend.RULES and (model or send):
        raise UsageError("--model and --send are for a language model", "leave them out, or add --backend llm")
    if interactive:
        _check_prompt(backend, format)
    source = _one_draft(text, file) if output is None else _one_file(text, file)
    judge = active_classifier(settings, fast=fast)
    if output is not None:
        from assistant.backlog.reading import ReadOptions
        from assistant.cli.rewrite_batch import rewrite_file

        how = ReadOptions(text_column, encoding)
        return rewrite_file(source, output, judge, owner, platform=named, how=how, force=force, format=format)
    if interactive:
        from assistant.cli.rewrite_prompt import OFFERED, converse

        return converse(source, judge, owner, answer=answer, platform=named, n=n or OFFERED)
    n = n or SUGGESTIONS
    more: list[Candidate] = []
    if backend is Backend.LLM:
        more = _from_model(source, settings, model, send=send, answer=answer, owner=owner, n=n)
    _show(suggest(source, judge=judge, answer=answer, owner=owner, n=n, platform=named, more=more), format)
    return 0


def _check_prompt(backend: Backend, format: Format) -> None:
    if backend is Backend.LLM:
        raise UsageError("no language model writes at the prompt", "leave out --backend llm, or --interactive")
    if format is Format.JSON:
        raise UsageError("--interactive gives the chosen text alone", "leave out --format json, or --interactive")


def _show(outcome: Rewrite, format: Format) -> None:
    if format is Format.JSON:
        emit(outcome.as_json())
        return
    from assistant.cli.suggestions import rewrite_text

    for notice in outcome.notices:
        say(f"note: {notice}")
    print(rewrite_text(outcome))


def _one_answer(answer: str | None, note: str | None) -> str | None:
    if answer is not None and note is not None:
        raise UsageError("--answer and --note are two answers", "give one of them")
    return answer if note is None else note


def _one_draft(text: str | None, file: Path | None) -> str:
    drafts = read_drafts([text] if text is not None else [], [file] if file else [], stdin=sys.stdin)
    if len(drafts) != 1:
        raise UsageError("one draft at a time can be rewritten", 'give one text, as in: assistant rewrite "Buy now!"')
    return drafts[0]


def _one_file(text: str | None, file: Path | None) -> str:
    if (text is None) == (file is None):
        raise UsageError("-o needs one file of posts", "as in: assistant rewrite posts.csv -o better.csv")
    return text if text is not None else str(file)


def _from_model(
    draft: str,
    settings: Settings,
    model: str | None,
    *,
    send: bool,
    answer: str | None,
    owner: Owner,
    n: int,
) -> list[Candidate]:
    """Candidates of the language model; asks before anything leaves this machine."""
    from assistant.rewriter.llm import Connection, candidates

    url = settings.llm_base_url or os.environ.get("OPENAI_BASE_URL")
    name = model or settings.llm_model
    if not url or not name:
        raise UsageError(
            "no language model is set",
            "give --model NAME and set llm_base_url in assistant.toml, for instance http://localhost:11434/v1",
        )
    connection = Connection(url, name, os.environ.get("OPENAI_API_KEY") or "none")
    if not connection.is_local and not send:
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise UsageError(f"{url} is not on this machine", "add --send to let it read the draft")
        say(f"The draft would be sent to {url}. Send it? [y/N]")
        if sys.stdin.readline().strip().lower() not in {"y", "yes"}:
            say("not sent; the offline way is taken")
            return []
    found, notices = candidates(draft, connection, answer=answer, owner=owner, n=n)
    for notice in notices:
        say(f"note: {notice}")
    return found
