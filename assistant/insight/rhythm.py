"""When a page posts: how often, how far apart, how many promotions in a row, how long since the last story."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from statistics import median

from assistant.insight.pastpost import PastPost, by_platform
from assistant.post import Kind
from assistant.schedule.limits import Limits

_GAP_FACTOR = 3  # a gap is a silence of three usual ones ...
_GAP_DAYS = 14  # ... or of two weeks, whichever is longer
_WORST = 5  # gaps and breaches that are named


@dataclass(frozen=True, slots=True)
class Gap:
    """A silence between two posts; `days` is its length, whole days rounded down."""

    platform: str
    start: datetime
    end: datetime
    days: int


@dataclass(frozen=True, slots=True)
class Cadence:
    """How often one platform was posted to.

    `allowed` posts in any `days` local days in a row; `breaches` are posts that went out beyond it, `close` posts that
    came within the spacing after the one before (posts whose time of day is not known are left out there). `places` of
    both name the posts.
    """

    platform: str
    posts: int
    per_week: float
    allowed: int
    days: int
    breaches: tuple[int, ...]
    spacing_hours: int
    close: tuple[int, ...]


def cadence(posts: Sequence[PastPost], limits: Limits, zone: tzinfo, page_of: Callable[[str], str]) -> list[Cadence]:
    """The cadence of each platform over dated posts, oldest first; `page_of` tells a platform's kind of page."""
    found = []
    for platform, own in by_platform(_dated(posts)).items():
        allowed, days = limits.cadence(page_of(platform))
        hours = limits.on(platform).spacing_hours
        found.append(
            Cadence(
                platform=platform,
                posts=len(own),
                per_week=_per_week(own, zone),
                allowed=allowed,
                days=days,
                breaches=_breaches(own, allowed, days, zone),
                spacing_hours=hours,
                close=_too_close(own, timedelta(hours=hours)),
            )
        )
    return found


def _dated(posts: Sequence[PastPost]) -> list[PastPost]:
    return [p for p in posts if p.at is not None]


def _day(post: PastPost, zone: tzinfo) -> date:
    if post.at is None:
        raise ValueError("the post has no date")
    return post.at.astimezone(zone).date()


def _per_week(posts: Sequence[PastPost], zone: tzinfo) -> float:
    days = (_day(posts[-1], zone) - _day(posts[0], zone)).days + 1
    return 7 * len(posts) / max(days, 7)


def _breaches(posts: Sequence[PastPost], allowed: int, days: int, zone: tzinfo) -> tuple[int, ...]:
    found = []
    for i, post in enumerate(posts):
        if i >= allowed and (_day(post, zone) - _day(posts[i - allowed], zone)).days < days:
            found.append(post.place)
    return tuple(found)


def _too_close(posts: Sequence[PastPost], spacing: timedelta) -> tuple[int, ...]:
    timed = [p for p in posts if p.timed]
    return tuple(
        later.place
        for earlier, later in itertools.pairwise(timed)
        if earlier.at and later.at and later.at - earlier.at < spacing
    )


def gaps(posts: Sequence[PastPost]) -> list[Gap]:
    """The longest silences of each platform: three times its usual distance and at least two weeks."""
    found = []
    for platform, own in by_platform(_dated(posts)).items():
        moments = [p.at for p in own if p.at]
        steps = [(b - a).total_seconds() / 86400 for a, b in itertools.pairwise(moments)]
        if not steps:
            continue
        least = max(_GAP_DAYS, _GAP_FACTOR * median(steps))
        found += [
            Gap(platform, a, b, int(step))
            for a, b, step in zip(moments, moments[1:], steps, strict=False)
            if step >= least
        ]
    return sorted(found, key=lambda g: (-g.days, g.start))[:_WORST]


def longest_run(posts: Sequence[PastPost]) -> list[PastPost]:
    """The longest unbroken row of promotions on one platform, the latest of equals; empty if there is none."""
    best: Sequence[PastPost] = ()
    for own in by_platform(posts).values():
        start = 0
        for end, post in enumerate(own, 1):
            if not post.promotional:
                start = end
            elif end - start >= max(1, len(best)):
                best = own[start:end] if end == len(own) or not own[end].promotional else best
    return list(best)


def last_of(posts: Sequence[PastPost], kind: Kind) -> PastPost | None:
    """The latest post of a kind (posts are oldest first)."""
    return next((p for p in reversed(posts) if p.kind is kind), None)


def by_month(posts: Sequence[PastPost], zone: tzinfo) -> dict[str, list[PastPost]]:
    """Local month ("2026-03") to its posts, in order; months without posts between the first and the last are there."""
    dated = _dated(posts)
    if not dated:
        return {}
    months: dict[str, list[PastPost]] = {}
    day, last = _day(dated[0], zone).replace(day=1), _day(dated[-1], zone)
    while day <= last:
        months[f"{day:%Y-%m}"] = []
        day = (day + timedelta(days=32)).replace(day=1)
    for post in dated:
        months[f"{_day(post, zone):%Y-%m}"].append(post)
    return months


def hours(posts: Sequence[PastPost], zone: tzinfo) -> Counter[int]:
    """Local hour to the number of posts whose time of day is known."""
    return Counter(p.at.astimezone(zone).hour for p in posts if p.at and p.timed)
