"""How the balance stands: what went out, what waits, the worst window, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, func, select, text

from assistant.post import PROMOTIONAL_KINDS, VALUE_KINDS, State
from assistant.schedule import tables as t
from assistant.schedule.balance import holds, value_to_write, worst_window
from assistant.schedule.chance import interval
from assistant.schedule.limits import Limits
from assistant.schedule.picking import outlook, platforms_with
from assistant.schedule.rule import Weight, may_follow, needed_before

_REWRITES = 3  # drafts that are named as the first to rewrite


@dataclass(frozen=True, slots=True)
class Count:
    """Posts, and how many of them are promotional."""

    posts: int
    promotional: int

    @property
    def share(self) -> float:
        """0..1; 0 without posts."""
        return self.promotional / self.posts if self.posts else 0.0


@dataclass(frozen=True, slots=True)
class Worst:
    """The window of posts with the highest share, and its first and last moment."""

    share: float
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Balance:
    """The balance of one platform.

    `value_needed`: value posts that must go out before a promotion may (None: no number is enough).
    `value_to_write`: value posts missing in the queue for all its promotions to go out. `interval`: the fewest and
    most promotions to reckon with in the current window, unsure verdicts counted by their probability.
    `rewrite_first`: ids of the promotions that are nearest to value. `kinds_to_write`: value kinds, the rarest first.
    """

    platform: str
    posted: Count
    queued: Count
    worst: Worst | None
    recent: Count
    interval: tuple[int, int]
    promotional_allowed_now: bool
    value_needed: int | None
    value_to_write: int | None
    posted_within: bool
    rewrite_first: tuple[int, ...]
    kinds_to_write: tuple[str, ...]

    @property
    def within_limit(self) -> bool:
        """Whether what was posted keeps to the limit and all that waits can go out under it."""
        return self.posted_within and self.value_to_write == 0


def balances(connection: Connection, limits: Limits, now: int, platforms: Sequence[str]) -> list[Balance]:
    """The balance of each of these platforms, or of all that the queue knows where none is named."""
    names = sorted(platforms or platforms_with(connection, State.QUEUED, State.CLAIMED, State.POSTED))
    return [_balance(connection, limits, now, name) for name in names]


def _balance(connection: Connection, limits: Limits, now: int, platform: str) -> Balance:
    p, d = t.posting.c, t.draft.c
    rows = connection.execute(select(p.at, p.promotional).where(p.platform == platform).order_by(p.at, p.id)).all()
    posts = [bool(row[1]) for row in rows]
    waits = d.state.in_([str(State.QUEUED), str(State.CLAIMED)])
    counted = select(d.promotional, func.count()).where(d.platform == platform, waits).group_by(d.promotional)
    waiting: dict[int, int] = {row[0]: row[1] for row in connection.execute(counted)}
    values, promotions = waiting.get(0, 0), waiting.get(1, 0)
    view = outlook(connection, platform, limits, now)
    window = [w.promotional for w in view.before[-limits.window :]]
    span = worst_window(posts, limits)
    new = Weight(True, 1.0)
    return Balance(
        platform=platform,
        posted=Count(len(posts), sum(posts)),
        queued=Count(values + promotions, promotions),
        worst=_worst([row[0] for row in rows], posts, span),
        recent=Count(len(window), sum(window)),
        interval=interval([w.chance for w in view.before[-limits.window :]]),
        promotional_allowed_now=may_follow(view.before, new, limits),
        value_needed=needed_before(view.before, new, limits),
        value_to_write=value_to_write(posts, promotions, values, limits),
        posted_within=holds(posts, limits),
        rewrite_first=_nearest_to_value(connection, platform) if promotions else (),
        kinds_to_write=_rarest_kinds(connection, platform),
    )


def _worst(times: Sequence[int], posts: Sequence[bool], span: tuple[int, int] | None) -> Worst | None:
    if span is None:
        return None
    first, last = span
    share = sum(posts[first : last + 1]) / (last - first + 1)
    return Worst(share, datetime.fromtimestamp(times[first], UTC), datetime.fromtimestamp(times[last], UTC))


def _nearest_to_value(connection: Connection, platform: str) -> tuple[int, ...]:
    d = t.draft.c
    # As literals, so that SQLite knows that the index `draft_nearest` holds these.
    unlabelled = text("draft.state = 'queued' AND draft.promotional = 1 AND draft.human_label IS NULL")
    query = select(d.id).where(d.platform == platform, unlabelled).order_by(d.probability, d.id).limit(_REWRITES)
    return tuple(connection.execute(query).scalars())


def _rarest_kinds(connection: Connection, platform: str) -> tuple[str, ...]:
    d = t.draft.c
    kept = d.state != str(State.DROPPED)
    found = connection.execute(
        select(d.kind, func.count())
        .where(d.platform == platform, kept, d.kind.not_in(PROMOTIONAL_KINDS))
        .group_by(d.kind)
    ).all()
    number = {str(kind): count for kind, count in found}
    return tuple(sorted((str(kind) for kind in VALUE_KINDS), key=lambda kind: number.get(kind, 0)))
