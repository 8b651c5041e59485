"""Dates and times as exports write them. A date that can be read two ways is settled by its column or refused.

Parsers that guess (day first? month first?) are of no use here: a wrong guess moves half of a year's posts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum
from typing import Any

from assistant.errors import InputError

_EARLIEST, _LATEST = 2004, 2100  # years; before it there was no page to post on
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
# Names of zones that mean one offset in exports from the United States (RFC 2822, section 4.3).
_ZONES = {"Z": 0, "UTC": 0, "GMT": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8}
_ZONES["PDT"] = -7
_TIME = re.compile(
    r"[,\sT]*(?:at\s+)?(?P<h>\d{1,2})[:.h](?P<m>\d{2})(?:[:.](?P<s>\d{2})(?:[.,]\d+)?)?\s*(?P<ap>[ap]\.?m\.?)?"
    r"\s*(?P<zone>Z|[A-Z]{3}(?:\s?[+-]\d{2}:?\d{2})?|[+-]\d{2}:?\d{2})?$",
    re.IGNORECASE,
)
_BARE_HOUR = re.compile(r"^(\d{1,2})(?=$|\s*[ap]\.?m)", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(?P<y>\d{4})[-/.](?P<mo>\d{1,2})[-/.](?P<d>\d{1,2})(?=\D|$)")
_THREE = re.compile(r"(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4}|\d{2})(?=\D|$)")
_DAY_NAME = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", re.IGNORECASE)
_MONTH_DAY = re.compile(
    r"(?P<mon>[a-z]{3,9})\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>\d{4})(?=\D|$)", re.IGNORECASE
)
_DAY_MONTH = re.compile(
    r"(?P<d>\d{1,2})(?:st|nd|rd|th)?[\s-]+(?P<mon>[a-z]{3,9})\.?,?[\s-]+(?P<y>\d{4})(?=\D|$)", re.IGNORECASE
)
_ARCHIVE = re.compile(
    r"(?P<mon>[a-z]{3})\s+(?P<d>\d{1,2})\s+(?P<time>\d{2}:\d{2}:\d{2}\s+\S+)\s+(?P<y>\d{4})$", re.IGNORECASE
)
_UNIX = re.compile(r"\d{10}(?:\d{3})?")


class DayOrder(StrEnum):
    """How 03/04/2026 is meant."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time with its zone; `timed` is False where only the date was given (then it is local midnight)."""

    at: datetime
    timed: bool


@dataclass(frozen=True, slots=True)
class Moments:
    """One entry for each cell, None where it is empty or faulty; `faults` are (position, reason)."""

    moments: tuple[Moment | None, ...]
    faults: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class _Triple:
    """Numbers whose order is open until the whole column has been seen."""

    a: int
    b: int
    year: int
    rest: str


def read_moments(
    cells: Sequence[Any],
    zone: tzinfo,
    order: DayOrder | None = None,
    *,
    name: str = "the file",
    hours: Sequence[Any] = (),
) -> Moments:
    """Read a column of dates; times without a zone of their own are taken in `zone`.

    `hours` are the times of day of another column, one for each cell: they count where the cell is a date alone.

    The order of day and month follows from the column itself where one number is over 12. Raises `InputError` where
    nothing tells them apart; where rows contradict each other, those that can be read two ways are faults.
    """
    if hours:
        cells = [_with_hour(cell, hour, zone) for cell, hour in zip(cells, hours, strict=True)]
    read: list[Moment | _Triple | str | None] = [_read(cell, zone) for cell in cells]
    triples = [r for r in read if isinstance(r, _Triple)]
    day_first = any(t.a > 12 >= t.b for t in triples)
    month_first = any(t.b > 12 >= t.a for t in triples)
    mixed = day_first and month_first and order is None
    if order is None and day_first != month_first:
        order = DayOrder.DAY_FIRST if day_first else DayOrder.MONTH_FIRST
    open_ones = [t for t in triples if t.a != t.b]
    if order is None and not mixed and open_ones:
        example = open_ones[0]
        raise InputError(
            f"dates like {example.a:02}/{example.b:02}/{example.year} in {name} may be day/month or month/day",
            "say which with --dates dmy or --dates mdy",
        )
    moments: list[Moment | None] = []
    faults: list[tuple[int, str]] = []
    for i, item in enumerate(read):
        settled = _settled(item, zone, order) if isinstance(item, _Triple) else item
        if isinstance(settled, str):
            faults.append((i, settled))
            settled = None
        moments.append(settled)
    return Moments(tuple(moments), tuple(faults))


def _with_hour(cell: Any, hour: Any, zone: tzinfo) -> Any:
    """The date with its time of day; the cell as it is where it has one of its own, or `hour` says none."""
    midnight = isinstance(cell, datetime) and cell.time() == time()  # a workbook's date
    day = f"{cell:%Y-%m-%d}" if midnight else _line(cell)
    clock = _BARE_HOUR.sub(r"\1:00", _line(hour))
    if not day or not clock or ":" in day or _UNIX.fullmatch(day):
        return cell
    if _TIME.fullmatch(clock):
        return f"{day} {clock}"
    return hour if isinstance(_read(hour, zone), Moment | _Triple) else cell


def _line(cell: Any) -> str:
    return "" if cell is None else " ".join(str(cell).split()).strip("\"'")


def _settled(triple: _Triple, zone: tzinfo, order: DayOrder | None) -> Moment | str:
    a, b = triple.a, triple.b
    if a == b or (order is None and max(a, b) > 12):
        day, month = max(a, b), min(a, b)
    elif order is None:
        return f"{a:02}/{b:02}/{triple.year} may be day/month or month/day, and other rows use both"
    else:
        day, month = (a, b) if order is DayOrder.DAY_FIRST else (b, a)
    return _moment(triple.year, month, day, triple.rest, zone)


def _read(cell: Any, zone: tzinfo) -> Moment | _Triple | str | None:
    if isinstance(cell, datetime):
        return _sensible(Moment(cell if cell.tzinfo else cell.replace(tzinfo=zone), timed=True))
    if isinstance(cell, date):
        return _sensible(Moment(datetime(cell.year, cell.month, cell.day, tzinfo=zone), timed=False))
    text = _line(cell)
    if not text or text.lower() in {"-", "--", "n/a", "nan", "nat", "none", "null"}:
        return None
    if _UNIX.fullmatch(text):
        seconds = int(text[:10])
        return _sensible(Moment(datetime.fromtimestamp(seconds, UTC), timed=True))
    return _read_text(_DAY_NAME.sub("", text, count=1) if _DAY_NAME.match(text) else text, zone)


def _read_text(text: str, zone: tzinfo) -> Moment | _Triple | str:
    if found := _YEAR_FIRST.match(text):
        return _moment(int(found["y"]), int(found["mo"]), int(found["d"]), text[found.end() :], zone)
    if found := _THREE.match(text):
        year = int(found["y"]) + (2000 if len(found["y"]) == 2 else 0)
        if found["sep"] == ".":  # dots are written where the day comes first
            return _moment(year, int(found["b"]), int(found["a"]), text[found.end() :], zone)
        return _Triple(int(found["a"]), int(found["b"]), year, text[found.end() :])
    if found := _ARCHIVE.match(text):
        return _named(found, found["time"], zone, text)
    found = _MONTH_DAY.match(text) or _DAY_MONTH.match(text)
    return _named(found, text[found.end() :], zone, text) if found else f"{text[:40]!r} is no date"


def _named(found: re.Match[str], rest: str, zone: tzinfo, text: str) -> Moment | str:
    name = found["mon"].lower()[:3]
    if name not in _MONTHS:
        return f"{text[:40]!r} is no date"
    return _moment(int(found["y"]), _MONTHS.index(name) + 1, int(found["d"]), rest, zone)


def _moment(year: int, month: int, day: int, rest: str, zone: tzinfo) -> Moment | str:
    try:
        start = datetime(year, month, day, tzinfo=zone)
    except ValueError:
        return f"there is no day {day} in month {month} of {year}"
    if not rest.strip():
        return _sensible(Moment(start, timed=False))
    found = _TIME.fullmatch(rest)
    clock = _clock(found) if found else None
    if not found or clock is None:
        return f"{rest.strip()[:40]!r} is no time of day"
    own = _own_zone(found["zone"])
    return own if isinstance(own, str) else _sensible(Moment(start.replace(**clock, tzinfo=own or zone), timed=True))


def _clock(found: re.Match[str]) -> dict[str, int] | None:
    hour, minute, second = int(found["h"]), int(found["m"]), int(found["s"] or 0)
    if found["ap"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["ap"].lower().startswith("p") else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    return {"hour": hour, "minute": minute, "second": second}


def _own_zone(text: str | None) -> tzinfo | str | None:
    if not text:
        return None
    name = text.upper().replace(":", "").replace(" ", "")
    offset = re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{2})(\d{2})", name)
    if offset:
        minutes = int(offset[2]) * 60 + int(offset[3])
        if minutes > 14 * 60:
            return f"{text!r} is no offset from UTC"
        return timezone(timedelta(minutes=-minutes if offset[1] == "-" else minutes))
    return timezone(timedelta(hours=_ZONES[name])) if name in _ZONES else f"{text!r} is no time zone that is known here"


def _sensible(moment: Moment) -> Moment | str:
    if not _EARLIEST <= moment.at.year < _LATEST:
        return f"the year {moment.at.year} is no year of a post"
    return moment
