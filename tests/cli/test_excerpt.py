"""The beginning of a text, as lists and verdicts show it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.cli.screen import columns_of, excerpt
from assistant.cli.verdicts import verdict_text
from assistant.post import Kind, Label, Reason, Verdict


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("", 10, ""),
        ("fits", 4, "fits"),
        ("a line\n and\tanother", 40, "a line and another"),
        ("much too long", 8, "much to…"),
        ("日本語の投稿", 8, "日本語…"),
        ("e\u0301" * 3, 3, "e\u0301" * 3),
        ("\x1b[31mred", 20, "\u241b[31mred"),
        ("e" + "\u0301" * 1000, 5, "e" + "\u0301" * 39 + "…"),
    ],
)
def test_it_is_cut_to_the_columns_of_a_terminal(text: str, width: int, shown: str) -> None:
    assert excerpt(text, width) == shown


@given(st.text(max_size=60), st.integers(2, 30))
def test_it_never_takes_more_room_than_it_has(text: str, width: int) -> None:
    assert columns_of(excerpt(text, width)) <= width


def test_a_verdict_on_one_endless_word_stays_a_few_lines_long() -> None:
    text = "a" * 10_000_000
    reasons = (Reason(text[:20_000], 0, 20_000, 2.0, Label.VALUE),)
    verdict = Verdict(text, Label.VALUE, 0.1, Kind.FUN, {}, unsure=False, model="m", reasons=reasons)
    shown = verdict_text(verdict).splitlines()
    assert [len(line) for line in shown] == [160, len(shown[1]), len("  '…' speaks strongly for value") + 59]
