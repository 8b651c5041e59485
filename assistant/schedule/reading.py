"""What is asked of the queue without changing it: drafts, what went out, and numbers read off the indexes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, select, text

from assistant.post import Draft, Kind, State
from assistant.schedule import tables as t
from assistant.schedule.changing import row_of
from assistant.schedule.picking import platforms_with
from assistant.schedule.rows import draft_of
from assistant.schedule.rule import Weight
from assistant.schedule.wanted import WAITING, DraftFilter

_WAITS = [str(state) for state in WAITING]


@dataclass(frozen=True, slots=True)
class Posting:
    """A post that went out."""

    draft_id: int
    platform: str
    page: str
    at: datetime
    kind: str
    weight: Weight


@dataclass(frozen=True, slots=True)
class Tally:
    """How many drafts wait, how many of them count as promotional, how many the model is unsure of (and nobody has
    labelled), and how many there are of each kind."""

    drafts: int
    promotional: int
    unsure: int
    kinds: Mapping[Kind, int]


def drafts(connection: Connection, wanted: DraftFilter, now: int) -> list[Draft]:
    """The drafts that match, by id."""
    query = select(t.draft).where(*wanted.conditions(now)).order_by(t.draft.c.id).limit(wanted.limit)
    return [draft_of(row, now) for row in connection.execute(query).mappings()]


def newest_texts(connection: Connection, most: int) -> list[str]:
    """The texts of the newest drafts that wait, at most so many, the oldest first."""
    d = t.draft.c
    waits = d.state.concat("").in_(_WAITS)  # an expression: from the newest on, instead of sorting all that wait
    return list(connection.execute(select(d.text).where(waits).order_by(d.id.desc()).limit(most)).scalars())[::-1]


def tally(connection: Connection) -> Tally:
    """The drafts that wait, counted from indexes, which begin with the platform."""
    d = t.draft.c
    waits = d.state.in_(_WAITS)
    kinds = dict.fromkeys(Kind, 0)
    promotional = 0
    for name in platforms_with(connection, *WAITING):
        own = select(func.count()).where(d.platform == name, waits)
        for count, kind in connection.execute(own.add_columns(d.kind).group_by(d.kind)):
            kinds[Kind(kind)] += count
        promotional += connection.execute(own.where(d.promotional == 1)).scalar_one()
    # As literals, so that SQLite knows that the index `draft_doubts` holds these.
    doubted = text("draft.unsure = 1 AND draft.human_label IS NULL")
    unsure = connection.execute(select(func.count()).select_from(t.draft).where(waits, doubted)).scalar_one()
    return Tally(sum(kinds.values()), promotional, unsure, kinds)


def platforms(connection: Connection, states: Sequence[State]) -> list[str]:
    """The platforms of the drafts in these states, in the order in which they came into use."""
    d = t.draft.c
    wanted = d.state.in_([str(state) for state in states])
    first = {
        name: connection.execute(select(func.min(d.id)).where(d.platform == name, wanted)).scalar_one()
        for name in platforms_with(connection, *states)
    }
    return sorted(first, key=lambda name: first[name])


def postings(connection: Connection, platform: str | None, latest: int | None) -> list[Posting]:
    """What went out, in order of time; only the `latest` where a number is given."""
    p = t.posting.c
    query = select(p.draft_id, p.platform, p.page, p.at, p.kind, p.promotional, p.chance)
    query = query.where(p.platform == platform) if platform else query
    rows = connection.execute(query.order_by(p.at.desc(), p.id.desc()).limit(latest)).all()
    return [
        Posting(r[0], r[1], r[2], datetime.fromtimestamp(r[3], UTC), r[4], Weight(bool(r[5]), r[6]))
        for r in reversed(rows)
    ]


def events(connection: Connection, number: int) -> list[tuple[datetime, str, Mapping[str, Any]]]:
    """(when, what, columns after it) of every change of a draft, the oldest first. Raises `NoSuchDraft`."""
    query = (
        select(t.change.c.at, t.change.c.action, t.event.c.after)
        .join(t.event, t.event.c.change_id == t.change.c.id)
        .where(t.event.c.draft_id == number)
        .order_by(t.change.c.id)
    )
    row_of(connection, number)
    rows = connection.execute(query).all()
    return [(datetime.fromtimestamp(at, UTC), action, json.loads(after)) for at, action, after in rows]
