"""Local time: slots over daylight saving, and moments as people write them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from assistant.schedule.moments import BadMoment, check_window, parse_moment
from assistant.schedule.slots import parse_slot, slots

BERLIN = ZoneInfo("Europe/Berlin")


def local_times(start: str, end: str, *written: str, platform: str = "facebook") -> list[str]:
    first, last = (datetime.fromisoformat(day).replace(tzinfo=BERLIN) for day in (start, end))
    found = slots(first, last, platform, [parse_slot(s) for s in written], BERLIN)
    return [f"{datetime.fromtimestamp(slot.at, BERLIN):%d %H:%M %z}" for slot in found]


def test_slots_keep_their_local_time_over_daylight_saving() -> None:
    assert local_times("2026-03-28", "2026-03-31", "12:00") == ["28 12:00 +0100", "29 12:00 +0200", "30 12:00 +0200"]


def test_a_slot_that_the_clocks_skip_moves_behind_the_gap_and_one_that_comes_twice_is_the_first() -> None:
    assert local_times("2026-03-29", "2026-03-30", "02:30", "03:00") == ["29 03:00 +0200"]
    assert local_times("2026-10-25", "2026-10-26", "02:30") == ["25 02:30 +0200"]


def test_the_closest_description_of_a_slot_wins() -> None:
    written = ("12:00", "sat 10:00", "instagram 18:00", "instagram sat 09:00")
    assert local_times("2026-11-06", "2026-11-08", *written) == ["06 12:00 +0100", "07 10:00 +0100"]
    found = local_times("2026-11-06", "2026-11-08", *written, platform="instagram")
    assert found == ["06 18:00 +0100", "07 09:00 +0100"]


@pytest.mark.parametrize("written", ["6:00", "24:00", "noon", "", "sat", "instagram"])
def test_what_is_no_slot_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="no slot"):
        parse_slot(written)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-12-24", "2026-12-23T23:00"),
        ("2026-12-24 17:00", "2026-12-24T16:00"),
        ("2026-06-24T17:00", "2026-06-24T15:00"),
        ("2026-06-24T17:00Z", "2026-06-24T17:00"),
        ("2026-06-24 17:00+05:30", "2026-06-24T11:30"),
        ("2026-10-25 02:30", "2026-10-25T00:30"),
    ],
)
def test_a_moment_is_read_in_the_zone_of_the_page(written: str, expected: str) -> None:
    assert parse_moment(written, BERLIN) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_a_deadline_on_a_day_is_its_last_minute() -> None:
    assert parse_moment("2026-06-24", UTC, end_of_day=True) == datetime(2026, 6, 24, 23, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    "written", ["2026-02-30", "2026-03-29 02:30", "2026-13-01", "2026-01-01 25:00", "24.12.2026", "", "9999-01-01"]
)
def test_a_moment_that_does_not_exist_is_refused(written: str) -> None:
    with pytest.raises(BadMoment):
        parse_moment(written, BERLIN)


def test_a_window_without_time_left_is_refused_in_local_time() -> None:
    noon, evening = (datetime(2026, 6, 24, hour, tzinfo=UTC) for hour in (10, 16))
    check_window(noon, evening, noon, BERLIN)
    check_window(None, noon, None, BERLIN)
    check_window(noon, None, evening, BERLIN)
    with pytest.raises(BadMoment, match="deadline 2026-06-24 12:00 is in the past"):
        check_window(None, noon, noon, BERLIN)
    with pytest.raises(BadMoment, match="not before 2026-06-24 18:00 and not after 2026-06-24 12:00 leaves no time"):
        check_window(evening, noon, None, BERLIN)
