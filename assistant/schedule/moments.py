"""Moments as people write them, in the page's own time zone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from assistant.errors import InputError

_FORM = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2})(?:[T ](?P<time>\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?"
    r" ?(?P<offset>Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)?)?"
)
_LAST_MINUTE = time(23, 59)
LATEST_YEAR = 2200  # further away is a slip of the finger


class BadMoment(InputError):
    """A date or time that does not exist, or is not written as one."""

    code = "time"


def parse_moment(written: str, zone: tzinfo, *, end_of_day: bool = False) -> datetime:
    """The moment of `2026-12-24`, `2026-12-24 17:00` (in `zone`) or `2026-12-24T17:00+01:00`.

    A date alone is its first minute, or its last with `end_of_day`. A time that the clocks pass twice is the first of
    both. Raises `BadMoment` for what does not exist, a time that the clocks skip included.
    """
    found = _FORM.fullmatch(written.strip())
    if not found:
        raise BadMoment(f"{written!r} is no date or time", "write it like 2026-12-24 or 2026-12-24 17:00")
    try:
        day = date.fromisoformat(found["date"])
        default = _LAST_MINUTE if end_of_day else time.min
        clock = time.fromisoformat(found["time"]) if found["time"] else default
        if found["offset"]:
            whole = datetime.fromisoformat(f"{day}T{clock.isoformat()}{found['offset']}")
        else:
            whole = datetime.combine(day, clock, zone)
    except ValueError as error:
        raise BadMoment(f"{written!r} does not exist ({error})", "check the date and the time of day") from error
    if not 1970 < whole.year <= LATEST_YEAR:
        raise BadMoment(f"{written!r} is out of reach", f"give a year between 1971 and {LATEST_YEAR}")
    if not exists(whole):
        if found["time"]:
            raise BadMoment(
                f"{written!r} does not exist in {zone_name(zone)}: the clocks skip it",
                "give a time an hour later or earlier",
            )
        whole = after_gap(whole)
    return whole.astimezone(UTC)


def check_window(first: datetime | None, last: datetime | None, now: datetime | None, zone: tzinfo) -> None:
    """Raise `BadMoment` where no time is left from `first` to `last` (None: open), told in `zone`.

    After `now`, where that is given: what went out already may have a deadline of the past.
    """
    if last and now and last <= now:
        raise BadMoment(
            f"the deadline {last.astimezone(zone):%Y-%m-%d %H:%M} is in the past", "give a later one, or none"
        )
    if first and last and first >= last:
        raise BadMoment(
            f"not before {first.astimezone(zone):%Y-%m-%d %H:%M} and not after {last.astimezone(zone):%Y-%m-%d %H:%M} "
            "leaves no time",
            "move one of them, or leave one out",
        )


def exists(local: datetime) -> bool:
    """Whether the clocks of its zone ever show this time (daylight saving skips an hour in spring)."""
    return local.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None) == local.replace(tzinfo=None)


def after_gap(local: datetime) -> datetime:
    """The first whole minute from this time on that the clocks show."""
    while not exists(local):
        local += timedelta(minutes=1)
    return local


def zone_name(zone: tzinfo) -> str:
    """How people call this zone."""
    return str(getattr(zone, "key", None) or zone)
