"""What holds for any draft: edits settle and replay, the guard passes what the sources say and no other number."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assistant.rewriter.edits import apply
from assistant.rewriter.fix import fix
from assistant.rewriter.guard import Guard, Sources, check
from assistant.rewriter.remake import tidy, with_offer
from assistant.rewriter.wording import tokens

ROOT = Path(__file__).resolve().parents[2]
LINES = (ROOT / "benchmarks" / "rewrite_drafts.jsonl").read_text("utf-8").splitlines()
DRAFTS = [json.loads(line) for line in LINES]
PIECES = [
    "HUGE SALE!!!", "Hurry!", "Only 4 places left!", "Book now at lamps.example",
    "Our lamps are 30% off until Sunday,",
    "new customers only.", "🔥🔥🔥", "Best lamps in town!", "#lamps #light #home #sale",
    "we can't be prouder", "£5 each",
    "You can", "order today.", "Tag a friend who needs this!", "BIG NEWS!", "https://a.example/b", "and", "\n", "FREE",
]  # fmt: skip
drafts = st.sampled_from(DRAFTS)


@settings(max_examples=120)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=14))
def test_edits_replay_and_a_fixed_text_is_left_alone(pieces: list[str]) -> None:
    draft = " ".join(pieces)
    edits = fix(draft)
    fixed = apply(draft, edits)
    assert all(draft[e.start : e.end] == e.before for e in edits)
    assert fix(fixed) == []


@settings(max_examples=80)
@given(drafts, st.data())
def test_any_subset_of_the_edits_can_be_taken(draft: dict[str, str], data: st.DataObject) -> None:
    edits = fix(draft["draft"])
    taken = [e for e in edits if data.draw(st.booleans())]
    text = apply(draft["draft"], taken)
    assert all(e.after in text for e in taken)


@pytest.mark.parametrize("draft", DRAFTS, ids=lambda d: d["id"])
def test_what_the_program_makes_passes_its_own_guard(draft: dict[str, str]) -> None:
    guard, edits = Guard(Sources(draft["draft"], draft["answer"])), fix(draft["draft"])
    made = with_offer(draft["draft"], edits, tidy(draft["answer"]))
    assert made is not None and guard.check(made.text) == ()
    assert guard.check(tidy(draft["answer"])) == () and guard.check(apply(draft["draft"], edits)) == ()


@settings(max_examples=150)
@given(drafts, st.data())
def test_a_number_that_no_source_has_is_refused(draft: dict[str, str], data: st.DataObject) -> None:
    text = apply(draft["draft"], fix(draft["draft"]))
    places = [i for i, c in enumerate(text) if c.isdecimal()]
    assume(places)
    at = data.draw(st.sampled_from(places))
    changed = text[:at] + data.draw(st.sampled_from("123456789")) + text[at + 1 :]
    known = {t.stem for source in (draft["draft"], draft["answer"]) for t in tokens(source)}
    assume(any(t.is_number and t.stem not in known for t in tokens(changed)))
    assert check(changed, Sources(draft["draft"], draft["answer"]))


@settings(max_examples=100)
@given(drafts, st.sampled_from(["organic", "guaranteed", "award-winning", "Priscilla", "Oakham", "vegan", "doctors"]))
def test_a_claim_or_name_that_no_source_has_is_refused(draft: dict[str, str], word: str) -> None:
    assume(
        word.lower()[:6] not in (draft["draft"] + draft["answer"]).lower()
    )  # "guarantee" is a source of "guaranteed"
    text = f"{tidy(draft['answer'])} It is {word}."
    assert check(text, Sources(draft["draft"], draft["answer"]))


@settings(max_examples=60)
@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=200))
def test_no_text_breaks_the_guard(output: str, draft: str, answer: str) -> None:
    for violation in check(output, Sources(draft, answer), platform="x"):
        assert violation.code and str(violation)
