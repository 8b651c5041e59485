"""Sentences of real sorts of posts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.text.sentences import sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dr. Pratt is in. Ring No. 5 today!! 🎉 Book now", ["Dr. Pratt is in.", "Ring No. 5 today!! 🎉", "Book now"]),
        ("Opens 9 a.m. Saturday. See a.b.example/x.y now", ["Opens 9 a.m. Saturday.", "See a.b.example/x.y now"]),
        ("hi 😎 Groups of 8\nline two", ["hi 😎", "Groups of 8", "line two"]),
        ("1. knead\n2. rest it. then bake", ["1. knead", "2. rest it.", "then bake"]),
        ("Fresh bread 🍞 at 7. #bread #dough", ["Fresh bread 🍞 at 7.", "#bread #dough"]),
        (
            "By J. R. Otto of St. Ives. £3.50 each. Costs 12. Next",
            ["By J. R. Otto of St. Ives.", "£3.50 each.", "Costs 12.", "Next"],
        ),
        ("Seats on 20 Dec. From £11.", ["Seats on 20 Dec.", "From £11."]),
        ("No. We never did.", ["No.", "We never did."]),
        ("Ok (really!). Sure?", ["Ok (really!).", "Sure?"]),
        ("no stop at all", ["no stop at all"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_posts_are_split_where_a_reader_would(text: str, expected: list[str]) -> None:
    assert [s.text for s in sentences(text)] == expected


def test_a_run_of_skin_tones_is_split_in_one_way_alone() -> None:
    assert [s.text for s in sentences("🏻" * 400 + " x")] == ["🏻" * 400 + " x"]
    assert [s.text for s in sentences("Done! " + "🏻" * 30 + " Next")] == ["Done! " + "🏻" * 30, "Next"]
    assert [s.text for s in sentences("Waved 👋🏽 Come in")] == ["Waved 👋🏽", "Come in"]


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("aB1.!?\n #🎉 e.g Dr"), max_size=60))
def test_sentences_hold_every_visible_character_in_order(text: str) -> None:
    found = sentences(text)
    assert "".join("".join(s.text.split()) for s in found) == "".join(text.split())
    assert all(text[s.start : s.end] == s.text for s in found)
