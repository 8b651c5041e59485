"""`assistant backup`: the home as one file."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from assistant import __version__
from assistant.cli.options import DebugOption, ForceOption, Format, FormatOption, HomeOption, settle
from assistant.cli.screen import counted, emit, printable, say
from assistant.settings import Settings

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def backup(
    output: Annotated[Path, typer.Argument(metavar="OUT", help="The file to write, outside the home.")],
    force: ForceOption = False,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> int:
    """Write everything in the home to one file, while it is in use: queue, wants, profile, settings, models, labels.

    It may hold what your settings hold, passwords of a database included: keep it as you keep those.
    """
    from assistant.backup.taking import take_backup

    settings = settle(home=home)
    taken = take_backup(
        settings.home, output, created=datetime.now(UTC).isoformat(timespec="seconds"), program=__version__, force=force
    )
    for name, why in taken.left_out.items():
        say(f"warning: {name} was left out: {why}")
    if elsewhere := queue_elsewhere(settings, taken.files):
        say(f"warning: the queue is not in the home and not in this backup: {elsewhere}")
    if format is Format.JSON:
        emit(
            {
                "file": str(output),
                "sha256": taken.sha256,
                "bytes": taken.bytes,
                "files": len(taken.files),
                "left_out": dict(taken.left_out),
                "queue_included": not elsewhere,
            }
        )
    else:
        size = f"{counted(len(taken.files), 'file')}, {taken.bytes / 1000:,.0f} kB"
        print(f"{printable(str(output))}: {size}, SHA-256 {taken.sha256}")
    return 0


def queue_elsewhere(settings: Settings, files: Collection[str]) -> str | None:
    """How to back up a queue that the setting `database` puts elsewhere; None where `files` of the home hold it."""
    from assistant.schedule.connect import file_of

    if settings.database is None:
        return None
    if settings.database.startswith("postgres"):
        return "back up its PostgreSQL database with pg_dump"
    file, home = file_of(settings.database), settings.home.resolve()
    if file and file.resolve().is_relative_to(home) and file.resolve().relative_to(home).as_posix() in files:
        return None
    return "the setting `database` names another place; copy that file with `sqlite3 FILE '.backup COPY'`"
