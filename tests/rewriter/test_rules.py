"""Every rule fires where it says and stays silent where it says."""

from __future__ import annotations

import time

import pytest

from assistant.rewriter.edits import apply
from assistant.rewriter.fix import RULES
from assistant.rewriter.rules import Rule

FIRES = [pytest.param(rule, *pair, id=f"{rule.id}-{i}") for rule in RULES for i, pair in enumerate(rule.fires)]
SILENT = [pytest.param(rule, text, id=f"{rule.id}-{i}") for rule in RULES for i, text in enumerate(rule.silent)]


@pytest.mark.parametrize(("rule", "before", "after"), FIRES)
def test_a_rule_fires_on_its_examples(rule: Rule, before: str, after: str) -> None:
    assert apply(before, rule.edits(before)) == after


@pytest.mark.parametrize(("rule", "text"), SILENT)
def test_a_rule_stays_silent_on_its_counterexamples(rule: Rule, text: str) -> None:
    assert list(rule.edits(text)) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)
def test_every_rule_has_both_sorts_of_example_a_reason_and_a_principle(rule: Rule) -> None:
    assert rule.fires and rule.silent and rule.reason and rule.principle[0] in "ABCDE"


def test_rule_ids_are_unique() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)


@pytest.mark.parametrize(
    "text",
    ["A " * 10_000, "!" * 20_000, "AB " * 7_000, "🔥 " * 10_000, "a" * 20_000, "book now " * 2_300, "only 4 " * 2_900],
    ids=["letters", "marks", "capitals", "emoji", "one-word", "calls", "numbers"],
)
def test_no_rule_takes_long_on_a_long_text_of_one_thing(text: str) -> None:
    started = time.perf_counter()
    for rule in RULES:
        list(rule.edits(text))
    assert time.perf_counter() - started < 5
