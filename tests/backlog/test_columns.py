"""Names of columns stay told apart, also where a file has thousands of one name."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.backlog.columns import kept_names, unique_names

NAMES = st.lists(st.sampled_from(["label", "label_original", "label_original_2", "a", "a_2", "a_2_2", ""]), max_size=12)


def slow_unique_names(columns: list[str]) -> tuple[str, ...]:
    """The same in cubic time: the rule as it reads."""
    out: list[str] = []
    for place, name in enumerate(columns, 1):
        base = name or f"column_{place}"
        candidate, number = base, 2
        while candidate in out or (candidate != base and candidate in columns):
            candidate, number = f"{base}_{number}", number + 1
        out.append(candidate)
    return tuple(out)


@given(NAMES)
def test_names_are_told_apart_by_the_next_free_number(columns: list[str]) -> None:
    assert unique_names(columns) == slow_unique_names(columns)


@given(NAMES)
def test_names_that_are_needed_go_on_under_free_ones(columns: list[str]) -> None:
    found = kept_names(columns)
    assert "label" not in found
    renamed = [new for old, new in zip(columns, found, strict=True) if old == "label"]
    assert len(set(renamed)) == len(renamed) and not set(renamed) & set(columns)
    assert [new for old, new in zip(columns, found, strict=True) if old != "label"] == [
        c for c in columns if c != "label"
    ]


def test_thousands_of_columns_of_one_name_take_no_time() -> None:
    """A hundred thousand names are done at once in linear time, and took years in cubic time."""
    many = 100_000
    assert unique_names(["a"] * many)[-1] == f"a_{many}"
    assert unique_names([""] * many)[-1] == f"column_{many}"
    assert unique_names([*["a"] * many, *(f"a_{i}" for i in range(2, many))])[many - 1] == f"a_{2 * many - 2}"
    assert kept_names(["label"] * many)[-1] == f"label_original_{many}"
