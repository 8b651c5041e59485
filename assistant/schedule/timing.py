"""When may the next post go out on a platform? Spacing and cadence, counted in local days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from assistant.schedule.candidates import DAY
from assistant.schedule.limits import WEEK, Limits

REACH = (WEEK + 2) * DAY  # seconds; no spacing or cadence binds posts that are further apart


@dataclass(frozen=True, slots=True)
class Sent:
    """A post that went out or is planned: when (with a zone) and on which page."""

    at: datetime
    page: str


def on_time(at: datetime, page: str, others: Sequence[Sent], limits: Limits, zone: tzinfo) -> bool:
    """Whether a post may go out at `at` beside these others of the platform, earlier and later ones."""
    spacing = timedelta(hours=limits.spacing_hours)
    if any(abs(at - other.at) < spacing for other in others):
        return False
    most, days = limits.cadence(page)
    today = at.astimezone(zone).date()
    near = [
        o.at.astimezone(zone).date() for o in others if o.page == page and abs(o.at - at) < timedelta(days=days + 1)
    ]
    # Any `days` local days in a row that hold today may hold `most` posts, this one included.
    for back in range(days):
        first = today - timedelta(days=back)
        if sum(first <= day < first + timedelta(days=days) for day in near) >= most:
            return False
    return True


def earliest(now: datetime, page: str, sent: Sequence[Sent], limits: Limits, zone: tzinfo) -> datetime:
    """The first moment from `now` on at which spacing and cadence let a post go out."""
    moments = [now]
    spacing = timedelta(hours=limits.spacing_hours)
    moments += [other.at + spacing for other in sent if other.at + spacing > now]
    _, days = limits.cadence(page)
    for other in sent:
        if other.page == page:
            opens = other.at.astimezone(zone).date() + timedelta(days=days)
            moments.append(datetime.combine(opens, time.min, zone))
    for moment in sorted({m for m in moments if m >= now}):
        if on_time(moment, page, sent, limits, zone):
            return moment
    return max(moments)  # every limit has run out by then
