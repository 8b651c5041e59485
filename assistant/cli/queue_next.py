"""`assistant queue next` and `assistant queue posted`."""

from __future__ import annotations

import os
import socket
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer

from assistant.cli.options import DebugOption, DryRunOption, Format, FormatOption, HomeOption, settle
from assistant.cli.queue_common import (
    IdArgument,
    PlatformOption,
    limits_of,
    limits_to_show,
    open_store,
    platform_of,
    warn,
    zone_of,
    zone_to_show,
)
from assistant.cli.queue_table import label_words
from assistant.cli.rehearsing import queue_for
from assistant.cli.screen import emit, printable


def next_draft(
    claim: Annotated[bool, typer.Option("--claim", help="Hold it, so that nobody else gets it.")] = False,
    by: Annotated[str | None, typer.Option("--by", help="Who claims it.", show_default=False)] = None,
    platform: PlatformOption = None,
    on_time: Annotated[
        bool,
        typer.Option("--on-time", help="Nothing while spacing or cadence say wait, for scripts that post at once."),
    ] = False,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> int:
    """Say which draft may go out now; exit 1 with what is missing where none may."""
    settings = settle(home=home)
    if on_time:  # a script acts on it: no other zone or spacing may stand in
        local, limits = zone_of(settings), limits_of(settings)
    else:
        local, limits = zone_to_show(settings), limits_to_show(settings)
    asked: dict[str, Any] = {
        "platform": platform_of(platform, settings) if platform is not None else None,
        "on_time": on_time,
    }
    with open_store(settings) as store:
        if claim:
            who = by or f"{socket.gethostname()}:{os.getpid()}"
            found = store.claim(limits, local, by=who, minutes=settings.claim_minutes, **asked)
        else:
            found = store.next(limits, local, **asked)
    earliest = found.earliest.astimezone(local).isoformat() if found.earliest else None
    if found.draft is None:
        missing = {"draft": None, "value_needed": found.value_needed, "reason": found.reason, "earliest": earliest}
        if format is Format.JSON:
            emit(missing)
        else:
            print(found.reason)
        return 1
    if format is Format.JSON:
        given = {"reason": found.reason, "earliest": earliest, "on_time": found.on_time}
        emit({"draft": found.draft.as_json(local), **given})
    else:
        print(f"{found.draft.id} for {found.draft.platform}: {label_words(found.draft)}; {found.reason}")
        print(printable(found.draft.text, keep_lines=True))
    return 0


def posted(
    number: IdArgument,
    at: Annotated[
        str | None, typer.Option("--at", metavar="TIME", help="When it went out; else now.", show_default=False)
    ] = None,
    dry_run: DryRunOption = False,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> int:
    """Say that a draft went out; said twice, it counts once."""
    from assistant.schedule.moments import parse_moment

    settings = settle(home=home)
    local = zone_of(settings) if at else zone_to_show(settings)
    moment = parse_moment(at, local) if at else None
    if moment and moment > datetime.now(UTC) + timedelta(minutes=5):
        warn(f"{at} is yet to come; it counts as posted all the same")
    with queue_for(settings, dry_run=dry_run) as store:
        draft, news = store.posted(number, moment)
    when = f"{draft.posted_at.astimezone(local):%Y-%m-%d %H:%M}" if draft.posted_at else "before"
    if format is Format.JSON:
        emit({"draft": draft.as_json(local), "changed": news, "dry_run": dry_run})
    else:
        verb = "would count as out since" if dry_run and news else "went out"
        print(f"{draft.id} {verb} {when}" + ("" if news else "; that was known already"))
    return 0
