"""`assistant queue edit|label|drop|restore|undo|claims`: changing what is in the queue."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

import typer

from assistant.cli.options import DebugOption, DryRunOption, Format, FormatOption, HomeOption, settle
from assistant.cli.queue_add import PRIORITIES, PageOption, check, tags_of, window_of
from assistant.cli.queue_common import (
    IdArgument,
    PlatformOption,
    draft_json,
    judge,
    open_store,
    page_of,
    platform_of,
    zone_of,
    zone_to_show,
)
from assistant.cli.queue_table import label_words
from assistant.cli.screen import emit, excerpt
from assistant.errors import UsageError
from assistant.post import Draft, Label, State, Verdict
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
    with open_store(settings) as store:
        draft = store.get(number)
        if not_before is not None or deadline is not None:
            columns |= _moments(draft, not_before, deadline, zone_of(settings))
    if (rewrite or dry_run) and draft.state not in WAITING:
        raise StateConflict(f"draft {number} cannot be changed: it is {draft.state}", "see it with `queue show`")
    if rewrite:  # outside the store: somebody may be asked
        text = rewritten_text(draft, answer, settings)
    verdict = judge([text], settings)[0] if text is not None else None
    if dry_run:
        return _show([_edited(draft, verdict, columns)], "would be changed:", settings, format)
    with open_store(settings) as store:
        if rewrite and store.get(number).text != draft.text:
            raise StateConflict(f"draft {number} was changed meanwhile", "look at it, and rewrite it again")
        changed = store.edit(number, verdict=verdict, **columns)
    return _show([changed], "changed", settings, format)


def _edited(draft: Draft, verdict: Verdict | None, columns: dict[str, Any]) -> Draft:
    """The draft as it would be; nothing is written."""
    known = {name: value for name, value in columns.items() if name in Draft.__dataclass_fields__}
    if verdict is not None:
        judged = {name: getattr(verdict, name) for name in ("text", "label", "probability", "kind", "unsure", "model")}
        known |= judged
    return replace(draft, **known)


def _moments(draft: Draft, not_before: str | None, deadline: str | None, local: Any) -> dict[str, Any]:
    """The moments that change; together with those that stay they must leave some time."""
    from assistant.schedule.moments import BadMoment

    said = {"not_before": not_before, "deadline": deadline}
    start_said, end_said = (None if t == NOTHING else t for t in (not_before, deadline))
    first, last = window_of(start_said, end_said, local)
    columns = {
        name: moment for (name, text), moment in zip(said.items(), (first, last), strict=True) if text is not None
    }
    start, end = columns.get("not_before", draft.not_before), columns.get("deadline", draft.deadline)
    if start and end and start >= end:
        raise BadMoment(
            f"not before {start.astimezone(local):%Y-%m-%d %H:%M} and not after {end.astimezone(local):%Y-%m-%d %H:%M} "
            "leaves no time",
            "move one of them, or clear it with `none`",
        )
    return columns


def label(
    number: IdArgument,
    label: Annotated[str, typer.Argument(metavar="promotional|value|none", help="What you say it is.")],
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> int:
    """Say what a draft is; your word counts more than the model's, also for the times it went out."""
    if label not in {*Label, NOTHING}:
        raise UsageError(f"{label!r} is no label", "say promotional, value, or none to take your word back")
    settings = settle(home=home)
    with open_store(settings) as store:
        changed = store.label(number, None if label == NOTHING else Label(label))
    return _show([changed], "labelled", settings, format)


def drop(
    number: IdsArgument,
    dry_run: DryRunOption = False,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> int:
    """Take drafts out of the queue; `restore` brings them back."""
    settings = settle(home=home)
    with open_store(settings) as store:
        changed = [store.get(n) for n in number] if dry_run else store.drop(*number)
    return _show(changed, "would be dropped:" if dry_run else "dropped", settings, format)


def restore(
    number: IdsArgument,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> int:
    """Bring dropped drafts back into the queue."""
    settings = settle(home=home)
    with open_store(settings) as store:
        changed = store.restore(*number)
    return _show(changed, "restored", settings, format)


def undo(
    steps: Annotated[int, typer.Option("-n", "--steps", min=1, max=1000, help="How many changes to take back.")] = 1,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> int:
    """Take back the last change, or several; drafts that were added leave the queue."""
    settings = settle(home=home)
    local = zone_to_show(settings)
    with open_store(settings) as store:
        undone = store.undo(steps)
    if format is Format.JSON:
        told = [
            {"action": u.action, "at": u.at.astimezone(local).isoformat(), "drafts": list(u.drafts)} for u in undone
        ]
        emit({"undone": told})
    else:
        for u in undone:
            touched = ", ".join(map(str, u.drafts[:10])) + (" and more" if len(u.drafts) > 10 else "")
            print(f"took back: {u.action} of {u.at.astimezone(local):%Y-%m-%d %H:%M} (drafts {touched})")
    return 0


def claims(
    release: Annotated[
        list[int] | None, typer.Option("--release", metavar="ID", help="Give this one back.", show_default=False)
    ] = None,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> int:
    """Show which drafts are held by whom, and give some back."""
    from assistant.schedule.wanted import DraftFilter

    settings = settle(home=home)
    local = zone_to_show(settings)
    with open_store(settings) as store:
        if release:
            return _show(store.release(*release), "given back", settings, format)
        held = store.drafts(DraftFilter(states=(State.CLAIMED,)))
    if format is Format.JSON:
        emit({"drafts": [draft_json(d, local) for d in held]})
    elif not held:
        print("nothing is claimed")
    else:
        for d in held:
            until = f"{d.claimed_until.astimezone(local):%H:%M}" if d.claimed_until else "?"
            print(f"{d.id} held by {d.claimed_by} until {until}: {excerpt(d.text, 60)}")
    return 0


def _show(drafts: list[Draft], done: str, settings: Settings, format: Format) -> int:
    if format is Format.JSON:
        local = zone_to_show(settings)
        emit({"drafts": [draft_json(d, local) for d in drafts]})
    else:
        for d in drafts:
            print(f"{done} {d.id} ({d.state}, {label_words(d)}): {excerpt(d.text, 60)}")
    return 0
