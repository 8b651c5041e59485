"""`assistant restore`: a backup becomes the home."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.options import DebugOption, DryRunOption, Format, FormatOption, HomeOption, settle
from assistant.cli.screen import emit, printable, say
from assistant.errors import AssistantError, UsageError
from assistant.settings import home_alone

app = typer.Typer(rich_markup_mode=None, add_completion=False)

_TRUSTED = ("database", "llm_base_url")  # settings that decide where texts go


@app.command()
def restore(
    file: Annotated[Path | None, typer.Argument(help="A file that `assistant backup` wrote.")] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Bring back the home of before the latest restore.")] = False,
    dry_run: DryRunOption = False,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> int:
    """Check a backup and make it the home; the home of before is kept beside it."""
    from assistant.backup import restoring

    if undo == (file is not None):
        raise UsageError("name a backup, or --undo", "as in: assistant restore backup.zip")
    folder = _home_of(home)
    stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    if file is None:
        brought, aside = restoring.undo(folder, stamp=stamp, dry_run=dry_run)
        return _report(format, folder, {"from": str(brought)}, aside, dry_run)
    done = restoring.restore(folder, file, stamp=stamp, look=_usable, dry_run=dry_run)
    fields = {"from": str(file), "created": done.manifest.created, "files": len(done.manifest.members)}
    return _report(format, folder, fields, done.aside, dry_run)


def _home_of(home: Path | None) -> Path:
    """The home, even where the settings in it cannot be read: a restore is how to mend that."""
    try:
        return settle(home=home).home
    except AssistantError:
        return home_alone(home, os.environ, Path.cwd())


def _usable(home: Path) -> None:
    """Open what a new home holds; raises where this program cannot use it."""
    from assistant import settings
    from assistant.cli.queue_common import QUEUE_FILE
    from assistant.insight import store as insight
    from assistant.insight.learnt import accepted
    from assistant.insight.profile import read_profile
    from assistant.schedule.store import Store

    said = settings.load({"home": home}, {}, home)
    for name in _TRUSTED:
        if value := getattr(said, name):
            say(f"note: the settings in this backup name {name}: {_without_password(value)}")
    read_profile(home)
    accepted(home)
    if (home / QUEUE_FILE).exists():
        with Store.open(home / QUEUE_FILE, clock=lambda: datetime.now(UTC)) as queue:
            queue.count()
    if (home / insight.FILE).exists():
        insight.Store.open(home)


def _without_password(url: str) -> str:
    from urllib.parse import urlsplit

    found = urlsplit(url)
    return url.replace(f":{found.password}@", ":***@") if found.password else url


def _report(format: Format, home: Path, fields: dict[str, object], aside: Path | None, dry_run: bool) -> int:
    if format is Format.JSON:
        emit({"home": str(home), **fields, "put_aside": str(aside) if aside else None, "dry_run": dry_run})
        return 0
    what = f", of {fields['created']}" if "created" in fields else ""
    verb = "can be restored" if dry_run else "is the home now"
    print(f"{printable(str(fields['from']))} {verb} ({printable(str(home))}{what})")
    if aside:
        back = "" if "undone" in aside.name else "; `assistant restore --undo` brings it back"
        print(f"the home of before lies in {printable(str(aside))}{back}")
    return 0
