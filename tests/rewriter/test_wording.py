"""Words compared: tokens in their places, and the stems by which they are the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.rewriter.wording import shape, stem, tokens

PIECES = [
    "rugs",
    "Don't",
    "£7.50",
    "1,000",
    "30%",
    "7.30pm",
    "May",
    "may",
    "[your words]",
    "b.example/x",
    " ",
    ", ",
    ". ",
    "\n",
]


@given(st.text(max_size=80) | st.lists(st.sampled_from(PIECES)).map(" ".join))
def test_tokens_stand_where_they_say_in_sentences_and_clauses_that_only_go_on(text: str) -> None:
    found = tokens(text)
    assert all(text[t.start : t.start + len(t.text)] == t.text for t in found)
    assert [t.start for t in found] == sorted({t.start for t in found})
    assert [(t.sentence, t.clause) for t in found] == sorted((t.sentence, t.clause) for t in found)
    assert all(t.stem == stem(t.text) and t.shape == shape(t.text) for t in found)
    sentences = {t.sentence for t in found}
    assert sum(t.opens for t in found) == len(sentences)


@pytest.mark.parametrize(
    ("word", "same"),
    [
        ("weaving", "weave"), ("weaves", "weave"), ("knotted", "knot"), ("Rug’s", "rugs"), ("parties", "party"),
        ("twelve", "12"), ("1,000", "1000"), ("Mondays", "mon"), ("September", "Sept"), ("rugs", "RUG"),
    ],
)  # fmt: skip
def test_forms_of_a_word_have_one_stem(word: str, same: str) -> None:
    assert stem(word) == stem(same)


@pytest.mark.parametrize(
    ("word", "sort"),
    [
        ("£7", "£"), ("30%", "%"), ("7.30pm", "time"), ("7:30", "time"), ("10-12", "range"), ("3rd", "date"),
        ("3/14", "date"), ("5kg", "measure"), ("42", "0"), ("twelve", "0"), ("one", ""), ("Monday", "day"),
        ("Fridays", "day"), ("May", "month"), ("may", ""), ("sun", ""), ("june", "month"), ("rug", ""),
    ],
)  # fmt: skip
def test_quantities_are_told_apart_by_their_sort(word: str, sort: str) -> None:
    assert shape(word) == sort
