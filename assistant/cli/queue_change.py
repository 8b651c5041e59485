"""`assistant queue edit|label|drop|restore|undo|claims`: changing what is in the queue."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import Annotated, Any

import typer

from assistant.cli.options import DebugOption, DryRunOption, Format, FormatOption, HomeOption, settle
from assistant.cli.queue_add import PRIORITIES, PageOption, check, tags_of
from assistant.cli.queue_common import (
    IdArgument,
    PlatformOption,
    judge,
    open_store,
    page_of,
    platform_of,
    zone_of,
    zone_to_show,
)
from assistant.cli.queue_table import label_words
from assistant.cli.rehearsing import queue_for
from assistant.cli.screen import emit, excerpt, printable
from assistant.errors import UsageError
from assistant.post import Draft, Label, State
from assistant.settings import Settings

NOTHING = "none"  # clears a moment
IdsArgument = Annotated[list[int], typer.Argument(metavar="ID...", help="The drafts' numbers.", show_default=False)]


def edit(
    number: IdArgument,
    text: Annotated[
        str | None, typer.Option("--text", help="The new text; it is judged anew.", show_default=False)
    ] = None,
    rewrite: Annotated[
        bool, typer.Option("--rewrite", help="Put a rewrite in its place that is ready to post.")
    ] = False,
    answer: Annotated[
        str | None, typer.Option("--answer", help="With --rewrite: your words, which lead it.", show_default=False)
    ] = None,
    platform: PlatformOption = None,
    page: PageOption = None,
    deadline: Annotated[
        str | None, typer.Option("--deadline", metavar="TIME", help="Not after this, or none.", show_default=False)
    ] = None,
    not_before: Annotated[
        str | None, typer.Option("--not-before", metavar="TIME", help="Not before this, or none.", show_default=False)
    ] = None,
    priority: Annotated[
        int | None,
        typer.Option("--priority", min=-PRIORITIES, max=PRIORITIES, help="Higher goes first.", show_default=False),
    ] = None,
    tag: Annotated[list[str] | None, typer.Option("--tag", help="Its tags from now on.", show_default=False)] = None,
    evergreen: Annotated[
        bool | None, typer.Option("--evergreen/--once", help="Whether it may go out again.", show_default=False)
    ] = None,
    cooldown: Annotated[
        int | None, typer.Option("--cooldown", min=0, max=3650, help="Days of rest between.", show_default=False)
    ] = None,
    max_repeats: Annotated[
        int | None, typer.Option("--max-repeats", min=0, max=1000, help="Times it goes out.", show_default=False)
    ] = None,
    ready: Annotated[
        bool | None, typer.Option("--ready/--draft", help="Queue it, or keep it as a draft.", show_default=False)
    ] = None,
    dry_run: DryRunOption = False,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> int:
    """Change a draft that waits; a new text is judged anew, and your own label stays."""
    from assistant.cli.queue_rewrite import rewritten_text
    from assistant.schedule.wanted import WAITING, StateConflict

    settings = settle(home=home)
    said: dict[str, Any] = {
        "platform": None if platform is None else platform_of(platform, settings),
        "page": None if page is None else page_of(page, settings),
        "priority": priority,
        "tags": None if tag is None else tags_of(tag),
        "evergreen": evergreen,
        "cooldown_days": cooldown,
        "max_repeats": max_repeats,
        "ready": ready,
    }
    columns = {name: value for name, value in said.items() if value is not None}
    if text is not None:
        check(text)
    if (rewrite and text is not None) or (answer is not None and not rewrite):
        raise UsageError("--answer goes with --rewrite, and --rewrite not with --text", "give --rewrite --answer TEXT")
    if text is None and not rewrite and not columns and deadline is None and not_before is None:
        raise UsageError("nothing to change was said", "give --text, --deadline or another option")
    with queue_for(settings, dry_run=dry_run) as store:
        draft = store.get(number)
    if not_before is not None or deadline is not None:
        columns |= _moments(draft, not_before, deadline, zone_of(settings))
    if rewrite and draft.state not in WAITING:
        raise StateConflict(f"draft {number} cannot be changed: it is {draft.state}", "see it with `queue show`")
    if rewrite:  # outside the store: somebody may be asked
        text = rewritten_text(draft, answer, settings)
    verdict = judge([text], settings)[0] if text is not None else None
    with queue_for(settings, dry_run=dry_run) as store:
        if rewrite and store.get(number).text != draft.text:
            raise StateConflict(f"draft {number} was changed meanwhile", "look at it, and rewrite it again")
        changed = store.edit(number, verdict=verdict, **columns)
    return _show([changed], "changed", settings, format, dry_run=dry_run)


def _moments(draft: Draft, not_before: str | None, deadline: str | None, local: tzinfo) -> dict[str, datetime | None]:
    """The moments that change; together with those that stay they must leave some time."""
    from assistant.schedule.moments import check_window, parse_moment

    said = {"not_before": not_before, "deadline": deadline}
    columns = {
        name: None if text == NOTHING else parse_moment(text, local, end_of_day=name == "deadline")
        for name, text in said.items()
        if text is not None
    }
    first, last = columns.get("not_before", draft.not_before), columns.get("deadline", draft.deadline)
    check_window(first, last, datetime.now(UTC) if "deadline" in columns else None, local)
    return columns


def label(
    number: IdArgument,
    label: Annotated[str, typer.Argument(metavar="promotional|value|none", help="What you say it is.")],
    dry_run: DryRunOption = False,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> int:
    """Say what a draft is; your word counts more than the model's, also for the times it went out."""
    if label not in {*Label, NOTHING}:
        raise UsageError(f"{label!r} is no label", "say promotional, value, or none to take your word back")
    settings = settle(home=home)
    with queue_for(settings, dry_run=dry_run) as store:
        changed = store.label(number, None if label == NOTHING else Label(label))
    return _show([changed], "labelled", settings, format, dry_run=dry_run)


def drop(
    number: IdsArgument,
    dry_run: DryRunOption = False,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> int:
    """Take drafts out of the queue; `restore` brings them back."""
    settings = settle(home=home)
    with queue_for(settings, dry_run=dry_run) as store:
        changed = store.drop(*number)
    return _show(changed, "dropped", settings, format, dry_run=dry_run)


def restore(
    number: IdsArgument,
    dry_run: DryRunOption = False,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> int:
    """Bring dropped drafts back into the queue."""
    settings = settle(home=home)
    with queue_for(settings, dry_run=dry_run) as store:
        changed = store.restore(*number)
    return _show(changed, "restored", settings, format, dry_run=dry_run)


def undo(
    steps: Annotated[int, typer.Option("-n", "--steps", min=1, max=1000, help="How many changes to take back.")] = 1,
    dry_run: DryRunOption = False,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> int:
    """Take back the last change, or several; drafts that were added leave the queue."""
    settings = settle(home=home)
    local = zone_to_show(settings)
    with queue_for(settings, dry_run=dry_run) as store:
        undone = store.undo(steps)
    if format is Format.JSON:
        told = [
            {"action": u.action, "at": u.at.astimezone(local).isoformat(), "drafts": list(u.drafts)} for u in undone
        ]
        emit({"undone": told, "dry_run": dry_run})
    else:
        took = "would take" if dry_run else "took"
        for u in undone:
            touched = ", ".join(map(str, u.drafts[:10])) + (" and more" if len(u.drafts) > 10 else "")
            print(f"{took} back: {u.action} of {u.at.astimezone(local):%Y-%m-%d %H:%M} (drafts {touched})")
    return 0


def claims(
    release: Annotated[
        list[int] | None, typer.Option("--release", metavar="ID", help="Give this one back.", show_default=False)
    ] = None,
    dry_run: DryRunOption = False,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> int:
    """Show which drafts are held by whom, and give some back."""
    from assistant.schedule.wanted import DraftFilter

    settings = settle(home=home)
    local = zone_to_show(settings)
    if release:
        with queue_for(settings, dry_run=dry_run) as store:
            changed = store.release(*release)
        return _show(changed, "given back", settings, format, dry_run=dry_run)
    with open_store(settings) as store:
        held = store.drafts(DraftFilter(states=(State.CLAIMED,)))
    if format is Format.JSON:
        emit({"drafts": [d.as_json(local) for d in held]})
    elif not held:
        print("nothing is claimed")
    else:
        for d in held:
            until = f"{d.claimed_until.astimezone(local):%H:%M}" if d.claimed_until else "?"
            print(f"{d.id} held by {printable(d.claimed_by or '?')} until {until}: {excerpt(d.text, 60)}")
    return 0


def _show(drafts: list[Draft], done: str, settings: Settings, format: Format, *, dry_run: bool) -> int:
    """The drafts as they are now, or would be."""
    if format is Format.JSON:
        local = zone_to_show(settings)
        emit({"drafts": [d.as_json(local) for d in drafts], "dry_run": dry_run})
    else:
        verb = f"would be {done}:" if dry_run else done
        for d in drafts:
            print(f"{verb} {d.id} ({d.state}, {label_words(d)}): {excerpt(d.text, 60)}")
    return 0
