"""Between drafts and rows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from assistant.post import Draft, Kind, Label, State, Verdict

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class NewDraft:
    """What somebody wants to put into the queue, with the model's verdict on it.

    Moments carry their zone. `max_repeats` counts all the times it goes out; 0 is no limit.
    """

    verdict: Verdict
    platform: str
    page: str = "business"
    human_label: Label | None = None
    priority: int = 0
    tags: tuple[str, ...] = ()
    evergreen: bool = False
    cooldown_days: int = 0
    max_repeats: int = 0
    not_before: datetime | None = None
    deadline: datetime | None = None
    ready: bool = True  # False: kept as a draft, not queued yet
    posted_at: datetime | None = None  # it went out before the queue knew of it
    extra: Mapping[str, Any] = field(default_factory=dict)


def seconds(moment: datetime) -> int:
    """Whole seconds since 1970 in UTC; `ValueError` for a moment without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a zone")
    return int(moment.timestamp())


def moment(value: int | None) -> datetime | None:
    """The moment of a stored number, in UTC."""
    return None if value is None else datetime.fromtimestamp(value, UTC)


def optional_seconds(value: datetime | None) -> int | None:
    """`seconds`, and None for None."""
    return None if value is None else seconds(value)


def counted(row: Mapping[Any, Any]) -> Row:
    """What a row counts for in the balance: the columns `promotional` and `chance` (see `rule.weight`)."""
    label = row["human_label"] or row["label"]
    promotional = int(label == Label.PROMOTIONAL)
    unsure = row["human_label"] is None and row["unsure"]
    return {"promotional": promotional, "chance": row["probability"] if unsure else float(promotional)}


def judged(verdict: Verdict) -> Row:
    """The columns that a verdict fills; the probability is kept within 0..1 whatever rounding did."""
    return {
        "label": str(verdict.label),
        "probability": min(1.0, max(0.0, float(verdict.probability))),
        "kind": str(verdict.kind),
        "unsure": int(verdict.unsure),
        "model": verdict.model,
    }


def new_row(new: NewDraft, number: int, digest: str, now: int) -> Row:
    """The row of a draft that joins the queue."""
    state = State.POSTED if new.posted_at else State.QUEUED if new.ready else State.DRAFT
    not_before = optional_seconds(new.not_before)
    row: Row = {
        "id": number,
        "text": new.verdict.text,
        "digest": digest,
        "platform": new.platform,
        "page": new.page,
        "state": str(state),
        **judged(new.verdict),
        "human_label": str(new.human_label) if new.human_label else None,
        "priority": new.priority,
        "tags": json.dumps(new.tags, ensure_ascii=False),
        "evergreen": int(new.evergreen),
        "cooldown_days": new.cooldown_days,
        "max_repeats": new.max_repeats,
        "times_posted": int(new.posted_at is not None),
        "not_before": not_before,
        "available_at": not_before or 0,
        "deadline": optional_seconds(new.deadline),
        "planned_at": None,
        "created_at": now,
        "posted_at": optional_seconds(new.posted_at),
        "claimed_by": None,
        "claimed_until": None,
        "extra": json.dumps(dict(new.extra), ensure_ascii=False) if new.extra else "{}",
    }
    return row | counted(row)


def draft_of(row: Mapping[Any, Any], now: int) -> Draft:
    """The draft of a row; a claim that ran out by `now` is none."""
    lapsed = row["state"] == State.CLAIMED and row["claimed_until"] <= now
    return Draft(
        id=row["id"],
        text=row["text"],
        platform=row["platform"],
        page=row["page"],
        state=State.QUEUED if lapsed else State(row["state"]),
        label=Label(row["label"]),
        probability=row["probability"],
        kind=Kind(row["kind"]),
        unsure=bool(row["unsure"]),
        model=row["model"],
        human_label=Label(row["human_label"]) if row["human_label"] else None,
        priority=row["priority"],
        tags=tuple(json.loads(row["tags"])) if row["tags"] != "[]" else (),
        evergreen=bool(row["evergreen"]),
        not_before=moment(row["not_before"]),
        deadline=moment(row["deadline"]),
        created_at=moment(row["created_at"]),
        posted_at=moment(row["posted_at"]),
        planned_at=moment(row["planned_at"]),
        cooldown_days=row["cooldown_days"],
        max_repeats=row["max_repeats"],
        times_posted=row["times_posted"],
        claimed_by=None if lapsed else row["claimed_by"],
        claimed_until=None if lapsed else moment(row["claimed_until"]),
        extra=json.loads(row["extra"]) if row["extra"] != "{}" else {},
    )
