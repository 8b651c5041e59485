from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.insight.figures import ABSURD, read_count


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ("0", 0),
        ("1204", 1204),
        ("1,204", 1204),
        ("1,204,300", 1204300),
        ("1.204.300", 1204300),
        ("1.023.456", 1023456),
        ("1.000.000", 1_000_000),
        ("1.204.050", 1204050),
        ("1,023,456.0", 1023456),
        ("1,000,000.00", 1_000_000),
        ("1204.000", 1204),
        ("1 204", 1204),
        ("1\u202f204", 1204),
        ("1'204", 1204),
        ("1.2K", 1200),
        ("1,2k", 1200),
        ("3 M", 3_000_000),
        ("12.0", 12),
        (" 7 ", 7),
        ("+5", 5),
        (8.0, 8),
        (9, 9),
    ],
)
def test_counts_are_read_as_people_write_them(cell: Any, count: int) -> None:
    assert read_count(cell) == count


@pytest.mark.parametrize("cell", ["", "-", "--", "n/a", "N/A", None, float("nan"), "null"])
def test_a_cell_that_states_nothing_is_none_and_not_zero(cell: Any) -> None:
    assert read_count(cell) is None


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("1.204", "may be a thousand or a fraction"),
        ("-5", "is negative"),
        (-3, "is negative"),
        ("12%", "is no count"),
        ("4.5", "is no count"),
        (4.5, "is no whole number"),
        ("12,34", "is no count"),
        ("1.234,5", "is no count"),
        ("0,204", "is no count"),
        ("0.204.300", "is no count"),
        ("99999999999", "more than there are people"),
        ("12B", "more than there are people"),
        ("lots", "is no count"),
    ],
)
def test_what_is_no_clear_count_is_refused_with_the_reason(cell: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_count(cell)


@given(st.integers(0, ABSURD))
def test_every_count_survives_the_way_through_its_usual_forms(count: int) -> None:
    grouped = f"{count:,}"
    forms = [str(count), grouped, f"{grouped}.0", f"{count}.00", grouped.replace(",", " "), grouped.replace(",", "'")]
    if grouped.count(",") != 1:  # one full stop alone may be a thousand or a fraction
        forms.append(grouped.replace(",", "."))
    assert {read_count(form) for form in (count, *forms)} == {count}


@given(st.text(max_size=12))
def test_no_text_does_more_than_be_read_or_refused(text: str) -> None:
    try:
        count = read_count(text)
    except ValueError:
        return
    assert count is None or 0 <= count <= ABSURD
