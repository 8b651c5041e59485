"""`assistant notebook`: tips and stories in your own words, which rewriting draws on."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from assistant.cli.options import DebugOption, DryRunOption, Format, FormatOption, HomeOption, settle
from assistant.cli.screen import emit, paint, printable
from assistant.errors import UsageError
from assistant.insight.notebook import Note, add_notes, read_notes, remove_note

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)


@app.command()
def add(
    text: Annotated[
        list[str] | None, typer.Argument(help="Notes in your own words; `-` or a pipe is one.", show_default=False)
    ] = None,
    kind: Annotated[str, typer.Option("--kind", help="tip or story.")] = "tip",
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> None:
    """Keep tips or stories: one of them answers when a draft is about the same."""
    from assistant.cli.drafts import read_drafts

    words = read_drafts(text or (), (), stdin=sys.stdin)
    if not words:
        raise UsageError("there is nothing to note", 'give one, as in: assistant notebook add "Salt steak overnight."')
    folder = settle(home=home).home
    _show(add_notes(folder, words, kind, datetime.now(UTC)), format)


@app.command(name="list")
def list_notes(
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> None:
    """List what is kept."""
    notes = read_notes(settle(home=home).home)
    if not notes and format is Format.TEXT:
        print('No notes yet. Keep one: assistant notebook add "..."')
    _show(notes, format)


@app.command()
def remove(
    number: Annotated[list[int], typer.Argument(metavar="ID...", help="Numbers of notes.", show_default=False)],
    dry_run: DryRunOption = False,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> None:
    """Take notes out."""
    from assistant.insight.notebook import NoSuchNote

    folder = settle(home=home).home
    there = {n.id: n for n in read_notes(folder)}
    missing = next((n for n in number if n not in there), None)
    if missing is not None:
        raise NoSuchNote(missing)
    gone = [there[n] if dry_run else remove_note(folder, n) for n in dict.fromkeys(number)]
    if format is Format.JSON:
        emit({"notes": [n.as_json() for n in gone], "dry_run": dry_run})
        return
    for note in gone:
        print(f"{'would be removed:' if dry_run else 'removed'} {_line(note)}")


def _show(notes: list[Note], format: Format) -> None:
    if format is Format.JSON:
        emit({"notes": [n.as_json() for n in notes]})
        return
    for note in notes:
        print(_line(note))


def _line(note: Note) -> str:
    return f"{note.id}: {printable(note.text)} {paint(f'({note.kind})', 'dim')}"
