"""The machine's own time zone, where it has a name and where it has none."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.cli.machine_zone import SystemZone, machine_zone
from assistant.schedule.moments import BadMoment, parse_moment

RULE = "CET-1CEST,M3.5.0,M10.5.0/3"  # Berlin's clocks, as POSIX writes them
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(scope="module", autouse=True)
def clocks() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", RULE)
        time.tzset()
        yield
    time.tzset()


def test_a_name_in_the_environment_is_the_zone() -> None:
    assert machine_zone({"TZ": ":Pacific/Auckland"}) == ZoneInfo("Pacific/Auckland")


def test_a_rule_has_summer_and_winter_time() -> None:
    zone = machine_zone({"TZ": RULE})
    shown = [datetime(2026, month, 1, 12, tzinfo=UTC).astimezone(zone).isoformat() for month in (1, 7)]
    assert shown == ["2026-01-01T13:00:00+01:00", "2026-07-01T14:00:00+02:00"]
    assert str(zone) == "CET/CEST"
    assert parse_moment("2026-07-01 14:00", zone) == datetime(2026, 7, 1, 12, tzinfo=UTC)
    with pytest.raises(BadMoment, match="in CET/CEST: the clocks skip it"):
        parse_moment("2026-03-29 02:30", zone)


@given(
    st.datetimes(datetime(1997, 1, 1), datetime(2037, 12, 31))  # since then the rule has been this one
    | st.integers(-9000, 9000).map(lambda s: datetime(2026, 10, 25, 1) + timedelta(seconds=s))
    | st.integers(-9000, 9000).map(lambda s: datetime(2026, 3, 29, 1) + timedelta(seconds=s)),
    st.sampled_from([0, 1]),
)
def test_every_moment_is_told_and_read_as_by_the_zone_s_name(at: datetime, fold: int) -> None:
    zone = SystemZone()
    there, by_name = (at.replace(tzinfo=UTC).astimezone(z) for z in (zone, BERLIN))
    assert (there.isoformat(), there.fold, there.tzname()) == (by_name.isoformat(), by_name.fold, by_name.tzname())
    local = at.replace(fold=fold)
    assert local.replace(tzinfo=zone).utcoffset() == local.replace(tzinfo=BERLIN).utcoffset()
