"""The audit's figures against figures that were counted in another way."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from assistant.insight.advice import advice
from assistant.insight.audit import Audit, audit
from assistant.insight.pagefile import past_posts, read_page
from assistant.insight.pastpost import past_post
from assistant.insight.profile import Profile
from assistant.post import Kind
from assistant.schedule.limits import Limits
from tests.insight.verdicts import START, posts_of, verdict

PAGE40 = Path(__file__).parents[1] / "data" / "page40.csv"
LIMITS = Limits(share_percent=20, window=10, spacing_hours=3, personal_per_day=3, business_per_week=3)


@dataclass(frozen=True)
class Line:
    line: int
    text: str
    fields: dict[str, Any]


@pytest.fixture(scope="module")
def lines() -> list[dict[str, str]]:
    with PAGE40.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def found(lines: list[dict[str, str]]) -> Audit:
    rows = [Line(number, line["Post message"], dict(line)) for number, line in enumerate(lines, 2)]
    page = read_page(rows, UTC, name="page40.csv")
    # The model says "tip" to everything: what people said must win.
    return audit(past_posts(page.rows, [verdict(row.text) for row in page.rows]), LIMITS, UTC)


def test_share_and_kinds_are_those_of_the_hand_counted_page(found: Audit, lines: list[dict[str, str]]) -> None:
    promotional = [line["Human label"] == "promotional" for line in lines]
    assert len(lines) == 40
    assert (found.share.posts, found.share.promotional) == (40, sum(promotional)) == (40, 23)
    assert found.share.low == found.share.high == sum(promotional) / 40  # people's labels leave no doubt
    assert {str(k): n for k, n in found.kinds.items() if n} == Counter(line["Human kind"] for line in lines)


def test_rolling_windows_are_those_of_the_hand_counted_page(found: Audit, lines: list[dict[str, str]]) -> None:
    promotional = [line["Human label"] == "promotional" for line in lines]
    shares = [sum(promotional[i : i + 10]) for i in range(31)]
    (windows,) = found.windows
    assert (windows.platform, windows.size, windows.windows) == ("facebook", 10, 31)
    assert windows.over == sum(s > 2 for s in shares)
    assert windows.worst_share == max(shares) / 10
    first = 30 - shares[::-1].index(max(shares))
    assert [p.place for p in windows.worst] == list(range(first + 2, first + 12))


def test_months_are_those_of_the_hand_counted_page(found: Audit, lines: list[dict[str, str]]) -> None:
    posts = Counter(line["Publish time"][:7] for line in lines)
    promotional = Counter(line["Publish time"][:7] for line in lines if line["Human label"] == "promotional")
    assert {m: (s.posts, s.promotional) for m, s in found.months.items()} == {
        m: (posts[m], promotional[m]) for m in posts
    }


def test_voice_questions_and_links_are_those_counted_by_hand(found: Audit, lines: list[dict[str, str]]) -> None:
    def column(name: str) -> list[int]:
        return [int(line[f"{name} by hand"]) for line in lines]

    we, you = column("we"), column("you")
    assert found.voice.we_words == sum(we)
    assert found.voice.you_words == sum(you)
    assert found.voice.we_posts == sum(w > y for w, y in zip(we, you, strict=True))
    assert found.voice.you_posts == sum(y > w for w, y in zip(we, you, strict=True))
    assert (found.voice.questions, found.voice.asking_posts) == (sum(column("questions")), 5)
    assert (found.voice.links, found.voice.linking_posts) == (sum(column("links")), sum(n > 0 for n in column("links")))


def test_cadence_gaps_and_runs_are_those_of_the_hand_counted_page(found: Audit, lines: list[dict[str, str]]) -> None:
    times = [datetime.fromisoformat(line["Publish time"]) for line in lines]
    beyond = [
        i + 2
        for i, at in enumerate(times)
        if sum(at.date() - timedelta(days=7) < other.date() <= at.date() for other in times[: i + 1]) > 3
    ]
    close = [i + 2 for i in range(1, 40) if times[i] - times[i - 1] < timedelta(hours=3)]
    (own,) = found.cadence
    assert list(own.breaches) == beyond
    assert list(own.close) == close == [7]
    assert own.per_week == pytest.approx(7 * 40 / 72)  # 5 January to 17 March, both counted
    assert [(g.days, g.start.date().isoformat()) for g in found.gaps] == [(20, "2026-01-30")]
    assert [p.place for p in found.run] == [17, 18, 19, 20, 21]  # 23 to 29 January


def test_days_since_the_last_story_and_question_count_back_from_the_newest_post(found: Audit) -> None:
    story, question = found.since
    assert (story.kind, story.days, story.post and story.post.place) == (Kind.STORY, 25, 23)
    assert (question.kind, question.days, question.post and question.post.place) == (Kind.QUESTION, 13, 32)


def test_the_tasting_box_is_found_as_the_text_that_was_posted_again_and_again(found: Audit) -> None:
    assert [[found.posts[i].place for i in group] for group in found.duplicates] == [[17, 24, 34]]


def test_the_three_changes_name_the_posts_that_show_them(found: Audit) -> None:
    items = advice(found)
    assert [item.name for item in items] == ["share", "run", "cadence"]
    assert all(item.posts for item in items)
    assert {p.place for p in items[1].posts} == {17, 18, 19, 20, 21}


def test_a_page_within_the_limits_is_told_that_nothing_stands_out() -> None:
    posts = posts_of("vsqvvpvsqv" * 3, every=timedelta(days=3))
    assert advice(audit(posts, LIMITS, UTC)) == []


def test_bunched_promotions_are_named_even_where_the_share_over_all_is_low() -> None:
    posts = posts_of("vsqvvvvvvv" * 2 + "vpppvqsvvv" + "vsqvvvvvvv", every=timedelta(days=3))
    assert "bunching" in [item.name for item in advice(audit(posts, LIMITS, UTC))]


@pytest.mark.parametrize("percent", range(1, 100))
def test_at_exactly_the_limit_bunching_is_named_and_beyond_it_the_posts_that_are_too_many(percent: int) -> None:
    limits = replace(LIMITS, share_percent=percent)
    at_limit, beyond = ("p" * n + "v" * (100 - n) for n in (percent, percent + 1))
    names = [item.name for item in advice(audit(posts_of(at_limit), limits, UTC), 9)]
    assert "share" not in names
    assert "bunching" in names
    (item,) = (item for item in advice(audit(posts_of(beyond), limits, UTC), 9) if item.name == "share")
    assert item.change.startswith("turn about 1 promotion of ")


def test_a_goal_that_no_post_serves_is_named() -> None:
    posts = posts_of("vvvvvvsq" * 2, every=timedelta(days=3))
    found = audit(posts, LIMITS, UTC, profile=Profile(goals=("belong",)))
    assert [item.name for item in advice(found)] == ["goal"]


def test_the_why_counts_as_told_when_a_post_shares_its_telling_words() -> None:
    posts = posts_of("vvvvv")
    told = past_posts(
        read_page([Line(9, "I started because nobody baked honest sourdough here", {})], UTC, name="x").rows,
        [verdict("I started because nobody baked honest sourdough here", Kind.STORY)],
    )
    why = Profile(why="Nobody here baked honest sourdough")
    assert audit(told, LIMITS, UTC, profile=why).why_told == told[0]
    assert audit(posts, LIMITS, UTC, profile=why).why_told is None


def test_words_to_avoid_are_found_as_words_only() -> None:
    posts = posts_of("vvsqv", every=timedelta(days=3))
    assert [a.name for a in advice(audit(posts, LIMITS, UTC, profile=Profile(avoid=("numb",))))] == []
    assert [a.name for a in advice(audit(posts, LIMITS, UTC, profile=Profile(avoid=("Number",))))] == ["avoid"]


def test_ten_thousand_posts_take_under_five_seconds_beyond_labelling() -> None:
    words = PAGE40.read_text("utf-8").split()
    texts = [" ".join(words[(i * 37 + k * (i % 11 + 1)) % len(words)] for k in range(30)) for i in range(10_000)]
    posts = [
        past_post(i, verdict(text, (Kind.TIP, Kind.OFFER)[i % 3 == 0]), at=START + i * timedelta(hours=7))
        for i, text in enumerate(texts)
    ]
    begun = process_time()
    found = audit(posts, LIMITS, UTC)
    assert process_time() - begun < 5
    assert found.share.posts == 10_000
