"""Figures of a corpus: tells, lengths, spread and pairs."""

from __future__ import annotations

import pytest

from assistant.learning.corpus import LabelledPost
from assistant.learning.corpus_stats import spread, stats
from assistant.learning.tells import SIGNS, signs, tells, tells_beside
from assistant.post import Label


def post(text: str, label: Label = Label.VALUE, **fields: str) -> LabelledPost:
    return LabelledPost(text=text, label=label, **fields)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("read this http://x.example/a", {"link"}),
        ("www.x.example has it", {"link"}),
        ("now \u00a34.50 each", {"price"}),
        ("twelve for 5 euros", {"price"}),
        ("100% of 5 people", set()),
        ("open today!", {"exclamation mark"}),
        ("so #tired", {"hashtag"}),
        ("#1 in town", {"hashtag"}),
        ("thanks @anna_b", {"mention"}),
        ("an email to a@b.example", {"mention"}),
        ("why?", {"question mark"}),
        ("bread \U0001f35e", {"emoji"}),
        ("sunny \u2600\ufe0f", {"emoji"}),
        ("a dash \u2014 and \u201cquotes\u201d \u2026", set()),
        ("We\u2019re home", {"we"}),
        ("YOUR loaf", {"you"}),
        ("I'm late", {"I"}),
        ("\ud83d", set()),
        ("", set()),
    ],
)
def test_signs_are_seen_where_they_are(text: str, shown: set[str]) -> None:
    assert {name for name, there in zip(SIGNS, signs(text), strict=True) if there} - {"under 15 words"} == shown


def test_the_gap_is_promotional_less_value() -> None:
    table = tells([post("a!", Label.PROMOTIONAL), post("b", Label.PROMOTIONAL), post("c!"), post("d!")])
    assert table["exclamation mark"] == {"promotional": 0.5, "value": 1.0, "gap": -0.5}


def test_a_corpus_with_a_wider_gap_than_real_posts_is_told() -> None:
    ours = [post("a!", Label.PROMOTIONAL), post("b #c")]
    real = [post("a", Label.PROMOTIONAL), post("b #c")]
    table = tells_beside(ours, real)
    assert table["exclamation mark"]["wider"] is True
    assert table["hashtag"]["wider"] is False


def test_one_label_alone_has_tells_too() -> None:
    assert tells([post("a!")])["exclamation mark"] == {"promotional": 0.0, "value": 1.0, "gap": -1.0}


def test_spread_counts_values_and_what_is_missing() -> None:
    assert spread(["b", "a", None, "b", "c"], top=2) == {"values": 3, "missing": 1, "top": {"b": 2, "a": 1}}


def test_a_users_own_file_with_labels_alone_has_figures() -> None:
    figures = stats([post("one two three"), post("four", Label.PROMOTIONAL, pair="1")])
    assert figures["kinds"] == {}
    assert figures["agreement"] is None
    assert figures["pairs"] == {"pairs": 1, "posts": 1}
    assert figures["words"]["all"]["mean"] == 2.0


def test_no_posts_have_no_figures() -> None:
    with pytest.raises(ValueError, match="no posts"):
        stats([])
