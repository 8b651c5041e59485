"""The append-only history, and undoing from it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from assistant.errors import InputError
from assistant.post import State
from assistant.schedule import tables as t
from assistant.schedule.rows import Row, counted
from assistant.schedule.similar import keys, words_of
from assistant.schedule.wanted import StateConflict

REJUDGE, REJUDGE_POSTED = "rejudge", "rejudge posted"  # the second one reaches what went out, and so does its undo
_POSTINGS = "postings"  # in an event's `before`, beside the columns: what the times that it went out counted for


@dataclass(frozen=True, slots=True)
class Undone:
    """A change that was taken back: what it was, when, and the drafts it had touched."""

    action: str
    at: datetime
    drafts: tuple[int, ...]


class NothingToUndo(InputError):
    """There is no change left to take back."""

    code = "nothing-to-undo"

    def __init__(self) -> None:
        super().__init__(
            "there is no change left to undo", "nothing was taken back; `queue show ID` has a draft's history"
        )


class UndoBlocked(InputError):
    """A draft is no longer as the change left it."""

    code = "undo-blocked"


def begin_change(connection: Connection, action: str, now: int, undoes: int | None = None) -> int:
    """Record that something changes; the number under which its events are kept."""
    number = int(connection.execute(select(func.coalesce(func.max(t.change.c.id), 0))).scalar_one()) + 1
    connection.execute(insert(t.change).values(id=number, at=now, action=action, undoes=undoes))
    return number


def record(connection: Connection, change: int, events: Iterable[tuple[int, Row | None, Row]]) -> None:
    """Keep (draft, columns before or None for a new draft, columns after) of each draft that a change touched."""
    rows = [
        {
            "change_id": change,
            "draft_id": number,
            "before": None if before is None else json.dumps(before, ensure_ascii=False),
            "after": json.dumps(after, ensure_ascii=False),
        }
        for number, before, after in events
    ]
    if rows:
        connection.execute(insert(t.event), rows)


def alter(connection: Connection, change: int, row: Mapping[Any, Any], wanted: Row, *, postings: bool = False) -> Row:
    """Change columns of one draft from the state that was read, and record it; the new row.

    The caller holds the write lock, and the state that it read is expected all the same. `postings`: the times that it
    went out count as the draft does now, too.
    """
    columns = {name: value for name, value in wanted.items() if row[name] != value}
    if not columns:
        return dict(row)
    done = connection.execute(
        update(t.draft).where(t.draft.c.id == row["id"], t.draft.c.state == row["state"]).values(**columns)
    )
    if done.rowcount != 1:
        raise StateConflict(
            f"draft {row['id']} was changed by somebody else", "look at it again and repeat the command"
        )
    before: Row = {name: row[name] for name in columns}
    new = {**row, **columns}
    if postings:
        before[_POSTINGS] = _follow_label(connection, new)
    record(connection, change, [(row["id"], before, columns)])
    return new


def change_one(
    connection: Connection, action: str, now: int, row: Mapping[Any, Any], wanted: Row, *, postings: bool = False
) -> Row:
    """Change one draft as a change of its own; nothing is recorded where nothing differs. `postings` as in `alter`."""
    if all(row[name] == value for name, value in wanted.items()):
        return dict(row)
    return alter(connection, begin_change(connection, action, now), row, wanted, postings=postings)


def undo(connection: Connection, now: int) -> Undone:
    """Take back the latest change that is not taken back yet. Raises `NothingToUndo` or `UndoBlocked`."""
    undone = select(t.change.c.undoes).where(t.change.c.undoes.is_not(None))
    last = connection.execute(
        select(t.change)
        .where(t.change.c.undoes.is_(None), t.change.c.id.not_in(undone))
        .order_by(t.change.c.id.desc())
        .limit(1)
    ).first()
    if last is None:
        raise NothingToUndo
    events = connection.execute(select(t.event).where(t.event.c.change_id == last.id)).mappings().all()
    change = begin_change(connection, "undo", now, undoes=last.id)
    connection.execute(delete(t.posting).where(t.posting.c.change_id == last.id))
    _take_back(connection, change, last.action, events)
    return Undone(last.action, datetime.fromtimestamp(last.at, UTC), tuple(e["draft_id"] for e in events))


def _take_back(connection: Connection, change: int, action: str, events: Sequence[Mapping[Any, Any]]) -> None:
    for event in events:
        row = connection.execute(select(t.draft).where(t.draft.c.id == event["draft_id"])).mappings().one()
        if event["before"] is None:  # a draft is never deleted: it leaves the queue
            alter(connection, change, row, {"state": str(State.DROPPED), "claimed_by": None, "claimed_until": None})
            continue
        before, after = json.loads(event["before"]), json.loads(event["after"])
        if action == "claim" and row["state"] != State.CLAIMED:
            continue  # it ran out by itself
        if any(row[name] != value for name, value in after.items()):
            raise UndoBlocked(
                f"draft {row['id']} changed since the {action} that would be undone",
                "change it with `queue edit` instead",
            )
        postings = before.pop(_POSTINGS, None)
        back = alter(connection, change, row, before)
        if "text" in before:
            follow_text(connection, row["text"], back)
        if postings is not None:
            _restore_postings(connection, postings)
        elif "human_label" in before or action == REJUDGE_POSTED:  # recorded before postings were kept with it
            _follow_label(connection, back)


def follow_text(connection: Connection, before: str, row: Mapping[Any, Any]) -> None:
    """Have a draft meet its near-twins under the text that it has now instead of the one before."""
    old, new = keys(words_of(before)), keys(words_of(row["text"]))
    its = t.likeness.c.draft_id == row["id"]
    # By the keys, which the index begins with; those of the new text may be left from an undo of an earlier version.
    connection.execute(delete(t.likeness).where(t.likeness.c.key.in_([*old, *new]), its))
    if new:
        connection.execute(insert(t.likeness), [{"key": key, "draft_id": row["id"]} for key in new])


def _follow_label(connection: Connection, row: Mapping[Any, Any]) -> list[tuple[int, int, float]]:
    """A word on a text holds for the times it went out, too; (id, promotional, chance) of these before."""
    p = t.posting.c
    its = p.draft_id == row["id"]
    before = [
        (r.id, r.promotional, r.chance) for r in connection.execute(select(p.id, p.promotional, p.chance).where(its))
    ]
    connection.execute(update(t.posting).where(its).values(**counted(row)))
    return before


def _restore_postings(connection: Connection, before: Iterable[tuple[int, int, float]]) -> None:
    for number, promotional, chance in before:
        values = {"promotional": promotional, "chance": chance}
        connection.execute(update(t.posting).where(t.posting.c.id == number).values(**values))
