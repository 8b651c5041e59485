"""`assistant ideas`: what to write next, as prompts with blanks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from itertools import chain
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.options import DebugOption, Format, FormatOption, HomeOption, settle
from assistant.cli.screen import emit, paint, printable
from assistant.insight.ideas import Idea
from assistant.insight.profile import Profile
from assistant.post import Kind
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.insight.wants import WantGroup
    from assistant.schedule.reading import Posting
    from assistant.schedule.store import Store as Queue

app = typer.Typer(rich_markup_mode=None, add_completion=False)
_LATEST = 500  # posts among which the last story and question are looked for
_TOLD_IN = 60  # latest posts in one of which the why is to be told (E2)
_TOLD_AMONG = 2000  # newest drafts that may tell it
_MATCHED = 200  # newest drafts that are matched to wants; `wants match` takes all


@app.command(name="ideas")
def show(
    number: Annotated[int, typer.Option("-n", min=1, max=50, help="How many.")] = 5,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> None:
    """Say what to write next: unserved wants, missing kinds, the season. Prompts with blanks, never finished text."""
    from assistant.cli.queue_common import open_store, profile_of, zone_of

    settings = settle(home=home)
    profile = profile_of(settings)
    with open_store(settings) as store:
        found = ideas_of(profile, store, unserved(settings, profile, store), number, zone_of(settings))
    if format is Format.JSON:
        emit({"ideas": [idea_json(idea) for idea in found]})
        return
    for place, idea in enumerate(found, 1):
        print(f"{place}. {printable(idea.prompt)}")
        print(paint(f"   {idea.kind.replace('_', ' ')}: {printable(idea.because)} ({idea.principle})", "dim"))


def idea_json(idea: Idea) -> dict[str, Any]:
    """An idea as plain data."""
    return {
        "prompt": idea.prompt,
        "blanks": list(idea.blanks),
        "kind": str(idea.kind),
        "because": idea.because,
        "principle": idea.principle,
    }


def unserved(settings: Settings, profile: Profile, queue: Queue) -> list[WantGroup]:
    """The wants of this home that none of the newest drafts serves, the most wanted first."""
    from assistant.insight.remembered import remembering
    from assistant.insight.store import FILE, Store
    from assistant.insight.wants import grouped, match, wants

    if not (settings.home / FILE).exists():
        return []
    store = Store.open(settings.home)
    read = remembering(store)
    groups = grouped(wants(store), read)
    _, served = match(groups, queue.newest_texts(_MATCHED), trade=profile.trade, read=read)
    return [groups[i] for i, own in served.items() if not own]


def ideas_of(
    profile: Profile,
    store: Queue,
    wanted: Sequence[WantGroup],
    most: int,
    zone: tzinfo,
) -> list[Idea]:
    """The ideas for this queue, today in this zone; `wanted` are wants that nobody serves."""
    from assistant.insight.ideas import Situation, ideas

    postings = store.postings(latest=_LATEST)
    now = datetime.now(UTC)
    days: dict[Kind, int | None] = {}
    for kind in (Kind.STORY, Kind.QUESTION):
        own = [p.at for p in postings if p.kind == kind]
        days[kind] = (now - max(own)).days if own else None
    situation = Situation(
        unserved=wanted,
        waiting=store.tally().kinds,
        days_since=days if postings else {},
        why_told=bool(profile.why) and _why_told(profile, store, postings[-_TOLD_IN:]),
    )
    return ideas(situation, profile, now.astimezone(zone).date(), most)


def _why_told(profile: Profile, store: Queue, postings: Sequence[Posting]) -> bool:
    from assistant.insight.repeats import tells, words_of

    texts = chain(store.newest_texts(_TOLD_AMONG), (store.get(n).text for n in {p.draft_id for p in postings}))
    return any(tells(profile.why, words_of(text)) for text in texts)
