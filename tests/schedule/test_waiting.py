"""A plan keeps of each sort of drafts no more than there are slots, and comes out as if it had kept them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.post import LABEL_OF, Kind, Label, Verdict
from assistant.schedule import waiting
from assistant.schedule.rows import NewDraft
from assistant.schedule.slots import parse_slot
from assistant.schedule.store import Store
from tests.schedule.conftest import NOON, RULES, Clock, promotion, value

FEW = [parse_slot("tue 06:00"), parse_slot("thu 12:00"), parse_slot("sat 17:00"), parse_slot("sun 06:00")]
EARLY = [parse_slot("06:00")]
DAILY = replace(RULES, business_per_week=7)


@st.composite
def drafts(draw: st.DrawFn, number: int) -> NewDraft:
    kind = draw(st.sampled_from([Kind.TIP, Kind.TIP, Kind.TIP, Kind.STORY, Kind.OFFER]))
    promotional = LABEL_OF[kind] is Label.PROMOTIONAL
    unsure = draw(st.integers(0, 5)) == 0
    sure = 0.3 if unsure else 0.02
    text = f"Draft {number}" + " of many words" * draw(st.sampled_from([1, 1, 20]))
    opens = draw(st.sampled_from([None, None, None, -1, 1, 4]))
    dated = draw(st.integers(0, 3)) == 0 and not promotional  # so that no exact search is needed, whose work is limited
    return NewDraft(
        Verdict(text, LABEL_OF[kind], 1 - sure if promotional else sure, kind, {}, unsure, "test"),
        "facebook",
        page=draw(st.sampled_from(["business", "business", "personal"])),
        priority=draw(st.integers(0, 1)),
        evergreen=draw(st.booleans()),
        cooldown_days=draw(st.integers(1, 3)),
        not_before=None if opens is None else NOON + timedelta(days=opens),
        deadline=NOON + timedelta(days=draw(st.integers(6, 9))) if dated else None,
    )


@settings(max_examples=50, deadline=None)
@given(data=st.data(), number=st.integers(20, 60), slots=st.integers(1, 4))
def test_a_plan_is_the_same_as_one_that_keeps_every_draft(data: st.DataObject, number: int, slots: int) -> None:
    with TemporaryDirectory() as folder, Store.open(Path(folder) / "queue.db", clock=Clock()) as store:
        store.add([data.draw(drafts(n)) for n in range(number)])
        kept = store.plan(DAILY, FEW[:slots], UTC, weeks=1)
        with patch.object(waiting, "Waiting", lambda _slots, own=waiting.Waiting: own(1 << 40)):
            whole = store.plan(DAILY, FEW[:slots], UTC, weeks=1)
    assert kept == whole


def test_drafts_beyond_the_slots_are_named_with_their_reason(open_store: Callable[[], Store]) -> None:
    with open_store() as store:
        store.add([value(f"Tip {n} on wax") for n in range(30)] + [promotion(f"Sale {n}, buy jars") for n in range(30)])
        found = store.plan(DAILY, EARLY, UTC, weeks=1)
    placed = {p.draft.id for p in found.slots}
    assert len(placed) == 7
    assert sorted([*placed, *(u.draft for u in found.unplaced)]) == list(range(1, 61))
    reasons = {u.draft: u.reason for u in found.unplaced}
    assert reasons[30] == "every slot that spacing and cadence leave is taken in this plan"
    assert reasons[60].startswith("the limit of 20 % leaves no room for it in this plan: 90 value posts are missing")
    assert found.value_needed == 90


def test_the_more_urgent_of_many_drafts_is_kept(open_store: Callable[[], Store]) -> None:
    with open_store() as store:
        store.add([value(f"Tip {n} on wax", priority=int(n == 29)) for n in range(30)])
        found = store.plan(DAILY, EARLY, UTC, weeks=1)
    assert [p.draft.id for p in found.slots] == [30, 1, 2, 3, 4, 5, 6]


def test_a_plan_without_slots_names_every_draft(open_store: Callable[[], Store]) -> None:
    with open_store() as store:
        store.add([value("A tip"), promotion("A sale")])
        found = store.plan(DAILY, [], UTC, weeks=1)
    assert [(u.draft, u.reason) for u in found.unplaced] == [(n, "there is no slot in this plan") for n in (1, 2)]
