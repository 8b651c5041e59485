"""`assistant today`: the one screen of a morning."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, TypeVar

import typer

from assistant.cli.options import DebugOption, Format, FormatOption, HomeOption, settle
from assistant.cli.screen import emit, say
from assistant.errors import AssistantError
from assistant.insight.ideas import Idea
from assistant.insight.profile import Profile
from assistant.post import Draft, State
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.insight.wants import WantGroup
    from assistant.schedule.reading import Tally
    from assistant.schedule.report import Balance
    from assistant.schedule.store import Next, Store
    from assistant.schedule.wanted import Span

app = typer.Typer(rich_markup_mode=None, add_completion=False)
AHEAD = timedelta(hours=36)  # plans that are shown
_MISSED = timedelta(hours=1)  # a slot is missed when it is so long ago
_LATEST = 500  # posts that tell which platforms are in use
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Morning:
    """What an owner wants to know first. `missed`: the planned time is past; `ending`: the deadline is near."""

    now: datetime
    zone: tzinfo
    share_percent: int
    waiting: Tally
    nexts: dict[str, Next]
    balances: dict[str, Balance]
    planned: Sequence[Draft]
    missed: Sequence[Draft]
    ending: Sequence[Draft]
    idea: Idea | None
    unknown_owner: bool
    problems: Sequence[AssistantError]


@app.command(name="today")
def show(
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> None:
    """Show what may go out now, what is planned, the balance, and the one thing to write next.

    Where a part of the home is damaged, the rest is shown and the damage is told.
    """
    from assistant.cli.today_text import today_json, today_text

    found = morning(settle(home=home), datetime.now(UTC))
    for problem in found.problems:
        say(f"warning: {problem}")
    if format is Format.JSON:
        emit(today_json(found))
    else:
        print(today_text(found))


def morning(settings: Settings, now: datetime) -> Morning:
    """Look at the home. Raises `StoreUnusable` where the queue itself cannot be read."""
    from assistant.cli.ideas import ideas_of, unserved
    from assistant.cli.machine_zone import machine_zone
    from assistant.cli.queue_common import learnt_of, limits_of, open_store, profile_of, zone_of

    problems: list[AssistantError] = []
    profile = _tried(problems, lambda: profile_of(settings), None)
    if profile is None:  # the machine's own zone stands in for the one that cannot be read
        local = zone_of(settings) if settings.timezone else machine_zone(os.environ)
    else:
        local = zone_of(settings)
    if _tried(problems, lambda: learnt_of(settings), None) is None:
        settings = replace(settings, sources={**settings.sources, "slots": "", "spacing_hours": ""})
    limits = limits_of(settings)
    with open_store(settings) as store:
        places = _places(store)
        nobody: list[WantGroup] = []
        wanted = _tried(problems, lambda: unserved(settings, profile or Profile(), store), nobody)
        ideas = ideas_of(profile or Profile(), store, wanted, 1, local)
        return Morning(
            now=now,
            zone=local,
            share_percent=settings.share_percent,
            waiting=store.tally(),
            nexts={name: store.next(limits, local, platform=name) for name in places},
            balances={b.platform: b for b in store.balance(limits, places)} if places else {},
            planned=_planned(store, (now - _MISSED, now + AHEAD)),
            missed=_planned(store, (None, now - _MISSED)),
            ending=_ending(store, (now, now + 2 * AHEAD)),
            idea=next(iter(ideas), None),
            unknown_owner=profile == Profile(),
            problems=problems,
        )


def _tried(problems: list[AssistantError], look: Callable[[], _T], otherwise: _T) -> _T:
    """What a part of the home says; a part that is damaged is told and stood in for."""
    try:
        return look()
    except AssistantError as error:
        problems.append(error)
        return otherwise


def _places(store: Store) -> list[str]:
    """The platforms in use: those with drafts first, then those that posts went out on."""
    used = store.platforms(State.QUEUED, State.CLAIMED)
    return list(dict.fromkeys([*used, *(p.platform for p in store.postings(latest=_LATEST))]))


def _planned(store: Store, span: Span) -> list[Draft]:
    """The drafts that wait for a moment in this span, in order of these moments."""
    from assistant.schedule.wanted import WAITING, DraftFilter

    found = store.drafts(DraftFilter(states=WAITING, planned=span))
    return sorted(found, key=lambda d: (d.planned_at or span[1], d.id))


def _ending(store: Store, span: Span) -> list[Draft]:
    """The drafts whose deadline lies in this span and that no moment is planned for, in order of the deadlines."""
    from assistant.schedule.wanted import WAITING, DraftFilter

    found = store.drafts(DraftFilter(states=WAITING, ends=span))
    return sorted(found, key=lambda d: (d.deadline or span[1], d.id))
