"""What goes out next, by its order, and that asking does not mean looking at every draft."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event

from assistant.post import Kind, Label, State
from assistant.schedule.rows import NewDraft
from assistant.schedule.store import Store
from assistant.schedule.wanted import WAITING, DraftFilter
from tests.schedule.conftest import NOON, RULES, Clock, promotion, value, verdict

SOON = st.one_of(st.none(), st.integers(-2, 3))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), SOON, SOON, st.booleans()), min_size=1, max_size=12))
def test_of_value_posts_priority_decides_then_the_deadline_then_age(
    wanted: list[tuple[int, int | None, int | None, bool]],
) -> None:
    clock = Clock(NOON - timedelta(days=3))
    with TemporaryDirectory() as folder, Store.open(Path(folder) / "queue.db", clock=clock) as store:
        for number, (priority, opens, ends, _) in enumerate(wanted):
            dated = {"not_before": opens, "deadline": ends}
            moments = {name: None if days is None else NOON + timedelta(days=days) for name, days in dated.items()}
            store.add([value(f"Tip {number}", priority=priority, **moments)])
        for claimed in range(sum(lapses for *_, lapses in wanted) // 2):
            store.claim(RULES, UTC, by=f"somebody {claimed}", minutes=1)  # and never comes back
        clock.now = NOON
        found = store.next(RULES, UTC).draft
        ready = [
            d
            for d in store.drafts()
            if (d.not_before is None or d.not_before <= NOON) and (d.deadline is None or d.deadline >= NOON)
        ]
    first = min(ready, key=lambda d: (-d.priority, d.deadline is None, d.deadline or NOON, d.id), default=None)
    assert found == first


def test_where_a_sure_promotion_has_no_room_the_one_in_most_doubt_goes_out(open_store: Callable[[], Store]) -> None:
    doubted = [
        NewDraft(verdict(f"Maybe {n}", Label.PROMOTIONAL, unsure=p), "facebook") for n, p in ((1, 0.7), (2, 0.6))
    ]
    with open_store() as store:
        store.add([promotion("Sale")])
        assert store.next(RULES, UTC).draft is None
        store.add(doubted)
        view = store.next(RULES, UTC)
    assert view.draft is None
    assert view.value_needed is not None


def test_the_tally_counts_what_waits(open_store: Callable[[], Store]) -> None:
    with open_store() as store:
        store.add([value("Tip"), promotion("Sale"), NewDraft(verdict("Maybe", Label.PROMOTIONAL, unsure=0.6), "x")])
        store.add([NewDraft(verdict("Or not", unsure=0.4), "x"), value("Later", ready=False), value("Gone")])
        store.label(4, Label.PROMOTIONAL)
        store.drop(6)
        store.posted(1)
        found = store.tally()
        waiting = store.drafts(DraftFilter(states=WAITING))
        texts = store.newest_texts(3)
    assert (found.drafts, found.promotional, found.unsure) == (4, 3, 1)
    assert found.kinds == {kind: sum(d.kind is kind for d in waiting) for kind in Kind}
    assert texts == [d.text for d in waiting[-3:]]


def test_drafts_are_found_by_their_planned_moment_and_their_deadline(open_store: Callable[[], Store]) -> None:
    day = timedelta(days=1)
    with open_store() as store:
        store.add([value(f"Tip {n}", deadline=NOON + n * day) for n in range(1, 5)] + [value("Without end")])
        found = store.drafts(DraftFilter(ends=(NOON + 2 * day, NOON + 4 * day)))
        assert [d.id for d in found] == [2, 3]
        assert store.drafts(DraftFilter(planned=(None, NOON + 30 * day))) == []
        assert store.platforms(State.QUEUED) == ["facebook"]


def test_what_goes_out_next_of_many_drafts_is_found_without_a_look_at_each(tmp_path: Path) -> None:
    sorts = [verdict, lambda text: verdict(text, Label.PROMOTIONAL)]
    steps = []
    for number in (200, 2000):
        with counted() as count, Store.open(tmp_path / f"{number}.db", clock=Clock()) as store:
            store.add([NewDraft(sorts[n % 2](f"Draft {n}"), "facebook") for n in range(number)])
            count.clear()
            assert store.next(RULES, UTC).draft is not None
            steps.append(len(count))
    assert steps[1] <= steps[0] + 2


@pytest.mark.parametrize("page", ["business", "personal"])
def test_a_cadence_of_many_posts_is_kept_too(store: Store, page: str) -> None:
    limits = replace(RULES, business_per_week=65, personal_per_day=65, spacing_hours=0)
    start = NOON.replace(hour=1)
    store.add([value(f"Tip {n}", page=page, posted_at=start + timedelta(minutes=n)) for n in range(64)])
    store.add([value("Tip 65", page=page), value("Tip 66", page=page)])
    assert store.next(limits, UTC).on_time
    store.posted(65)
    found = store.next(limits, UTC)
    opens = timedelta(days=1 if page == "personal" else 7)
    assert (found.on_time, found.earliest) == (False, NOON.replace(hour=0) + opens)


@contextmanager
def counted() -> Iterator[list[int]]:
    """A list that grows by one with every hundred steps that SQLite makes."""
    count: list[int] = []

    def watch(connection: sqlite3.Connection, _record: Any) -> None:
        connection.set_progress_handler(lambda: count.append(1), 100)

    event.listen(Engine, "connect", watch)
    try:
        yield count
    finally:
        event.remove(Engine, "connect", watch)
