"""What figures offer to the planner: only what stands out, and never more than the posts show."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np

from assistant.insight.compare import Comparison, compare
from assistant.insight.engagement import PostFigures
from assistant.insight.lifetime import Lifetime
from assistant.insight.offer import Offer, Worth, offer, worth_of_platforms
from assistant.post import Kind, Label

DEFAULT = ("06:00", "12:00", "17:00")
HOURS = {"early morning": 7, "around noon": 12, "after three": 18}


def page(likes: dict[str, int], *, platform: dict[str, int] | None = None) -> list[PostFigures]:
    """40 posts a time of day with likes around these; `platform` multiplies them by platform."""
    generator = np.random.default_rng(3)
    posts = []
    for n in range(120):
        band = list(HOURS)[n % 3]
        where, factor = list((platform or {"facebook": 1}).items())[(n // 3) % len(platform or {"": 1})]
        at = datetime(2026, 1, 1, HOURS[band], 20 + n % 20, tzinfo=UTC) + timedelta(days=n)
        count = int(likes[band] * factor * np.exp(generator.normal(0, 0.3)))
        posts.append(PostFigures(f"post {n}", at, True, where, Label.VALUE, Kind.TIP, {"likes": count}))
    return posts


def compared(posts: list[PostFigures]) -> Comparison:
    return compare(posts, UTC, np.random.default_rng(1))


def offered(posts: list[PostFigures], lifetimes: dict[str, Lifetime] | None = None) -> Offer:
    return offer(compared(posts), posts, lifetimes or {}, DEFAULT, UTC)


def test_the_time_of_day_that_stands_out_is_offered_at_the_time_of_its_own_posts() -> None:
    assert offered(page({"early morning": 20, "around noon": 20, "after three": 60})).slots == ("18:30",)


def test_where_a_time_only_stands_out_downwards_the_other_slots_are_offered() -> None:
    posts = page({"early morning": 60, "around noon": 60, "after three": 6})
    found = compared(posts)
    assert next(g.name for what, g in found.claims if what == "time of day") == "after three"
    assert set(offer(found, posts, {}, DEFAULT, UTC).slots) <= {"06:00", "06:30", "07:30", "12:00", "12:30"}


def test_figures_without_a_pattern_offer_nothing() -> None:
    found = offered(page({"early morning": 30, "around noon": 30, "after three": 30}))
    assert found == Offer((), {})
    assert not found


def test_a_lifetime_is_offered_in_whole_hours_and_never_none() -> None:
    lives = {"facebook": Lifetime(4.2, 3.0, 6.0), "x": Lifetime(0.3, 0.2, 0.6), "y": Lifetime(900.0, 1.0, 999.0)}
    even = page({"early morning": 30, "around noon": 30, "after three": 30})
    assert offered(even, lives).spacings == {"facebook": 5, "x": 1, "y": 168}


def test_a_platform_that_earns_more_than_the_others_is_said_to_earn_its_place() -> None:
    even = {"early morning": 30, "around noon": 30, "after three": 30}
    posts = page(even, platform={"facebook": 1, "instagram": 6})
    assert {w.platform: w.worth for w in worth_of_platforms(compared(posts))} == {
        "facebook": Worth.LESS,
        "instagram": Worth.MORE,
    }


def test_three_platforms_are_each_measured_against_the_rest() -> None:
    even = {"early morning": 30, "around noon": 30, "after three": 30}
    found = worth_of_platforms(compared(page(even, platform={"a": 1, "b": 1, "c": 9})))
    assert {w.platform: w.worth for w in found}["c"] is Worth.MORE
    assert {w.worth for w in found if w.platform != "c"} <= {Worth.LESS, Worth.ALIKE}


def test_one_platform_or_few_posts_give_no_verdict() -> None:
    posts = page({"early morning": 30, "around noon": 30, "after three": 30})
    assert [w.worth for w in worth_of_platforms(compared(posts))] == [Worth.ALONE]
    few = [*posts, PostFigures("x", posts[0].at, True, "x", Label.VALUE, Kind.TIP, {"likes": 3})]
    assert {w.platform: w.worth for w in worth_of_platforms(compared(few))}["x"] is Worth.FEW
    assert worth_of_platforms(compared([])) == []
