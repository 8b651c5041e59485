"""A batch says what the same drafts say one by one, and asks the model less."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.classifier import Classifier
from assistant.post import Label, Verdict
from assistant.rewriter import Owner, suggest
from assistant.rewriter.batch import CHUNK, rewritten

ROOT = Path(__file__).resolve().parents[2]
DRAFTS = [
    json.loads(x)["draft"] for x in (ROOT / "benchmarks" / "rewrite_drafts.jsonl").read_text("utf-8").splitlines()
]
VALUE = "Trim the wick to 5 mm before every burn: no soot, and the candle lasts a third longer."
JUDGE = Classifier.open(fast=True)
BAKERY = Owner(trade="bakery", why="I began because my gran's bread was never sold.", notes=("Salt steak overnight.",))


class Counting:
    """The light model, which counts what it is asked."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.calls = 0

    def judge(self, texts: Sequence[str], *, explain: bool = True) -> list[Verdict]:
        assert not explain
        self.calls += 1
        self.asked.update(texts)
        return JUDGE.judge(texts, explain=False)


@pytest.mark.parametrize("owner", [None, BAKERY], ids=["nobody", "a bakery"])
def test_a_batch_gives_the_first_suggestion_of_each_draft(owner: Owner | None) -> None:
    drafts = [*DRAFTS, VALUE, "", "  ", "x" * 20_001, DRAFTS[0]]
    for draft, row in zip(drafts, rewritten(drafts, judge=JUDGE, owner=owner), strict=True):
        assert row.draft == draft
        alone = suggest(draft, judge=JUDGE, owner=owner) if draft.strip() and len(draft) <= 20_000 else None
        if alone is None or alone.post.label is Label.VALUE:
            assert (row.text, row.status) == (draft, None)
        else:
            first = alone.suggestions[0]
            assert (row.text, row.status, row.dropped) == (first.text, first.status, first.dropped)


def test_no_text_is_scored_twice_and_few_calls_are_made() -> None:
    judge = Counting()
    drafts = DRAFTS[: CHUNK // 2] * 2
    assert len(list(rewritten(drafts, judge=judge, owner=BAKERY))) == CHUNK
    assert max(judge.asked.values()) == 1
    assert judge.calls <= 2  # the drafts of a chunk, then all their candidates


def test_blanks_are_not_scored() -> None:
    judge = Counting()
    list(rewritten(DRAFTS, judge=judge))
    assert set(judge.asked) <= set(DRAFTS)


def test_a_batch_keeps_to_a_platform_s_length() -> None:
    long = "Soap is 20% off until Sunday. " + "Every bar is made of olive oil and lye. " * 8
    (row,) = rewritten([long], judge=JUDGE, platform="x")
    assert row.status is None or row.status == "edits only" or len(row.text) <= 280
