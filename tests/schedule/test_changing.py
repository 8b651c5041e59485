"""Rests, reservations and readiness, through edits, drops and posts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.post import Draft, State
from assistant.schedule.slots import parse_slot
from assistant.schedule.store import Store
from assistant.schedule.wanted import StateConflict
from tests.schedule.conftest import NOON, RULES, Clock, value, verdict

DAY = timedelta(days=1)
SLOTS = [parse_slot(s) for s in ("06:00", "12:00", "17:00")]


def ready(store: Store) -> bool:
    return store.next(RULES, UTC).draft is not None


def test_a_moment_that_is_set_and_cleared_does_not_end_a_rest(store: Store, clock: Clock) -> None:
    store.add([value("tip", evergreen=True, cooldown_days=30)])
    store.posted(1)
    store.edit(1, not_before=clock.now + 60 * DAY)
    store.edit(1, not_before=None)
    clock.pass_by(days=29)
    assert not ready(store)
    clock.pass_by(days=1)
    assert ready(store)


def test_a_rested_draft_that_went_out_before_its_moment_is_recorded(store: Store, clock: Clock) -> None:
    store.add([value("tip", evergreen=True, cooldown_days=30)])
    store.posted(1)
    clock.pass_by(days=60)
    store.edit(1, not_before=clock.now + 5 * DAY)
    draft, news = store.posted(1)
    assert (news, draft.times_posted, len(store.postings())) == (True, 2, 2)


@pytest.mark.parametrize(("days", "rests"), [(7, 7), (40, 40), (0, 0)])
def test_another_cooldown_changes_the_rest_that_runs(store: Store, clock: Clock, days: int, rests: int) -> None:
    store.add([value("tip", evergreen=True, cooldown_days=30)])
    store.posted(1)
    store.edit(1, cooldown_days=days)
    if rests:
        clock.pass_by(days=rests - 1)
        assert not ready(store)
        clock.pass_by(days=1)
    assert ready(store)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("not_before"), st.one_of(st.none(), st.integers(-5, 40))),
            st.tuples(st.just("cooldown"), st.integers(0, 40)),
            st.tuples(st.just("post"), st.none()),
            st.tuples(st.just("wait"), st.integers(1, 40)),
        ),
        max_size=12,
    )
)
def test_it_waits_for_the_later_of_its_moment_and_its_rest_whatever_was_edited(
    script: list[tuple[str, int | None]],
) -> None:
    clock = Clock()
    moment, last, cooldown = None, None, 10
    with TemporaryDirectory() as folder, Store.open(Path(folder) / "queue.db", clock=clock) as store:
        store.add([value("tip", evergreen=True, cooldown_days=cooldown)])
        for what, number in script:
            if what == "not_before":
                moment = None if number is None else clock.now + number * DAY
                store.edit(1, not_before=moment)
            elif what == "cooldown":
                cooldown = number or 0
                store.edit(1, cooldown_days=cooldown)
            elif what == "wait":
                clock.pass_by(days=number or 0)
            else:
                news = last is None or clock.now >= last + cooldown * DAY
                assert store.posted(1)[1] is news
                last = clock.now if news else last
            opens = max(moment or NOON, last + cooldown * DAY if last else NOON)
            assert ready(store) is (clock.now >= opens)


@pytest.fixture
def reserved(store: Store) -> Draft:
    """Draft 1, reserved for Tuesday 06:00."""
    store.add([value("How to trim a wick", page="personal")])
    store.plan(RULES, [parse_slot("tue 06:00")], UTC, weeks=1, apply=True)
    draft = store.get(1)
    assert draft.planned_at == datetime(2026, 3, 3, 6, tzinfo=UTC)
    return draft


@pytest.mark.parametrize(
    "change",
    [
        {"deadline": datetime(2026, 3, 3, 5, tzinfo=UTC)},
        {"not_before": datetime(2026, 3, 3, 7, tzinfo=UTC)},
        {"platform": "instagram"},
    ],
)
def test_a_reservation_that_an_edit_makes_impossible_is_given_up_and_comes_back_with_undo(
    store: Store, clock: Clock, reserved: Draft, change: dict[str, object]
) -> None:
    assert store.edit(1, **change).planned_at is None
    if "not_before" not in change:
        assert ready(store)
    store.undo()
    assert store.get(1) == reserved


@pytest.mark.parametrize(
    "change",
    [
        {"deadline": datetime(2026, 3, 3, 6, tzinfo=UTC)},
        {"not_before": datetime(2026, 3, 3, 6, tzinfo=UTC)},
        {"platform": "facebook", "priority": 3},
        {"verdict": verdict("How to trim a wick well")},
    ],
)
def test_a_reservation_that_still_holds_is_kept(store: Store, reserved: Draft, change: dict[str, object]) -> None:
    assert store.edit(1, **change).planned_at == reserved.planned_at  # type: ignore[arg-type]


@pytest.mark.parametrize("make_ready", [True, False])
def test_what_somebody_holds_is_not_set_aside_until_the_claim_runs_out(
    store: Store, clock: Clock, make_ready: bool
) -> None:
    store.add([value("tip")])
    assert store.claim(RULES, UTC, by="one", minutes=15).draft is not None
    with pytest.raises(StateConflict, match="claims --release 1"):
        store.edit(1, ready=make_ready)
    assert store.edit(1, priority=2).state is State.CLAIMED
    clock.pass_by(minutes=15)
    draft = store.edit(1, ready=make_ready)
    assert (draft.state, draft.claimed_by) == (State.QUEUED if make_ready else State.DRAFT, None)
    assert ready(store) is make_ready


def test_a_dropped_draft_comes_back_as_ready_as_it_was(store: Store, open_store: Callable[[], Store]) -> None:
    store.add([value("a", ready=False), value("b"), value("c", ready=False), value("d")])
    store.drop(1, 2, 3)
    assert [d.state for d in store.restore(1, 2)] == [State.DRAFT, State.QUEUED]
    store.edit(1, ready=True)
    store.edit(2, ready=False)
    store.drop(1, 2)
    assert [d.state for d in store.restore(1, 2, 3)] == [State.QUEUED, State.DRAFT, State.DRAFT]
    assert [d.state for d in store.restore(4)] == [State.QUEUED]
    store.undo()
    assert [d.state for d in store.drafts()] == [State.DROPPED, State.DROPPED, State.DROPPED, State.QUEUED]


def test_what_undo_took_out_of_the_queue_comes_back_as_ready_as_it_was(store: Store) -> None:
    store.add([value("a", ready=False), value("b"), value("c", posted_at=NOON - DAY)])
    store.undo()
    assert [d.state for d in store.restore(1, 2, 3)] == [State.DRAFT, State.QUEUED, State.QUEUED]
