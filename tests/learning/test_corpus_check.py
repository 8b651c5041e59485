"""A corpus is sound, or every problem is named."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.learning.corpus import LabelledPost, Place
from assistant.learning.corpus_check import check
from assistant.post import LABEL_OF, Kind


def posts(*rows: dict[str, Any]) -> list[LabelledPost]:
    listed = []
    for line, row in enumerate(rows, 1):
        kind = Kind(row.pop("kind", "tip"))
        text = row.pop("text", f"{'abcdefghij'[line]} different text altogether number {line}")
        listed.append(LabelledPost(text=text, kind=kind, label=LABEL_OF[kind], place=Place("p.jsonl", line), **row))
    return listed


def said(*rows: dict[str, Any], required: tuple[str, ...] = ()) -> list[str]:
    return [str(problem) for problem in check(posts(*rows), required=required)]


def test_a_sound_corpus_has_no_problems() -> None:
    assert said({"id": "1", "pair": "1-1"}, {"id": "2", "pair": "1-1", "kind": "offer"}, {"second": "fun"}) == []


def test_a_repeated_text_is_named_once_with_the_place_of_the_first() -> None:
    assert said({"text": "The same words here"}, {}, {"text": "the  same words HERE"}) == [
        "p.jsonl:3: repeats p.jsonl:1"
    ]


def test_a_nearly_repeated_text_is_named_with_its_nearest() -> None:
    one = "soak the beans overnight and drain them in the morning before they go in"
    assert said({"text": one}, {"text": f"{one}!"}) == ["p.jsonl:2: nearly repeats p.jsonl:1 (similarity 1.00)"]


def test_the_two_posts_of_a_contrast_pair_may_be_alike() -> None:
    text = "soak the beans overnight and drain them in the morning"
    assert said({"text": text, "pair": "1"}, {"text": f"{text}, sold here", "pair": "1", "kind": "product"}) == []


def test_very_short_posts_are_compared_word_for_word_only() -> None:
    assert said({"text": "Monday."}, {"text": "Monday!"}) == []


def test_a_pair_has_two_posts_and_two_labels() -> None:
    assert said(
        {"pair": "a"},
        {"pair": "b"}, {"pair": "b", "kind": "fun"},
        {"pair": "c"}, {"pair": "c", "kind": "offer"}, {"pair": "c", "kind": "offer"},
    ) == [
        "p.jsonl:1: pair a has 1 post instead of 2",
        "p.jsonl:3: pair b: both posts are value, see p.jsonl:2",
        "p.jsonl:4: pair c has 3 posts instead of 2",
        "p.jsonl:5: pair c has 3 posts instead of 2",
        "p.jsonl:6: pair c has 3 posts instead of 2",
    ]  # fmt: skip


def test_an_id_is_given_once() -> None:
    assert said({"id": "x"}, {"id": "y"}, {"id": "x"}) == ["p.jsonl:3: id x is taken by p.jsonl:1"]


def test_second_kinds_and_sorts_of_account_must_be_known() -> None:
    unknown = said({"second": "ad", "sort": "circus"}, {"second": "value"}, {"second": "offer", "sort": "shop"})
    assert [message[:31] for message in unknown] == [
        "p.jsonl:1: second is 'ad' (know",
        "p.jsonl:1: unknown sort of acco",
        "p.jsonl:2: second is 'value' (k",
    ]


def test_required_fields_are_missed_where_they_are_missing() -> None:
    assert said({"id": "1"}, {"id": "2", "second": "tip"}, required=("id", "second")) == ["p.jsonl:1: no second"]


def test_requiring_a_field_that_is_none_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="colour"):
        check([], required=("colour",))
