"""Reasons name the words at their places, and taking them out does what they say."""

from __future__ import annotations

import itertools
import math
import random
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.classifier import Classifier
from assistant.classifier.reasons import SHOWN, _disjoint, _places_behind_marks
from assistant.learning.corpus import read_corpus
from assistant.post import Label, Verdict

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
WORDS = st.sampled_from(
    [
        "we",
        "you",
        "sale",
        "free",
        "join",
        "tip",
        "bake",
        "oven",
        "#ad",
        "@anna",
        "https://x.example",
        "50%",
        "🍞",
        "👩\u200d🍳",
        "👍🏽",
        "❤\ufe0f",
        "5\ufe0f\u20e3",
        "🇫🇷🇩🇪",
        "🏴\U000e0067\U000e0062\U000e007f",
        "cafe\u0301",
        '"\u0301',
        "!\u0301",
        "शि",
        "שָׁלוֹם",
        "\u200fשל",
        "ＳＡＬＥ",
        "５０％",
        "\r\n",
        "\t",
        "\ud83d",
        "\ude00",
        "�",
        "!",
        "?",
        "\n",
    ]
)
PIECES = st.lists(st.one_of(WORDS, st.text(max_size=4)), max_size=12)
POSTS = PIECES.map(" ".join) | PIECES.map("".join)
CLASSIFIER, DEFAULT = Classifier.open(fast=True), Classifier.open(threads=1)


def judged(text: str, classifier: Classifier = CLASSIFIER) -> Verdict:
    return classifier.judge([text], explain=True)[0]


def is_drawn_on_the_one_before(character: str) -> bool:
    return character == "\u200d" or "🏻" <= character <= "🏿" or unicodedata.category(character) in {"Mn", "Me", "Mc"}


@given(POSTS)
@example("\ud83d sale \ude00 join us")
@example("Sale\u2019s on \U0001f469\u200d\U0001f373 join us!")
@settings(max_examples=1000, deadline=None)
def test_each_phrase_stands_where_it_is_said_to_stand(text: str) -> None:
    sound(judged(text))


@given(POSTS)
@settings(max_examples=40, deadline=None)
def test_so_does_each_phrase_of_the_default_model(text: str) -> None:
    sound(judged(text, DEFAULT))


def sound(verdict: Verdict) -> None:
    text = verdict.text
    assert all(text[r.start : r.end] == r.phrase and r.phrase for r in verdict.reasons)
    assert len(verdict.reasons) <= SHOWN
    weights = [r.weight for r in verdict.reasons]
    assert weights == sorted(weights, reverse=True)
    places = sorted((r.start, r.end) for r in verdict.reasons)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(places))
    assert not any(is_drawn_on_the_one_before(c) for s, e in places for c in (text[s], text[e : e + 1]) if c)


def log_odds(probability: float) -> float:
    return math.log(probability / (1 - probability))


@pytest.mark.parametrize(("classifier", "count"), [(CLASSIFIER, 120), (DEFAULT, 25)], ids=["light", "default"])
def test_taking_out_the_top_reason_moves_the_verdict_the_way_it_says(classifier: Classifier, count: int) -> None:
    posts = random.Random(7).sample(read_corpus(CORPUS), count)  # noqa: S311 - a sample, no secret
    found = 0
    for verdict in classifier.judge([p.text for p in posts], explain=True):
        if not verdict.reasons:
            continue
        top, found = verdict.reasons[0], found + 1
        before, after = verdict.text[: top.start].rstrip(" "), verdict.text[top.end :].lstrip(" ")
        change = log_odds(classifier.probabilities([f"{before} {after}".strip(" ")])[0]) - log_odds(verdict.probability)
        assert (change < 0) == (top.toward is Label.PROMOTIONAL), verdict.text
        assert abs(change) == pytest.approx(top.weight, abs=1e-6)
    assert found > 0.8 * count


@pytest.mark.parametrize("text", ["", "   ", "\n", "...", "(-)"])
def test_a_text_without_words_has_no_reasons(text: str) -> None:
    assert judged(text).reasons == ()


def test_a_word_keeps_all_marks_that_are_drawn_on_it_however_many() -> None:
    drawn = "👋🏽" + "\u0301" * 5000
    assert _places_behind_marks(f"a{drawn}b") == [
        0,
        1,
        *[len(drawn) + 1] * (len(drawn) - 1),
        len(drawn) + 1,
        len(drawn) + 2,
    ]


def test_no_more_phrases_are_looked_at_than_are_tried() -> None:
    ranked = iter([(n, n + 3) for n in range(10_000)])
    assert _disjoint(ranked, 6) == [(n, n + 3) for n in range(0, 18, 3)]
    assert next(ranked)[0] < 20


def test_a_very_long_text_is_explained_in_good_time() -> None:
    start = time.process_time()
    verdict = judged("join us for the sale and bake bread " * 1200)
    assert time.process_time() - start < 5
    assert all(verdict.text[r.start : r.end] == r.phrase for r in verdict.reasons)
