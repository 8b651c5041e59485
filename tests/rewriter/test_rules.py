"""Every rule fires where it says and stays silent where it says."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


EXAMPLES = [text for rule in RULES for pair in rule.fires for text in pair] + [t for rule in RULES for t in rule.silent]
PIECES = (
    st.sampled_from(EXAMPLES)
    | st.text(max_size=12)
    | st.sampled_from(["\n", " ", "!", "…", "🔥", "#sale", "https://a.example"])
)


@given(st.lists(PIECES, max_size=5).map("".join))
def test_the_edits_of_each_rule_lie_apart_and_hold_what_stands_there(text: str) -> None:
    for rule in RULES:
        at = 0
        for edit in rule.edits(text):
            assert at <= edit.start < edit.end <= len(text) or (edit.start == edit.end >= at)
            assert edit.before == text[edit.start : edit.end] != edit.after
            assert (edit.reason, edit.rule) == (rule.reason, rule.id)
            at = edit.end
        assert isinstance(apply(text, rule.edits(text)), str)
