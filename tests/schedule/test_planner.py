"""The planner against the rules, and against brute force."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.schedule.board import Fixed, Situation
from assistant.schedule.candidates import FAR, Candidate
from assistant.schedule.filling import Placed, Task, on_time
from assistant.schedule.limits import Limits
from assistant.schedule.planner import plan_platform
from assistant.schedule.rule import Weight, may_follow
from assistant.schedule.slots import Slot

HOUR = 3600
START = 20_000  # a day, as a number


def slots_of(days: int) -> tuple[Slot, ...]:
    hours = (6, 12, 17)
    return tuple(
        Slot((START + d) * 24 * HOUR + h * HOUR, START + d, evening=h >= 16) for d in range(days) for h in hours
    )


@st.composite
def candidates(draw: st.DrawFn, days: int, most: int) -> tuple[Candidate, ...]:
    found = []
    for number in range(draw(st.integers(0, most))):
        promotional = draw(st.booleans())
        unsure = draw(st.integers(0, 3)) == 0
        opens = START * 24 + draw(st.integers(0, days * 24))
        length = draw(st.one_of(st.none(), st.integers(0, days * 24)))
        likely = draw(st.sampled_from([0.6, 0.9])) if promotional else draw(st.sampled_from([0.02, 0.4]))
        found.append(
            Candidate(
                id=number + 1,
                weight=Weight(promotional, likely if unsure else float(promotional)),
                page=draw(st.sampled_from(["business", "business", "personal"])),
                kind=draw(st.sampled_from(["offer", "brag"] if promotional else ["tip", "story", "fun"])),
                priority=draw(st.integers(0, 1)),
                opens=opens * HOUR,
                closes=FAR if length is None else (opens + length) * HOUR,
                short=draw(st.booleans()),
                asks=draw(st.booleans()),
            )
        )
    return tuple(found)


@st.composite
def tasks(draw: st.DrawFn, days: int, most: int) -> Task:
    limits = Limits(
        share_percent=draw(st.sampled_from([20, 20, 34, 50])),
        window=draw(st.sampled_from([3, 5, 10])),
        spacing_hours=draw(st.sampled_from([0, 3, 6])),
        personal_per_day=draw(st.integers(1, 3)),
        business_per_week=draw(st.integers(1, 5)),
    )
    past = tuple(
        Weight(promotional, float(promotional))
        for promotional in draw(st.lists(st.sampled_from([False, False, False, True]), max_size=12))
    )
    back = draw(st.lists(st.integers(1, 100), max_size=3))
    fixed = tuple(
        Fixed((START * 24 - hours) * HOUR, START - 1 - (hours - 1) // 24, "business", Weight(False, 0.0))
        for hours in back
    )
    serving = frozenset(draw(st.sampled_from([(), ("story",), ("tip", "fun")])))
    return Task(draw(candidates(days, most)), slots_of(days), Situation(past, fixed, serving=serving), limits)


def check_rules(task: Task, placed: Sequence[Placed]) -> None:
    """Every rule as its definition has it, written without the planner's own code."""
    limits = task.limits
    numbers = [p.slot for p in placed]
    assert numbers == sorted(set(numbers))
    assert len({p.candidate.id for p in placed}) == len(placed)
    sequence = list(task.situation.past)
    posts = [(f.at, f.day, f.page) for f in task.situation.fixed]
    for p in placed:
        slot, c = task.slots[p.slot], p.candidate
        assert c.opens <= slot.at <= c.closes
        assert may_follow(sequence, c.weight, limits)
        sequence.append(c.weight)
        assert all(abs(at - slot.at) >= limits.spacing_hours * HOUR for at, _, _ in posts)
        posts.append((slot.at, slot.day, c.page))
    for page, most, length in (
        ("personal", limits.personal_per_day, 1),
        ("business", limits.business_per_week, 7),
    ):
        days = [day for _, day, its in posts if its == page]
        new = {task.slots[p.slot].day for p in placed if p.candidate.page == page}
        for first in range(START - 10, START + 40):
            span = range(first, first + length)
            if new & set(span):
                assert sum(day in span for day in days) <= most


def brute_force(task: Task) -> int:
    """The most promotions on time, by trying every draft and nothing in every slot."""
    limits = task.limits
    best = 0
    seen: set[object] = set()

    def timely(slot: Slot, page: str, posts: tuple[tuple[int, int, str], ...]) -> bool:
        if any(abs(at - slot.at) < max(1, limits.spacing_hours * HOUR) for at, _, _ in posts):
            return False
        most, length = limits.cadence(page)
        days = [day for _, day, its in posts if its == page]
        return all(
            sum(first <= day < first + length for day in days) < most
            for first in range(slot.day - length + 1, slot.day + 1)
        )

    def go(
        number: int,
        used: frozenset[int],
        sequence: tuple[Weight, ...],
        posts: tuple[tuple[int, int, str], ...],
        count: int,
    ) -> None:
        nonlocal best
        best = max(best, count)
        key = (number, used, sequence, posts, count)
        if number == len(task.slots) or key in seen:
            return
        seen.add(key)
        slot = task.slots[number]
        for c in task.candidates:
            if c.id in used or not c.opens <= slot.at <= c.closes or not timely(slot, c.page, posts):
                continue
            if may_follow(sequence, c.weight, limits):
                gain = int(c.promotional and c.dated)
                go(
                    number + 1,
                    used | {c.id},
                    (*sequence, c.weight),
                    (*posts, (slot.at, slot.day, c.page)),
                    count + gain,
                )
        go(number + 1, used, sequence, posts, count)

    go(0, frozenset(), task.situation.past, tuple((f.at, f.day, f.page) for f in task.situation.fixed), 0)
    return best


@settings(max_examples=100, deadline=None)
@given(tasks(days=21, most=30))
def test_no_plan_breaks_a_rule(task: Task) -> None:
    check_rules(task, plan_platform(task, budget=300).placed)


@settings(max_examples=150, deadline=None)
@given(tasks(days=2, most=8))
def test_as_many_promotions_are_on_time_as_brute_force_finds(task: Task) -> None:
    plan = plan_platform(task)
    check_rules(task, plan.placed)
    assert on_time(plan.placed) == brute_force(task)
    assert plan.best_possible
