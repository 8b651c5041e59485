"""The store on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from assistant.errors import StoreUnusable
from assistant.post import Kind, Label, State
from assistant.schedule.history import NothingToUndo
from assistant.schedule.slots import parse_slot
from assistant.schedule.store import Store
from assistant.schedule.wanted import DraftFilter, NoSuchDraft, StateConflict, UnusableText
from tests.schedule.conftest import RULES, Clock, promotion, value, verdict

SLOTS = [parse_slot(s) for s in ("06:00", "12:00", "17:00")]


def test_a_draft_is_kept_with_everything_that_was_said_of_it(open_store: Callable[[], Store]) -> None:
    deadline = datetime(2026, 4, 1, 10, tzinfo=UTC)
    new = promotion(
        "50 % off “candles” 🕯", page="personal", human_label=Label.VALUE, priority=3, tags=("spring", "a%b")
    )
    with open_store() as store:
        store.add([new, value("x", deadline=deadline, evergreen=True, cooldown_days=9, max_repeats=2)])
    with open_store() as store:
        first, second = store.drafts()
    assert (first.text, first.page, first.priority, first.tags) == (new.verdict.text, "personal", 3, ("spring", "a%b"))
    assert (first.label, first.human_label, first.effective_label) == (Label.PROMOTIONAL, Label.VALUE, Label.VALUE)
    assert (second.deadline, second.evergreen, second.cooldown_days, second.max_repeats) == (deadline, True, 9, 2)


def test_filters_narrow_by_state_label_kind_platform_and_tag(store: Store) -> None:
    store.add([promotion("a", tags=("x_y",)), value("b", tags=("xzy",)), value("c", human_label=Label.PROMOTIONAL)])
    store.drop(2)

    def ids(**wanted: object) -> list[int]:
        return [d.id for d in store.drafts(DraftFilter(**wanted))]  # type: ignore[arg-type]

    assert ids(label=Label.PROMOTIONAL) == [1, 3]
    assert ids(states=(State.DROPPED,)) == [2]
    assert ids(kind=Kind.TIP, states=(State.QUEUED,)) == [3]
    assert ids(tag="x_y") == [1]
    assert ids(tag="X_Y") == ids(tag="x") == []
    assert ids(platform="instagram") == []
    (judge,) = {d.model for d in store.drafts()}
    assert ids(not_judged_by=judge) == []
    assert ids(not_judged_by="a later model") == [1, 2, 3]


def test_the_same_and_nearly_the_same_text_are_noticed(store: Store) -> None:
    long = "How to get wax out of a table cloth: freeze it for an hour, then scrape it off with a spoon"
    store.add([value(long)])
    same, near, other = store.add([value(long.upper()), value(long + "!"), value("What does autumn smell of?")])
    assert same.twin is not None and same.twin.id == 1 and same.twin.same
    assert near.twin is not None and near.twin.id in {1, 2} and not near.twin.same
    assert other.twin is None
    (left_out,) = store.add([value(long)], skip_twins=True)
    assert left_out.draft is None


@pytest.mark.parametrize("bad", ["", " \n", "a\0b", "\ud83d"])
def test_text_that_no_database_keeps_is_refused_and_nothing_is_added(store: Store, bad: str) -> None:
    with pytest.raises(UnusableText):
        store.add([value("fine"), value(bad)])
    assert store.drafts() == []


def test_editing_judges_anew_and_leaves_the_human_label(store: Store) -> None:
    store.add([value("tip", human_label=Label.VALUE)])
    changed = store.edit(1, verdict=verdict("Buy!", Label.PROMOTIONAL), priority=2, tags=("t",))
    assert (changed.text, changed.label, changed.human_label) == ("Buy!", Label.PROMOTIONAL, Label.VALUE)
    assert (changed.priority, changed.tags) == (2, ("t",))


def test_what_went_out_cannot_be_edited_or_dropped_and_what_is_gone_is_not_found(store: Store) -> None:
    store.add([value("tip"), value("other")])
    store.posted(1)
    store.drop(2)
    for call in (lambda: store.edit(1, priority=1), lambda: store.drop(1), lambda: store.posted(2)):
        with pytest.raises(StateConflict):
            call()
    with pytest.raises(NoSuchDraft):
        store.get(9)


def test_dropping_several_is_all_or_nothing(store: Store) -> None:
    store.add([value("a"), value("b")])
    store.posted(2)
    with pytest.raises(StateConflict):
        store.drop(1, 2)
    assert store.get(1).state is State.QUEUED


def test_an_evergreen_draft_rests_comes_back_and_ends(store: Store, clock: Clock) -> None:
    store.add([value("tip", evergreen=True, cooldown_days=10, max_repeats=2)])
    assert store.posted(1)[1]
    assert not store.posted(1)[1]
    assert store.next(RULES, UTC).draft is None
    clock.pass_by(days=10)
    assert store.next(RULES, UTC).draft is not None
    draft, news = store.posted(1)
    assert (draft.state, news, draft.times_posted) == (State.POSTED, True, 2)
    assert len(store.postings()) == 2


def test_undo_goes_back_step_by_step_to_the_very_beginning(store: Store) -> None:
    store.add([value("a"), value("b")])
    before = store.drafts()
    store.edit(1, verdict=verdict("c", Label.PROMOTIONAL))
    store.label(1, Label.VALUE)
    store.posted(1)
    store.drop(2)
    store.plan(RULES, SLOTS, UTC, apply=True)
    store.undo(4)
    assert store.drafts() == before
    assert store.postings() == []
    store.undo()
    assert [d.state for d in store.drafts()] == [State.DROPPED] * 2
    with pytest.raises(NothingToUndo):
        store.undo()


def test_a_label_holds_for_what_went_out_and_undo_takes_it_back(store: Store) -> None:
    store.add([value("a")])
    store.posted(1)
    store.label(1, Label.PROMOTIONAL)
    assert store.balance(RULES)[0].posted.promotional == 1
    store.undo()
    assert store.balance(RULES)[0].posted.promotional == 0


def test_the_history_only_grows(store: Store, where: str) -> None:
    store.add([value("a")])
    url = where if "://" in where else f"sqlite:///{where}"
    engine = create_engine(url)
    for statement in ("UPDATE change SET action = 'x'", "DELETE FROM event"):
        with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
            connection.execute(text(statement))
    engine.dispose()


def test_a_claim_is_for_one_alone_runs_out_and_is_given_again(store: Store, clock: Clock) -> None:
    store.add([value("a")])
    first = store.claim(RULES, UTC, by="one", minutes=15)
    assert first.draft is not None and first.draft.claimed_by == "one"
    assert store.claim(RULES, UTC, by="two", minutes=15).draft is None
    assert store.next(RULES, UTC).draft is None
    clock.pass_by(minutes=15)
    assert store.get(1).state is State.QUEUED
    second = store.claim(RULES, UTC, by="two", minutes=15)
    assert second.draft is not None and second.draft.claimed_by == "two"
    assert store.posted(1)[1] and not store.posted(1)[1]


def test_no_promotion_leans_on_a_value_post_that_is_only_claimed(store: Store) -> None:
    store.add([value(f"tip {n}") for n in range(4)] + [promotion("buy")])
    for number in (1, 2, 3):
        store.posted(number)
    assert store.claim(RULES, UTC, by="one", minutes=5).draft is not None
    found = store.claim(RULES, UTC, by="two", minutes=5)
    assert (found.draft, found.value_needed) == (None, 1)


def test_drafts_wait_for_their_time_and_are_too_late_after_it(store: Store, clock: Clock) -> None:
    store.add(
        [
            value("later", not_before=clock.now + timedelta(hours=1)),
            value("soon over", deadline=clock.now + timedelta(hours=2)),
        ]
    )

    def next_id() -> int | None:
        found = store.next(RULES, UTC).draft
        return found.id if found else None

    assert next_id() == 2
    clock.pass_by(hours=2, seconds=1)
    assert next_id() == 1


def test_spacing_and_cadence_hold_a_post_back_on_request(store: Store, clock: Clock) -> None:
    store.add([value(f"tip {n}") for n in range(5)])
    store.posted(1)
    waiting = store.next(RULES, UTC, on_time=True)
    assert (waiting.draft, waiting.earliest) == (None, clock.now + timedelta(hours=3))
    assert not store.next(RULES, UTC).on_time
    for number in (2, 3):
        clock.pass_by(hours=3)
        store.posted(number)
    assert store.next(RULES, UTC).earliest == datetime(2026, 3, 9, tzinfo=UTC)


def test_a_plan_changes_nothing_until_it_is_applied_and_is_kept_when_made_again(store: Store) -> None:
    store.add([value(f"tip {n}", priority=n % 3) for n in range(8)] + [promotion("buy")])
    before = store.drafts()
    store.plan(RULES, SLOTS, UTC, weeks=2)
    assert store.drafts() == before
    applied = {p.draft.id: p.at for p in store.plan(RULES, SLOTS, UTC, weeks=2, apply=True).slots}
    assert {d.id: d.planned_at for d in store.drafts() if d.planned_at} == applied
    gone = min(applied)
    store.drop(gone)
    store.edit(max(applied), priority=50)
    again = {p.draft.id: p.at for p in store.plan(RULES, SLOTS, UTC, weeks=2).slots}
    assert applied.items() - again.items() == {(gone, applied[gone])}


def test_what_is_reserved_for_later_is_not_handed_out_before(store: Store, clock: Clock) -> None:
    store.add([value("tip")])
    (planned,) = store.plan(RULES, SLOTS, UTC, apply=True).slots
    assert store.next(RULES, UTC).draft is None or planned.at <= clock.now
    clock.now = planned.at
    assert store.next(RULES, UTC).draft is not None


def test_a_newer_schema_is_refused(open_store: Callable[[], Store], where: str) -> None:
    open_store().close()
    engine = create_engine(where if "://" in where else f"sqlite:///{where}")
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO schema_version (version) VALUES (99)"))
    engine.dispose()
    with pytest.raises(StoreUnusable, match="newer version"):
        open_store()


def test_new_verdicts_leave_what_a_person_said_and_can_be_taken_back(store: Store) -> None:
    store.add([value("a"), value("b", human_label=Label.VALUE), value("c"), value("d")])
    store.posted(3)
    new = {number: verdict(text, Label.PROMOTIONAL) for number, text in ((1, "a"), (2, "b"), (4, "another text"))}
    assert [d.id for d in store.rejudge(new)] == [1, 2]
    first, second, _, fourth = store.drafts()
    assert (first.label, first.effective_label) == (Label.PROMOTIONAL, Label.PROMOTIONAL)
    assert (second.label, second.human_label, second.effective_label) == (Label.PROMOTIONAL, Label.VALUE, Label.VALUE)
    assert fourth.label is Label.VALUE
    assert store.rejudge(new) == []
    store.undo()
    assert [d.label for d in store.drafts()] == [Label.VALUE] * 4


def test_what_went_out_counts_by_the_new_verdict_only_when_asked(store: Store) -> None:
    store.add([value("a", evergreen=True), value("b")])
    store.posted(1)
    store.posted(2)
    new = {number: verdict(text, Label.PROMOTIONAL) for number, text in ((1, "a"), (2, "b"))}
    store.rejudge({1: new[1]})
    assert [p.weight.promotional for p in store.postings()] == [False, False]
    store.rejudge(new, postings=True)
    assert [p.weight.promotional for p in store.postings()] == [False, True]  # the first was judged so already
    store.undo()
    assert [p.weight.promotional for p in store.postings()] == [False, False]


def test_a_rehearsal_tells_what_would_be_and_refuses_as_ever_with_nothing_kept(store: Store) -> None:
    store.add([value("Trim the wick."), value("Store candles in the dark.")])
    store.posted(2)
    tried = store.rehearsal()
    assert tried.add([value("Freeze the cloth.")])[0].draft.id == 3  # type: ignore[union-attr]
    assert tried.edit(1, ready=False).state is State.DRAFT
    assert tried.label(1, Label.PROMOTIONAL).human_label is Label.PROMOTIONAL
    assert tried.drop(1)[0].state is State.DROPPED
    assert tried.posted(1)[0].state is State.POSTED
    assert tried.undo(2)[1].action == "add"
    with pytest.raises(StateConflict):
        tried.drop(2)
    with pytest.raises(NoSuchDraft):
        tried.restore(3)
    assert [(d.id, d.state, d.human_label) for d in store.drafts()] == [
        (1, State.QUEUED, None),
        (2, State.POSTED, None),
    ]
    assert [action for _, action, _ in store.events(1)] == ["add"]
