"""One platform while its plan grows: what stands before, what is fixed ahead, and what may still join."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from dataclasses import dataclass

from assistant.schedule.balance import allowance
from assistant.schedule.limits import WEEK, Limits
from assistant.schedule.rule import Weight, may_join
from assistant.schedule.slots import Slot

HOUR = 3600  # seconds
_GOAL_EVERY = 5  # of so many posts in a row, one is to serve the owner's goals where one waits that does


@dataclass(frozen=True, slots=True)
class Fixed:
    """A post that the plan cannot move: seconds since 1970, its local day as a number, page and weight."""

    at: int
    day: int
    page: str
    weight: Weight


@dataclass(frozen=True, slots=True)
class Situation:
    """What a plan starts from: posts before the first slot (`past`, for the balance) and those with fixed times.

    `serving` are the kinds that serve the owner's goals beyond sales (C3).
    """

    past: tuple[Weight, ...]
    fixed: tuple[Fixed, ...]
    last_kind: str | None = None
    last_story: int | None = None
    serving: frozenset[str] = frozenset()


class Board:
    """The sequence of posts so far, and the times that are taken."""

    def __init__(self, situation: Situation, limits: Limits, start: int) -> None:
        self.limits = limits
        self.sequence = list(situation.past)
        self.ahead: list[tuple[int, int, Weight]] = []
        self.last_kind, self.last_story = situation.last_kind, situation.last_story
        self._serving, self._unserved = situation.serving, _GOAL_EVERY
        self._times: list[int] = []
        self._days: dict[str, Counter[int]] = defaultdict(Counter)
        self._spread = max(1, limits.window // max(1, allowance(limits, limits.window)))
        for post in situation.fixed:
            self._occupy(post.at, post.day, post.page)
            if post.at >= start:
                insort(self.ahead, (post.at, -1, post.weight), key=lambda a: a[:2])

    def reserve(self, slot: Slot, number: int, page: str, weight: Weight) -> None:
        """Keep a slot for a draft that is to come there."""
        self._occupy(slot.at, slot.day, page)
        insort(self.ahead, (slot.at, number, weight), key=lambda a: a[:2])

    def unreserve(self, slot: Slot, page: str) -> None:
        """Give back the slot of a draft that was kept for and is ahead no more."""
        self._times.remove(slot.at)
        self._days[page][slot.day] -= 1

    def _occupy(self, at: int, day: int, page: str) -> None:
        insort(self._times, at)
        self._days[page][day] += 1

    def reach(self, at: int) -> None:
        """Fixed posts up to this moment are behind now."""
        while self.ahead and self.ahead[0][0] <= at and self.ahead[0][1] < 0:
            self.sequence.append(self.ahead.pop(0)[2])

    def timely(self, slot: Slot, page: str) -> bool:
        """Whether spacing and cadence leave room for a post of this page in this slot."""
        spacing = self.limits.spacing_hours * HOUR
        place = bisect_left(self._times, slot.at)
        if place < len(self._times) and self._times[place] - slot.at < max(spacing, 1):
            return False
        if place and slot.at - self._times[place - 1] < spacing:
            return False
        most, days = self.limits.cadence(page)
        taken = self._days[page]
        return all(
            sum(taken[day] for day in range(first, first + days)) < most
            for first in range(slot.day - days + 1, slot.day + 1)
        )

    def eased(self, slot: Slot, page: str) -> bool:
        """Whether the posts of a weekly page stay apart over the days, not only within their number."""
        most, days = self.limits.cadence(page)
        if days != WEEK:
            return True
        taken = self._days[page]
        if most > WEEK:
            return taken[slot.day] < -(-most // WEEK)
        gap = WEEK // most
        return not any(taken[day] for day in range(slot.day - gap + 1, slot.day + gap))

    def balanced(self, weight: Weight) -> bool:
        """Whether a post of this weight may come next, what is ahead considered."""
        ahead = [a[2] for a in self.ahead[: self.limits.window]]
        return may_join(self.sequence[-self.limits.window :], weight, ahead, self.limits)

    def turn_of_promotion(self) -> bool:
        """Whether enough posts lie since the last promotion for the next one not to bunch up with it."""
        behind = self.sequence[max(0, len(self.sequence) - self._spread + 1) :]
        return not any(w.promotional for w in behind)

    def place(self, slot: Slot, page: str, weight: Weight, kind: str) -> None:
        """Put a post into this slot, the latest so far."""
        self._occupy(slot.at, slot.day, page)
        self.join(slot, weight, kind)

    def join(self, slot: Slot, weight: Weight, kind: str) -> None:
        """Let a post whose slot is taken already follow those before it."""
        self.sequence.append(weight)
        self.last_kind = kind
        self._unserved = 0 if kind in self._serving else self._unserved + 1
        if kind == "story":
            self.last_story = slot.at

    def serves(self, kind: str) -> bool:
        """Whether it is time for a post that serves the owner's goals, and this kind does."""
        return kind in self._serving and self._unserved >= _GOAL_EVERY - 1

    def story_due(self, at: int, days: int) -> bool:
        """Whether the last story is so many days ago."""
        return self.last_story is None or at - self.last_story >= days * 24 * HOUR
