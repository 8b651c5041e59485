"""The 80/20 rule, against its own definition."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.schedule.balance import allowance, holds, may_promote, value_to_write, worst_window
from assistant.schedule.chance import chance_above, interval, risk_of
from assistant.schedule.limits import Limits
from assistant.schedule.rule import Weight, may_follow, may_join, needed_before

RULES = Limits(share_percent=20, window=10, spacing_hours=3, personal_per_day=3, business_per_week=3)
posts = st.lists(st.booleans(), max_size=40)
rules = st.builds(
    Limits,
    share_percent=st.integers(0, 100),
    window=st.integers(1, 15),
    spacing_hours=st.just(3),
    personal_per_day=st.just(3),
    business_per_week=st.just(3),
)


def keeps(sequence: list[bool], limits: Limits) -> bool:
    """The rule as the contract words it, window by window."""
    for end in range(1, len(sequence) + 1):
        window = sequence[max(0, end - limits.window) : end]
        full = end >= limits.window
        if (full or sequence[end - 1]) and sum(window) * 100 > limits.share_percent * len(window):
            return False
    return True


def test_a_first_promotion_needs_four_value_posts_before_it() -> None:
    assert [may_promote([False] * n, RULES) for n in range(6)] == [False] * 4 + [True] * 2


def test_exactly_a_fifth_passes_and_one_more_does_not() -> None:
    assert holds([False] * 4 + [True] + [False] * 4 + [True], RULES)
    assert not holds([False] * 8 + [True, True, True], RULES)


def test_a_window_of_two_looks_one_post_back_and_a_window_of_one_at_nothing() -> None:
    half, none = replace(RULES, share_percent=50, window=2), replace(RULES, share_percent=100, window=1)
    assert may_promote([True, False], half)
    assert not may_promote([False, True], half)
    assert may_promote([True, True], none)
    assert not may_promote([], replace(none, share_percent=99))


def test_as_many_promotions_as_the_share_of_a_window_and_never_more_for_more_posts() -> None:
    assert [allowance(RULES, posts) for posts in (0, 4, 5, 9, 10, 11, 1000)] == [0, 0, 1, 1, 2, 2, 2]


@pytest.mark.parametrize(
    ("before", "promotions", "values", "missing"),
    [
        ([], 0, 0, 0),
        ([], 1, 0, 4),
        ([False, False], 1, 0, 2),
        ([False] * 9, 1, 0, 0),
        ([], 1, 3, 1),
        ([], 1, 9, 0),
        ([], 2, 0, 8),
        ([True], 1, 2, 6),
    ],
)
def test_value_posts_are_missing_beside_those_that_wait(
    before: list[bool], promotions: int, values: int, missing: int
) -> None:
    assert value_to_write(before, promotions, values, RULES) == missing


def test_a_share_that_leaves_room_for_no_promotion_needs_no_number_of_value_posts() -> None:
    nothing = replace(RULES, share_percent=20, window=3)
    assert value_to_write([], 1, 0, nothing) is None
    assert value_to_write([], 0, 0, nothing) == 0
    assert value_to_write([], 1, 0, replace(nothing, window=5)) == 4


def test_the_worst_window_is_the_latest_of_those_with_the_highest_share() -> None:
    assert worst_window([], RULES) is None
    assert worst_window([False] * 3, RULES) == (0, 2)
    assert worst_window([True, False, False], RULES) == (0, 0)
    assert worst_window([False] * 4 + [True] + [False] * 20, RULES) == (0, 4)
    assert worst_window([False] * 20 + [True, True] + [False] * 20, RULES) == (20, 29)
    assert worst_window([True] + [False] * 9, replace(RULES, window=1)) == (0, 0)


@given(posts, rules)
def test_every_window_holds_exactly_where_the_contract_says_so(sequence: list[bool], limits: Limits) -> None:
    assert holds(sequence, limits) == keeps(sequence, limits)


@given(posts, rules, st.integers(0, 60), st.integers(0, 60))
def test_value_posts_to_write_are_those_that_putting_one_promotion_after_another_takes(
    before: list[bool], limits: Limits, promotions: int, values: int
) -> None:
    sequence, used = list(before), 0
    for _ in range(promotions):
        needed = value_to_write(sequence, 1, 0, limits)
        if needed is None:
            break
        sequence += [False] * needed + [True]
        used += needed
    else:
        assert value_to_write(before, promotions, values, limits) == max(0, used - values)
        return
    assert value_to_write(before, promotions, values, limits) is None


def test_value_posts_for_a_million_million_promotions_are_known_at_once() -> None:
    assert value_to_write([], 10**12, 0, RULES) == 4 * 10**12


@given(posts, rules)
def test_promoting_only_where_allowed_never_breaks_a_window(wishes: list[bool], limits: Limits) -> None:
    sequence: list[bool] = []
    for wish in wishes:
        sequence.append(wish and may_promote(sequence, limits))
    assert keeps(sequence, limits)


@given(posts, rules)
def test_so_many_value_posts_are_needed_and_no_fewer(sequence: list[bool], limits: Limits) -> None:
    needed = value_to_write(sequence, 1, 0, limits)
    tried = range(limits.window + 1 if needed is None else needed)
    assert not any(may_promote(sequence + [False] * n, limits) for n in tried)
    assert needed is None or may_promote(sequence + [False] * needed, limits)


@given(posts.filter(bool), rules)
def test_no_window_has_a_higher_share_than_the_worst(sequence: list[bool], limits: Limits) -> None:
    found = worst_window(sequence, limits)
    assert found is not None
    first, last = found
    assert last - first + 1 == min(limits.window, last + 1)
    worst = Fraction(sum(sequence[first : last + 1]), last + 1 - first)
    for end in range(1, len(sequence) + 1):
        window = sequence[max(0, end - limits.window) : end]
        if end >= limits.window or window[-1] or end == len(sequence):
            assert Fraction(sum(window), len(window)) <= worst
    if not holds(sequence, limits):
        assert worst * 100 > limits.share_percent


@given(st.lists(st.sampled_from([0.0, 1.0, 0.25, 0.5, 0.75]), max_size=9), st.integers(0, 9))
def test_the_chance_of_too_many_promotions_is_that_of_all_outcomes_counted(chances: list[float], allowed: int) -> None:
    total = 0.0
    for outcome in range(1 << len(chances)):
        picked = [bool(outcome >> i & 1) for i in range(len(chances))]
        if sum(picked) > allowed:
            likely = 1.0
            for chance, taken in zip(chances, picked, strict=True):
                likely *= chance if taken else 1 - chance
            total += likely
    assert abs(chance_above(chances, allowed) - total) < 1e-9


def test_certain_posts_leave_no_interval_and_unsure_ones_open_it() -> None:
    assert interval([0.0, 1.0, 1.0]) == (2, 2)
    assert interval([0.5] * 4 + [1.0]) == (1 + 0, 1 + 4)


def test_an_unsure_value_post_holds_a_promotion_back_until_there_is_room() -> None:
    sure, unsure, promotion = Weight(False, 0.0), Weight(False, 0.4), Weight(True, 1.0)
    assert may_follow([sure] * 4, promotion, RULES)
    assert not may_follow([sure] * 3 + [unsure], promotion, RULES)
    assert risk_of([0, 0, 0, 0.4], 1.0, RULES) == 0.4
    assert needed_before([sure] * 3 + [unsure], promotion, RULES) == 5


def test_a_promotion_does_not_take_the_room_of_a_planned_one() -> None:
    value, promotion = Weight(False, 0.0), Weight(True, 1.0)
    assert not may_join([value] * 4, promotion, [value, promotion], RULES)
    assert may_join([value] * 4, promotion, [*[value] * 4, promotion], RULES)


@settings(max_examples=200)
@given(posts, posts, rules)
def test_joining_between_posts_and_a_plan_that_hold_breaks_nothing(
    before: list[bool], after: list[bool], limits: Limits
) -> None:
    if keeps(before + after, limits):
        weighed = [[Weight(p, float(p)) for p in part] for part in (before, after)]
        if may_join(weighed[0], Weight(True, 1.0), weighed[1], limits):
            assert keeps([*before, True, *after], limits)
