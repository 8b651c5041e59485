"""What the cards of the report say, and its content policy."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import UTC, timedelta

import pytest

from assistant.insight.audit import audit
from assistant.insight.report import render
from assistant.schedule.limits import Limits
from tests.insight.test_report_browser import hostile_page
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


def test_the_policy_lets_nothing_run_but_the_page_s_own_style_and_script() -> None:
    page = render(audit(hostile_page(), LIMITS, UTC), UTC, source="x.csv", model="by hand", slots=("06:00",))
    [policy] = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', page)
    said = dict(part.split(" ", 1) for part in policy.replace("&#39;", "'").split("; "))
    assert said["default-src"] == said["base-uri"] == said["form-action"] == "'none'"
    assert said["img-src"] == "data:"
    for name in ("style", "script"):
        [content] = re.findall(rf"<{name}>(.*?)</{name}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert said[f"{name}-src"] == f"'sha256-{digest}'"
    assert page.index("Content-Security-Policy") < page.index("<style>") < page.index("<script>")
