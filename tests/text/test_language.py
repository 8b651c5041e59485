"""Is it English? Only what is plainly something else is called so."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.text.language import foreign_language, has_words


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Heute gibt es frisches Brot und f\u00fcr euch auch einen Kaffee, wir freuen uns auf euch", "German"),
        ("Notre \u00e9quipe est avec vous pour une visite dans le jardin", "French"),
        ("Ma\u00f1ana hay pan con tomate para los ni\u00f1os, y el caf\u00e9 es gratis", "Spanish"),
        ("Questo \u00e8 il pane della nonna, con una crosta che non vi lascia", "Italian"),
        ("Wij zijn open en het brood is niet op, ook voor jullie", "Dutch"),
        (
            "\u041e\u0442\u043a\u0440\u044b\u0442\u044b \u0434\u043e \u0432\u043e\u0441\u044c\u043c\u0438",
            "another script",
        ),
        (
            "\u672c\u65e5\u306e\u30d1\u30f3\u306f\u58f2\u308a\u5207\u308c",
            "another script",
        ),
    ],
)
def test_another_language_is_named(text: str, language: str) -> None:
    assert foreign_language(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "Trim the wick to 5 mm before every burn",
        "Sold out.",
        "La Boulangerie is open, and the croissants are warm",
        "Die Hard is on at the drive-in",
        "Caf\u00e9 cr\u00e8me, anyone?",
        "@lesjardins @elmundo #lesvacances https://x.example/der-die-das",
        "\U0001f35e\U0001f35e",
        "",
        "Pan con tomate",
    ],
)
def test_english_and_what_may_be_english_passes(text: str) -> None:
    assert foreign_language(text) is None


@pytest.mark.parametrize(
    ("text", "some"),
    [
        ("bread", True),
        ("#bread", True),
        ("\u041f\u0440\u0438\u0432\u0435\u0442", True),
        ("@anna https://x.example", False),
        ("12 34 !!", False),
        ("\U0001f35e", False),
        ("", False),
        ("_ 1_2", False),
    ],
)
def test_words_are_what_is_left_beside_links_and_handles(text: str, some: bool) -> None:
    assert has_words(text) is some


@given(st.text(st.one_of(st.characters(), st.characters(categories=["Cs"])), max_size=80))
@settings(max_examples=200, deadline=None)
def test_no_text_breaks_the_look(text: str) -> None:
    foreign_language(text)
    has_words(text)


def test_a_very_long_text_is_judged_by_its_beginning() -> None:
    assert foreign_language("the bread is here and " * 200 + "und das ist nicht " * 100_000) is None
