"""`assistant classify --explain`: the post itself with its reasons marked, safe for a terminal."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.cli.explained import drawn
from assistant.cli.screen import printable
from assistant.post import Label, Reason
from tests.conftest import Assistant

SALE = "Flash sale! 50% off all candles, today only!"
TIP = "Trim the wick to 5 mm before every burn: no soot."
COLOUR = re.compile(r"\x1b\[(?:4;3[23]|0)m")
TEXT = st.text(st.one_of(st.characters(), st.sampled_from("\x1b\x07\u202e\u0301\u200d👩🍳של\ud83d[]")), max_size=60)


def test_the_reasons_stand_marked_in_the_post_and_the_kind_is_explained(assistant: Assistant) -> None:
    out = assistant("classify", "--fast", "--explain", SALE).out
    first, _, verdict, kind, *spoken = out.splitlines()
    assert first.replace("[", "").replace("]", "") == SALE
    assert "[" in first
    assert verdict.startswith("promotional")
    assert kind == "  It offers a deal: it names a discount and a deadline."
    assert all(line.startswith("  Without '") for line in spoken)


def test_colour_only_where_it_is_wanted(assistant: Assistant) -> None:
    painted = assistant("classify", "--fast", "--explain", TIP, FORCE_COLOR="1").out
    assert "\x1b[4;32m" in painted
    assert COLOUR.sub("", painted.splitlines()[0]) == TIP
    assert "\x1b" not in assistant("classify", "--fast", "--explain", TIP).out
    assert "\x1b" not in assistant("classify", "--fast", "--explain", TIP, FORCE_COLOR="1", NO_COLOR="1").out


def test_an_unsure_verdict_says_why(assistant: Assistant) -> None:
    assert "It is unsure: there is no text." in assistant("classify", "--fast", "--explain", "").out


@st.composite
def explained(draw: st.DrawFn) -> tuple[str, tuple[Reason, ...]]:
    text = draw(TEXT)
    places = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    pairs = zip(places[::2], places[1::2], strict=False)
    label = draw(st.sampled_from(Label))
    return text, tuple(Reason(text[a:b], a, b, 1.0, label) for a, b in pairs if "\n" not in text[a:b])


@given(explained())
def test_nothing_is_lost_moved_or_live_in_the_drawing(case: tuple[str, tuple[Reason, ...]]) -> None:
    text, reasons = case
    shown = drawn(text, reasons)
    marks = sorted([(r.start, "[") for r in reasons] + [(r.end, "]") for r in reasons], key=lambda m: m[0])
    at, expected = 0, ""
    for place, mark in marks:
        expected += printable(text[at:place], keep_lines=True) + mark
        at = place
    expected += printable(text[at:], keep_lines=True)
    assert shown == (expected if text.strip() else "(empty)")
    assert "\x1b" not in shown
    assert "\u202e" not in shown


@pytest.mark.parametrize("length", [3999, 4000, 200_000])
def test_a_long_post_is_cut_and_says_so(length: int) -> None:
    shown = drawn("a" * length, ())
    assert len(shown) <= 4001
    assert shown.endswith("…") == (length > 4000)
