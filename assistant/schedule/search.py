"""The most promotions that can be on time: branch and bound, exact where it ends within its budget.

At each slot it tries the open promotion with the earliest deadline, the open value post with the earliest deadline, and
leaving the slot empty. Within drafts of one page and weight the earliest deadline is never worse (exchange argument of
the earliest-due-date rule, Jackson 1955), so this leaves no better plan out. Promotions without a deadline are left
out: they never make room for another.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assistant.schedule.board import HOUR, Fixed
from assistant.schedule.candidates import Candidate
from assistant.schedule.filling import Placed, Task
from assistant.schedule.rule import Weight, may_join
from assistant.schedule.slots import Slot

BUDGET = 30_000  # nodes; about a second
_WORK = 2_000_000  # nodes times drafts: each node looks at all drafts, so many drafts leave fewer nodes


@dataclass(slots=True)
class Search:
    """What was found: the placements, how many promotions are on time, and whether no plan can have more."""

    placed: list[Placed] = field(default_factory=list)
    found: int = -1
    proved: bool = False


def bound(task: Task) -> int:
    """No plan has more promotions on time: each alone into its own slot, windows and cadence aside (Glover 1967)."""
    wanted = sorted((c.opens, c.closes) for c in task.candidates if c.promotional and c.dated)
    ends: list[int] = []  # of those that are open, the earliest first
    met = placed = 0
    for slot in task.slots:
        while met < len(wanted) and wanted[met][0] <= slot.at:
            heapq.heappush(ends, wanted[met][1])
            met += 1
        while ends and ends[0] < slot.at:
            heapq.heappop(ends)
        if ends:
            heapq.heappop(ends)
            placed += 1
    return placed


def search(task: Task, *, at_least: int, budget: int = BUDGET) -> Search:
    """Look for a plan with more than `at_least` promotions on time."""
    last = max((c.closes for c in task.candidates if c.promotional and c.dated), default=0)
    slots = [slot for slot in task.slots if slot.at <= last]
    usable = [c for c in task.candidates if c.dated or not c.promotional]
    return _Branching(task, slots, usable, at_least, budget).run()


@dataclass(slots=True)
class _Node:
    """A plan up to slot `number`: what is free (by index), the posts so far, the fixed posts ahead, what is placed."""

    number: int
    free: frozenset[int]
    sequence: list[Weight]
    ahead: list[Fixed]
    placed: list[Placed]
    count: int


class _Branching:
    def __init__(
        self, task: Task, slots: Sequence[Slot], usable: Sequence[Candidate], at_least: int, budget: int
    ) -> None:
        self.task, self.slots, self.limits = task, slots, task.limits
        self.cap = bound(task)
        self.usable = sorted(usable, key=lambda c: (c.closes, -c.priority, c.id))
        self.best = Search(found=at_least)
        self.left = max(1, min(budget, _WORK // max(1, len(usable))))
        self.seen: dict[object, int] = {}
        self.fixed = sorted(task.situation.fixed, key=lambda f: f.at)

    def run(self) -> Search:
        first = self.slots[0].at if self.slots else 0
        ahead = [f for f in self.fixed if f.at >= first]
        root = _Node(0, frozenset(range(len(self.usable))), list(self.task.situation.past), ahead, [], 0)
        deep = [iter([root])]  # of each slot so far what is still to try; years of slots are deeper than calls may be
        while deep and self.left > 0 and self.best.found < self.cap:
            node = next(deep[-1], None)
            if node is None:
                deep.pop()
            elif self._hopeful(node):
                deep.append(self._below(node))
        self.best.proved = self.left > 0 or self.best.found >= self.cap
        return self.best

    def _hopeful(self, node: _Node) -> bool:
        """Take a node in, and say whether what lies below it can be better than the best so far."""
        self.left -= 1
        if node.count > self.best.found:
            self.best.found, self.best.placed = node.count, node.placed
        if node.number == len(self.slots):
            return False
        slot = self.slots[node.number]
        while node.ahead and node.ahead[0].at <= slot.at:
            node.sequence, node.ahead = [*node.sequence, node.ahead[0].weight], node.ahead[1:]
        node.sequence = node.sequence[-self.limits.window :]
        hope = sum(self.usable[i].promotional and self.usable[i].closes >= slot.at for i in node.free)
        most = node.count + min(hope, len(self.slots) - node.number)
        return most > self.best.found and not self._known(node)

    def _below(self, node: _Node) -> Iterator[_Node]:
        number, slot = node.number, self.slots[node.number]
        for i in self._options(slot, node.free):
            c = self.usable[i]
            if self._timely(slot, c.page, node.placed) and self._balanced(node.sequence, c.weight, node.ahead):
                sequence, placed = [*node.sequence, c.weight], [*node.placed, Placed(number, c)]
                yield _Node(number + 1, node.free - {i}, sequence, node.ahead, placed, node.count + c.promotional)
        yield _Node(number + 1, node.free, node.sequence, node.ahead, node.placed, node.count)

    def _options(self, slot: Slot, free: frozenset[int]) -> Iterator[int]:
        """The earliest deadline of each sort that is open, promotions first."""
        sorts: dict[tuple[bool, str, float], int] = {}
        for i in sorted(free):
            c = self.usable[i]
            if c.opens <= slot.at <= c.closes:
                sorts.setdefault((not c.promotional, c.page, c.weight.chance), i)
        return (sorts[sort] for sort in sorted(sorts))

    def _timely(self, slot: Slot, page: str, placed: Sequence[Placed]) -> bool:
        spacing = max(1, self.limits.spacing_hours * HOUR)
        mine = [(self.slots[p.slot].at, self.slots[p.slot].day, p.candidate.page) for p in placed[-self.limits.reach :]]
        posts = [*((f.at, f.day, f.page) for f in self.fixed), *mine]
        if any(abs(at - slot.at) < spacing for at, _, _ in posts):
            return False
        most, days = self.limits.cadence(page)
        near = [day for _, day, its in posts if its == page and abs(day - slot.day) < days]
        firsts = range(slot.day - days + 1, slot.day + 1)
        return all(sum(first <= day < first + days for day in near) < most for first in firsts)

    def _balanced(self, sequence: list[Weight], weight: Weight, ahead: Sequence[Fixed]) -> bool:
        return may_join(sequence, weight, [post.weight for post in ahead[: self.limits.window]], self.limits)

    def _known(self, node: _Node) -> bool:
        """Whether this very situation was met before with as many promotions on time."""
        day = self.slots[node.number].day
        near = (p for p in node.placed[-self.limits.reach :] if self.slots[p.slot].day > day - 9)
        key = (node.number, node.free, tuple(node.sequence), tuple((p.slot, p.candidate.page) for p in near))
        if self.seen.get(key, -1) >= node.count:
            return True
        self.seen[key] = node.count
        return False
