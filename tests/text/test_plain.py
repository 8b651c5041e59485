"""One plain form of a post: what differs only in typing looks the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.text.plain import plain

PIECES = st.lists(
    st.one_of(
        st.text(max_size=8),
        st.sampled_from(
            [
                "https://x.example/a",
                "www.x.example",
                "@anna.b",
                "@",
                " ",
                "\n",
                "\u2019",
                "\u2014",
                "\u200b",
                "\u2026",
                ".",
            ]
        ),
    ),
    max_size=8,
).map("".join)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Don\u2019t \u201cmiss\u201d it \u2014 now\u2026", 'Don\'t "miss" it - now...'),
        ("Read https://x.example/a https://x.example/b", "Read http"),
        ("Read https://x.example/a\nwww.x.example now", "Read http now"),
        ("Thanks @anna.b and @x!", "Thanks @user and @user!"),
        ("a@b.example", "a@b.example"),
        ("sunny \u2600\ufe0f", "sunny \u2600"),
        ("no\u00a0break\u200b", "no break"),
        ("half an emoji \ud83d", "half an emoji \ufffd"),
        ("", ""),
    ],
)
def test_the_plain_form(text: str, form: str) -> None:
    assert plain(text) == form


@given(PIECES)
@settings(max_examples=250, deadline=None)
def test_the_plain_form_of_a_plain_form_is_itself(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@given(st.text(st.characters(categories=["Lu", "Ll", "Zs"], codec="ascii"), max_size=40))
@settings(max_examples=60, deadline=None)
def test_plain_words_stay_as_they_are(text: str) -> None:
    assert plain(text) == text
