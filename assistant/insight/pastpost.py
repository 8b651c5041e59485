"""A post that went out: its text, when and where, and what it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assistant.errors import InputError
from assistant.post import LABEL_OF, Kind, Label, Verdict


@dataclass(frozen=True, slots=True)
class PastPost:
    """`place` is where it stands in the input (a line, or an id of the queue), `at` None where no date is known.

    `chance` is P(promotional): the model's, or 0 or 1 where a person has said what the post is (`human`).
    """

    place: int
    text: str
    label: Label
    kind: Kind
    chance: float
    verdict: Verdict
    human: bool = False
    at: datetime | None = None
    timed: bool = False
    platform: str = ""

    @property
    def promotional(self) -> bool:
        """Whether it counts as a promotion."""
        return self.label is Label.PROMOTIONAL


def past_post(
    place: int,
    verdict: Verdict,
    *,
    label: Label | None = None,
    kind: Kind | None = None,
    at: datetime | None = None,
    timed: bool = False,
    platform: str = "",
) -> PastPost:
    """A past post from the model's verdict and what a person said of it, which wins."""
    if kind is not None and label is None:
        label = LABEL_OF[kind]
    settled = label or verdict.label
    if kind is None or LABEL_OF[kind] is not settled:
        kind = _kind_within(verdict, settled)
    chance = verdict.probability if label is None else float(label is Label.PROMOTIONAL)
    return PastPost(place, verdict.text, settled, kind, chance, verdict, label is not None, at, timed, platform)


def _kind_within(verdict: Verdict, label: Label) -> Kind:
    own = [k for k in verdict.kinds if LABEL_OF[k] is label]
    return max(own, key=lambda k: verdict.kinds[k])


_YES_NO = {"promo": Label.PROMOTIONAL, "promotion": Label.PROMOTIONAL, "value-giving": Label.VALUE}


def read_label(value: Any) -> Label | None:
    """A person's label of a cell; None where the cell is empty. Raises `ValueError` for any other word."""
    word = str(value or "").strip().lower()
    if not word:
        return None
    if word in _YES_NO:
        return _YES_NO[word]
    if word not in set(Label):
        raise ValueError(f"{word[:40]!r} is no label (promotional or value)")
    return Label(word)


def read_kind(value: Any) -> Kind | None:
    """A person's kind of a cell; None where the cell is empty. Raises `ValueError` for any other word."""
    word = "_".join(str(value or "").strip().lower().replace("-", " ").split())
    if not word:
        return None
    if word not in set(Kind):
        raise ValueError(f"{word[:40]!r} is no kind ({', '.join(Kind)})")
    return Kind(word)


def in_order(posts: Sequence[PastPost]) -> list[PastPost]:
    """Oldest first. Raises `InputError` where some have a date and some do not: leave those out first."""
    dated = [p.at is not None for p in posts]
    if not any(dated):
        return list(posts)
    if not all(dated):
        raise InputError("some posts have a date and some do not", "leave out those without")
    return sorted(posts, key=lambda p: (p.at or datetime.max, p.place))


def by_platform(posts: Sequence[PastPost]) -> Mapping[str, list[PastPost]]:
    """The posts of each platform, in the given order."""
    groups: dict[str, list[PastPost]] = {}
    for post in posts:
        groups.setdefault(post.platform, []).append(post)
    return groups
