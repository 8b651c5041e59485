"""Features are rows of the weight table, the same for ever: models on users' disks depend on them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.classifier.features import BUCKETS, ROWS, SURFACE, rows_and_weights, word_rows

ANY = st.text(st.one_of(st.characters(), st.characters(categories=["Cs"])), max_size=80)
COUNTS = 13  # features that are counted into bins


def surface(text: str) -> set[str]:
    return {SURFACE[row - BUCKETS] for row in rows_and_weights(text)[2]}


def test_the_rows_of_words_never_change() -> None:
    assert word_rows([b"fresh", b"bread", b"<link>"]) == [120691, 85323, 68957, 107546, 27510]


def test_the_table_has_not_changed_its_shape() -> None:
    assert (BUCKETS, ROWS, len(SURFACE)) == (131072, 131132, 60)


@given(ANY)
@settings(max_examples=200, deadline=None)
def test_every_row_is_in_the_table_and_every_count_has_one(text: str) -> None:
    words, weight, rows = rows_and_weights(text)
    assert all(0 <= row < BUCKETS for row in words)
    assert all(BUCKETS <= row < ROWS for row in rows)
    assert len(set(rows)) == len(rows) >= COUNTS
    assert weight == pytest.approx(len(words) ** -0.5 if words else 0.0)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", {"words<=3", "links<=0", "capitals<=5"}),
        ("@anna yes, bring it in", {"reply", "handles<=1"}),
        ("Read on https://x.example/a", {"ends in link", "links<=1"}),
        ("Who is in?", {"ends in question", "questions<=1"}),
        ("Heat matters more than time (3/6)", {"thread"}),
        ("\u201cIt rose twice\u201d, said Ama", {"quoted"}),
        ("What you need:\n", {"colon before end", "lines<=1"}),
        ("SALE NOW", {"capitals<=more"}),
        ("#a #b #c", {"hashtags<=5"}),
        ("We do our best for us and ours", {"we<=more"}),
        ("\u00a35 or 5% or $5", {"money<=more"}),
    ],
)
def test_the_surface_of_a_post(text: str, shown: set[str]) -> None:
    assert shown <= surface(text)
