"""What the cards of the report say."""

from __future__ import annotations

import re
from datetime import UTC, timedelta

import pytest

from assistant.insight.audit import audit
from assistant.insight.report import render
from assistant.schedule.limits import Limits
from tests.insight.verdicts import START, posts_of

LIMITS = Limits(share_percent=20, window=10, spacing_hours=3, personal_per_day=3, business_per_week=3)


@pytest.mark.parametrize(
    ("kinds", "days", "said"),
    [
        ("vsv", None, "1 day before the newest post"),
        ("vsvv", None, "2 days before the newest post"),
        ("vvs", 30, "30 days ago"),
        ("vsv", 1, "2 days ago"),
        ("vvv", 30, "none"),
    ],
)
def test_days_since_the_last_story_say_from_when_they_are_counted(kinds: str, days: int | None, said: str) -> None:
    posts = posts_of(kinds)
    newest = START + timedelta(days=len(kinds) - 1)
    found = audit(posts, LIMITS, UTC, as_of=None if days is None else newest + timedelta(days=days))
    page = render(found, UTC, source="page.csv", model="by hand", slots=("06:00", "sat 10:00"))
    words = " ".join(re.sub(r"<[^>]*>", " ", page).split())
    assert f"Last story {said} " in words
