"""When posts may go out: times of day, per platform and weekday, in the page's own time zone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from assistant.schedule.moments import after_gap

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EVENING = time(16)  # from here on people sit down and answer (D5); before, they look at their phones
_FORM = re.compile(rf"(?:([a-z0-9._-]+) )??(?:({'|'.join(WEEKDAYS)}) )?(([01]\d|2[0-3]):([0-5]\d))")


@dataclass(frozen=True, slots=True)
class SlotTime:
    """A time of day; for one platform only, or one weekday (0 is Monday), where these are given."""

    at: time
    platform: str | None = None
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """A moment at which a post may go out: seconds since 1970, the local day as a number, and whether it is evening."""

    at: int
    day: int
    evening: bool


def parse_slot(written: str) -> SlotTime:
    """`06:00`, `sat 10:00`, `instagram 18:30` or `instagram sat 10:00`. Raises `ValueError`."""
    found = _FORM.fullmatch(" ".join(written.lower().split()))
    if not found:
        raise ValueError(f"{written!r} is no slot")
    weekday = WEEKDAYS.index(found[2]) if found[2] else None
    return SlotTime(time(int(found[4]), int(found[5])), found[1], weekday)


def times_on(day: date, platform: str, known: Iterable[SlotTime]) -> list[time]:
    """The times of this day on this platform. The closest description wins: platform and day, platform, day, any."""
    fitting = [s for s in known if s.platform in (None, platform) and s.weekday in (None, day.weekday())]
    if not fitting:
        return []
    closest = max((s.platform is not None, s.weekday is not None) for s in fitting)
    return sorted({s.at for s in fitting if (s.platform is not None, s.weekday is not None) == closest})


def slots(start: datetime, end: datetime, platform: str, known: Sequence[SlotTime], zone: tzinfo) -> list[Slot]:
    """The slots of a platform from `start` on and before `end`, in order.

    A slot in the hour that the clocks skip moves to the end of that hour; one that comes twice is the first of both.
    """
    found: dict[int, Slot] = {}
    day = start.astimezone(zone).date()
    while day <= end.astimezone(zone).date():
        for clock in times_on(day, platform, known):
            moment = after_gap(datetime.combine(day, clock, zone)).astimezone(UTC)
            if start <= moment < end:
                at = int(moment.timestamp())
                found.setdefault(at, Slot(at, day.toordinal(), clock >= EVENING))
        day += timedelta(days=1)
    return [found[at] for at in sorted(found)]
