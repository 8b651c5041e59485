"""The vocabulary: labels, kinds, verdicts and drafts. Frozen values without behaviour beyond themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from typing import Any


class Label(StrEnum):
    """Whose interest does a post serve first, at the moment a follower reads it?"""

    PROMOTIONAL = "promotional"
    VALUE = "value"


class Kind(StrEnum):
    """What a post is; the kind decides the label (`LABEL_OF`)."""

    OFFER = "offer"
    PRODUCT = "product"
    BRAG = "brag"
    LINK_DROP = "link_drop"
    COMPANY_NEWS = "company_news"
    TIP = "tip"
    FUN = "fun"
    QUESTION = "question"
    STORY = "story"
    SERVICE = "service"
    COMMUNITY = "community"


PROMOTIONAL_KINDS = (Kind.OFFER, Kind.PRODUCT, Kind.BRAG, Kind.LINK_DROP, Kind.COMPANY_NEWS)
VALUE_KINDS = (Kind.TIP, Kind.FUN, Kind.QUESTION, Kind.STORY, Kind.SERVICE, Kind.COMMUNITY)
LABEL_OF: Mapping[Kind, Label] = {
    **dict.fromkeys(PROMOTIONAL_KINDS, Label.PROMOTIONAL),
    **dict.fromkeys(VALUE_KINDS, Label.VALUE),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Words of the post that moved the verdict.

    `start` and `end` are character offsets into the text, so that `text[start:end] == phrase`.
    `weight` is how far the log odds of P(promotional) move when the phrase is taken out.
    """

    phrase: str
    start: int
    end: int
    weight: float
    toward: Label


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the model says of one text.

    `probability` is P(promotional); `kinds` sums to 1 and its promotional part is `probability`.
    `note` says in words why the verdict is unsure, where there is more to say than a middling probability.
    """

    text: str
    label: Label
    probability: float
    kind: Kind
    kinds: Mapping[Kind, float]
    unsure: bool
    model: str
    reasons: tuple[Reason, ...] = ()
    note: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The fields of the interface contract, in its order."""
        return {
            "text": self.text,
            "label": str(self.label),
            "probability": round(self.probability, 6),
            "kind": str(self.kind),
            "kinds": {str(k): round(p, 6) for k, p in self.kinds.items()},
            "unsure": self.unsure,
            "reasons": [
                {
                    "phrase": r.phrase,
                    "start": r.start,
                    "end": r.end,
                    "weight": round(r.weight, 6),
                    "toward": str(r.toward),
                }
                for r in self.reasons
            ],
            "model": self.model,
            "note": self.note,
        }


class State(StrEnum):
    """Where a draft stands in the queue."""

    DRAFT = "draft"
    QUEUED = "queued"
    CLAIMED = "claimed"
    POSTED = "posted"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Draft:
    """A post on its way: the model's verdict and the human's label stand side by side and are never mixed."""

    id: int
    text: str
    platform: str
    page: str
    state: State
    label: Label
    probability: float
    kind: Kind
    unsure: bool
    model: str
    human_label: Label | None = None
    priority: int = 0
    tags: tuple[str, ...] = ()
    evergreen: bool = False
    not_before: datetime | None = None
    deadline: datetime | None = None
    created_at: datetime | None = None
    posted_at: datetime | None = None
    planned_at: datetime | None = None  # reserved by an applied plan
    cooldown_days: int = 0  # days before an evergreen draft may go out again
    max_repeats: int = 0  # how often an evergreen draft may go out; 0 is no limit
    times_posted: int = 0
    claimed_by: str | None = None
    claimed_until: datetime | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def effective_label(self) -> Label:
        """The human's label where there is one, else the model's."""
        return self.human_label or self.label

    def as_json(self, zone: tzinfo = UTC) -> dict[str, Any]:
        """The fields of the interface contract first; moments are ISO 8601 with the offset of `zone`."""

        def moment(value: datetime | None) -> str | None:
            return value.astimezone(zone).isoformat() if value else None

        return {
            "id": self.id,
            "text": self.text,
            "platform": self.platform,
            "state": str(self.state),
            "label": str(self.label),
            "probability": round(self.probability, 6),
            "kind": str(self.kind),
            "unsure": self.unsure,
            "human_label": str(self.human_label) if self.human_label else None,
            "model": self.model,
            "page": self.page,
            "effective_label": str(self.effective_label),
            "priority": self.priority,
            "tags": list(self.tags),
            "evergreen": self.evergreen,
            "cooldown_days": self.cooldown_days,
            "max_repeats": self.max_repeats,
            "times_posted": self.times_posted,
            "not_before": moment(self.not_before),
            "deadline": moment(self.deadline),
            "planned_at": moment(self.planned_at),
            "created_at": moment(self.created_at),
            "posted_at": moment(self.posted_at),
            "claimed_by": self.claimed_by,
            "claimed_until": moment(self.claimed_until),
        }
