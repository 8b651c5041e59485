"""The charts of an audit: what is drawn, and from what."""

from __future__ import annotations

import re

from assistant.insight.charts import Chart, hours_chart, share_chart
from assistant.insight.share import Point
from tests.insight.verdicts import START


def points(number: int) -> list[Point]:
    return [Point(place, START, 0.2, 0.1, 0.3) for place in range(1, number + 1)]


def marks(chart: Chart | None) -> int:
    """How many dashed lines are drawn; the one of the limit has the same class as those of the slots."""
    assert chart
    return len(re.findall(r'class="[^"]*stroke-limit', chart.svg))


def test_slots_of_a_weekday_or_a_platform_are_marked_at_their_hour() -> None:
    chart = hours_chart({6: 3, 10: 1}, ("06:00", "sat 10:00", "instagram 18:30", "instagram sat 10:00"))
    assert chart and "the slots 06:00, sat 10:00, instagram 18:30, instagram sat 10:00" in chart.summary
    assert marks(chart) == 3  # two are at ten


def test_platforms_with_too_few_posts_do_not_take_the_place_of_others() -> None:
    chart = share_chart({"a": points(1), "b": points(1), "c": points(1), "d": points(9)}, 20, 10)
    assert chart and {row[0] for row in chart.rows} == {"d"}
    assert share_chart({"a": points(1)}, 20, 10) is None


def test_the_first_three_platforms_are_drawn() -> None:
    chart = share_chart({name: points(3) for name in "abcd"}, 20, 10)
    assert chart and {row[0] for row in chart.rows} == {"a", "b", "c"}
