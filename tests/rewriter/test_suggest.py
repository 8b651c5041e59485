"""Suggestions: what is asked, kept, left out and labelled."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.classifier import Classifier
from assistant.errors import InputError
from assistant.post import Kind, Label, Verdict
from assistant.rewriter import Mode, Owner, Status, apply, suggest
from assistant.rewriter.guard import Sources, check

ROOT = Path(__file__).resolve().parents[2]
DRAFTS = [json.loads(x) for x in (ROOT / "benchmarks" / "rewrite_drafts.jsonl").read_text("utf-8").splitlines()]
DRAFT = "FLASH SALE!! All lamps 30% off until Sunday, new customers only. Don't miss out! Order at lamps.example/sale"
ANSWER = "A warm bulb of 2700 kelvin makes a room feel bigger in the evening"
WORDS = [
    "SALE!", "Hurry!!", "free", "£5", "now", "🔥", "#a", "#b", "until", "Sunday", "Book", "now.", "we", "you", "only",
    "a.example\n",
]  # fmt: skip
JUDGE = Classifier.open()


class Pitches:
    """Calls everything a pitch, so that a test of the rules does not depend on a model."""

    def judge(self, texts: Sequence[str], *, explain: bool = True) -> list[Verdict]:
        kinds = {kind: 1.0 if kind is Kind.OFFER else 0.0 for kind in Kind}
        return [Verdict(t, Label.PROMOTIONAL, 1.0, Kind.OFFER, kinds, False, "none") for t in texts]


PITCHES = Pitches()


def test_an_answer_leads_and_the_offer_travels_whole_or_not_at_all() -> None:
    outcome = suggest(DRAFT, judge=JUDGE, answer=ANSWER)
    ready = [s for s in outcome.suggestions if s.status is Status.READY]
    assert ready and all(s.text.startswith(ANSWER + ".") for s in ready)
    for s in outcome.suggestions:
        assert ("30%" in s.text) == ("new customers only" in s.text) == ("until Sunday" in s.text)


def test_without_an_answer_the_blanks_are_visible_and_nothing_is_ready() -> None:
    outcome = suggest(DRAFT, judge=JUDGE, n=5)
    assert {s.status for s in outcome.suggestions} == {Status.NEEDS_YOUR_WORDS, Status.EDITS_ONLY}
    for s in outcome.suggestions:
        assert all(b in s.text for b in s.blanks) and bool(s.blanks) == (s.mode is not Mode.FIX)


def test_the_four_angles_are_offered_when_asked_for() -> None:
    angles = {s.angle for s in suggest(DRAFT, judge=JUDGE, n=9).suggestions}
    assert {"tip", "question", "story", "behind the scenes"} <= angles


def test_a_note_of_the_notebook_answers_when_it_is_about_the_same() -> None:
    owner = Owner(trade="lamp shop", notes=("Lamps of 2700 kelvin make a room feel bigger.", "Our dog is called Pip."))
    outcome = suggest(DRAFT, judge=JUDGE, owner=owner)
    assert any(s.status is Status.READY and s.text.startswith("Lamps of 2700 kelvin") for s in outcome.suggestions)


def test_the_why_of_the_profile_tells_the_story() -> None:
    owner = Owner(why="I began because my grandfather read by candlelight until he was blind.")
    stories = [s for s in suggest(DRAFT, judge=JUDGE, owner=owner, n=9).suggestions if s.angle == "story"]
    assert stories and stories[0].text.startswith("I began because my grandfather")


def test_the_blank_of_a_story_is_the_program_s_own_not_the_brackets_of_the_why() -> None:
    owner = Owner(why="I began in 2010 [in Cork] with one bench.")
    stories = [s for s in suggest(DRAFT, judge=PITCHES, owner=owner, n=9).suggestions if s.angle == "story"]
    assert [s.blanks for s in stories] == [("[a moment when that showed]",)]
    assert stories[0].text.startswith("I began in 2010 [in Cork] with one bench.\n\n[a moment when that showed]\n\n")


def test_an_answer_that_is_still_a_blank_is_none() -> None:
    outcome = suggest(DRAFT, judge=PITCHES, answer="[what happened at work this week that customers never see]")
    assert any("too short to lead a post" in n for n in outcome.notices)
    assert all(s.status is not Status.READY for s in outcome.suggestions)


def test_what_is_removed_is_listed() -> None:
    outcome = suggest("Best soap in town! Soap is 30% off, order now at soap.example #soap #a #b #c", judge=PITCHES)
    fixed = next(s for s in outcome.suggestions if s.mode is Mode.FIX)
    assert any("Best soap" in d for d in fixed.dropped) and any("#c" in d for d in fixed.dropped)


def test_a_value_post_passes_untouched() -> None:
    text = "Trim the wick to 5 mm before every burn: no soot, and the candle lasts a third longer."
    outcome = suggest(text, judge=JUDGE)
    assert outcome.post.label is Label.VALUE and [s.text for s in outcome.suggestions] == [text]


@pytest.mark.parametrize("draft", ["", "   ", "x " * 10_001])
def test_what_is_no_draft_is_refused(draft: str) -> None:
    with pytest.raises(InputError):
        suggest(draft, judge=JUDGE)


@pytest.mark.parametrize("draft", DRAFTS[::4], ids=lambda d: d["id"])
def test_the_frozen_drafts_replay_pass_the_guard_and_stay_as_they_are(draft: dict[str, str]) -> None:
    outcome = suggest(draft["draft"], judge=JUDGE, answer=draft["answer"])
    for s in outcome.suggestions:
        assert apply(draft["draft"], s.edits) == s.text
        if s.status is Status.READY:
            assert check(s.text, Sources(draft["draft"], draft["answer"])) == ()
            assert suggest(s.text, judge=JUDGE).suggestions[0].text == s.text


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(WORDS),
        min_size=1,
    )
)
def test_any_draft_gets_edits_that_replay_and_settle(words: list[str]) -> None:
    draft = " ".join(words)
    fixed = next(s for s in suggest(draft, judge=JUDGE, n=9).suggestions if s.mode is Mode.FIX)
    assert apply(draft, fixed.edits) == fixed.text


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60).filter(lambda t: t.strip()))
def test_no_text_breaks_it(text: str) -> None:
    for s in suggest(text, judge=JUDGE, answer=text, n=9).suggestions:
        assert apply(text, s.edits) == s.text
