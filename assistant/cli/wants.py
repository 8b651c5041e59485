"""`assistant wants`: what customers want, and which draft gives it to them."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.cli.drafts import DraftFilesOption, read_drafts
from assistant.cli.options import DebugOption, DryRunOption, Format, FormatOption, HomeOption, settle
from assistant.cli.reading_options import EncodingOption
from assistant.cli.rehearsing import insight_for
from assistant.cli.screen import counted, emit, excerpt, paint, printable, say
from assistant.errors import InputError, UsageError
from assistant.settings import Settings

_SHOWN = 90  # columns of a draft
app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)
IdsArgument = Annotated[list[int], typer.Argument(metavar="ID...", help="Numbers of wants.", show_default=False)]


def _store(home: Path | None) -> Any:
    from assistant.insight.store import Store

    return Store.open(settle(home=home).home)


def _now() -> datetime:
    return datetime.now(UTC)


def _want_json(want: Any) -> dict[str, Any]:
    return {
        "id": want.id,
        "text": want.text,
        "source": want.source,
        "added_at": want.added_at.isoformat(),
        "done_at": want.done_at.isoformat() if want.done_at else None,
    }


def _group_json(group: Any) -> dict[str, Any]:
    return {"want": _want_json(group.first), "count": group.count}


@app.command()
def add(
    text: Annotated[
        list[str] | None, typer.Argument(help="Wants, in the customer's words.", show_default=False)
    ] = None,
    source: Annotated[str, typer.Option("--source", help="Where you heard it.")] = "typed",
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> None:
    """Keep what customers want."""
    from assistant.insight.wants import add_wants

    lines = [line for words in read_drafts(text or (), (), stdin=sys.stdin) for line in words.splitlines()]
    if not any(line.strip() for line in lines):
        raise UsageError("there is no want to keep", 'give one, as in: assistant wants add "how to store bread"')
    added = add_wants(_store(home), lines, source, _now())
    if format is Format.JSON:
        emit({"wants": [_want_json(w) for w in added]})
    else:
        for want in added:
            print(f"{want.id}: {printable(want.text)}")


@app.command(name="import")
def import_wants(
    file: Annotated[Path, typer.Argument(help="A survey or comments, in any format that `label` reads.")],
    text_column: Annotated[
        str | None,
        typer.Option("--text-column", metavar="NAME", help="The column with the answers.", show_default=False),
    ] = None,
    encoding: EncodingOption = None,
    force: Annotated[bool, typer.Option("--force", help="Import a file of this name once more.")] = False,
    dry_run: DryRunOption = False,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> None:
    """Keep every answer of a file as a want; empty ones are passed over."""
    from assistant.backlog import read_rows
    from assistant.insight.wants import add_wants, known_source

    rejected: list[Any] = []
    with insight_for(settle(home=home).home, dry_run=dry_run) as store:
        before = known_source(store, file.name)
        if before and not force:
            raise InputError(
                f"{counted(before, 'want')} came from {file.name} before", "add --force to import it once more"
            )
        rows = read_rows(file, text_column=text_column, encoding=encoding, on_reject=rejected.append)
        texts = [row.text for row in rows]
        filled = [t for t in texts if t.strip()]
        added = add_wants(store, filled, file.name, _now())
    for reject in rejected[:5]:
        say(f"warning: {reject}")
    summary = {"added": len(filled), "empty": len(texts) - len(filled), "rejected": len(rejected), "dry_run": dry_run}
    if format is Format.JSON:
        emit({**summary, "wants": [] if dry_run else [_want_json(w) for w in added]})
    else:
        verb = "would be added" if dry_run else "added"
        print(f"{counted(len(filled), 'want')} {verb}, {summary['empty']} empty, {len(rejected)} rejected")


@app.command(name="list")
def list_wants(
    all_wants: Annotated[bool, typer.Option("--all", help="Those that were given, too.")] = False,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> None:
    """List wants, alike ones together, the most wanted first."""
    from assistant.insight.remembered import remembering
    from assistant.insight.wants import grouped, wants

    store = _store(home)
    groups = grouped(wants(store, done=all_wants), remembering(store))
    if format is Format.JSON:
        emit({"groups": [{"count": g.count, "wants": [_want_json(w) for w in g.wants]} for g in groups]})
        return
    if not groups:
        print("No wants yet. Ask for them: assistant wants ask")
    for group in groups:
        mark = paint("done ", "green") if group.first.done_at else ""
        print(f"{group.count:3} × {mark}{printable(group.first.text)} {paint(f'(want {group.first.id})', 'dim')}")
        for want in group.wants[1:4]:
            print(paint(f"      also: {printable(want.text)} ({want.id})", "dim"))


@app.command()
def match(
    text: Annotated[
        list[str] | None, typer.Argument(help="Drafts; without any, the open drafts of the queue.", show_default=False)
    ] = None,
    file: DraftFilesOption = None,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> None:
    """Say which wants each draft serves, and which wants no draft serves."""
    from assistant.cli.queue_common import profile_of
    from assistant.insight.remembered import remembering
    from assistant.insight.store import Store
    from assistant.insight.wants import grouped, match, wants

    settings = settle(home=home)
    drafts = _drafts(text, file, settings)
    store = Store.open(settings.home)
    read = remembering(store)
    groups = grouped(wants(store), read)
    if not groups:
        raise InputError("there are no wants yet", 'add some, as in: assistant wants add "how to store bread"')
    by_draft, by_group = match(groups, [words for _, words in drafts], trade=profile_of(settings).trade, read=read)
    unserved = [groups[i] for i, served in by_group.items() if not served]
    if format is Format.JSON:
        served = [
            {"draft": number, "text": words, "serves": [{**_group_json(g), "score": round(s, 4)} for g, s in near]}
            for (number, words), near in zip(drafts, by_draft, strict=True)
        ]
        emit({"drafts": served, "unserved": [_group_json(g) for g in unserved]})
        return
    for (number, words), near in zip(drafts, by_draft, strict=True):
        print(paint(f"{f'draft {number}: ' if number is not None else ''}{excerpt(words, _SHOWN)}", "dim"))
        for group, score in near:
            print(f"  serves want {group.first.id} ({score:.2f}): {printable(group.first.text)}")
        if not near:
            print("  serves no want that is known")
    if unserved:
        print(paint("\nNobody serves yet", "bold"))
        for group in unserved:
            print(f"{group.count:3} × {printable(group.first.text)} (want {group.first.id})")


def _drafts(text: list[str] | None, file: list[Path] | None, settings: Settings) -> list[tuple[int | None, str]]:
    from assistant.cli.queue_common import open_store
    from assistant.schedule.wanted import WAITING, DraftFilter

    nothing = UsageError("there is no draft to match", "give a text, or put drafts into the queue")
    if text or file:
        given = read_drafts(text or (), file or (), stdin=sys.stdin)
        if not all(words.strip() for words in given):
            raise nothing
        return [(None, words) for words in given]
    with open_store(settings) as store:
        drafts = store.drafts(DraftFilter(states=WAITING))
    if not drafts:
        raise nothing
    return [(draft.id, draft.text) for draft in drafts]


@app.command()
def ask(
    style: Annotated[str | None, typer.Option("--style", help="How to ask.", show_default=False)] = None,
    dry_run: DryRunOption = False,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> None:
    """Write the post that asks followers what they want; the style differs from the last one's."""
    from assistant.insight.asking import asked_before, next_question, note_asked
    from assistant.insight.profile import read_profile

    folder = settle(home=home).home
    with insight_for(folder, dry_run=dry_run) as store:
        question = next_question(asked_before(store), read_profile(folder), style)
        note_asked(store, question, _now())
    if format is Format.JSON:
        emit({"style": question.style, "text": question.text, "blanks": list(question.blanks), "dry_run": dry_run})
        return
    print(printable(question.text))
    if question.blanks:
        say(f"note: fill in {', '.join(question.blanks)} before you post it")


@app.command()
def done(
    numbers: IdsArgument,
    undo: Annotated[bool, typer.Option("--undo", help="They are open again.")] = False,
    dry_run: DryRunOption = False,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> None:
    """Say that wants were given."""
    from assistant.insight.wants import mark_done

    with insight_for(settle(home=home).home, dry_run=dry_run) as store:
        mark_done(store, numbers, _now(), undo=undo)
    if format is Format.JSON:
        emit({"done": [] if undo else numbers, "open": numbers if undo else [], "dry_run": dry_run})
    else:
        verb = "open again" if undo else "done"
        print(f"{'would be ' if dry_run else ''}{verb}: {', '.join(map(str, numbers))}")


@app.command()
def remove(
    numbers: IdsArgument,
    dry_run: DryRunOption = False,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> None:
    """Forget wants for good."""
    from assistant.insight.wants import remove as forget

    with insight_for(settle(home=home).home, dry_run=dry_run) as store:
        forget(store, numbers)
    if format is Format.JSON:
        emit({"removed": numbers, "dry_run": dry_run})
    else:
        print(f"{'would be removed' if dry_run else 'removed'}: {', '.join(map(str, numbers))}")
