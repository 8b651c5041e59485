"""Facts, conditions and claims, each with its span."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.text.conditions import claims, conditions
from assistant.text.facts import FactKind, facts


@pytest.mark.parametrize(
    ("text", "kind", "phrase"),
    [
        ("It is £7.50 a jar", FactKind.PRICE, "£7.50"),
        ("Now 130 € a card", FactKind.PRICE, "130 €"),
        ("Lamps are 30% off", FactKind.DISCOUNT, "30% off"),
        ("two for one on scoops", FactKind.DISCOUNT, "two for one"),
        ("before 31 October please", FactKind.DATE, "31 October"),
        ("on Friday 14th Feb we", FactKind.DATE, "Friday 14th Feb"),
        ("from 7.30pm on", FactKind.TIME, "7.30pm"),
        ("Call 07700 900 455.", FactKind.PHONE, "07700 900 455"),
        ("Call (509) 555-0177.", FactKind.PHONE, "(509) 555-0177"),
        ("see reef.example/book.", FactKind.LINK, "reef.example/book"),
        ("mail jo@reef.example now", FactKind.EMAIL, "jo@reef.example"),
        ("use code SUDS50 today", FactKind.CODE, "SUDS50"),
        ("at 41 High Street", FactKind.PLACE, "41 High Street"),
        ("thanks @reef_club for it", FactKind.HANDLE, "@reef_club"),
        ("22 layouts", FactKind.NUMBER, "22"),
    ],
)
def test_a_fact_is_found_with_its_span(text: str, kind: FactKind, phrase: str) -> None:
    found = [f for f in facts(text) if f.kind is kind]
    assert [f.text for f in found] == [phrase]
    assert text[found[0].start : found[0].end] == phrase


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("Washes are half price, new clients only.", "new clients only."),
        ("30% off merino. Excludes kits.", "Excludes kits."),
        ("Min 8 people, prosecco included", "Min 8 people"),
        ("£25 off before 31 October", "£25 off before 31 October"),
    ],
)
def test_a_condition_is_the_whole_clause(text: str, clause: str) -> None:
    assert clause in [c.text for c in conditions(text)]


def test_claims_are_words_that_can_be_disputed() -> None:
    assert [c.text for c in claims("Certified organic soap, handmade by us")] == ["Certified", "organic", "handmade"]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80))
def test_facts_never_overlap_and_match_the_text(text: str) -> None:
    at = 0
    for fact in facts(text):
        assert fact.start >= at and text[fact.start : fact.end] == fact.text
        at = fact.end


@pytest.mark.parametrize("unit", ["1 ", "$1,000", "a.", "@a", "#", "A1 ", "1-", "+", "a-", "only "])
def test_long_runs_of_anything_stay_quick(unit: str) -> None:
    text = unit * (20_000 // len(unit))
    started = time.perf_counter()
    facts(text)
    conditions(text)
    assert time.perf_counter() - started < 4
