"""What can go wrong when a draft is asked for or changed, and how drafts are asked for."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from assistant.errors import InputError
from assistant.post import Kind, Label, State
from assistant.schedule import tables as t
from assistant.schedule.rows import seconds

Span = tuple[datetime | None, datetime]  # from (None: ever since) and before
WAITING = (State.DRAFT, State.QUEUED, State.CLAIMED)  # not posted, not dropped


class NoSuchDraft(InputError):
    """An id that is not in the queue."""

    code = "no-such-draft"

    def __init__(self, number: int) -> None:
        super().__init__(f"there is no draft {number}", "`assistant queue list` shows the ids")
        self.id = number


class StateConflict(InputError):
    """A change that the draft's state does not allow (any more)."""

    code = "state"


class UnusableText(InputError):
    """A text that no platform could take and no database can keep."""

    code = "text"


@dataclass(frozen=True, slots=True)
class DraftFilter:
    """Which drafts are asked for; what is None or empty does not narrow. `label` is the one that counts.

    `not_judged_by`: the version of a model; what it judged is left out. `planned`: its planned moment lies in this
    span. `ends`: its deadline does, and nothing is planned for it.
    """

    states: tuple[State, ...] = ()
    label: Label | None = None
    kind: Kind | None = None
    platform: str | None = None
    page: str | None = None
    tag: str | None = None
    unsure: bool | None = None
    not_judged_by: str | None = None
    planned: Span | None = None
    ends: Span | None = None
    limit: int | None = None

    def conditions(self, now: int) -> list[ColumnElement[bool]]:
        """The conditions on `draft`; a claim that ran out counts as queued."""
        c = t.draft.c
        found: list[ColumnElement[bool]] = []
        if self.states:
            # The first few by id are met sooner one by one than all of an index sorted, hence an expression.
            column = c.state if self.limit is None else c.state.concat("")
            found.append(or_(*(_in_state(column, state, now) for state in self.states)))
        if self.label is not None:
            found.append(c.promotional == int(self.label is Label.PROMOTIONAL))
        for column, value in ((c.kind, self.kind), (c.platform, self.platform), (c.page, self.page)):
            if value is not None:
                found.append(column == str(value))
        if self.tag is not None:
            # Not LIKE, for which SQLite takes "Sale" and "sale" for one.
            found.append(func.replace(c.tags, json.dumps(self.tag, ensure_ascii=False), "") != c.tags)
        if self.unsure is not None:
            found.append(c.unsure == int(self.unsure))
        if self.not_judged_by is not None:
            found.append(c.model != self.not_judged_by)
        if self.planned is not None:
            found.append(_within("planned_at", self.planned))
        if self.ends is not None:
            found += [_within("deadline", self.ends), c.planned_at.is_(None)]
        return found


def _within(name: str, span: Span) -> ColumnElement[bool]:
    """That a moment lies in a span: asked apart, so that its index is used and not the one on the state."""
    inner = t.draft.alias()
    column, (start, end) = inner.c[name], span
    within = [column < seconds(end), *([column >= seconds(start)] if start else [])]
    return t.draft.c.id.in_(select(inner.c.id).where(*within))


def _in_state(column: Any, state: State, now: int) -> ColumnElement[bool]:
    lapses: Any = t.draft.c.claimed_until
    if state is State.QUEUED:
        return or_(column == str(state), and_(column == str(State.CLAIMED), lapses <= now))
    if state is State.CLAIMED:
        return and_(column == str(state), lapses > now)
    return and_(column == str(state))
