"""What the owner wants of a plan: goals beyond sales, chosen platforms, hours between posts a platform."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from assistant.post import Kind
from assistant.schedule.planning import Plan, Purpose, horizon_of
from assistant.schedule.rows import NewDraft
from assistant.schedule.slots import parse_slot
from assistant.schedule.store import Store
from tests.schedule.conftest import RULES, Clock, promotion, verdict

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


def test_a_plan_of_five_is_asked_whom_it_serves(open_store: Callable[[], Store]) -> None:
    with open_store() as store:
        store.add([draft(i) for i in range(5)])
        both = Purpose({"listen": (Kind.QUESTION, Kind.FUN), "teach": (Kind.TIP,)})
        assert planned(store, both).advice == (
            "facebook: two weeks go by without a story; people want to know who you are, so tell one",
            "no post of this plan serves your goal 'listen': a question or fun would",
        )


def test_one_draft_waits_and_a_platform_that_was_not_asked_for_is_not_missed(open_store: Callable[[], Store]) -> None:
    chosen = Purpose(platforms=("instagram", "facebook"))
    with open_store() as store:
        store.add([draft(1, platform="x")])
        said = store.plan(RULES, TIMES, UTC, weeks=1, platforms=("x", "facebook"), purpose=chosen).advice
    assert said == (
        "1 draft waits for x, which is not among your platforms (instagram, facebook)",
        "no draft waits for facebook, which is one of your platforms",
    )


def test_a_story_is_missed_in_two_weeks_but_not_in_one_nor_soon_after_the_last(
    open_store: Callable[[], Store], clock: Clock
) -> None:
    def missed(weeks: int = 2) -> bool:
        with open_store() as store:
            return any("without a story" in said for said in store.plan(RULES, TIMES, UTC, weeks=weeks).advice)

    with open_store() as store:
        told, *_ = store.add([draft(0, Kind.STORY), *(draft(i) for i in range(1, 40))])
        assert told.draft is not None
        assert not missed()
        store.posted(told.draft.id)
    assert not missed()
    clock.pass_by(days=10)
    assert missed() and not missed(weeks=1)


def test_a_platform_without_a_slot_gets_no_plan_and_no_advice(open_store: Callable[[], Store]) -> None:
    with open_store() as store:
        store.add([draft(1)])
        plan = store.plan(RULES, [parse_slot("x 10:00")], UTC)
    assert (plan.slots, plan.advice, plan.best_possible) == ((), (), True)
    assert [u.reason for u in plan.unplaced] == ["there is no slot in this plan"]


def test_what_was_posted_or_is_held_stands_before_the_plan(open_store: Callable[[], Store]) -> None:
    with open_store() as store:
        ids = [
            added.draft.id for added in store.add([*(draft(i) for i in range(5)), draft(9, Kind.OFFER)]) if added.draft
        ]
        for number in ids[:4]:
            store.posted(number)
        first, *_ = planned(store).slots
        assert first.at >= datetime(2026, 3, 2, 15, tzinfo=UTC)
        held = store.claim(RULES, UTC, by="me", minutes=30)
        assert held.draft is not None
        left = planned(store).slots
    assert held.draft.id not in {p.draft.id for p in left}
    assert min(p.at for p in left) >= datetime(2026, 3, 2, 15, tzinfo=UTC)


def test_a_plan_counts_what_went_out_hours_and_days_before_it(open_store: Callable[[], Store], clock: Clock) -> None:
    with open_store() as store:
        drafts = [replace(draft(i), page="business") for i in range(4)]
        ids = [added.draft.id for added in store.add(drafts) if added.draft]
        store.posted(ids[0])
        clock.pass_by(hours=1)
        assert planned(store, business_per_week=100).slots[0].at == datetime(2026, 3, 2, 15, tzinfo=UTC)
        for number in ids[1:3]:
            store.posted(number)
        clock.pass_by(days=5)
        (last,) = planned(store).slots
    assert last.at == datetime(2026, 3, 9, 6, tzinfo=UTC)


def test_what_is_held_on_one_platform_leaves_the_others_alone(open_store: Callable[[], Store], clock: Clock) -> None:
    with open_store() as store:
        store.add([draft(1, platform="x"), draft(2), draft(3, platform="x")])
        free = planned(store).slots
        assert store.claim(RULES, UTC, by="me", minutes=30, platform="x").draft is not None
        facebook, x = sorted(planned(store).slots, key=lambda p: p.draft.platform)
        clock.pass_by(minutes=31)
        again = planned(store).slots
    assert facebook == next(p for p in free if p.draft.platform == "facebook")
    assert (x.draft.id, x.at) == (3, datetime(2026, 3, 2, 15, tzinfo=UTC))
    assert len(again) == len(free)


def test_a_plan_reads_in_order_of_time_then_platform_and_what_is_left_out_in_that_of_the_drafts(
    open_store: Callable[[], Store],
) -> None:
    with open_store() as store:
        store.add([draft(i, platform=name) for i in range(3) for name in ("x", "facebook")])
        store.add([promotion(f"Sale {i} with words of its own {i * 7919}") for i in range(3)])
        plan = planned(store)
    assert [(p.at, p.draft.platform) for p in plan.slots] == sorted((p.at, p.draft.platform) for p in plan.slots)
    assert [u.draft for u in plan.unplaced] == [7, 8, 9]
    assert plan.value_needed == 9
    assert all(p.at.tzinfo is UTC for p in plan.slots)


def test_no_number_of_value_posts_makes_room_under_a_share_of_nothing(open_store: Callable[[], Store]) -> None:
    with open_store() as store:
        store.add([draft(1, platform="x"), promotion("Sale of lamps today")])
        assert planned(store, share_percent=0).value_needed is None
        assert planned(store).value_needed == 4


def test_reservations_of_other_platforms_and_of_later_times_stay(open_store: Callable[[], Store], clock: Clock) -> None:
    def reserved(store: Store) -> dict[int, datetime | None]:
        return {d.id: d.planned_at for d in store.drafts() if d.planned_at}

    with open_store() as store:
        store.add([draft(i, platform=name) for i in range(2) for name in ("facebook", "x")])
        store.plan(RULES, TIMES, UTC, weeks=1, apply=True)
        whole = reserved(store)
        assert len(whole) == 4
        store.plan(RULES, [parse_slot("20:00")], UTC, weeks=1, platforms=("x",), apply=True)
        moved = reserved(store)
        assert {n for n in whole if whole[n] != moved[n]} == {2, 4}
        store.plan(RULES, [parse_slot("y 20:00")], UTC, weeks=1, platforms=("x",), apply=True)
        assert set(reserved(store)) == {1, 3}
        store.undo()
        assert reserved(store) == moved


def test_weeks_are_local_days_whatever_the_clocks_do() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    start = datetime(2026, 3, 23, 12, tzinfo=UTC)
    found = horizon_of(start, 1, TIMES, berlin)
    assert found.start == start
    assert found.end == datetime(2026, 3, 30, 11, tzinfo=UTC)  # summer time begins on the 29th


def moments(store: Store) -> dict[int, datetime | None]:
    return {d.id: d.planned_at for d in store.drafts() if d.planned_at}


def test_what_is_reserved_before_a_later_plan_or_after_a_shorter_one_stays(
    open_store: Callable[[], Store], clock: Clock
) -> None:
    clock.now -= timedelta(minutes=1)
    with open_store() as store:
        store.add([replace(draft(i), page="business") for i in range(12)])
        store.plan(RULES, TIMES, UTC, weeks=1, apply=True)
        near = moments(store)
        assert len(near) == 4
        store.plan(RULES, TIMES, UTC, start=clock.now + timedelta(days=28), weeks=1, apply=True)
        both = moments(store)
        assert near.items() < both.items() and len(both) > 4
        store.plan(RULES, TIMES, UTC, weeks=3, apply=True)
        assert both.items() < moments(store).items()
        store.undo()
        assert moments(store) == both


def test_a_later_plan_counts_what_is_reserved_before_it(open_store: Callable[[], Store], clock: Clock) -> None:
    with open_store() as store:
        store.add([draft(i) for i in range(4)] + [promotion("Sale of lamps", page="personal", deadline=None)])
        store.plan(RULES, TIMES, UTC, weeks=1, apply=True)
        assert len(moments(store)) == 5
        store.add([promotion("Sale of jars", page="personal"), *(draft(i) for i in range(10, 13))])
        later = store.plan(RULES, TIMES, UTC, start=clock.now + timedelta(days=28), weeks=1)
    assert 6 not in {p.draft.id for p in later.slots}  # 2 of 9
    assert [(u.draft, later.value_needed) for u in later.unplaced] == [(6, 1)]


def test_a_plan_counts_what_goes_out_between_its_start_and_its_first_slot(
    open_store: Callable[[], Store], clock: Clock
) -> None:
    clock.now += timedelta(minutes=5)
    with open_store() as store:
        store.add([*(draft(i) for i in range(4)), promotion("Sale of lamps"), promotion("Sale of jars")])
        for number in range(1, 5):
            store.posted(number, clock.now - timedelta(days=30 - number))
        for at in (clock.now - timedelta(seconds=1), clock.now, clock.now + timedelta(minutes=5)):
            store.posted(5, at)
            plan = store.plan(RULES, TIMES, UTC, weeks=1)
            assert (plan.slots, plan.value_needed) == ((), 4)
            store.undo()


def test_what_somebody_holds_keeps_its_reservation(open_store: Callable[[], Store], clock: Clock) -> None:
    with open_store() as store:
        store.add([draft(i) for i in range(3)])
        store.plan(RULES, TIMES, UTC, weeks=1, apply=True)
        first = min(d.planned_at for d in store.drafts() if d.planned_at)
        clock.now = first
        held = store.claim(RULES, UTC, by="me", minutes=30).draft
        assert held is not None and held.planned_at == first
        store.plan(RULES, TIMES, UTC, weeks=1, apply=True)
        (back,) = store.release(held.id)
        assert back.planned_at == first


def test_what_is_left_out_is_told_in_the_order_of_the_drafts_whatever_their_platforms(
    open_store: Callable[[], Store],
) -> None:
    with open_store() as store:
        store.add([replace(promotion("A sale of lamps"), platform="x"), promotion("A sale of rugs")])
        assert [u.draft for u in planned(store).unplaced] == [1, 2]


def test_two_weeks_are_thirteen_days_between_the_first_slot_and_the_last(open_store: Callable[[], Store]) -> None:
    def advice(*slots: str) -> str:
        with open_store() as store:
            return " ".join(store.plan(RULES, [parse_slot(slot) for slot in slots], UTC, weeks=2).advice)

    with open_store() as store:
        store.add([draft(i) for i in range(20)])
    assert "without a story" in advice("mon 13:00", "wed 13:00", "fri 13:00", "sun 13:00")
    assert "without a story" not in advice("mon 13:00", "wed 13:00", "fri 13:00", "sat 13:00")


def test_only_a_story_that_is_reserved_before_a_plan_is_the_last_story(open_store: Callable[[], Store]) -> None:
    def missed(kind: Kind) -> bool:
        with open_store() as store:
            (kept,) = (a.draft.id for a in store.add([draft(90 + len(kind), kind)]) if a.draft)
            store.plan(RULES, TIMES, UTC, weeks=1, apply=True)
            store.add([draft(i) for i in range(5)])
            later = store.plan(RULES, TIMES, UTC, start=datetime(2026, 3, 9, tzinfo=UTC), weeks=2)
            store.drop(kept)
        return any("without a story" in said for said in later.advice)

    assert missed(Kind.TIP)
    assert not missed(Kind.STORY)


def test_a_new_promotion_moves_nothing_that_is_reserved(open_store: Callable[[], Store]) -> None:
    with open_store() as store:
        store.add([draft(i) for i in range(9)])
        before = {p.draft.id: p.at for p in store.plan(RULES, TIMES, UTC, weeks=2, apply=True).slots}
        store.add([promotion("A sale of lamps", page="personal")])
        after = {p.draft.id: p.at for p in planned(store).slots}
    assert {number: after[number] for number in before} == before
