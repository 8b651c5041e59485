"""What the owner wants of a plan: goals beyond sales, chosen platforms, hours between posts a platform."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from assistant.post import Kind
from assistant.schedule.planning import Plan, Purpose
from assistant.schedule.rows import NewDraft
from assistant.schedule.slots import parse_slot
from assistant.schedule.store import Store
from tests.schedule.conftest import RULES, verdict

TIMES = [parse_slot(f"{hour:02}:00") for hour in range(6, 22)]
LISTEN = Purpose({"listen": (Kind.QUESTION,)})


def draft(number: int, kind: Kind = Kind.TIP, platform: str = "facebook") -> NewDraft:
    return NewDraft(verdict(f"Post {number} with words of its own {number * 7919}", kind=kind), platform, "personal")


def planned(store: Store, purpose: Purpose | None = None, **rules: object) -> Plan:
    return store.plan(replace(RULES, **rules), TIMES, UTC, weeks=2, purpose=purpose)  # type: ignore[arg-type]


def test_a_post_that_serves_a_goal_comes_at_least_once_in_five_where_one_waits(open_store: Callable[[], Store]) -> None:
    with open_store() as store:
        store.add([draft(i) for i in range(10)] + [draft(i, Kind.FUN) for i in range(10, 13)])
        without = [p.draft.kind for p in planned(store, personal_per_day=1).slots]
        with_goal = [p.draft.kind for p in planned(store, Purpose({"cheer": (Kind.FUN,)}), personal_per_day=1).slots]
    assert sorted(without) == sorted(with_goal)
    assert Kind.FUN in with_goal[:1]
    assert max(b - a for a, b in pairwise(i for i, k in enumerate(with_goal) if k is Kind.FUN)) <= 5


def test_a_goal_that_no_planned_post_serves_is_named(open_store: Callable[[], Store]) -> None:
    with open_store() as store:
        store.add([draft(i) for i in range(6)])
        assert "no post of this plan serves your goal 'listen': a question would" in planned(store, LISTEN).advice
        store.add([draft(7, Kind.QUESTION)])
        assert not any("goal" in advice for advice in planned(store, LISTEN).advice)


def test_a_short_plan_is_not_asked_whom_it_serves(open_store: Callable[[], Store]) -> None:
    with open_store() as store:
        store.add([draft(i) for i in range(4)])
        assert not any("goal" in advice for advice in planned(store, LISTEN).advice)


def test_platforms_beside_the_chosen_ones_and_chosen_ones_without_drafts_are_named(
    open_store: Callable[[], Store],
) -> None:
    with open_store() as store:
        store.add([draft(1), draft(2, platform="x"), draft(3, platform="x")])
        advice = planned(store, Purpose(platforms=("facebook", "instagram"))).advice
        assert "2 drafts wait for x, which is not among your platforms (facebook, instagram)" in advice
        assert "no draft waits for instagram, which is one of your platforms" in advice
        assert not any("platform" in said for said in planned(store).advice)


def test_posts_keep_the_hours_of_their_own_platform_apart(open_store: Callable[[], Store]) -> None:
    with open_store() as store:
        store.add([draft(i, platform=name) for i in range(6) for name in ("facebook", "x")])
        found = planned(store, spacings={"x": 7}).slots
    for name, hours in (("facebook", 3), ("x", 7)):
        times = sorted(p.at for p in found if p.draft.platform == name)
        assert min(b - a for a, b in pairwise(times)) >= timedelta(hours=hours)
    first_day = [p for p in found if p.at.date() == found[0].at.date()]
    assert sum(p.draft.platform == "facebook" for p in first_day) > sum(p.draft.platform == "x" for p in first_day)


def test_next_waits_for_the_hours_of_its_platform(open_store: Callable[[], Store]) -> None:
    with open_store() as store:
        one, _ = (added.draft for added in store.add([draft(1, platform="x"), draft(2, platform="x")]))
        assert one is not None
        store.posted(one.id)
        found = store.next(replace(RULES, spacings={"x": 7}), UTC, platform="x")
    assert found.earliest == datetime(2026, 3, 2, 19, tzinfo=UTC)
