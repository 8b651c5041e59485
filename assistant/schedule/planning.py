"""The plan of a whole queue: read what waits and what went out, plan every platform, and reserve if asked to."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import Connection, bindparam, func, or_, select

from assistant.post import Draft, Kind, State
from assistant.schedule import tables as t
from assistant.schedule.board import Fixed, Situation
from assistant.schedule.candidates import DAY, FAR
from assistant.schedule.changing import row_of
from assistant.schedule.filling import Placed, Task
from assistant.schedule.history import begin_change, record
from assistant.schedule.limits import QUIET_DAYS, Limits
from assistant.schedule.planner import plan_platform
from assistant.schedule.rows import draft_of
from assistant.schedule.rule import Weight
from assistant.schedule.slots import Slot, SlotTime, slots
from assistant.schedule.timing import REACH
from assistant.schedule.waiting import Waiting, movable, read_standing, read_waiting
from assistant.schedule.wanted import StateConflict
from assistant.schedule.why import Shortfall, reason_against, reasons_for, shortfall

_GOALS_FROM = 5  # posts in a plan, from which on it is asked whom it serves


@dataclass(frozen=True, slots=True)
class Planned:
    """A draft in its slot, and why it is there. `at` is in UTC."""

    at: datetime
    draft: Draft
    reason: str


@dataclass(frozen=True, slots=True)
class Unplaced:
    """The id of a draft that found no slot, and why."""

    draft: int
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What goes out when, what does not, and what is missing.

    `value_needed`: value posts to write for all promotions to have room (None: no number is enough).
    `best_possible`: no plan could have more promotions before their deadlines. `advice`: what a person should know.
    """

    slots: tuple[Planned, ...]
    unplaced: tuple[Unplaced, ...]
    value_needed: int | None
    best_possible: bool
    advice: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Purpose:
    """What the owner wants of a plan: goals beyond sales with the kinds that serve them (C3), and platforms (B3)."""

    goals: Mapping[str, Sequence[Kind]] = field(default_factory=dict)
    platforms: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Horizon:
    """From when to when to plan, in which slots, in which zone."""

    start: datetime
    end: datetime
    times: Sequence[SlotTime]
    zone: tzinfo

    @property
    def span(self) -> tuple[int, int]:
        """From and before, in seconds since 1970."""
        return int(self.start.timestamp()), int(self.end.timestamp())

    def slots_on(self, platform: str) -> tuple[Slot, ...]:
        """The slots of this platform."""
        return tuple(slots(self.start, self.end, platform, self.times, self.zone))


def make_plan(
    connection: Connection,
    limits: Limits,
    horizon: Horizon,
    now: int,
    platforms: Sequence[str],
    purpose: Purpose | None = None,
) -> Plan:
    """Plan the drafts that are queued on these platforms (all where none is named), changing nothing."""
    purpose = purpose or Purpose()
    serving = frozenset(str(kind) for kinds in purpose.goals.values() for kind in kinds)
    by_platform = read_waiting(connection, now, platforms, lambda name: len(horizon.slots_on(name)), horizon.span)
    placed: list[tuple[datetime, int, str]] = []
    unplaced: list[Unplaced] = []
    needed: list[int | None] = []
    advice: list[str] = []
    proved = True
    for name in sorted(by_platform):
        task = _task(connection, name, by_platform[name], limits.on(name), horizon, now, serving)
        found = plan_platform(task)
        proved = proved and found.best_possible
        short = shortfall(task, found.placed)
        needed.append(short.value_needed)
        advice += _advice(name, task, found.placed)
        for p, reason in zip(found.placed, reasons_for(task, found.placed, horizon.zone), strict=True):
            placed.append((datetime.fromtimestamp(task.slots[p.slot].at, UTC), p.candidate.id, reason))
        done = {p.candidate.id for p in found.placed}
        unplaced += _left_over(task, by_platform[name], done, short, horizon.zone, now)
    drafts = _drafts(connection, [number for _, number, _ in placed], now)
    planned = [Planned(at, drafts[number], reason) for at, number, reason in placed]
    advice += [*_unserved(purpose, planned), *_beside(purpose, by_platform, platforms)]
    planned.sort(key=lambda p: (p.at, p.draft.platform))
    unplaced.sort(key=lambda u: u.draft)
    total = None if None in needed else sum(n for n in needed if n is not None)
    return Plan(tuple(planned), tuple(unplaced), total, proved, tuple(advice))


def _left_over(
    task: Task, waiting: Waiting, done: Container[int], short: Shortfall, zone: tzinfo, now: int
) -> Iterator[Unplaced]:
    for c in task.candidates:
        if c.id not in done:
            yield Unplaced(c.id, reason_against(c.promotional, c.opens, c.closes, task, short, zone))
    for promotional, numbers in waiting.surplus.items():
        why = reason_against(promotional, now, FAR, task, short, zone)
        yield from (Unplaced(number, why) for number in numbers)


def _drafts(connection: Connection, numbers: Iterable[int], now: int) -> dict[int, Draft]:
    """These drafts by id; they are few, since they have slots."""
    return {number: draft_of(row_of(connection, number), now) for number in set(numbers)}


def _task(
    connection: Connection,
    platform: str,
    waiting: Waiting,
    limits: Limits,
    horizon: Horizon,
    now: int,
    serving: frozenset[str],
) -> Task:
    slots = horizon.slots_on(platform)
    return Task(
        candidates=waiting.candidates,
        slots=slots,
        situation=_situation(connection, platform, limits, horizon, slots, now, serving),
        limits=limits,
        more_values=len(waiting.surplus[False]),
        more_promotions=len(waiting.surplus[True]),
    )


def _situation(
    connection: Connection,
    platform: str,
    limits: Limits,
    horizon: Horizon,
    slots: Sequence[Slot],
    now: int,
    serving: frozenset[str],
) -> Situation:
    start, _ = horizon.span
    first = slots[0].at if slots else start
    p, d = t.posting.c, t.draft.c
    posted = select(p.promotional, p.chance, p.page, p.at, p.kind).where(p.platform == platform)
    standing = read_standing(connection, platform, now, horizon.span, limits.reach)
    newest = posted.where(p.at < first).order_by(p.at.desc(), p.id.desc()).limit(limits.window)
    before = [*reversed(connection.execute(newest).all()), *(row for row in standing if row.at < first)]
    before = sorted(before, key=lambda row: row.at)[-limits.window :]
    near = [*connection.execute(posted.where(p.at >= start - REACH).order_by(p.at, p.id)), *standing]
    held = connection.execute(
        select(d.promotional, d.chance, d.page, d.kind).where(
            d.platform == platform, d.state == str(State.CLAIMED), d.claimed_until > now
        )
    ).all()
    past = [*map(_weight, before), *(_weight(row) for row in held if row.promotional)]
    before_start = min(now, start - 1)  # what is held goes out at once: it takes its time, and counts as past
    times = [*((row.at, row) for row in near), *((before_start, row) for row in held)]
    told = connection.execute(
        select(func.max(p.at)).where(p.platform == platform, p.kind == str(Kind.STORY), p.at <= first)
    ).scalar()
    stories = [row.at for row in standing if row.kind == Kind.STORY and row.at < first]
    return Situation(
        past=tuple(past),
        fixed=tuple(_fixed(at, row, horizon.zone) for at, row in times),
        last_kind=held[-1].kind if held else before[-1].kind if before else None,
        last_story=max([*stories, *([] if told is None else [told])], default=None),
        serving=serving,
    )


def _weight(row: Any) -> Weight:
    return Weight(bool(row.promotional), row.chance)


def _fixed(at: int, row: Any, zone: tzinfo) -> Fixed:
    return Fixed(at, datetime.fromtimestamp(at, zone).date().toordinal(), row.page, _weight(row))


def _advice(platform: str, task: Task, placed: Sequence[Placed]) -> list[str]:
    """What a good fortnight lacks."""
    if not task.slots or task.slots[-1].at - task.slots[0].at < (QUIET_DAYS - 1) * DAY:
        return []
    last = task.situation.last_story
    for p in placed:
        at = task.slots[p.slot].at
        if p.candidate.kind == Kind.STORY:
            last = at
        elif last is None or at - last > QUIET_DAYS * DAY:
            return [f"{platform}: two weeks go by without a story; people want to know who you are, so tell one"]
    return []


def _unserved(purpose: Purpose, planned: Sequence[Planned]) -> list[str]:
    """The goals beyond sales that no post of a plan serves (C3); a plan of a few posts is not asked."""
    kinds = {p.draft.kind for p in planned}
    if len(planned) < _GOALS_FROM:
        return []
    return [
        f"no post of this plan serves your goal {goal!r}: a {' or '.join(str(kind) for kind in own)} would"
        for goal, own in purpose.goals.items()
        if not kinds & set(own)
    ]


def _beside(purpose: Purpose, waiting: Mapping[str, Waiting], asked: Sequence[str]) -> list[str]:
    """Drafts for platforms that the owner did not choose, and chosen platforms that get none (B3)."""
    chosen = purpose.platforms
    if not chosen:
        return []
    others = {name: len(own) for name, own in sorted(waiting.items()) if own and name not in chosen}
    empty = [name for name in chosen if not waiting.get(name) and (not asked or name in asked)]
    said = [
        f"{number} draft{'s wait' if number > 1 else ' waits'} for {name}, which is not among your platforms "
        f"({', '.join(chosen)})"
        for name, number in others.items()
    ]
    return said + [f"no draft waits for {name}, which is one of your platforms" for name in empty]


def reserve(connection: Connection, plan: Plan, horizon: Horizon, now: int, platforms: Sequence[str]) -> None:
    """Write the plan down as one change.

    Reservations in the planned time, or in the past, that the plan no longer holds are lifted. Those between now and
    the planned time or after it stay, and so does that of a draft that somebody holds.
    """
    wanted: dict[int, int] = {}
    for p in plan.slots:
        wanted.setdefault(p.draft.id, int(p.at.timestamp()))
    d = t.draft.c
    unheld = or_(d.state != str(State.CLAIMED), d.claimed_until <= now)
    query = select(d.id, d.planned_at).where(movable(now, horizon.span), unheld)
    query = query.where(d.platform.in_(platforms)) if platforms else query
    current = {row.id: row.planned_at for row in connection.execute(query)}
    moves = [
        (number, current.get(number), wanted.get(number))
        for number in sorted(current.keys() | wanted.keys())
        if current.get(number) != wanted.get(number)
    ]
    if not moves:
        return
    change = begin_change(connection, "plan", now)
    statement = t.draft.update().where(
        d.id == bindparam("number"), d.state != str(State.POSTED), d.state != str(State.DROPPED)
    )
    found = connection.execute(
        statement.values(planned_at=bindparam("moment")), [{"number": n, "moment": at} for n, _, at in moves]
    )
    if found.rowcount != len(moves):
        raise StateConflict("a draft of the plan was changed by somebody else", "make the plan again")
    record(connection, change, ((n, {"planned_at": was}, {"planned_at": at}) for n, was, at in moves))


def horizon_of(start: datetime, weeks: int, times: Sequence[SlotTime], zone: tzinfo) -> Horizon:
    """So many weeks of local days from `start` on."""
    local = start.astimezone(zone)
    end = datetime.combine(local.date() + timedelta(weeks=weeks), local.time(), zone)
    return Horizon(start, end, times, zone)
