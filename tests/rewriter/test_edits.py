"""Edits replay, and composing them is the same as applying them one after the other."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assistant.rewriter.edits import Edit, apply, compose
from assistant.rewriter.fix import fix


def edit(text: str, start: int, end: int, after: str) -> Edit:
    return Edit(start, end, text[start:end], after, "o", "r", "D1", "x")


@st.composite
def edited(draw: st.DrawFn, text: str) -> list[Edit]:
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
    drawn = [edit(text, a, b, draw(st.text("xyz", max_size=3))) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    assume(len({e.start for e in drawn}) == len(drawn) and all(e.before != e.after for e in drawn))
    return drawn


@settings(max_examples=150, deadline=None)
@given(st.data(), st.text("abc ", max_size=14))
def test_composed_edits_do_what_both_do(data: st.DataObject, text: str) -> None:
    first = data.draw(edited(text))
    between = apply(text, first)
    then = data.draw(edited(between))
    assert apply(text, compose(text, first, then)) == apply(between, then)


def test_any_subset_of_edits_can_be_applied() -> None:
    text = "Hurry! Book now at reef"
    both = [edit(text, 0, 7, ""), edit(text, 7, 15, "You can book")]
    assert apply(text, both) == "You can book at reef"
    assert apply(text, both[1:]) == "Hurry! You can book at reef"


def test_edits_of_another_text_are_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        apply("abc", [edit("xyz", 0, 1, "q")])


def test_overlapping_edits_are_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        apply("abc", [edit("abc", 0, 2, "q"), edit("abc", 1, 3, "r")])


def test_neighbouring_calls_to_action_go_one_round_after_the_other() -> None:
    draft = "Order now! Order now! Order now! It is good soap."
    fixed = apply(draft, fix(draft))
    assert fixed.count("rder") == 1
    assert fix(fixed) == []
