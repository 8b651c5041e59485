"""The drafts that wait, as the planner sees them: of each sort no more than there are slots.

A plan puts one draft into a slot at most, and takes the drafts of one sort in one order. So of the drafts that are open
from the start and have no deadline, those beyond the number of slots are left over whatever happens: only their numbers
are kept, and a plan of a million drafts takes little memory.
"""

from __future__ import annotations

import heapq
from array import array
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, or_, select

from assistant.post import Kind, State
from assistant.schedule import tables as t
from assistant.schedule.candidates import DAY, FAR, Candidate
from assistant.schedule.rule import Weight

SHORT = 140  # characters; fits a phone without scrolling
_D = t.draft.c
_READ = (
    _D.id, _D.platform, _D.page, _D.kind, _D.promotional, _D.chance, _D.priority, _D.available_at, _D.deadline,
    _D.planned_at, _D.evergreen, _D.cooldown_days, _D.max_repeats, _D.times_posted, _D.text,
)  # fmt: skip

_Sort = tuple[object, ...]
Span = tuple[int, int]  # the planned time: from and before


class Waiting:
    """The drafts that wait for one platform, whose plan has `slots` slots.

    `surplus`: the ids of drafts that can get none, of value posts (False) and of promotions (True); all of them are
    open and have no deadline.
    """

    def __init__(self, slots: int) -> None:
        self.surplus: dict[bool, array[int]] = {False: array("q"), True: array("q")}
        self._slots = slots
        self._always: list[Candidate] = []
        self._first: dict[_Sort, list[tuple[int, int, Candidate]]] = {}

    def __len__(self) -> int:
        placeable = len(self._always) + sum(map(len, self._first.values()))
        return placeable + sum(map(len, self.surplus.values()))

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """Those that may be placed, by id."""
        first = (c for heap in self._first.values() for _, _, c in heap)
        return tuple(sorted([*self._always, *first], key=lambda c: c.id))

    def add(self, row: Any, now: int) -> None:
        """Take in a row of `_READ`."""
        text, promotional = row.text, bool(row.promotional)
        asks = row.kind == Kind.QUESTION or text.rstrip().endswith("?")
        short = len(text) <= SHORT
        if row.deadline is not None or row.planned_at is not None or row.available_at > now:
            self._always.append(_candidate(row, now, short, asks))
            return
        heap = self._first.setdefault((promotional, row.chance, row.page, row.kind, short, asks), [])
        place = (row.priority, -row.id)
        if len(heap) < self._slots:
            heapq.heappush(heap, (*place, _candidate(row, now, short, asks)))
            return
        if heap and heap[0][:2] < place:
            self.surplus[promotional].append(-heapq.heapreplace(heap, (*place, _candidate(row, now, short, asks)))[1])
        else:
            self.surplus[promotional].append(row.id)


def queued(now: int) -> ColumnElement[bool]:
    """Whether a draft is queued, or claimed by somebody who never came back."""
    return or_(_D.state == str(State.QUEUED), and_(_D.state == str(State.CLAIMED), _D.claimed_until <= now))


def movable(now: int, span: Span) -> ColumnElement[bool]:
    """Whether a reserved moment is in the planned time or has passed; what is reserved elsewhere stays as it is."""
    start, end = span
    return or_(_D.planned_at <= now, and_(_D.planned_at >= start, _D.planned_at < end))


def read_standing(connection: Connection, platform: str, now: int, span: Span, most: int) -> list[Row[Any]]:
    """What stays reserved on a platform, by time: at most so many just before the planned time, and just after it."""
    start, end = span
    read = select(_D.promotional, _D.chance, _D.page, _D.planned_at.label("at"), _D.kind)
    read = read.where(_D.platform == platform, queued(now), _D.planned_at > now)
    before = read.where(_D.planned_at < start).order_by(_D.planned_at.desc(), _D.id.desc()).limit(most)
    after = read.where(_D.planned_at >= end).order_by(_D.planned_at, _D.id).limit(most)
    return [*reversed(connection.execute(before).all()), *connection.execute(after)]


def read_waiting(
    connection: Connection, now: int, platforms: Sequence[str], slots_on: Callable[[str], int], span: Span
) -> dict[str, Waiting]:
    """The queued drafts of these platforms (of all where none is named), those reserved out of `span` left out.

    `slots_on` counts a platform's slots.
    """
    free = or_(_D.planned_at.is_(None), movable(now, span))
    query = select(*_READ).where(queued(now), free).order_by(_D.id)
    if platforms:
        query = query.where(_D.platform.in_(platforms))
    found = {name: Waiting(slots_on(name)) for name in platforms}
    for row in connection.execute(query.execution_options(yield_per=10_000)):
        if row.platform not in found:
            found[row.platform] = Waiting(slots_on(row.platform))
        found[row.platform].add(row, now)
    return found


def _candidate(row: Any, now: int, short: bool, asks: bool) -> Candidate:
    left = max(0, row.max_repeats - row.times_posted - 1) if row.max_repeats else 1 << 30
    return Candidate(
        id=row.id,
        weight=Weight(bool(row.promotional), row.chance),
        page=row.page,
        kind=row.kind,
        priority=row.priority,
        opens=max(row.available_at, now),
        closes=FAR if row.deadline is None else row.deadline,
        short=short,
        asks=asks,
        again=left if row.evergreen else 0,
        rest=row.cooldown_days * DAY,
        kept=row.planned_at,
    )
