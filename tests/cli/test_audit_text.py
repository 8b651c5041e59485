"""What the screen of an audit says."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest

from assistant.cli.audit_text import audit_text
from assistant.insight.audit import audit
from assistant.schedule.limits import Limits
from tests.insight.verdicts import START, posts_of

LIMITS = Limits(share_percent=28, window=10, spacing_hours=3, personal_per_day=3, business_per_week=3)


@pytest.mark.parametrize(
    ("kinds", "days", "said"),
    [
        ("vvs", None, "on the last day"),
        ("vsv", None, "1 day before the end"),
        ("vvs", 0.5, "today"),
        ("vvs", 30, "30 days ago"),
        ("vvv", 30, "none"),
    ],
)
def test_days_since_the_last_story_say_from_when_they_are_counted(kinds: str, days: float | None, said: str) -> None:
    newest = START + timedelta(days=len(kinds) - 1)
    found = audit(posts_of(kinds), LIMITS, UTC, as_of=None if days is None else newest + timedelta(days=days))
    assert f"last story  {said}\n" in audit_text(found, UTC, place="line")


def test_a_page_at_exactly_its_limit_is_shown_as_within_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.cli.audit_text.paint", lambda text, *styles: f"{text} {' '.join(styles)}")
    found = audit(posts_of("p" * 7 + "v" * 18), LIMITS, UTC)
    assert "28% bold green (7 of 25)" in audit_text(found, UTC, place="line")
