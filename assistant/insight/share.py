"""The share of promotion, with the model's doubts counted in."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.insight.pastpost import PastPost
from assistant.schedule.balance import within
from assistant.schedule.chance import interval
from assistant.schedule.limits import Limits

_EXACT = 200  # posts up to which the distribution is counted out; beyond, the normal curve fits within a post
_Z90 = 1.6449  # half-width of a central 90 % of the normal distribution, in standard deviations


@dataclass(frozen=True, slots=True)
class Share:
    """`promotional` of `posts` by their labels; `low` and `high` bound the share where the model's doubts are counted.

    The bounds hold 90 % of the distribution of the number of promotions, each post being one with its own probability
    (Poisson-binomial). They say how sure the model is of itself, not how good it is.
    """

    posts: int
    promotional: int
    low: float
    high: float

    @property
    def share(self) -> float | None:
        """The share by labels, 0..1; None without posts."""
        return self.promotional / self.posts if self.posts else None


def share_of(posts: Sequence[PastPost]) -> Share:
    """The share of promotion among posts."""
    total = len(posts)
    if not total:
        return Share(0, 0, 0.0, 1.0)
    chances = [p.chance for p in posts]
    if total <= _EXACT:
        fewest, most = interval(chances)
    else:
        mean, spread = math.fsum(chances), math.sqrt(math.fsum(c * (1 - c) for c in chances))
        fewest = max(0, round(mean - _Z90 * spread))
        most = min(total, round(mean + _Z90 * spread))
    return Share(total, sum(p.promotional for p in posts), fewest / total, most / total)


@dataclass(frozen=True, slots=True)
class Windows:
    """The rolling windows of one platform.

    `over` of `windows` hold more promotion than the limit; `worst` are the posts of the worst, the latest of equals.
    Where there are fewer posts than a window takes, all of them are one window.
    """

    platform: str
    size: int
    windows: int
    over: int
    worst: tuple[PastPost, ...]

    @property
    def worst_share(self) -> float:
        """The share of promotion in the worst window."""
        return sum(p.promotional for p in self.worst) / len(self.worst)


def windows_of(platform: str, posts: Sequence[PastPost], limits: Limits) -> Windows:
    """Every window of consecutive posts of one platform (at least one post), oldest first."""
    size = min(limits.window, len(posts))
    count = sum(p.promotional for p in posts[:size])
    counts = [count]
    for i in range(size, len(posts)):
        count += posts[i].promotional - posts[i - size].promotional
        counts.append(count)
    worst = max(range(len(counts)), key=lambda i: (counts[i], i))
    over = sum(not within(c, size, limits.share_percent) for c in counts)
    return Windows(platform, size, len(counts), over, tuple(posts[worst : worst + size]))


@dataclass(frozen=True, slots=True)
class Point:
    """The share of the window that ends with one post, and its bounds as in `Share`; `at` is the post's date."""

    place: int
    at: datetime | None
    share: float
    low: float
    high: float


def rolling(posts: Sequence[PastPost], limits: Limits, most: int = 400) -> list[Point]:
    """The share in rolling windows over the posts of one platform; with more windows than `most`, evenly chosen."""
    ends = range(min(limits.window, len(posts)), len(posts) + 1)
    step = max(1, math.ceil(len(ends) / most))
    chosen = sorted({*ends[::step], len(posts)}) if posts else []
    points = []
    for end in chosen:
        share = share_of(posts[max(0, end - limits.window) : end])
        points.append(Point(posts[end - 1].place, posts[end - 1].at, share.share or 0.0, share.low, share.high))
    return points
