"""What to write next: prompts with blanks, from what is missing. Never finished text, never invented facts."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.insight.asking import blanks_of
from assistant.insight.profile import Profile
from assistant.insight.wants import WantGroup
from assistant.post import VALUE_KINDS, Kind
from assistant.schedule.limits import QUIET_DAYS


@dataclass(frozen=True, slots=True)
class Idea:
    """A prompt, its blanks, the kind that it leads to, why it is offered and the principle behind that."""

    prompt: str
    blanks: tuple[str, ...]
    kind: Kind
    because: str
    principle: str


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known: wants that no draft serves, kinds of the drafts that wait, days since the last of each kind."""

    unserved: Sequence[WantGroup]
    waiting: Mapping[Kind, int]
    days_since: Mapping[Kind, int | None]
    why_told: bool


def ideas(situation: Situation, profile: Profile, today: date, most: int) -> list[Idea]:
    """What to write next, the most called for first; the same day gives the same prompts."""
    seen: set[str] = set()
    found = []
    for idea in (
        *_quiet(situation, today),
        *_wanted(situation, today),
        *_why(situation, profile, today),
        *_season(profile, today),
        *_missing(situation, today),
        *_more(today),
    ):
        if idea.prompt not in seen:
            seen.add(idea.prompt)
            found.append(idea)
    return found[:most]


@cache
def _prompts() -> dict[str, Any]:
    return tomllib.loads(files("assistant.insight").joinpath("prompts.toml").read_text("utf-8"))


def _of(kind: str, today: date, turn: int = 0) -> str:
    options: list[str] = _prompts()["kinds"][kind]
    return options[(today.toordinal() + turn) % len(options)]


def _idea(prompt: str, kind: Kind, because: str, principle: str) -> Idea:
    return Idea(prompt, blanks_of(prompt), kind, because, principle)


def _wanted(situation: Situation, today: date) -> Iterator[Idea]:
    for turn, group in enumerate(situation.unserved[:5]):
        asked = "one person asks" if group.count == 1 else f"{group.count} people ask"
        prompt = f"Answer this: “{group.first.text}”. {_of('tip', today, turn)}"
        yield _idea(prompt, Kind.TIP, f"{asked} for it and no draft serves it", "A3")


def _quiet(situation: Situation, today: date) -> Iterator[Idea]:
    for kind, principle in ((Kind.STORY, "E1"), (Kind.QUESTION, "A2")):
        days = situation.days_since.get(kind)
        if situation.waiting.get(kind) or kind not in situation.days_since or (days is not None and days < QUIET_DAYS):
            continue
        because = f"the last {kind} was {days} days ago" if days is not None else f"there was no {kind} yet"
        yield _idea(_of(str(kind), today), kind, because, principle)


def _why(situation: Situation, profile: Profile, today: date) -> Iterator[Idea]:
    if profile.why and not situation.why_told:
        yield _idea(_of("why", today), Kind.STORY, "your reason for the business was not told lately", "E2")


def _season(profile: Profile, today: date) -> Iterator[Idea]:
    trade = profile.trade.lower()
    fitting = [s for s in _prompts()["season"] if today.month in s["months"]]
    own = [s for s in fitting if any(word in trade for word in s["trades"])] if trade else []
    for season in (own or [s for s in fitting if not s["trades"]])[:1]:
        yield _idea(season["text"], Kind.TIP, "it is the time of year for it", "A3")


def _missing(situation: Situation, today: date) -> Iterator[Idea]:
    for kind in VALUE_KINDS:
        if not situation.waiting.get(kind):
            yield _idea(_of(str(kind), today, 1), kind, f"no {kind} post waits in the queue", "B4")


def _more(today: date) -> Iterator[Idea]:
    for kind in VALUE_KINDS:
        for turn in range(3):
            yield _idea(_of(str(kind), today, turn), kind, "something of use is always welcome", "B4")
