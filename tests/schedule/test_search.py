"""The bound, and the search over plans that are deeper than calls may be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.schedule.board import Situation
from assistant.schedule.candidates import DAY, FAR, Candidate
from assistant.schedule.filling import Task
from assistant.schedule.planner import plan_platform
from assistant.schedule.rule import Weight
from assistant.schedule.search import bound, search
from assistant.schedule.slots import Slot, parse_slot
from assistant.schedule.store import Store
from tests.schedule.conftest import NOON, RULES, promotion

SALE = Candidate(1, Weight(True, 1.0), "business", "offer", 0, 0, FAR, short=False, asks=False)


def daily(days: int) -> tuple[Slot, ...]:
    return tuple(Slot(day * DAY, day, evening=False) for day in range(1, days + 1))


def task(days: int, *spans: tuple[int, int]) -> Task:
    """A slot a day, and promotions that are open from one day to another."""
    sales = (
        replace(SALE, id=n, opens=opens * DAY, closes=closes * DAY) for n, (opens, closes) in enumerate(spans, start=1)
    )
    return Task(tuple(sales), daily(days), Situation((), ()), RULES)


def most_on_time(slots: list[int], spans: list[tuple[int, int]]) -> int:
    """By trying for each slot every promotion and none."""
    if not slots:
        return 0
    day, *rest = slots
    open_now = [i for i, (opens, closes) in enumerate(spans) if opens <= day <= closes]
    tried = [1 + most_on_time(rest, spans[:i] + spans[i + 1 :]) for i in open_now]
    return max([most_on_time(rest, spans), *tried])


@settings(deadline=None)
@given(st.integers(0, 4), st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=5))
def test_the_bound_is_the_most_that_fit_each_into_a_slot_of_its_own(days: int, spans: list[tuple[int, int]]) -> None:
    assert bound(task(days, *spans)) == most_on_time(list(range(1, days + 1)), spans)


def test_a_search_through_two_years_of_slots_ends_and_proves_that_nothing_fits() -> None:
    found = search(task(730, *[(1, 730)] * 3), at_least=0)
    assert (found.placed, found.proved) == ([], True)


def test_a_search_that_is_out_of_budget_deep_down_says_so() -> None:
    found = search(task(730, *[(1, 730)] * 3), at_least=0, budget=700)
    assert (found.placed, found.proved) == ([], False)


def test_a_promotion_at_the_far_end_of_a_deep_search_is_found() -> None:
    late = task(730, (730, 730))
    values = tuple(
        replace(SALE, id=n, weight=Weight(False, 0.0), kind="tip", opens=729 * DAY, page="personal", closes=730 * DAY)
        for n in range(2, 8)
    )
    four = replace(late, situation=Situation((Weight(False, 0.0),) * 3, ()), candidates=(*late.candidates, *values))
    found = search(four, at_least=0)
    assert [(p.slot, p.candidate.id) for p in found.placed][-1] == (729, 1)
    assert plan_platform(four).best_possible


def test_a_year_of_a_queue_that_holds_promotions_alone_is_planned(store: Store) -> None:
    store.add([promotion(f"Sale {n}", deadline=NOON + timedelta(weeks=60)) for n in range(3)])
    plan = store.plan(RULES, [parse_slot(s) for s in ("06:00", "12:00", "17:00")], UTC, weeks=52)
    assert (plan.slots, plan.best_possible, plan.value_needed) == ((), True, 12)
