"""Drafts as the planner sees them, and the pool that it takes them from."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from assistant.schedule.rule import Weight

FAR = 1 << 60  # no deadline
DAY = 86_400  # seconds
Sort = tuple[bool, bool, str, str, bool, bool, bool]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A draft that may be placed from `opens` to `closes` (seconds since 1970; `FAR` without a deadline).

    `again` is the number of times that an evergreen draft may still go out after the first, `rest` the seconds
    between; `kept` the slot that an earlier plan gave it.
    """

    id: int
    weight: Weight
    page: str
    kind: str
    priority: int
    opens: int
    closes: int
    short: bool
    asks: bool
    again: int = 0
    rest: int = 0
    kept: int | None = None

    @property
    def dated(self) -> bool:
        """Whether it has a deadline."""
        return self.closes < FAR

    @property
    def promotional(self) -> bool:
        """What it counts as."""
        return self.weight.promotional

    @property
    def sort(self) -> Sort:
        """Drafts of one sort differ in nothing but their times and priority (and how unsure they are)."""
        unsure = 0 < self.weight.chance < 1
        return (self.promotional, unsure, self.page, self.kind, self.short, self.asks, self.dated)

    def suits(self, evening: bool) -> bool:
        """Questions belong to the evening, short posts to the phone hours; others go anywhere (D5)."""
        return evening if self.asks else not (self.short and evening)


class Pool:
    """Candidates that wait for their time, and those that are open, best first within each sort."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self._closed = [(c.opens, c.id, c) for c in candidates]
        heapq.heapify(self._closed)
        self._open: dict[Sort, list[tuple[tuple[int, ...], Candidate]]] = {}

    def advance(self, now: int) -> None:
        """Let in what opens by now."""
        while self._closed and self._closed[0][0] <= now:
            self.put(heapq.heappop(self._closed)[2])

    def put(self, c: Candidate) -> None:
        """Let one in."""
        order = (c.closes, -c.priority, c.id) if c.dated else (-c.priority, c.opens, c.id)
        heapq.heappush(self._open.setdefault(c.sort, []), (order, c))

    def best(self, promotional: bool, now: int) -> Iterator[Candidate]:
        """The best open candidate of each sort; what is too late falls out."""
        for sort, heap in self._open.items():
            if sort[0] is promotional:
                while heap and heap[0][1].closes < now:
                    heapq.heappop(heap)
                if heap:
                    yield heap[0][1]

    def take(self, c: Candidate, at: int) -> None:
        """Take out a candidate that `best` named; an evergreen one comes back after its rest."""
        heapq.heappop(self._open[c.sort])
        self.rest(c, at)

    def rest(self, c: Candidate, at: int) -> None:
        """An evergreen candidate that went out at this time waits for its next turn, if it has one."""
        if c.again:
            later = replace(c, opens=at + max(c.rest, 1), again=c.again - 1, kept=None)
            heapq.heappush(self._closed, (later.opens, later.id, later))
