"""Tokens of a post and their places, whatever the characters."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.text.tokens import CharacterOffsets, encode, normal_form, normal_tokens, spans

ANY = st.text(
    st.one_of(
        st.characters(),
        st.characters(categories=["Cs"]),  # lone surrogates
        st.sampled_from("\U0001f35e\u2600\ufe0f\u200d\u2019\u2014\u00e9\u20ac@#!?$%& \n\taZ9_'./:"),
    ),
    max_size=60,
)


@given(ANY)
@example("\ud83d bread \ude00")
@example("\U0001f469\u200d\U0001f373 don\u2019t https://x.example/\u00e9\U0001f35e!")
@settings(max_examples=300, deadline=None)
def test_every_token_is_found_again_at_its_characters(text: str) -> None:
    data, offset = encode(text), CharacterOffsets(text)
    for first, last in spans(data):
        assert encode(text[offset(first) : offset(last)]) == data[first:last]


@given(ANY)
@settings(max_examples=200, deadline=None)
def test_tokens_stand_in_order_without_overlap_and_as_many_as_their_normal_forms(text: str) -> None:
    places = spans(encode(text))
    assert all(first < last for first, last in places)
    assert all(a[1] <= b[0] for a, b in pairwise(places))
    assert len(places) == len(normal_tokens(encode(text)))
    assert all(normal_tokens(encode(text)))


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Fresh BREAD at 7", ["fresh", "bread", "at", "0"]),
        ("\u00a34.50 for 12%", ["\u00a30", ".", "00", "for", "00", "%"]),
        ("don\u2019t don't", ["don't", "don't"]),
        ("see https://x.example/a?b=1, or www.x.example", ["see", "<link>", "or", "<link>"]),
        ("HTTP://X.example", ["<link>"]),
        ("thanks @anna_b #Sour\u00e9", ["thanks", "<handle>", "#", "sour\u00e9"]),
        ("wow!! \U0001f35e\U0001f35e", ["wow", "!", "!", "\U0001f35e", "\U0001f35e"]),
        ("\u00c9t\u00e9", ["\u00c9t\u00e9"]),  # only ASCII letters are lowered
        ("@ # . , - ( )", ["#", ".", ",", "-", "(", ")"]),
        ("hold w http", ["hold", "w", "http"]),
        ("", []),
    ],
)
def test_a_token_counts_as_its_normal_form(text: str, tokens: list[str]) -> None:
    assert [t.decode() for t in normal_tokens(encode(text))] == tokens


def test_a_normal_form_is_final() -> None:
    for token in (b"bread", b"#sale", b"don't", b"000", b"!"):
        assert normal_form(token) == token
