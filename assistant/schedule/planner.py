"""The plan of one platform: several ways are tried, and the one that is on time for most promotions is taken.

First what an earlier plan reserved is kept, then posts are spread, then they go out as early as they may. Where none
of these is on time for as many promotions as the bound allows, an exact search looks for more. All is deterministic.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.schedule.board import Board
from assistant.schedule.candidates import Candidate
from assistant.schedule.filling import Placed, Skeleton, Task, fill, on_time
from assistant.schedule.rule import may_follow
from assistant.schedule.search import BUDGET, bound, search


@dataclass(frozen=True, slots=True)
class PlatformPlan:
    """Drafts in slots, in order; `best_possible` says whether no plan can have more promotions on time."""

    placed: tuple[Placed, ...]
    best_possible: bool


def plan_platform(task: Task, *, budget: int = BUDGET) -> PlatformPlan:
    """Plan one platform. `budget` limits the exact search (nodes)."""
    if not task.slots:
        return PlatformPlan((), best_possible=True)
    cap = bound(task)
    best: list[Placed] = []
    for placed in _ways(task):
        if not best or on_time(placed) > on_time(best):
            best = placed
        if on_time(best) >= cap:
            return PlatformPlan(tuple(best), best_possible=True)
    found = search(task, at_least=on_time(best), budget=budget)
    if found.placed:
        skeleton = {p.slot: p.candidate for p in found.placed}
        best = max(
            (fill(task, eased=True, skeleton=skeleton, settled=settled) for settled in (False, True)),
            key=on_time,
        )
    return PlatformPlan(tuple(best), best_possible=found.proved)


def _ways(task: Task) -> Iterator[list[Placed]]:
    kept = reserved(task)
    if kept:
        yield fill(task, eased=True, skeleton=kept, settled=True)
    yield fill(task, eased=True)
    yield fill(task, eased=False)
    for eased in (True, False):
        alone = fill(task, eased=eased, dated_only=True)
        yield fill(task, eased=eased, skeleton={p.slot: p.candidate for p in alone})


def reserved(task: Task) -> Skeleton:
    """What an earlier plan reserved, as far as it still holds: slot, time, spacing, cadence and balance."""
    numbers = {slot.at: number for number, slot in enumerate(task.slots)}
    wanted = [(numbers[c.kept], c) for c in task.candidates if c.kept is not None and c.kept in numbers]
    board = Board(task.situation, task.limits, task.slots[0].at)
    skeleton: dict[int, Candidate] = {}
    for number, c in sorted(wanted, key=lambda pair: (pair[0], pair[1].id)):
        slot = task.slots[number]
        board.reach(slot.at)
        fits = c.opens <= slot.at <= c.closes and board.timely(slot, c.page)
        if fits and may_follow(board.sequence, c.weight, task.limits):
            board.place(slot, c.page, c.weight, c.kind)
            skeleton[number] = c
    return skeleton
