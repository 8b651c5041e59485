"""What may go out now: the best draft that the balance allows, or what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, or_, select, text

from assistant.post import State
from assistant.schedule import tables as t
from assistant.schedule.balance import allowance
from assistant.schedule.candidates import FAR
from assistant.schedule.limits import Limits
from assistant.schedule.rows import Row, moment
from assistant.schedule.rule import Weight, may_join, needed_before
from assistant.schedule.timing import REACH, Sent

_TURN_OR_DEADLINE = 48 * 3600  # seconds before a deadline from which on a promotion no longer waits for its turn


@dataclass(frozen=True, slots=True)
class Outlook:
    """How one platform stands: what went out, what is under way or reserved, the last kind, the times of posts."""

    platform: str
    before: tuple[Weight, ...]
    after: tuple[Weight, ...]
    last_kind: str | None
    sent: tuple[Sent, ...]


@dataclass(frozen=True, slots=True)
class Shortage:
    """Why nothing may go out on a platform: what is waiting, and how many value posts are missing."""

    platform: str
    promotions: int
    later: int
    opens: datetime | None
    value_needed: int | None
    by_chance: bool


def platforms_with(connection: Connection, *states: State) -> list[str]:
    """The platforms that have drafts in one of these states, by name; each step goes straight to the next name."""
    d = t.draft.c
    found = []
    name = connection.execute(select(func.min(d.platform))).scalar()
    while name is not None:
        own = select(d.id).where(d.platform == name, d.state.in_([str(state) for state in states])).limit(1)
        if connection.execute(own).first() is not None:
            found.append(name)
        name = connection.execute(select(func.min(d.platform)).where(d.platform > name)).scalar()
    return found


def outlook(connection: Connection, platform: str, limits: Limits, now: int) -> Outlook:
    """What the next post on this platform has to fit to."""
    p, d = t.posting.c, t.draft.c
    latest = select(p.promotional, p.chance, p.kind, p.at, p.page).where(p.platform == platform)
    past = connection.execute(latest.where(p.at <= now).order_by(p.at.desc(), p.id.desc()).limit(limits.window)).all()
    ahead = list(connection.execute(latest.where(p.at > now).order_by(p.at, p.id).limit(limits.window)).all())
    claimed = connection.execute(
        select(d.promotional, d.chance, d.kind, d.claimed_until.label("at"), d.page).where(
            d.platform == platform, d.state == str(State.CLAIMED), d.claimed_until > now
        )
    ).all()
    planned = connection.execute(
        select(d.promotional, d.chance, d.kind, d.planned_at.label("at"), d.page)
        .where(d.platform == platform, d.state == str(State.QUEUED), d.planned_at > now)
        .order_by(d.planned_at, d.id)
        .limit(limits.window)
    ).all()
    near = connection.execute(latest.where(p.at > now - REACH, p.at < now + REACH).order_by(p.at, p.id)).all()
    before = [_weight(row) for row in reversed(past)]
    # A claimed promotion counts as out. A claimed value post may yet come back, so no promotion may lean on it.
    before += [_weight(row) for row in claimed if row.promotional]
    after = [_weight(row) for row in sorted([*ahead, *planned], key=lambda row: row.at)]
    sent = [Sent(_moment(row.at), row.page) for row in near]
    sent += [Sent(_moment(now), row.page) for row in claimed]
    last = claimed[-1] if claimed else past[0] if past else None
    return Outlook(platform, tuple(before), tuple(after), last.kind if last else None, tuple(sent))


def _weight(row: Any) -> Weight:
    return Weight(bool(row.promotional), row.chance)


def _moment(value: int) -> datetime:
    found = moment(value)
    if found is None:
        raise ValueError("a posting has no time")
    return found


def may_go_out(platform: str, now: int) -> ColumnElement[bool]:
    """Queued (or claimed by somebody who never came back), released, not too late, not reserved for later."""
    return and_(or_(*_held(now)), _ready(platform, now))


def _held(now: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    d = t.draft.c
    return d.state == str(State.QUEUED), and_(d.state == str(State.CLAIMED), d.claimed_until <= now)


def _ready(platform: str, now: int) -> ColumnElement[bool]:
    d = t.draft.c
    return and_(
        d.platform == platform,
        d.available_at <= now,
        or_(d.deadline.is_(None), d.deadline >= now),
        or_(d.planned_at.is_(None), d.planned_at <= now),
    )


def choose(connection: Connection, view: Outlook, limits: Limits, now: int) -> Row | None:
    """The row that goes out next on this platform, or None.

    A draft whose reserved slot has come is first. Then priority decides; between equals a promotion takes its turn
    where enough value posts lie since the last one or its deadline is near, and the kind should differ from the last.
    """
    d = t.draft.c
    ready = select(t.draft).where(may_go_out(view.platform, now))
    for row in connection.execute(ready.where(d.planned_at <= now).order_by(d.planned_at, d.id)).mappings():
        if _fits(row, view, limits):
            return dict(row)
    value, promotion = _best(connection, False, view, now), _best(connection, True, view, now)
    if promotion and not _fits(promotion, view, limits):
        other = _surest_not(connection, view, now) if promotion["chance"] > 0.5 else None
        promotion = other if other and _fits(other, view, limits) else None
    if not value or not promotion:
        return promotion or value
    if promotion["priority"] != value["priority"]:
        return max(promotion, value, key=lambda row: int(row["priority"]))
    urgent = promotion["deadline"] is not None and promotion["deadline"] - now <= _TURN_OR_DEADLINE
    return promotion if urgent or _its_turn(view, limits) else value


def _fits(row: Any, view: Outlook, limits: Limits) -> bool:
    return may_join(view.before, Weight(bool(row["promotional"]), row["chance"]), view.after, limits)


def _its_turn(view: Outlook, limits: Limits) -> bool:
    spread = limits.window // max(1, allowance(limits, limits.window))
    return not any(w.promotional for w in view.before[max(0, len(view.before) - spread + 1) :])


def _best(connection: Connection, promotional: bool, view: Outlook, now: int) -> Row | None:
    d = t.draft.c
    queued, lapsed = (
        select(t.draft).where(_ready(view.platform, now), held, d.promotional == int(promotional))
        for held in _held(now)
    )
    best = _first(connection, queued, lapsed)
    if best and view.last_kind and best["kind"] == view.last_kind and best["deadline"] is None:
        other = and_(d.kind != view.last_kind, d.priority == best["priority"])  # a deadline goes before variety
        best = _first(connection, queued.where(other), lapsed.where(other)) or best
    return best


def _first(connection: Connection, queued: Select[Any], lapsed: Select[Any]) -> Row | None:
    """The first by priority, deadline and id.

    Those that are queued are met in the order of the index `draft_order` and not sorted, for which those with a
    deadline and those without are asked for apart; claims that ran out are few.
    """
    d = t.draft.c
    ends = func.coalesce(d.deadline, FAR)
    queries = [lapsed.order_by(d.priority.desc(), ends, d.id)]
    highest = connection.execute(queued.with_only_columns(d.priority).order_by(d.priority.desc()).limit(1)).scalar()
    if highest is not None:
        own = queued.where(d.priority == highest)
        queries.append(own.where(d.deadline.is_not(None)).order_by(d.deadline, d.id))
        queries.append(own.where(d.deadline.is_(None)).order_by(d.id))
    found = (connection.execute(query.limit(1)).mappings().first() for query in queries)
    rows = [dict(row) for row in found if row is not None]
    return min(rows, key=lambda row: (-row["priority"], row["deadline"] or FAR, row["id"]), default=None)


def _surest_not(connection: Connection, view: Outlook, now: int) -> Row | None:
    """Of the promotions that may be none, the one with the least chance of being one."""
    d = t.draft.c
    # As literals, so that SQLite knows that the index `draft_unsure` holds these.
    doubted = text("draft.state = 'queued' AND draft.promotional = 1 AND draft.chance < 1")
    lapsed = and_(_held(now)[1], d.promotional == 1)
    ready = select(t.draft).where(_ready(view.platform, now)).order_by(d.chance, d.priority.desc(), d.id).limit(1)
    found = (connection.execute(ready.where(which)).mappings().first() for which in (doubted, lapsed))
    rows = [dict(row) for row in found if row is not None]
    return min(rows, key=lambda row: (row["chance"], -row["priority"], row["id"]), default=None)


def shortage(connection: Connection, view: Outlook, limits: Limits, now: int) -> Shortage:
    """What keeps this platform from posting."""
    d = t.draft.c
    waiting = and_(
        d.platform == view.platform, d.state == str(State.QUEUED), or_(d.deadline.is_(None), d.deadline >= now)
    )
    ready = may_go_out(view.platform, now)
    promotions = connection.execute(select(func.count(), func.min(d.chance)).where(ready, d.promotional == 1)).one()
    planned = func.coalesce(d.planned_at, 0)
    opens = case((d.available_at > planned, d.available_at), else_=planned)
    later = connection.execute(
        select(func.count(), func.min(opens)).where(waiting, or_(d.available_at > now, d.planned_at > now))
    ).one()
    sure = needed_before([Weight(w.promotional, float(w.promotional)) for w in view.before], Weight(True, 1.0), limits)
    chance = promotions[1] if promotions[0] else 1.0
    needed = needed_before(view.before, Weight(True, chance), limits)
    return Shortage(view.platform, promotions[0], later[0], moment(later[1]), needed, needed != sure)


def reason_for(row: Row, view: Outlook, limits: Limits, zone: tzinfo) -> str:
    """Why this draft goes out now, in a sentence."""
    recent = view.before[-(limits.window - 1) :] if limits.window > 1 else ()
    had = sum(w.promotional for w in recent)
    if not row["promotional"]:
        why = f"a value post ({row['kind'].replace('_', ' ')})"
    else:
        why = f"a promotion: with it {had + 1} of the last {len(recent) + 1} posts are promotional"
        why += f", and {limits.share_percent} % may be"
    if row["deadline"] is not None:
        why += f"; its deadline is {_moment(row['deadline']).astimezone(zone):%Y-%m-%d %H:%M}"
    return why


def reason_against(short: Sequence[Shortage]) -> str:
    """Why nothing may go out, and what is missing, in a sentence per platform."""
    return (
        "; ".join(_missing(s) for s in short)
        or "nothing is queued: `assistant queue add` brings drafts, `assistant queue edit ID --ready` queues one"
    )


def _missing(s: Shortage) -> str:
    later = ""
    if s.later and s.opens:
        more = "draft is" if s.later == 1 else "drafts are"
        later = f" ({s.later} more {more} not ready before {s.opens:%Y-%m-%d %H:%M} UTC)"
    if not s.promotions:
        return f"no draft for {s.platform} is ready{later}"
    if s.value_needed is None:
        return (
            f"no promotion may ever go out on {s.platform} under this share and window: change share_percent or window"
        )
    posts = "value post" if s.value_needed == 1 else "value posts"
    wait = "promotion waits" if s.promotions == 1 else "promotions wait"
    unsure = "; some verdicts are unsure and count by their probability, so label them with `queue label`"
    if s.value_needed == 0:
        return f"{s.promotions} {wait} on {s.platform} and would break what is planned{later}"
    return (
        f"{s.value_needed} {posts} missing before a promotion may go out on {s.platform}: {s.promotions} {wait}, "
        f"and no value post is ready{later}{unsure if s.by_chance else ''}"
    )
