from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import InputError
from assistant.insight.moments import DayOrder, Moment, read_moments

DUBLIN = ZoneInfo("Europe/Dublin")


def one(cell: Any, order: DayOrder | None = None) -> datetime:
    (moment,) = read_moments([cell], DUBLIN, order).moments
    assert moment is not None
    return moment.at


@pytest.mark.parametrize(
    "cell",
    [
        "2026-07-31 17:03",
        "2026-07-31T17:03:00",
        "2026-07-31T16:03:00Z",
        "2026-07-31T16:03:00.000Z",
        "2026-07-31 12:03:00 -0400",
        "2026-07-31 12:03 EDT",
        "2026/07/31 5:03 PM",
        "07/31/2026 17:03",
        "31/07/2026 17:03",
        "31.07.2026 17:03",
        "7/31/26 5:03 pm",
        "Jul 31, 2026 5:03 PM",
        "July 31, 2026 at 5:03 PM",
        "31 July 2026 17:03",
        "Fri, 31 Jul 2026 16:03:00 GMT",
        "Fri Jul 31 16:03:00 +0000 2026",
        "1785513780",
        "1785513780000",
        datetime(2026, 7, 31, 17, 3),
        datetime(2026, 7, 31, 16, 3, tzinfo=UTC),
    ],
)
def test_one_moment_is_read_from_every_way_to_write_it(cell: Any) -> None:
    assert one(cell) == datetime(2026, 7, 31, 17, 3, tzinfo=DUBLIN)


def test_a_date_alone_is_known_to_have_no_time_of_day() -> None:
    found = read_moments(["2026-07-31", date(2026, 7, 31), "2026-07-31 00:00"], DUBLIN).moments
    assert [m and m.timed for m in found] == [False, False, True]


@pytest.mark.parametrize(
    ("cell", "hour"),
    [
        ("2026-07-31", "17:03"),
        ("2026-07-31", "17:03:00"),
        ("31.07.2026", "17.03"),
        ("07/31/2026", "5:03 PM"),
        ("Jul 31, 2026", "16:03 UTC"),
        (date(2026, 7, 31), time(17, 3)),
        (datetime(2026, 7, 31), time(17, 3)),
        ("2026-07-31 17:03", "09:00"),
        (datetime(2026, 7, 31, 17, 3), "09:00"),
        ("1785513780", "09:00"),
        ("2026-07-30", "2026-07-31 17:03"),
        ("2026-07-31 17:03", None),
        ("2026-07-31 17:03", "afternoon"),
    ],
)
def test_a_time_of_day_in_a_column_of_its_own_counts_where_the_date_has_none(cell: Any, hour: Any) -> None:
    (moment,) = read_moments([cell], DUBLIN, hours=[hour]).moments
    assert moment == Moment(datetime(2026, 7, 31, 17, 3, tzinfo=DUBLIN), timed=True)


@pytest.mark.parametrize(("hour", "expected"), [("17", 17), (9, 9), (0, 0), ("5 PM", 17), ("12am", 0)])
def test_an_hour_alone_is_a_time_of_day(hour: Any, expected: int) -> None:
    (moment,) = read_moments(["2026-07-31"], DUBLIN, hours=[hour]).moments
    assert moment == Moment(datetime(2026, 7, 31, expected, tzinfo=DUBLIN), timed=True)


@pytest.mark.parametrize("hour", [None, "", "afternoon", "--"])
def test_what_is_no_time_of_day_leaves_the_date_alone(hour: Any) -> None:
    (moment,) = read_moments(["2026-07-31"], DUBLIN, hours=[hour]).moments
    assert moment == Moment(datetime(2026, 7, 31, tzinfo=DUBLIN), timed=False)
    assert read_moments(["", None], DUBLIN, hours=["17:03", "17:03"]).moments == (None, None)


def test_an_hour_that_the_day_does_not_have_is_a_fault() -> None:
    assert read_moments(["2026-07-31"], DUBLIN, hours=["27:03"]).faults == ((0, "'27:03' is no time of day"),)


def test_the_column_settles_which_number_is_the_day() -> None:
    found = read_moments(["03/04/2026", "25/04/2026"], DUBLIN).moments
    assert [m and (m.at.month, m.at.day) for m in found] == [(4, 3), (4, 25)]


def test_a_column_that_could_be_read_both_ways_asks_for_the_order() -> None:
    with pytest.raises(InputError, match="--dates dmy"):
        read_moments(["03/04/2026", "05/06/2026"], DUBLIN, name="x.csv")
    assert (one("03/04/2026", DayOrder.MONTH_FIRST).month, one("03/04/2026", DayOrder.DAY_FIRST).month) == (3, 4)


def test_rows_that_contradict_each_other_leave_the_unclear_ones_out() -> None:
    found = read_moments(["13/04/2026", "04/13/2026", "03/04/2026", "05/05/2026"], DUBLIN)
    assert [m and (m.at.month, m.at.day) for m in found.moments] == [(4, 13), (4, 13), None, (5, 5)]
    assert [i for i, _ in found.faults] == [2]


@pytest.mark.parametrize(
    "cell",
    ["yesterday", "2026-02-30", "2026-13-01", "31/31/2026", "1999-01-01", "2026-01-01 25:00", "2026-01-01 13:00 PM",
     "2026-01-01 10:00 XYZ", "2026-01-01 10:00 +99:00", "12", "3026-01-01"],
)  # fmt: skip
def test_what_is_no_date_is_a_fault_with_a_reason(cell: str) -> None:
    found = read_moments([cell], DUBLIN)
    assert found.moments == (None,)
    assert len(found.faults) == 1


def test_an_empty_cell_is_no_fault() -> None:
    found = read_moments(["", None, "--"], DUBLIN)
    assert (found.moments, found.faults) == ((None, None, None), ())


@given(
    st.datetimes(datetime(2005, 1, 2), datetime(2099, 12, 30)).map(lambda d: d.replace(microsecond=0)),
    st.integers(-14 * 60, 14 * 60),
)
def test_a_moment_with_an_offset_survives_the_way_through_iso(at: datetime, minutes: int) -> None:
    moment = at.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert one(moment.isoformat()) == moment


@given(st.lists(st.text(max_size=30), max_size=5))
def test_no_cells_do_more_than_be_read_or_refused(cells: list[str]) -> None:
    try:
        found = read_moments(cells, UTC)
    except InputError:
        return
    assert len(found.moments) == len(cells)
