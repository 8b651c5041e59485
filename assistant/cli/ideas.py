"""`assistant ideas`: what to write next, as prompts with blanks."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any

import typer

from assistant.cli.options import DebugOption, Format, FormatOption, HomeOption, settle
from assistant.cli.screen import emit, paint, printable
from assistant.insight.ideas import Idea, ideas
from assistant.insight.profile import Profile, read_profile
from assistant.post import Kind
from assistant.settings import Settings

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(name="ideas")
def show(
    number: Annotated[int, typer.Option("-n", min=1, max=50, help="How many.")] = 5,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> None:
    """Say what to write next: unserved wants, missing kinds, the season. Prompts with blanks, never finished text."""
    settings = settle(home=home)
    found = ideas_of(settings, number)
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


def ideas_of(settings: Settings, most: int) -> list[Idea]:
    """The ideas for this home, today."""
    from assistant.cli.queue_common import open_store, zone_of
    from assistant.insight.ideas import Situation
    from assistant.insight.store import Store
    from assistant.insight.wants import grouped, match, wants
    from assistant.post import State
    from assistant.schedule.wanted import DraftFilter

    profile = read_profile(settings.home)
    with open_store(settings) as store:
        waiting = store.drafts(DraftFilter(states=(State.DRAFT, State.QUEUED, State.CLAIMED)))
        posted = {d.id: d.text for d in store.drafts(DraftFilter(states=(State.POSTED,)))}
        postings = store.postings()
    open_wants = wants(Store.open(settings.home))
    unserved = []
    if open_wants:
        groups = grouped(open_wants)
        _, served = match(groups, [d.text for d in waiting])
        unserved = [groups[i] for i, own in served.items() if not own]
    kinds = {kind: sum(d.kind is kind for d in waiting) for kind in Kind}
    now = datetime.now(UTC)
    days: dict[Kind, int | None] = {}
    for kind in (Kind.STORY, Kind.QUESTION):
        own = [p.at for p in postings if p.kind == kind]
        days[kind] = (now - max(own)).days if own else None
    situation = Situation(unserved, kinds, days if postings else {}, why_told(profile, posted.values()))
    return ideas(situation, profile, _today(now, zone_of(settings)), most)


def _today(now: datetime, zone: Any) -> date:
    return now.astimezone(zone).date()


def why_told(profile: Profile, texts: Any) -> bool:
    """Whether one of these texts shares over half of the why's telling words."""
    from assistant.insight.repeats import words_of

    telling = {w[:5] for w in words_of(profile.why) if len(w) >= 5}
    return any(len(telling & {w[:5] for w in words_of(text)}) > len(telling) / 2 for text in texts)
