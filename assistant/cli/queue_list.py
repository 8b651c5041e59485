"""`assistant queue list` and `assistant queue show`."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Annotated, Any

import typer

from assistant.cli.options import DebugOption, HomeOption, StreamFormat, StreamFormatOption, settle
from assistant.cli.queue_common import PlatformOption, limits_to_show, open_store, platform_of, zone_to_show
from assistant.cli.queue_table import gauge, label_words, table, when
from assistant.cli.screen import counted, emit, emit_line, printable
from assistant.post import Draft, Kind, Label, State
from assistant.settings import Settings


def list_drafts(
    state: Annotated[
        list[State] | None, typer.Option("--state", help="Only in this state.", show_default=False)
    ] = None,
    label: Annotated[Label | None, typer.Option("--label", help="Only with this label.", show_default=False)] = None,
    kind: Annotated[Kind | None, typer.Option("--kind", help="Only of this kind.", show_default=False)] = None,
    platform: PlatformOption = None,
    tag: Annotated[str | None, typer.Option("--tag", help="Only with this tag.", show_default=False)] = None,
    unsure: Annotated[bool, typer.Option("--unsure", help="Only those the model is unsure of.")] = False,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, max=10**9, help="At most so many.", show_default=False)
    ] = None,
    format: StreamFormatOption = StreamFormat.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> int:
    """List drafts; without --state, dropped ones stay out of sight in text (JSON has them all)."""
    from assistant.schedule.wanted import DraftFilter

    settings = settle(home=home)
    seen = tuple(state or ())
    if not seen and format is StreamFormat.TEXT:
        seen = tuple(s for s in State if s is not State.DROPPED)
    wanted = DraftFilter(
        states=seen,
        label=label,
        kind=kind,
        platform=platform_of(platform, settings) if platform is not None else None,
        tag=tag,
        unsure=unsure or None,
        limit=limit,
    )
    local = zone_to_show(settings)
    with open_store(settings) as store:
        drafts = store.drafts(wanted)
        bars = _gauges(store, settings) if format is StreamFormat.TEXT else []
        kept = {} if drafts else store.count()
    if format is StreamFormat.JSON:
        emit({"drafts": [d.as_json(local) for d in drafts]})
    elif format is StreamFormat.JSONL:
        for d in drafts:
            emit_line(d.as_json(local))
    else:
        lines = table(drafts, local, shutil.get_terminal_size((100, 24)).columns)
        print("\n".join([*lines, *bars]) if drafts else _nothing(kept, state_said=bool(state)))
    return 0


def _nothing(kept: Mapping[State, int], *, state_said: bool) -> str:
    if not kept:
        return "no drafts here yet: `assistant queue add` brings some"
    hidden = State.DROPPED in kept and not state_said
    return "no draft matches" + ("; --state dropped shows those that were dropped" if hidden else "")


def _gauges(store: Any, settings: Settings) -> list[str]:
    found = store.balance(limits_to_show(settings))
    return [
        f"{b.platform}: promotional {gauge(b.recent.promotional, b.recent.posts, settings.share_percent)} recent posts"
        for b in found
        if b.recent.posts
    ]


def show(
    number: Annotated[list[int], typer.Argument(metavar="ID...", help="The drafts' numbers.", show_default=False)],
    format: StreamFormatOption = StreamFormat.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> int:
    """Show drafts with everything that is known of them, and their history."""
    settings = settle(home=home)
    local = zone_to_show(settings)
    with open_store(settings) as store:
        found = [(store.get(n), store.events(n)) for n in number]
    if format is StreamFormat.TEXT:
        print("\n\n".join(_whole(draft, history, local) for draft, history in found))
        return 0
    documents = [
        draft.as_json(local)
        | {"history": [{"at": at.astimezone(local).isoformat(), "action": a, "after": dict(c)} for at, a, c in history]}
        for draft, history in found
    ]
    if format is StreamFormat.JSON:
        emit({"drafts": documents})
    else:
        for document in documents:
            emit_line(document)
    return 0


def _whole(draft: Draft, history: list[tuple[datetime, str, Mapping[str, Any]]], local: tzinfo) -> str:
    facts = [f"{draft.platform} ({draft.page})", str(draft.state), label_words(draft), draft.kind.replace("_", " ")]
    facts += [when(draft, local)] if when(draft, local) else []
    facts += [f"priority {draft.priority}"] if draft.priority else []
    facts += [f"tags {', '.join(printable(t) for t in draft.tags)}"] if draft.tags else []
    if draft.evergreen:
        facts.append(
            f"evergreen, out {counted(draft.times_posted, 'time')}, rests {counted(draft.cooldown_days, 'day')}"
        )
    past = [f"  {at.astimezone(local):%Y-%m-%d %H:%M}  {action}" for at, action, _ in history]
    return "\n".join([f"{draft.id}: {' · '.join(facts)}", printable(draft.text, keep_lines=True), *past])
