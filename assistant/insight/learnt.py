"""What the owner accepted of the insights for the planner: slots and lifetimes, kept as `learnt.json`, undoable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from assistant.errors import InputError
from assistant.insight.homefile import read_json, write_json
from assistant.schedule.slots import parse_slot

FILE = "learnt.json"
SCHEMA = 1
LONGEST = 168  # hours of spacing, a week


@dataclass(frozen=True, slots=True)
class Learnt:
    """Accepted at one time: `slots` as in the settings, `spacings` from platform to hours; "" is every platform."""

    slots: tuple[str, ...] = ()
    spacings: Mapping[str, int] = field(default_factory=dict)
    at: datetime | None = None

    def as_json(self) -> dict[str, Any]:
        """The fields as the file and scripts have them."""
        return {
            "slots": list(self.slots),
            "spacing_hours": dict(self.spacings),
            "at": self.at.isoformat(timespec="seconds") if self.at else None,
        }


class NothingLearnt(InputError):
    """There is nothing accepted that could be taken back."""

    code = "nothing-to-undo"

    def __init__(self) -> None:
        super().__init__("nothing of the insights was accepted", "`assistant insights show` says what they offer")


def accepted(home: Path) -> list[Learnt]:
    """What was accepted, the oldest first; the last one is in force. Raises `InputError` for a damaged file."""
    path = home / FILE
    try:
        steps = read_json(path, SCHEMA).get("accepted", [])
        if not isinstance(steps, list):
            raise TypeError("its steps are no list")
        return [_checked(step) for step in steps]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise InputError(
            f"{path} is damaged ({error})", "mend or remove it; the slots and hours of the settings count then"
        ) from error


def in_force(steps: Sequence[Learnt]) -> Learnt:
    """What counts now; empty where nothing was accepted."""
    return steps[-1] if steps else Learnt()


def with_another(steps: Sequence[Learnt], new: Learnt) -> list[Learnt]:
    """The steps and a new one, in which what `new` does not name stays as it was."""
    last = in_force(steps)
    return [*steps, Learnt(new.slots or last.slots, {**last.spacings, **new.spacings}, new.at)]


def keep(home: Path, steps: Sequence[Learnt]) -> None:
    """Write the steps. Raises `OutputFailed`."""
    write_json(home / FILE, {"schema": SCHEMA, "accepted": [step.as_json() for step in steps]})


def _checked(step: Mapping[str, Any]) -> Learnt:
    slots = tuple(step["slots"])
    for slot in slots:
        parse_slot(slot)
    spacings = dict(step["spacing_hours"])
    for platform, hours in spacings.items():
        if not isinstance(hours, int) or isinstance(hours, bool) or not 0 <= hours <= LONGEST:
            raise ValueError(f"{hours!r} hours on {platform!r} cannot be")
    return Learnt(slots, spacings, datetime.fromisoformat(step["at"]) if step["at"] else None)
