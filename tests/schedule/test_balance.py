"""The 80/20 rule, against its own definition."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.schedule.balance import holds, may_promote, value_needed, value_to_write, worst_window
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


def test_two_value_posts_are_missing_after_two() -> None:
    assert value_needed([False, False], RULES) == 2


def test_a_share_that_leaves_room_for_no_promotion_needs_no_number_of_value_posts() -> None:
    assert value_needed([], Limits(20, 3, 3, 3, 3)) is None
    assert value_to_write([], 1, 0, Limits(0, 10, 3, 3, 3)) is None


@given(posts, rules)
def test_every_window_holds_exactly_where_the_contract_says_so(sequence: list[bool], limits: Limits) -> None:
    assert holds(sequence, limits) == keeps(sequence, limits)


@given(posts, rules, st.integers(0, 60), st.integers(0, 60))
def test_value_posts_to_write_are_those_that_putting_one_promotion_after_another_takes(
    before: list[bool], limits: Limits, promotions: int, values: int
) -> None:
    sequence, used = list(before), 0
    for _ in range(promotions):
        needed = value_needed(sequence, limits)
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
    needed = value_needed(sequence, limits)
    tried = range(limits.window + 1 if needed is None else needed)
    assert not any(may_promote(sequence + [False] * n, limits) for n in tried)
    assert needed is None or may_promote(sequence + [False] * needed, limits)


@given(posts.filter(bool), rules)
def test_the_worst_window_is_over_the_share_exactly_where_the_limit_is_broken(
    sequence: list[bool], limits: Limits
) -> None:
    found = worst_window(sequence, limits)
    assert found is not None
    window = sequence[found[0] : found[1] + 1]
    if not holds(sequence, limits):
        assert sum(window) * 100 > limits.share_percent * len(window)


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
