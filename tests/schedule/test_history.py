"""Undo brings back what stands beside a draft, too: near-twins, and what its postings counted for."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, create_engine, select, text, update

from assistant.post import Label
from assistant.schedule import connect
from assistant.schedule import tables as t
from assistant.schedule.changing import row_of
from assistant.schedule.history import alter, begin_change
from assistant.schedule.store import Store
from assistant.schedule.wanted import StateConflict
from tests.schedule.conftest import value, verdict

WAX = "How to get wax out of a table cloth: freeze it for an hour, then scrape it off with a spoon"
TEA = "Which tea goes with a rainy Sunday morning, a good book and nobody who wants anything from you?"


def test_undoing_an_edit_finds_the_near_twins_of_the_old_text_again(store: Store) -> None:
    store.add([value(WAX)])
    store.edit(1, verdict=verdict(TEA))
    store.undo()
    wax, tea = store.add([value(WAX + "!"), value(TEA + "!")])
    assert wax.twin is not None and wax.twin.id == 1
    assert tea.twin is None


def test_keys_that_an_earlier_version_left_behind_do_no_harm(store: Store, where: str) -> None:
    store.add([value(WAX), value(TEA)])
    engine = create_engine(where if "://" in where else f"sqlite:///{where}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE likeness SET draft_id = 3 - draft_id"))
    engine.dispose()
    store.edit(1, verdict=verdict(TEA))
    store.edit(2, verdict=verdict(WAX))
    wax, tea = store.add([value(WAX + "!"), value(TEA + "!")])
    assert wax.twin is not None and wax.twin.id == 2
    assert tea.twin is not None and tea.twin.id == 1


def counts(store: Store) -> list[tuple[bool, float]]:
    return [(p.weight.promotional, p.weight.chance) for p in store.postings()]


def test_undoing_a_label_leaves_past_postings_as_they_counted(store: Store) -> None:
    store.add([value("How to trim a wick", evergreen=True)])
    store.posted(1)
    store.edit(1, verdict=verdict("Wicks, half price", Label.PROMOTIONAL))
    store.posted(1)
    before = counts(store)
    assert before == [(False, 0.0), (True, 1.0)]
    store.label(1, Label.VALUE)
    assert counts(store) == [(False, 0.0)] * 2
    store.undo()
    assert counts(store) == before


@pytest.mark.parametrize("postings", [False, True])
def test_undoing_a_label_after_a_rejudge_leaves_past_postings_as_they_counted(store: Store, postings: bool) -> None:
    store.add([value("How to trim a wick")])
    store.posted(1)
    store.rejudge({1: verdict("How to trim a wick", Label.PROMOTIONAL, unsure=0.7)}, postings=postings)
    before = counts(store)
    assert before == [(True, 0.7) if postings else (False, 0.0)]
    store.label(1, Label.PROMOTIONAL)
    assert counts(store) == [(True, 1.0)]
    store.undo()
    assert counts(store) == before
    store.undo()
    assert counts(store) == [(False, 0.0)]


def test_clearing_a_label_that_nobody_gave_changes_nothing(store: Store) -> None:
    store.add([value("How to trim a wick", evergreen=True)])
    store.posted(1)
    store.edit(1, verdict=verdict("Wicks, half price", Label.PROMOTIONAL))
    store.label(1, None)
    assert counts(store) == [(False, 0.0)]


def test_a_label_of_an_earlier_version_whose_event_keeps_no_postings_can_be_undone(store: Store, where: str) -> None:
    store.add([value("How to trim a wick")])
    store.posted(1)
    engine = connect.open_engine(where, wait_seconds=10)
    with connect.writing(engine) as connection:
        change = begin_change(connection, "label", 0)
        label_as_before(connection, change)
    engine.dispose()
    assert counts(store) == [(True, 1.0)]
    store.undo()
    assert (store.get(1).human_label, counts(store)) == (None, [(False, 0.0)])


def label_as_before(connection: Connection, change: int) -> None:
    """Record a label as version 0.1 did, without what the postings counted for."""
    old = {"human_label": None, "promotional": 0, "chance": 0.0}
    new = {"human_label": "promotional", "promotional": 1, "chance": 1.0}
    connection.execute(update(t.draft).values(**new))
    connection.execute(update(t.posting).values(promotional=1, chance=1.0))
    event = {"change_id": change, "draft_id": 1, "before": json.dumps(old), "after": json.dumps(new)}
    connection.execute(t.event.insert(), [event])


def test_a_draft_that_somebody_else_changed_meanwhile_is_a_conflict_and_no_undo(
    open_store: Callable[[], Store], where: str
) -> None:
    with open_store() as store:
        store.add([value("tip")])
    engine = connect.open_engine(where, wait_seconds=10)
    with pytest.raises(StateConflict, match="draft 1 was changed by somebody else"), connect.writing(engine) as c:
        row = row_of(c, 1)
        c.execute(update(t.draft).values(state="draft"))
        alter(c, begin_change(c, "edit", 0), row, {"priority": 2})
    with connect.reading(engine) as c:
        assert c.execute(select(t.draft.c.state)).scalar_one() == "queued"
    engine.dispose()
