"""100 kB of the worst text for every rule, reader of text and guard: the time grows with the length, not its square."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from assistant.backlog.safe import neutralised, restored
from assistant.classifier import Classifier
from assistant.classifier.features import rows_and_weights
from assistant.insight.repeats import words_of
from assistant.insight.voice import voice
from assistant.rewriter import fix as fixing
from assistant.rewriter import interview, offers, reading, remake, trim, wording
from assistant.rewriter.guard import Sources, check
from assistant.text import conditions, facts, language, plain, platforms, sentences, tokens

LONG = 100_000  # characters: a text that no platform takes
UNITS = ("a", " ", "…", "#a ", "http://a ", "“", "😀", "£1 ", "a.", "Buy 1 get 1 free until Sunday, members only. ")
# Marks that may stand alone or belong to what is before them: a combining accent, a skin tone, the joiner, a variation
# selector, both of them behind an emoji, skin tones behind a stop, the half of a flag, a keycap.
DRAWN_ON = ("\u0301", "🏻", "\u200d", "\ufe0f", "👋🏻\u200d\ufe0f", "! 🏻", "🇫", "\u20e3")
WORST = (
    "…",
    "#a ",
    "£1 ",
    "Order now! ",
    "not wash ",
    "ab, ",
    "ab. ",
)  # for what does many things to a text, the units that cost most

LIGHT = Classifier.open(fast=True)

READERS: dict[str, Callable[[str], Any]] = {
    "tokens": lambda text: tokens.normal_tokens(tokens.encode(text)),
    "sentences": sentences.sentences,
    "plain form": plain.plain,
    "facts": facts.facts,
    "conditions": conditions.conditions,
    "claims": conditions.claims,
    "language": language.foreign_language,
    "length on x": lambda text: platforms.length_on(text, "x"),
    "graphemes": platforms.graphemes,
    "features": rows_and_weights,
    "voice": voice,
    "repeated words": words_of,
    "reading a draft": reading.read,
    "one action": trim.one_action,
    "topic": interview.topic,
    "is an answer": interview.is_answer,
    "tidy": remake.tidy,
    "closing line": lambda text: remake.with_offer(f"Mugs £5 {text}", (), "A tip."),
    "wording": wording.tokens,
    "lost conditions": lambda text: offers.lost_conditions(text[:20_000], reading.read(text[:20_000])),
    "verdict with reasons": lambda text: LIGHT.judge([text[: len(text) // 5]]),  # 20,000 characters are explained
    "neutralised cell": lambda text: restored(neutralised(text)),
}
HEAVY: dict[str, Callable[[str], Any]] = {
    "guard": lambda text: check(text[9:], Sources(text, None, None)),
    "guard of what it can check": lambda text: check(text[9 : len(text) // 11], Sources(text[: len(text) // 11])),
    "fix": fixing.fix,
}


def spent(read: Callable[[str], Any], unit: str, length: int) -> float:
    """Processor seconds, so that a busy machine does not count."""
    text = (unit * (length // len(unit) + 1))[:length] + " x"  # what a pattern for the run did not reckon with
    begun = time.process_time()
    read(text)
    return time.process_time() - begun


def grows_too_fast(read: Callable[[str], Any], unit: str) -> str | None:
    """Eight times the text may take twice eight times as long and a second more; the square is 64 times."""
    short = min(spent(read, unit, LONG // 8) for _ in range(2))
    long = spent(read, unit, LONG)
    return f"{unit!r}: {short:.3f} s, then {long:.3f} s" if long > 16 * short + 1 else None


@pytest.mark.parametrize("name", READERS)
def test_a_reader_of_text_grows_with_the_length(name: str) -> None:
    assert [said for unit in (*UNITS, *DRAWN_ON) if (said := grows_too_fast(READERS[name], unit))] == []


@pytest.mark.parametrize("name", HEAVY)
def test_what_does_many_things_grows_with_the_length(name: str) -> None:
    assert [said for unit in (*WORST, *DRAWN_ON) if (said := grows_too_fast(HEAVY[name], unit))] == []


@pytest.mark.parametrize("rule", fixing.RULES, ids=lambda rule: rule.id)
def test_a_rule_grows_with_the_length(rule: Any) -> None:
    found = (grows_too_fast(lambda text: list(rule.edits(text)), unit) for unit in (*UNITS, *DRAWN_ON))
    assert [said for said in found if said] == []
