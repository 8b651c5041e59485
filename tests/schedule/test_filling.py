"""Which draft comes into which slot, and what gives way to what."""

from __future__ import annotations

from dataclasses import replace

from assistant.schedule.board import Fixed, Situation
from assistant.schedule.candidates import DAY, FAR, Candidate
from assistant.schedule.filling import Placed, Task, fill, on_time
from assistant.schedule.limits import Limits
from assistant.schedule.planner import plan_platform, reserved
from assistant.schedule.rule import Weight
from assistant.schedule.slots import Slot

HOUR = 3600
FIRST = 20_000  # a day, as a number
RULES = Limits(share_percent=20, window=10, spacing_hours=3, personal_per_day=3, business_per_week=3)
SURE = Weight(False, 0.0)


def at(slot: int) -> int:
    """The time of a slot: three a day, at 6, 12 and 17 o'clock."""
    return (FIRST + slot // 3) * DAY + (6, 12, 17)[slot % 3] * HOUR


def slots(days: int) -> tuple[Slot, ...]:
    return tuple(Slot(at(n), FIRST + n // 3, evening=n % 3 == 2) for n in range(3 * days))


def value(number: int, **more: object) -> Candidate:
    plain = Candidate(number, SURE, "personal", "tip", 0, FIRST * DAY, FAR, short=False, asks=False)
    return replace(plain, **more)  # type: ignore[arg-type]


def promotion(number: int, **more: object) -> Candidate:
    return value(number, **{"weight": Weight(True, 1.0), "kind": "offer", **more})


def task(*candidates: Candidate, days: int = 2, rules: Limits = RULES, **situation: object) -> Task:
    return Task(candidates, slots(days), Situation(**{"past": (), "fixed": (), **situation}), rules)  # type: ignore[arg-type]


def filled(given: Task, **how: object) -> dict[int, int]:
    """The drafts by their slots."""
    return {p.slot: p.candidate.id for p in fill(given, **{"eased": True, **how})}  # type: ignore[arg-type]


def order(*candidates: Candidate, **more: object) -> list[int]:
    """The drafts in the order in which they go out."""
    return list(filled(task(*candidates, **more)).values())  # type: ignore[arg-type]


def test_posts_of_a_personal_page_fill_one_slot_after_the_other() -> None:
    assert filled(task(value(1), value(2), value(3), value(4))) == {0: 1, 1: 2, 2: 3, 3: 4}


def test_posts_of_a_weekly_page_are_spread_over_the_days_or_go_out_as_early_as_they_may() -> None:
    drafts = [value(n, page="business") for n in range(1, 5)]
    assert filled(task(*drafts, days=9)) == {0: 1, 6: 2, 12: 3, 21: 4}
    assert filled(task(*drafts, days=9), eased=False) == {0: 1, 1: 2, 2: 3, 21: 4}


def test_no_draft_goes_out_before_it_may_or_after_its_deadline() -> None:
    early, late = value(1, opens=at(1) + 1), value(2, closes=at(1) - 1)
    assert filled(task(early, days=1)) == {2: 1}
    assert filled(task(late, value(3, closes=at(1)), value(4), days=1)) == {0: 2, 1: 3, 2: 4}
    assert filled(task(replace(early, opens=at(1)), days=1)) == {1: 1}


def test_promotions_wait_for_the_value_posts_before_them_and_for_their_turn() -> None:
    drafts = [value(n) for n in range(1, 10)] + [promotion(20), promotion(21)]
    assert order(*drafts, days=4) == [1, 2, 3, 4, 20, 5, 6, 7, 8, 21, 9]


def test_a_page_may_catch_up_but_not_bunch_promotions_up() -> None:
    before = tuple([SURE] * 9)
    drafts = [promotion(20), promotion(21), *(value(n) for n in range(1, 6))]
    assert order(*drafts, days=3, past=before) == [20, 1, 2, 3, 4, 21, 5]


def test_an_earlier_deadline_comes_first_then_the_earlier_start_then_the_older_draft() -> None:
    assert order(value(1), value(2, closes=at(30)), value(3, closes=at(20))) == [3, 2, 1]
    assert order(value(1, opens=at(0)), value(2)) == [2, 1]
    assert order(value(2), value(1)) == [1, 2]


def test_priority_comes_before_a_deadline_unless_that_is_within_four_days() -> None:
    important = value(1, priority=1)
    assert order(important, value(2, closes=at(0) + 4 * DAY)) == [2, 1]
    assert order(important, value(2, closes=at(0) + 4 * DAY + 1)) == [1, 2]


def test_a_value_post_of_higher_priority_goes_before_a_promotion_unless_its_deadline_is_near() -> None:
    before, important = tuple([SURE] * 9), value(1, priority=1)
    assert order(important, promotion(2), past=before) == [1, 2]
    assert order(value(1), promotion(2), past=before) == [2, 1]
    assert order(important, promotion(2, closes=at(0) + 5 * DAY), past=before) == [1, 2]
    assert order(important, promotion(2, closes=at(0) + 4 * DAY), past=before) == [2, 1]
    assert order(value(1), promotion(2, priority=1), past=before) == [2, 1]


def test_what_may_be_a_promotion_after_all_comes_after_sure_value_posts() -> None:
    assert order(value(1, weight=Weight(False, 0.4)), value(2)) == [2, 1]


def test_a_promotion_that_is_too_unsure_gives_way_to_the_surest_one() -> None:
    # Two of ten may be promotional; four that may be leave room for one that may be none after all.
    before = (*[SURE] * 6, *[Weight(False, 0.2)] * 3)
    sure, less, least = (promotion(n, weight=Weight(True, chance)) for n, chance in ((1, 1.0), (2, 0.7), (3, 0.3)))
    strict = replace(RULES, risk=0.06)
    assert order(sure, least, days=1, past=before, rules=strict)[:1] == [3]
    assert order(sure, less, days=1, past=before, rules=strict) == []
    assert order(sure, least, days=1, past=before, rules=replace(RULES, risk=0.2))[:1] == [1]


def test_kinds_take_turns() -> None:
    assert order(value(1), value(2), value(3, kind="fun")) == [1, 3, 2]
    assert order(value(1), value(3, kind="fun"), last_kind="tip") == [3, 1]


def test_a_story_is_preferred_from_the_tenth_day_after_the_last() -> None:
    drafts = value(1), value(2, kind="story")
    assert order(*drafts) == [2, 1]
    assert order(*drafts, last_story=at(0) - 10 * DAY) == [2, 1]
    assert order(*drafts, last_story=at(0) - 10 * DAY + 1) == [1, 2]


def test_questions_wait_for_the_evening_and_short_posts_for_the_phone() -> None:
    assert order(value(1, asks=True), value(2), value(3), days=1) == [2, 3, 1]
    assert order(value(1, opens=at(2), short=True), value(2, opens=at(2))) == [2, 1]


def test_where_a_day_takes_one_post_a_question_leaves_the_morning_free() -> None:
    question, weekly = value(1, asks=True), {"page": "business"}
    assert filled(task(replace(question, page="business"))) == {2: 1}
    assert filled(task(question, rules=replace(RULES, personal_per_day=1))) == {2: 1}
    assert filled(task(question)) == {0: 1}
    assert filled(task(value(1, **weekly, short=True))) == {0: 1}
    assert filled(task(replace(question, page="business")), eased=False) == {0: 1}
    assert filled(task(replace(question, page="business", closes=at(2) - 1))) == {0: 1}
    assert filled(task(replace(question, page="business"), rules=replace(RULES, business_per_week=8))) == {0: 1}
    assert filled(task(replace(question, page="business"), rules=replace(RULES, business_per_week=7))) == {2: 1}


def test_a_question_does_not_wait_for_an_evening_that_is_taken() -> None:
    taken = Fixed(at(2) + HOUR, FIRST, "personal", SURE)
    assert filled(task(value(1, asks=True, page="business"), days=1, fixed=(taken,))) == {0: 1}


def test_a_short_post_does_not_wait_for_the_next_morning() -> None:
    late = value(1, short=True, page="business", opens=at(2))
    assert filled(task(late)) == {2: 1}


def test_as_early_as_possible_a_dated_promotion_comes_first_and_another_in_its_turn() -> None:
    before = (Weight(True, 1.0), *[SURE] * 9)
    drafts = value(1), promotion(2, closes=at(30)), promotion(3, closes=at(20)), value(4)
    assert list(filled(task(*drafts, past=before), eased=False).values()) == [3, 2, 1, 4]
    assert list(filled(task(value(1), promotion(2), past=before), eased=False).values()) == [2, 1]
    bunched = (*[SURE] * 8, Weight(True, 1.0))
    assert list(filled(task(value(1), promotion(2), past=bunched), eased=False).values()) == [1, 2]
    by_priority = promotion(2), promotion(3, priority=1)
    assert list(filled(task(*by_priority, past=before), eased=False).values())[:1] == [3]


def test_promotions_without_a_deadline_can_be_left_out() -> None:
    before = tuple([SURE] * 9)
    drafts = promotion(1), promotion(2, closes=at(40)), value(3)
    assert set(filled(task(*drafts, past=before), dated_only=True).values()) == {2, 3}


def test_as_early_as_possible_deadlines_order_promotions_alone() -> None:
    near, urged = promotion(1, closes=at(20)), promotion(2, priority=1, closes=at(25))
    loose = replace(RULES, share_percent=100)
    assert list(filled(task(near, urged, rules=loose), eased=False).values()) == [1, 2]
    soon, wanted = value(1, closes=at(20)), value(2, priority=1)
    assert list(filled(task(soon, wanted), eased=False).values()) == [2, 1]


def test_a_surer_draft_of_a_page_whose_week_is_full_is_no_way_out() -> None:
    rules = replace(RULES, window=5)
    past = (Weight(False, 0.0),) * 3 + (Weight(True, 1.0),)
    full = tuple(Fixed(at(0) - n * DAY, FIRST - n, "business", SURE) for n in (1, 2, 3))
    unsure = value(1, weight=Weight(False, 0.4))
    sure = value(2, page="business", priority=-1)
    given = task(unsure, sure, rules=rules, past=past, fixed=full, days=1)
    assert 2 not in filled(given).values()
    assert 2 in filled(replace(given, situation=replace(given.situation, fixed=()))).values()


def test_an_evergreen_draft_comes_again_after_its_rest() -> None:
    assert filled(task(value(1, again=1, rest=DAY), days=3)) == {0: 1, 3: 1}
    assert filled(task(value(1, again=5, rest=DAY), days=3)) == {0: 1, 3: 1, 6: 1}


def test_a_settled_slot_is_kept_and_the_others_are_filled_around_it() -> None:
    kept = value(3)
    assert filled(task(value(1), value(2), kept), skeleton={1: kept}) == {0: 1, 1: 3, 2: 2}


def test_a_settled_evergreen_draft_comes_again_as_well() -> None:
    kept = value(1, again=1, rest=DAY)
    assert filled(task(kept, days=3), skeleton={1: kept}) == {1: 1, 4: 1}


def test_a_settled_value_post_gives_way_to_a_promotion_and_takes_another_slot() -> None:
    kept, before = value(1), tuple([SURE] * 9)
    given = task(kept, promotion(2), days=1, past=before)
    assert filled(given, skeleton={0: kept}) == {0: 2, 1: 1}
    assert filled(given, skeleton={0: kept}, settled=True) == {0: 1, 1: 2}
    more = task(kept, promotion(2), value(3), days=1, past=before)
    assert filled(more, skeleton={0: kept}) == {0: 2, 1: 1, 2: 3}


def test_a_settled_value_post_gives_way_on_its_own_page_and_in_the_turn_of_a_promotion_alone() -> None:
    kept = value(1)
    other = task(kept, promotion(2, page="business"), days=1, past=tuple([SURE] * 9))
    assert filled(other, skeleton={0: kept})[0] == 1
    bunched = task(kept, promotion(2), days=1, past=(*[SURE] * 8, Weight(True, 1.0)))
    assert filled(bunched, skeleton={0: kept})[0] == 1


def test_a_promotion_leaves_the_room_that_a_settled_one_needs() -> None:
    kept, before = promotion(1), tuple([SURE] * 4)
    found = filled(task(kept, promotion(2), value(3), days=2, past=before), skeleton={1: kept})
    assert found == {0: 3, 1: 1}


def test_a_settled_promotion_that_the_balance_no_longer_allows_waits_for_its_turn() -> None:
    kept = promotion(1)
    drafts = kept, value(2), value(3), value(4), value(5)
    assert filled(task(*drafts), skeleton={1: kept}) == {0: 2, 1: 3, 2: 4, 3: 5, 4: 1}


def test_fixed_posts_count_when_their_time_comes() -> None:
    fixed = tuple(Fixed(at(n) + HOUR, FIRST + n // 3, "business", SURE) for n in range(4))
    given = task(promotion(1), days=3, fixed=fixed, rules=replace(RULES, spacing_hours=0))
    assert filled(given) == {4: 1}


def test_on_time_are_promotions_with_a_deadline() -> None:
    placed = promotion(1, closes=at(5)), promotion(2), value(3, closes=at(5)), value(4)
    assert on_time(Placed(n, c) for n, c in enumerate(placed)) == 1


def test_a_reservation_holds_where_slot_time_spacing_cadence_and_balance_still_allow_it() -> None:
    def held(*candidates: Candidate, **more: object) -> dict[int, int]:
        return {n: c.id for n, c in reserved(task(*candidates, **more)).items()}  # type: ignore[arg-type]

    assert held(value(1, kept=at(2)), value(2, kept=at(0)), value(3)) == {2: 1, 0: 2}
    assert held(value(1, kept=at(2) + 60)) == {}
    assert held(value(1, kept=at(2), closes=at(2) - 1), value(2, kept=at(1), opens=at(1) + 1)) == {}
    assert held(value(1, kept=at(2), closes=at(2)), value(2, kept=at(1), opens=at(1))) == {2: 1, 1: 2}
    assert held(value(2, kept=at(1)), value(1, kept=at(1))) == {1: 1}
    assert held(value(1, kept=at(1)), fixed=(Fixed(at(1) + HOUR, FIRST, "personal", SURE),)) == {}
    assert held(*(value(n, kept=at(n), page="business") for n in range(5))) == {0: 0, 1: 1, 2: 2}
    assert held(promotion(1, kept=at(0))) == {}
    assert held(*(value(n, kept=at(n)) for n in range(4)), promotion(9, kept=at(4))) == {0: 0, 1: 1, 2: 2, 3: 3, 4: 9}
    fixed = tuple(Fixed(at(n) + HOUR, FIRST + n // 3, "business", SURE) for n in range(4))
    assert held(promotion(1, kept=at(4)), fixed=fixed, rules=replace(RULES, spacing_hours=0)) == {4: 1}


def test_a_plan_keeps_what_was_reserved() -> None:
    plan = plan_platform(task(value(1, kept=at(4)), value(2), value(3, priority=1)))
    assert {p.slot: p.candidate.id for p in plan.placed} == {0: 3, 1: 2, 4: 1}
    assert plan.best_possible


def planned(given: Task, budget: int = 30_000) -> dict[int, int]:
    return {p.slot: p.candidate.id for p in plan_platform(given, budget=budget).placed}


def test_a_reservation_gives_way_where_a_promotion_would_else_be_late_and_stays_where_it_is_late_anyway() -> None:
    kept, dated = value(1, kept=at(0), page="business"), promotion(2, closes=at(0), page="business")
    assert planned(task(kept, dated, past=tuple([SURE] * 9)))[0] == 2
    assert planned(task(value(1, kept=at(4)), value(3), dated)) == {0: 3, 4: 1}


def test_posts_of_a_plan_are_spread_where_no_promotion_hurries() -> None:
    assert planned(task(*(value(n, page="business") for n in range(1, 4)), days=9)) == {0: 1, 6: 2, 12: 3}


def test_a_slot_stays_empty_where_the_day_is_wanted_for_a_promotion() -> None:
    often = replace(RULES, share_percent=50, window=3, personal_per_day=1)
    given = task(promotion(1, opens=at(2), closes=at(2)), value(2, opens=at(1)), past=(SURE, SURE), rules=often)
    assert planned(given) == {2: 1, 3: 2}


def test_a_promotion_without_a_deadline_does_not_take_the_room_of_a_dated_one_even_without_a_search() -> None:
    often = replace(RULES, share_percent=34, window=3)
    dated = promotion(2, opens=at(2), closes=at(3), page="business")
    given = task(value(1, page="business"), dated, promotion(3), past=(SURE,), rules=often)
    assert 2 in planned(given, budget=1).values()


def test_without_slots_nothing_is_planned_and_nothing_better_is_possible() -> None:
    empty = replace(task(promotion(1, closes=at(5))), slots=())
    plan = plan_platform(empty)
    assert plan.placed == () and plan.best_possible


def test_a_search_that_is_cut_short_does_not_say_that_nothing_better_is_possible() -> None:
    crowded = [promotion(n, closes=at(6)) for n in range(1, 5)] + [value(n) for n in range(10, 14)]
    cut, whole = (plan_platform(task(*crowded), budget=budget) for budget in (1, 30_000))
    assert not cut.best_possible
    assert whole.best_possible and on_time(whole.placed) == 1
