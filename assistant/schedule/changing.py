"""What can be done to a draft that is in the queue. Every change names the states that it is possible in."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select

from assistant.post import Draft, Label, State, Verdict
from assistant.schedule import tables as t
from assistant.schedule.adding import check_text, next_posting, parts, posting_of
from assistant.schedule.candidates import DAY, FAR
from assistant.schedule.history import REJUDGE, REJUDGE_POSTED, alter, begin_change, change_one, follow_text
from assistant.schedule.rows import Row, counted, draft_of, judged
from assistant.schedule.similar import digest
from assistant.schedule.wanted import WAITING, NoSuchDraft, StateConflict

_DATABASE_BITS = 63  # of the largest number that a database takes
_UNCLAIMED: Row = {"claimed_by": None, "claimed_until": None}
Step = Callable[[Row, int], Row]


def row_of(connection: Connection, number: int) -> Row:
    """The row of a draft. Raises `NoSuchDraft`."""
    if number.bit_length() > _DATABASE_BITS:
        raise NoSuchDraft(number)
    found = connection.execute(select(t.draft).where(t.draft.c.id == number)).mappings().first()
    if found is None:
        raise NoSuchDraft(number)
    return dict(found)


def edit(connection: Connection, number: int, wanted: Mapping[str, Any], verdict: Verdict | None, now: int) -> Draft:
    """Change columns of a draft that waits; a new text comes with its `verdict`. A human's label stays."""
    row = row_of(connection, number)
    _expect(row, WAITING, "changed", now)
    columns = dict(wanted)
    if "state" in columns:
        _expect(row, (State.DRAFT, State.QUEUED), "made ready or kept as a draft", now)
        columns |= _UNCLAIMED  # a claim that ran out is over
    if verdict is not None:
        check_text(verdict.text)
        columns |= {"text": verdict.text, "digest": digest(verdict.text), **judged(verdict)}
    new = row | columns
    columns |= counted(new)
    if "not_before" in wanted or "cooldown_days" in wanted:
        columns["available_at"] = max(new["not_before"] or 0, _rested(new))
    if not _reservation_holds(row, row | columns):
        columns["planned_at"] = None
    done = change_one(connection, "edit", now, row, columns)
    if verdict is not None:
        follow_text(connection, row["text"], done)
    return draft_of(done, now)


def _rested(row: Row) -> int:
    """When an evergreen draft's rest after the last time it went out is over; 0 where it never did."""
    return int(row["posted_at"] + row["cooldown_days"] * DAY) if row["times_posted"] else 0


def _reservation_holds(row: Row, new: Row) -> bool:
    """Whether a draft may still go out at the moment that a plan reserved (or none did)."""
    at, end = row["planned_at"], FAR if new["deadline"] is None else new["deadline"]
    return at is None or (new["platform"] == row["platform"] and new["available_at"] <= at <= end)


def label(connection: Connection, number: int, human_label: Label | None, now: int) -> Draft:
    """Set or clear what a person says a draft is; it holds for the times it went out, too."""
    row = row_of(connection, number)
    wanted: Row = {"human_label": str(human_label) if human_label else None}
    done = change_one(connection, "label", now, row, wanted | counted(row | wanted), postings=True)
    return draft_of(done, now)


def rejudge(connection: Connection, verdicts: Mapping[int, Verdict], now: int, *, postings: bool) -> list[Draft]:
    """Put new verdicts of a model in the place of its earlier ones, as one change; what a person said stays.

    A draft whose text is no longer the verdict's is left as it is. `postings`: the times that a draft went out count by
    the new verdict, too. Returns the drafts that changed.
    """
    rows = [(row_of(connection, number), verdict) for number, verdict in verdicts.items()]
    wanted = [(row, judged(verdict)) for row, verdict in rows if row["text"] == verdict.text]
    differing = [(row, new) for row, new in wanted if any(row[name] != value for name, value in new.items())]
    if not differing:
        return []
    change = begin_change(connection, REJUDGE_POSTED if postings else REJUDGE, now)
    done = [alter(connection, change, row, new | counted(row | new), postings=postings) for row, new in differing]
    return [draft_of(row, now) for row in done]


def together(connection: Connection, do: Step, numbers: Sequence[int], now: int) -> list[Draft]:
    """One step for several drafts as one change: all, or none where one of them does not allow it."""
    rows = [row_of(connection, number) for number in dict.fromkeys(numbers)]
    steps = [(row, do(row, now)) for row in rows]
    return _take(connection, do.__name__, steps, now)


def restore(connection: Connection, numbers: Sequence[int], now: int) -> list[Draft]:
    """Bring dropped drafts back as ready as they were, as one change: all, or none where one is not dropped."""
    rows = [row_of(connection, number) for number in dict.fromkeys(numbers)]
    for row in rows:
        _expect(row, (State.DROPPED, State.QUEUED), "restored", now)
    unready = _unready_before(connection, numbers)
    states = {True: str(State.DRAFT), False: str(State.QUEUED)}
    steps = [(row, {"state": states[row["id"] in unready]} if row["state"] == State.DROPPED else {}) for row in rows]
    return _take(connection, "restore", steps, now)


def _unready_before(connection: Connection, numbers: Sequence[int]) -> set[int]:
    """Those of the drafts that were not ready when they were dropped last."""
    e = t.event.c
    before: dict[int, str] = {}
    for part in parts(numbers):
        dropped = e.after.contains(f'"state": "{State.DROPPED}"')
        query = select(e.draft_id, e.before).where(e.draft_id.in_(part), dropped, e.before.is_not(None))
        before |= {
            row.draft_id: json.loads(row.before)["state"] for row in connection.execute(query.order_by(e.change_id))
        }
    return {number for number, state in before.items() if state == State.DRAFT}


def _take(connection: Connection, action: str, steps: Sequence[tuple[Row, Row]], now: int) -> list[Draft]:
    if any(wanted for _, wanted in steps):
        change = begin_change(connection, action, now)
        return [draft_of(alter(connection, change, row, wanted), now) for row, wanted in steps]
    return [draft_of(row, now) for row, _ in steps]


def drop(row: Row, now: int) -> Row:
    """What changes when a draft leaves the queue."""
    _expect(row, (*WAITING, State.DROPPED), "dropped", now)
    return {} if row["state"] == State.DROPPED else {"state": str(State.DROPPED), "planned_at": None, **_UNCLAIMED}


def release(row: Row, now: int) -> Row:
    """What changes when a claimed draft is given back before the claim runs out."""
    _expect(row, (State.CLAIMED, State.QUEUED), "released", now)
    return {"state": str(State.QUEUED), **_UNCLAIMED} if row["state"] == State.CLAIMED else {}


def posted(connection: Connection, number: int, at: int, now: int) -> tuple[Draft, bool]:
    """It went out at `at`: (draft, whether that is news). Said twice, it counts once.

    An evergreen draft goes back into the queue until its repeats are used up; while it cools down, saying again that
    it went out is no news either.
    """
    row = row_of(connection, number)
    _expect(row, (*WAITING, State.POSTED), "posted", now)
    cooling = row["state"] == State.QUEUED and row["times_posted"] > 0 and at < _rested(row)
    if row["state"] == State.POSTED or cooling:
        return draft_of(row, now), False
    times = row["times_posted"] + 1
    again = bool(row["evergreen"]) and (row["max_repeats"] == 0 or times < row["max_repeats"])
    wanted = {
        "state": str(State.QUEUED if again else State.POSTED),
        "times_posted": times,
        "posted_at": at,
        "planned_at": None,
        "available_at": max(row["not_before"] or 0, at + row["cooldown_days"] * DAY) if again else row["available_at"],
        **_UNCLAIMED,
    }
    change = begin_change(connection, "posted", now)
    done = alter(connection, change, row, wanted)
    connection.execute(insert(t.posting).values(posting_of(done, next_posting(connection), change)))
    return draft_of(done, now), True


def _expect(row: Row, states: Collection[State], done: str, now: int) -> None:
    state = draft_of(row, now).state
    if state not in states and row["state"] not in states:
        advice = {
            State.POSTED: "it went out already; `queue undo` takes back the last change",
            State.CLAIMED: f"give it back first with `queue claims --release {row['id']}`",
            State.DROPPED: f"bring it back first with `queue restore {row['id']}`",
        }
        raise StateConflict(
            f"draft {row['id']} cannot be {done}: it is {state}", advice.get(state, "look at it with `queue show`")
        )
