"""The plain sentence of a kind points only at what stands in the text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.classifier.naming import sentence
from assistant.post import Kind


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        (Kind.OFFER, "Candles for $12 until Sunday!", "offers a deal: it names a price and a deadline"),
        (Kind.OFFER, "20% off with code GLOW20", "offers a deal: it names a discount and a code"),
        (Kind.OFFER, "You know you want it", "offers a deal"),
        (
            Kind.PRODUCT,
            "New: rye loaf. Order at rye.example",
            "it names something new, a way to order or book and a link",
        ),
        (Kind.BRAG, "Proud to be voted best bakery", "it tells of an award or a rank and its own pride"),
        (Kind.LINK_DROP, "Read more: https://x.example/a", "it has an invitation to follow or read on and a link"),
        (Kind.TIP, "How to trim a wick: 5 mm", "it gives steps or advice and numbers to go by"),
        (Kind.QUESTION, "Rye or spelt?", "asks its followers for their view"),
        (Kind.STORY, "Ten years ago my mother lent me an oven", "it tells of its own experience and a time gone by"),
        (Kind.COMMUNITY, "Congratulations to @oakfield_fc", "it has thanks or praise for others and an account"),
    ],
)
def test_a_sentence_names_what_the_text_has(kind: Kind, text: str, said: str) -> None:
    assert sentence(text, kind).endswith(said)


@given(st.text(max_size=200), st.sampled_from(Kind))
def test_every_text_has_a_sentence_for_every_kind(text: str, kind: Kind) -> None:
    said = sentence(text, kind)
    assert said
    assert said[0].islower()
    assert not said.endswith(".")


def test_a_huge_text_has_its_sentence_at_once() -> None:
    begun = time.process_time()
    sentence("free free until 5 % " * 50_000, Kind.OFFER)
    assert time.process_time() - begun < 1
