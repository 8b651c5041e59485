"""The post that asks followers what they want: several styles, never the same twice in a row."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

from sqlalchemy import text

from assistant.errors import UsageError
from assistant.insight.profile import Profile
from assistant.insight.store import Store

_BLANK = re.compile(r"\[([^\]]+)\]")
_UNSAID = {
    "trade": "[your trade]",
    "trade_person": "[someone in your trade]",
    "place": "[your place]",
    "audience": "[the people you want to reach]",
}


@dataclass(frozen=True, slots=True)
class Question:
    """A post that asks; `blanks` are what the owner fills in."""

    style: str
    text: str
    blanks: tuple[str, ...]


@cache
def styles() -> Mapping[str, tuple[str, ...]]:
    """Style to its texts, as in `asking.toml`."""
    table = tomllib.loads(files("assistant.insight").joinpath("asking.toml").read_text("utf-8"))
    return {entry["style"]: tuple(entry["texts"]) for entry in table["ask"]}


def blanks_of(prompt: str) -> tuple[str, ...]:
    """What stands in [...]."""
    return tuple(_BLANK.findall(prompt))


def filled(prompt: str, profile: Profile) -> str:
    """The prompt with what the profile says in place of {...}; what it does not say becomes a blank."""
    said = {
        "trade": profile.trade,
        "trade_person": f"someone who does {profile.trade}" if profile.trade else "",
        "place": profile.place,
        "audience": profile.audience,
    }
    return prompt.format(**{name: said[name] or blank for name, blank in _UNSAID.items()})


def next_question(asked: Sequence[tuple[str, str]], profile: Profile, style: str | None = None) -> Question:
    """The question to ask now; `asked` are (style, text) asked before, the oldest first.

    The style that rested longest is next, never the last one; within it, the text that rested longest. Raises
    `UsageError` for a style that does not exist or was asked last.
    """
    known = styles()
    if style is not None and style not in known:
        raise UsageError(f"there is no style {style!r}", f"choose one of {', '.join(known)}")
    last_style = asked[-1][0] if asked else None
    if style is not None and style == last_style:
        raise UsageError(f"the style {style!r} was asked last time", "choose another, or leave --style out")
    rested = {name: i for i, (name, _) in enumerate(asked)}
    chosen = style or min(
        (s for s in known if s != last_style), key=lambda s: (rested.get(s, -1), list(known).index(s))
    )
    options = [filled(option, profile) for option in known[chosen]]
    used = {words: i for i, (_, words) in enumerate(asked)}
    best = min(options, key=lambda words: (used.get(words, -1), options.index(words)))
    return Question(chosen, best, blanks_of(best))


def asked_before(store: Store) -> list[tuple[str, str]]:
    """(style, text) of the questions that were handed out, the oldest first."""
    with store.reading() as connection:
        return [(r[0], r[1]) for r in connection.execute(text("SELECT style, text FROM asked ORDER BY id")).all()]


def note_asked(store: Store, question: Question, now: datetime) -> None:
    """Remember that this question was handed out."""
    with store.writing() as connection:
        row = {"style": question.style, "text": question.text, "at": int(now.timestamp())}
        connection.execute(text("INSERT INTO asked (style, text, at) VALUES (:style, :text, :at)"), row)
