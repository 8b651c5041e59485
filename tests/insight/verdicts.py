"""Verdicts and past posts made by hand, so that a test says itself what a model would have said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from assistant.insight.pastpost import PastPost, past_post
from assistant.post import LABEL_OF, Kind, Label, Reason, Verdict

START = datetime(2026, 1, 5, 12, tzinfo=UTC)


def verdict(text: str, kind: Kind = Kind.TIP, *, sure: float = 0.9, reasons: tuple[Reason, ...] = ()) -> Verdict:
    """A verdict of this kind, `sure` of its label."""
    label = LABEL_OF[kind]
    probability = sure if label is Label.PROMOTIONAL else 1 - sure
    other = Kind.TIP if label is Label.PROMOTIONAL else Kind.OFFER
    kinds = dict.fromkeys(Kind, 0.0) | {other: 1 - sure, kind: sure}
    return Verdict(text, label, probability, kind, kinds, sure < 0.7, "by hand", reasons)


def posts_of(kinds: str, *, every: timedelta = timedelta(days=1), platform: str = "facebook") -> list[PastPost]:
    """A post for each letter (p is an offer, v a tip, s a story, q a question), one a day from 5 January 2026 on."""
    names = {"p": Kind.OFFER, "v": Kind.TIP, "s": Kind.STORY, "q": Kind.QUESTION}
    return [
        past_post(
            place,
            verdict(f"Post number {place} of the page", names[letter]),
            at=START + (place - 1) * every,
            timed=True,
            platform=platform,
        )
        for place, letter in enumerate(kinds, 1)
    ]
