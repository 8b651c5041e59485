"""`assistant today` as a user calls it, on homes of every sort."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from assistant.cli.today import morning
from assistant.cli.today_text import today_json, today_text
from assistant.errors import StoreUnusable
from assistant.post import Kind, Label
from assistant.schedule.limits import Limits
from assistant.schedule.rows import NewDraft
from assistant.schedule.slots import parse_slot
from assistant.schedule.store import Store
from assistant.settings import Settings
from tests.conftest import Assistant
from tests.insight.verdicts import verdict

NOW = datetime.now(UTC)  # the store's commands look at the clock themselves


def store_of(settings: Settings) -> Store:
    return Store.open(settings.home / "queue.db", clock=lambda: NOW)


def news(number: int, kind: Kind = Kind.TIP, **columns: object) -> NewDraft:
    fields = {"platform": "facebook", "page": "business", **columns}
    return NewDraft(verdict(f"Draft number {number} of its own words {number * 7919}", kind), **fields)  # type: ignore[arg-type]


@pytest.fixture
def settings(tmp_path: object) -> Settings:
    return Settings(home=tmp_path / "home", timezone="UTC", sources={"timezone": "test"})  # type: ignore[operator]


def test_an_empty_home_is_told_how_to_begin_and_what_to_write(assistant: Assistant) -> None:
    run = assistant("today")
    assert (run.code, run.err) == (0, "")
    assert "the queue is empty: assistant queue add" in run.out
    assert "write" in run.out
    assert "assistant profile set" in run.out


def test_an_empty_home_has_no_platforms_in_json(assistant: Assistant) -> None:
    found = assistant("today", "--format", "json").json
    assert (found["next"], found["planned"], found["balance"], found["problems"]) == ([], [], [], [])
    assert found["write"]["blanks"]


def test_what_may_go_out_and_what_is_missing_stand_on_the_screen(settings: Settings) -> None:
    with store_of(settings) as store:
        store.add([news(1), news(2, Kind.OFFER, platform="instagram", deadline=NOW + timedelta(days=1))])
    text = today_text(morning(settings, NOW))
    assert "1 for facebook: value" in text
    assert "instagram: nothing; 4 value posts missing" in text
    assert "ends soon" in text
    assert "2 drafts, 1 promotional" in text


def test_plans_of_the_next_day_and_those_that_were_missed_are_told_apart(settings: Settings) -> None:
    limits = Limits(share_percent=20, window=10, spacing_hours=3, personal_per_day=3, business_per_week=3)
    times = [parse_slot(f"{hour:02}:00") for hour in range(0, 24, 6)]
    with store_of(settings) as store:
        store.add([news(i, page="personal") for i in range(12)])
        store.plan(limits, times, UTC, weeks=1, apply=True)
    early = morning(settings, NOW)
    assert early.missed == []
    assert 3 <= len(early.planned) <= 6
    assert all(d.planned_at and d.planned_at < NOW + timedelta(hours=36) for d in early.planned)
    late = morning(settings, NOW + timedelta(days=2))
    assert len(late.missed) >= 3
    assert f"assistant queue posted {late.missed[0].id}" in today_text(late)


def test_a_huge_queue_is_still_one_screen(settings: Settings) -> None:
    with store_of(settings) as store:
        store.add([news(i, (Kind.TIP, Kind.OFFER)[i % 4 == 0], platform=f"place{i % 9}") for i in range(3000)])
    found = morning(settings, NOW)
    lines = today_text(found).splitlines()
    assert len(lines) < 30
    assert "and 5 more" in today_text(found)
    assert "3,000 drafts, 750 promotional" in today_text(found)
    assert len(json.loads(json.dumps(today_json(found)))["next"]) == 9


def test_a_damaged_part_is_told_and_the_rest_is_shown(settings: Settings) -> None:
    with store_of(settings) as store:
        store.add([news(1)])
    for name in ("profile.json", "learnt.json", "insight.db"):
        (settings.home / name).write_text("this is no database and no JSON either " * 40)
    found = morning(Settings(home=settings.home), NOW)
    assert [p.message.split(" is ")[0].rpartition("/")[2] for p in found.problems] == [
        "profile.json",
        "learnt.json",
        "insight.db",
    ]
    assert "1 for facebook: value" in today_text(found)


def test_a_damaged_queue_ends_in_an_error_that_says_what_to_do(settings: Settings) -> None:
    settings.home.mkdir()
    (settings.home / "queue.db").write_text("a letter to my grandmother " * 99)
    with pytest.raises(StoreUnusable, match=r"queue\.db"):
        morning(settings, NOW)


def test_hostile_words_in_drafts_do_not_reach_the_terminal(settings: Settings) -> None:
    hostile = NewDraft(
        verdict("\x1b[2J\x1b]0;owned\x07 half price \u202e now\nsecond line"),
        platform="facebook", page="business", human_label=Label.VALUE,
    )  # fmt: skip
    with store_of(settings) as store:
        store.add([hostile])
    text = today_text(morning(settings, NOW))
    assert not any(c in text for c in "\x1b\x07\u202e")
