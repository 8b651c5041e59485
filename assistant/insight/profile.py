"""Who the business is: kept as `profile.json` in the home, read by audit, rewriting, planner and ideas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assistant.errors import InputError
from assistant.insight.homefile import read_json, write_json
from assistant.post import Kind
from assistant.text.platforms import known_name

FILE = "profile.json"
SCHEMA = 1
_LONGEST = 500  # characters of a text
_LONGEST_PLATFORM = 40  # characters
_MOST = 20  # entries of a list

# What one may want from the relationship beyond paying customers (C3), and the kinds that serve it.
GOALS: Mapping[str, tuple[Kind, ...]] = {
    "help": (Kind.TIP, Kind.SERVICE),
    "listen": (Kind.QUESTION,),
    "belong": (Kind.COMMUNITY,),
    "be known": (Kind.STORY,),
    "cheer": (Kind.FUN,),
}
GOAL_WORDS: Mapping[str, str] = {
    "help": "be of help to people, whether they buy or not",
    "listen": "hear what people think and need",
    "belong": "be part of the place or the trade, and lift others",
    "be known": "be known as people, and for why we do it",
    "cheer": "make people's day a little lighter",
}
PAGES = ("personal", "business")
_TEXTS = ("business", "trade", "place", "audience", "why", "timezone", "tone")
_LISTS = ("goals", "platforms", "avoid")


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything may be empty; `pages` maps a platform to "personal" or "business"."""

    business: str = ""
    trade: str = ""
    place: str = ""
    audience: str = ""
    why: str = ""  # the reason for starting the business (E2)
    goals: tuple[str, ...] = ()  # keys of GOALS, or the user's own words (C3)
    platforms: tuple[str, ...] = ()
    pages: Mapping[str, str] = field(default_factory=dict)
    timezone: str = ""
    tone: str = ""
    avoid: tuple[str, ...] = ()  # words that the business does not use

    @property
    def goal_kinds(self) -> Mapping[str, tuple[Kind, ...]]:
        """The goals that posts can be counted for."""
        return {goal: GOALS[goal] for goal in self.goals if goal in GOALS}

    def missing(self) -> tuple[str, ...]:
        """The names of what is not filled in."""
        return tuple(f.name for f in fields(self) if not getattr(self, f.name))

    def as_json(self) -> dict[str, Any]:
        """All fields by name."""
        return {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(self).items()}


def read_profile(home: Path) -> Profile:
    """The profile of a home, an empty one where none was written. Raises `InputError` for a file that is damaged."""
    path = home / FILE
    try:
        content = read_json(path, SCHEMA)
    except ValueError as error:
        raise _damaged(path, error) from error
    try:
        return changed(Profile(), content)
    except InputError as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> InputError:
    return InputError(f"{path} is damaged ({error})", "mend it, or move it away and run `assistant profile set`")


def write_profile(home: Path, profile: Profile) -> None:
    """Write the profile. Raises `OutputFailed`."""
    write_json(home / FILE, {"schema": SCHEMA, **profile.as_json()})


def changed(profile: Profile, changes: Mapping[str, Any]) -> Profile:
    """The profile with these fields set, each checked. Raises `InputError` that names the field."""
    return replace(profile, **{name: _checked(name, value) for name, value in changes.items()})


def _checked(name: str, value: Any) -> Any:
    if name in _TEXTS:
        text = _text(name, value)
        return _zone(text) if name == "timezone" and text else text
    if name in _LISTS:
        return _list(name, value)
    if name == "pages":
        if not isinstance(value, Mapping) or any(v not in PAGES for v in value.values()):
            raise InputError(f"pages is {value!r}", "each platform's page is personal or business")
        return {_platform(_text("pages", k)): str(v) for k, v in value.items()}
    known = ", ".join(f.name for f in fields(Profile))
    raise InputError(f"a profile has no {name!r}", f"it has {known}")


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise InputError(f"{name} is {value!r}", "it must be a text")
    text = " ".join(value.split())
    if len(text) > _LONGEST:
        raise InputError(f"{name} is {len(text)} characters long", f"keep it under {_LONGEST}")
    return text


def _list(name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str | bytes):
        raise InputError(f"{name} is {value!r}", "it must be a list of texts")
    items = [item for item in (_text(name, item) for item in value) if item]
    if name == "platforms":
        items = [_platform(item) for item in items]
    lowered = [item.lower() if item.lower() in GOALS else item for item in items]
    if len(lowered) > _MOST:
        raise InputError(f"{name} has {len(lowered)} entries", f"keep it to {_MOST}")
    return tuple(dict.fromkeys(lowered))


def _platform(name: str) -> str:
    """A platform's usual name in small letters, as the queue keeps it."""
    known = known_name(name.lower())
    if not known or len(known) > _LONGEST_PLATFORM or not all(c.isalnum() or c in "-_." for c in known):
        raise InputError(f"{name!r} is no platform", "give a name like facebook, instagram or linkedin")
    return known


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InputError(f"{name!r} is no known time zone", "use an IANA name like Europe/Dublin") from error
    return name
