"""Filling slots in order of time, around those that are settled already (the skeleton)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assistant.schedule.board import Board, Situation
from assistant.schedule.candidates import DAY, Candidate, Pool
from assistant.schedule.limits import Limits
from assistant.schedule.slots import Slot

_STORY_EARLY = 10  # days after which a story is preferred, so that it does not get quiet
_DEADLINE_FIRST = 4 * DAY  # seconds before a deadline from which on it goes before everything else

Skeleton = Mapping[int, Candidate]  # slot number -> the draft that is settled there


@dataclass(frozen=True, slots=True)
class Task:
    """One platform to plan: its drafts, its slots in order, what it starts from, and the rules.

    `more_values` and `more_promotions`: how many drafts wait beside the candidates and can get no slot.
    """

    candidates: tuple[Candidate, ...]
    slots: tuple[Slot, ...]
    situation: Situation
    limits: Limits
    more_values: int = 0
    more_promotions: int = 0


@dataclass(frozen=True, slots=True)
class Placed:
    """A draft in a slot (by the slot's number)."""

    slot: int
    candidate: Candidate


def on_time(placed: Iterable[Placed]) -> int:
    """How many promotions with a deadline are placed; none is ever placed too late."""
    return sum(p.candidate.promotional and p.candidate.dated for p in placed)


def fill(
    task: Task, *, eased: bool, skeleton: Skeleton | None = None, settled: bool = False, dated_only: bool = False
) -> list[Placed]:
    """Place drafts slot by slot.

    `eased`: posts and promotions are spread; else everything goes out as early as it may. `skeleton`: slots that are
    settled; a value post among them may give way to a promotion unless `settled`. `dated_only`: promotions without a
    deadline stay out.
    """
    return _Filling(task, eased, skeleton or {}, settled, dated_only).run()


class _Filling:
    def __init__(self, task: Task, eased: bool, skeleton: Skeleton, settled: bool, dated_only: bool) -> None:
        self.task, self.eased, self.skeleton, self.settled = task, eased, skeleton, settled
        self.board = Board(task.situation, task.limits, task.slots[0].at)
        kept = {c.id for c in skeleton.values()}
        self.pool = Pool(
            c for c in task.candidates if c.id not in kept and not (dated_only and c.promotional and not c.dated)
        )
        self.placed: list[Placed] = []
        for number, c in skeleton.items():
            self.board.reserve(task.slots[number], number, c.page, c.weight)

    def run(self) -> list[Placed]:
        for number, slot in enumerate(self.task.slots):
            self.board.reach(slot.at)
            self.pool.advance(slot.at)
            kept = self.skeleton.get(number)
            if kept is not None and self._settle(number, slot, kept):
                continue
            chosen = self._choose(slot, self._pages(slot))
            if chosen is not None and not self._later_today(number, slot, chosen):
                self._take(number, slot, chosen)
        return self.placed

    def _settle(self, number: int, slot: Slot, kept: Candidate) -> bool:
        """Place the settled draft, or a promotion in place of a settled value post where that breaks nothing.

        False where the balance no longer allows it: the slot is free then, and the draft waits with the others.
        """
        self.board.ahead.pop(0)
        if not kept.promotional and not self.settled and self.board.turn_of_promotion():
            promotion = self._fitting(True, slot, (kept.page,))
            if promotion is not None:
                self.board.unreserve(slot, kept.page)
                self.pool.put(kept)
                self._take(number, slot, promotion)
                return True
        if not self.board.balanced(kept.weight):
            self.board.unreserve(slot, kept.page)
            self.pool.put(kept)
            return False
        self.pool.rest(kept, slot.at)
        self.board.join(slot, kept.weight, kept.kind)
        self.placed.append(Placed(number, kept))
        return True

    def _take(self, number: int, slot: Slot, chosen: Candidate) -> None:
        self.pool.take(chosen, slot.at)
        self.board.place(slot, chosen.page, chosen.weight, chosen.kind)
        self.placed.append(Placed(number, chosen))

    def _pages(self, slot: Slot) -> tuple[str, ...]:
        pages = (p for p in ("business", "personal") if self.board.timely(slot, p))
        return tuple(p for p in pages if not self.eased or self.board.eased(slot, p))

    def _choose(self, slot: Slot, pages: Sequence[str]) -> Candidate | None:
        if not pages:
            return None
        promotion = self._fitting(True, slot, pages)
        value = self._fitting(False, slot, pages)
        if promotion is None or value is None:
            return promotion or value
        turn = self.board.turn_of_promotion()
        if not self.eased:
            return promotion if promotion.dated or turn else value
        first = promotion.priority >= value.priority or _urgent(promotion, slot)
        return promotion if turn and first else value

    def _fitting(self, promotional: bool, slot: Slot, pages: Sequence[str]) -> Candidate | None:
        """The best that the balance allows; where that is a matter of chance, the surest of the others."""
        best = self._best(promotional, slot, pages)
        if best is None or self.board.balanced(best.weight):
            return best
        rest = self.pool.best(promotional, slot.at)
        others = [c for c in rest if c.page in pages and c.weight.chance < best.weight.chance]
        sure = min(others, key=lambda c: (c.weight.chance, c.id), default=None)
        return sure if sure is not None and self.board.balanced(sure.weight) else None

    def _best(self, promotional: bool, slot: Slot, pages: Sequence[str]) -> Candidate | None:
        open_now = (c for c in self.pool.best(promotional, slot.at) if c.page in pages)
        if not self.eased and promotional:
            return min(open_now, key=lambda c: (c.closes, -c.priority, c.id), default=None)
        story = not promotional and self.board.story_due(slot.at, _STORY_EARLY)
        return min(
            open_now,
            key=lambda c: (
                not _urgent(c, slot),
                -c.priority,
                not promotional and c.weight.chance > 0,  # what may be a promotion after all takes a promotion's room
                story and c.kind != "story",
                not self.board.serves(c.kind),
                c.kind == self.board.last_kind,
                not c.suits(slot.evening),
                c.closes,
                c.opens,
                c.id,
            ),
            default=None,
        )

    def _later_today(self, number: int, slot: Slot, chosen: Candidate) -> bool:
        """Whether this day has another slot that suits the draft better, where the day takes one post only."""
        most, days = self.task.limits.cadence(chosen.page)
        if not self.eased or most > days or chosen.suits(slot.evening):
            return False
        for later in self.task.slots[number + 1 :]:
            if later.day != slot.day:
                return False
            if chosen.suits(later.evening) and later.at <= chosen.closes and self.board.timely(later, chosen.page):
                return True
        return False


def _urgent(c: Candidate, slot: Slot) -> bool:
    return c.closes - slot.at <= _DEADLINE_FIRST
