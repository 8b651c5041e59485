from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from assistant.insight.ideas import Situation, ideas
from assistant.insight.profile import Profile
from assistant.insight.wants import Want, WantGroup
from assistant.post import Kind

DAY = date(2026, 11, 3)
WANT = WantGroup((Want(1, "how to keep bread fresh", "typed", datetime(2026, 5, 1, tzinfo=UTC)),))
QUIET = Situation((WANT,), {}, {Kind.STORY: 20, Kind.QUESTION: 3}, why_told=False)


def test_a_long_silence_comes_first_then_what_people_ask_for() -> None:
    found = ideas(QUIET, Profile(why="Nobody baked rye"), DAY, 3)
    assert [(i.kind, i.principle) for i in found] == [(Kind.STORY, "E1"), (Kind.TIP, "A3"), (Kind.STORY, "E2")]
    assert "how to keep bread fresh" in found[1].prompt


def test_the_season_speaks_to_the_trade() -> None:
    found = ideas(Situation((), {}, {}, why_told=True), Profile(trade="Plumber"), DAY, 20)
    assert any("frost" in i.prompt for i in found)


@pytest.mark.parametrize("offset", range(12))
def test_every_prompt_has_blanks_for_the_owners_own_facts_and_none_comes_twice(offset: int) -> None:
    found = ideas(QUIET, Profile(), DAY + timedelta(days=31 * offset), 50)
    assert all(i.blanks for i in found)
    assert len({i.prompt for i in found}) == len(found) >= 10


def test_the_same_day_gives_the_same_ideas() -> None:
    assert ideas(QUIET, Profile(), DAY, 9) == ideas(QUIET, Profile(), DAY, 9)
