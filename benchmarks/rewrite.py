"""How good are the rewrites? On 134 drafts with an owner's answer each, written before the rules.

    python benchmarks/rewrite.py            the table
    python benchmarks/rewrite.py --fast     with the light model alone
    python benchmarks/rewrite.py --show     every ready text, to be read against benchmarks/rewrite_checklist.md

A second classifier, which the product neither ships nor uses, judges what came out: character and word TF-IDF with
logistic regression, trained here on corpus/.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from assistant.classifier import Classifier  # noqa: E402
from assistant.post import LABEL_OF, Kind, Label  # noqa: E402
from assistant.rewriter import Mode, Rewrite, Status, Suggestion, apply, suggest  # noqa: E402
from assistant.rewriter.guard import Sources, check  # noqa: E402
from assistant.text.facts import facts  # noqa: E402

DRAFTS = [json.loads(line) for line in (ROOT / "benchmarks/rewrite_drafts.jsonl").read_text("utf-8").splitlines()]


def second_classifier() -> Any:
    """TF-IDF of words and characters with logistic regression, on the base corpus."""
    posts = [
        json.loads(x) for p in sorted((ROOT / "corpus").glob("*.jsonl")) for x in p.read_text("utf-8").splitlines()
    ]
    features = make_union(
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 4), min_df=5, sublinear_tf=True),
    )
    model = make_pipeline(features, LogisticRegression(C=4, max_iter=400))
    return model.fit([p["text"] for p in posts], [LABEL_OF[Kind(p["kind"])] is Label.PROMOTIONAL for p in posts])


def recalled(draft: str, suggestion: Suggestion) -> tuple[int, int]:
    """How many facts of the draft are kept or listed as left out, and how many there are."""
    listed = " ".join((suggestion.text, *suggestion.dropped)).lower()
    found = [f.text.lower() for f in facts(draft)]
    return sum(f in listed or f.rstrip(" nowtday") in listed for f in found), len(found)


def first_ready(outcome: Rewrite) -> Suggestion | None:
    """The suggestion that an owner sees first, if it is ready."""
    return next((s for s in outcome.suggestions if s.status is Status.READY), None)


def main() -> None:
    """Rewrite all drafts and print the shares."""
    classifier = Classifier.open(fast="--fast" in sys.argv)
    started = time.perf_counter()
    outcomes = [suggest(d["draft"], judge=classifier, answer=d["answer"]) for d in DRAFTS]
    seconds = time.perf_counter() - started
    second = second_classifier()
    counts: Counter[str] = Counter()
    for draft, outcome in zip(DRAFTS, outcomes, strict=True):
        measure(draft, outcome, second, counts)
        if "--show" in sys.argv:
            show(draft, outcome)
    table(counts, seconds)


def measure(draft: dict[str, str], outcome: Rewrite, second: Any, counts: Counter[str]) -> None:
    """Add one draft's figures."""
    text, sources = draft["draft"], Sources(draft["draft"], draft["answer"])
    counts["promotional drafts, first classifier"] += outcome.post.label is Label.PROMOTIONAL
    counts["promotional drafts, second classifier"] += bool(second.predict([text])[0])
    ready = first_ready(outcome) if outcome.post.label is Label.PROMOTIONAL else None
    counts["with a ready suggestion"] += ready is not None
    for s in outcome.suggestions:
        kept, there = recalled(text, s)
        counts["facts"] += there
        counts["facts kept or listed"] += kept
        counts["edits that do not replay"] += apply(text, s.edits) != s.text
        if s.status is Status.READY:
            counts["ready texts"] += 1
            counts["guard violations in ready texts"] += bool(check(s.text, sources))
            again = suggest(s.text, judge=classifier_of(outcome)).suggestions[0]
            counts["ready texts that a second rewrite changes"] += again.text != s.text
        if s.mode is not Mode.FIX and s.status is Status.READY:
            counts[f"{s.mode} ready"] += 1
            counts[f"{s.mode} flips, second classifier"] += not second.predict([s.text])[0]


def classifier_of(_: Rewrite) -> Classifier:
    """The base classifier, opened once."""
    global _CLASSIFIER  # noqa: PLW0603 - one model for the whole benchmark
    _CLASSIFIER = _CLASSIFIER or Classifier.open(fast="--fast" in sys.argv)
    return _CLASSIFIER


_CLASSIFIER: Classifier | None = None


def show(draft: dict[str, str], outcome: Rewrite) -> None:
    """Print what a reader judges."""
    print(f"=== {draft['id']} {draft['trade']} ({outcome.post.probability:.2f})\n{draft['draft']}")
    for s in outcome.suggestions:
        if s.mode is not Mode.FIX:
            print(f"--- {s.status} {s.mode} {s.post.probability:.2f}\n{s.text}\n  left out: {list(s.dropped)}")


def table(counts: Counter[str], seconds: float) -> None:
    """Print the figures."""
    print(f"{len(DRAFTS)} drafts in {seconds:.2f} s: {60 * len(DRAFTS) / seconds:.0f} a minute")
    for name, count in sorted(counts.items()):
        print(f"{name:<50} {count:>6}")


if __name__ == "__main__":
    main()
