"""`suggest`: a draft in, its verdict, the bar test, a question and suggestions out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.errors import InputError
from assistant.post import Label, Verdict
from assistant.rewriter.bar import bar_test
from assistant.rewriter.edits import Edit, apply
from assistant.rewriter.fix import fix, told
from assistant.rewriter.guard import Sources, check
from assistant.rewriter.interview import Angle, blank, from_notebook, is_answer, question
from assistant.rewriter.profile import Profile
from assistant.rewriter.rank import ranked
from assistant.rewriter.reading import read
from assistant.rewriter.remake import Remade, tidy, value_only, with_offer
from assistant.rewriter.results import Mode, Rewrite, Status, Suggestion

LONGEST = 20_000  # characters; no platform takes a post of a third of that


class Judge(Protocol):
    """What the rewriter needs of a classifier."""

    def judge(self, texts: Sequence[str], *, explain: bool = True) -> list[Verdict]:
        """One verdict for each text."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text on its way to becoming a suggestion; `body` is the text without the lead that was added."""

    mode: Mode
    text: str
    edits: tuple[Edit, ...]
    dropped: tuple[str, ...] = ()
    body: str | None = None
    angle: Angle | None = None
    blanks: tuple[str, ...] = ()
    backend: str = "rules"


def suggest(
    draft: str,
    *,
    judge: Judge,
    answer: str | None = None,
    profile: Profile | None = None,
    n: int = 3,
    limit: int | None = None,
    more: Sequence[Candidate] = (),
) -> Rewrite:
    """Suggest up to `n` texts in place of `draft`, the best first.

    `answer` is the owner's answer to the question, `limit` the platform's length in characters, `more` candidates from
    another backend, which pass the same guard. A draft that gives value already only has its tone calmed.
    Raises `InputError` for a text that is no draft.
    """
    if not draft.strip():
        raise InputError("there is no text to rewrite", "give a draft of at least a few words")
    if len(draft) > LONGEST:
        raise InputError(f"the draft has {len(draft)} characters", f"a post has at most {LONGEST}; cut it first")
    (verdict,) = judge.judge([draft])
    promotional = verdict.label is Label.PROMOTIONAL
    edits = fix(draft, calm_only=not promotional)
    asked = question(verdict, profile)
    sources = Sources(draft, answer, profile)
    candidates = [_fixed(draft, edits)]
    if promotional:
        candidates += [*more, *_remakes(draft, edits, answer, profile, asked)]
    shown = [c for c in candidates if c.mode is Mode.FIX or not check(c.text, sources, limit=limit)]
    suggestions = _judged(shown, judge, calm=not promotional)
    notices = () if len(shown) == len(candidates) else (f"{len(candidates) - len(shown)} not shown: the guard refused",)
    return Rewrite(verdict, bar_test(verdict, read(draft), edits), asked, tuple(_best(suggestions, draft, n)), notices)


def _fixed(draft: str, edits: Sequence[Edit]) -> Candidate:
    return Candidate(Mode.FIX, apply(draft, edits), tuple(edits), tuple(told(edits)))


def _remakes(
    draft: str, edits: Sequence[Edit], answer: str | None, profile: Profile | None, asked: str
) -> Iterator[Candidate]:
    known = answer if answer and is_answer(answer) else None
    known = known or from_notebook(draft, profile)
    told_ = tuple(told(edits))
    if known:
        lead = tidy(known)
        yield _candidate(Mode.VALUE_ONLY, value_only(draft, lead), Angle.TIP)
        remade = with_offer(draft, edits, lead)
        if remade:
            yield _candidate(Mode.REMAKE, remade, Angle.TIP, told_)
        if profile and profile.why:
            yield _candidate(Mode.VALUE_ONLY, value_only(draft, f"{tidy(profile.why)}\n\n{lead}"), Angle.STORY)
        return
    for angle in Angle:
        words = blank(angle, draft, asked, profile)
        blanked = with_offer(draft, edits, words) or value_only(draft, words)
        mode = Mode.REMAKE if blanked.text != words else Mode.VALUE_ONLY
        yield replace(_candidate(mode, blanked, angle, told_), blanks=(words[words.index("[") :],))


def _candidate(mode: Mode, remade: Remade, angle: Angle, told_: tuple[str, ...] = ()) -> Candidate:
    body = remade.text[len(remade.lead) :].strip() if mode is Mode.REMAKE else None
    return Candidate(mode, remade.text, remade.edits, (*told_, *remade.dropped), body or None, angle)


def _judged(candidates: Sequence[Candidate], judge: Judge, *, calm: bool) -> list[Suggestion]:
    """Each candidate with its verdict, its body's probability, and its status."""
    texts = list(dict.fromkeys(t for c in candidates for t in (c.text, c.body or c.text)))
    verdicts = dict(zip(texts, judge.judge(texts, explain=False), strict=True))
    return [
        Suggestion(
            c.text,
            _status(c, verdicts[c.text], calm=calm),
            c.mode,
            verdicts[c.text],
            c.edits,
            c.blanks,
            tuple(dict.fromkeys(c.dropped)),
            str(c.angle) if c.angle else None,
            verdicts[c.body or c.text].probability,
            c.backend,
        )
        for c in candidates
    ]


def _status(candidate: Candidate, verdict: Verdict, *, calm: bool) -> Status:
    if candidate.mode is Mode.FIX:
        return Status.READY if calm and verdict.label is Label.VALUE else Status.EDITS_ONLY
    if candidate.blanks or verdict.label is Label.PROMOTIONAL:
        return Status.NEEDS_YOUR_WORDS
    return Status.READY


def _best(suggestions: Sequence[Suggestion], draft: str, n: int) -> list[Suggestion]:
    """The best `n` without repeats; a remake that still reads as a pitch is kept only where nothing is ready."""
    listed = ranked(suggestions, draft)
    if any(s.status is Status.READY for s in listed):
        listed = [s for s in listed if s.status is not Status.NEEDS_YOUR_WORDS]
    unique = {s.text: s for s in reversed(listed)}
    kept = [s for s in listed if unique[s.text] is s]
    fixed = next((s for s in kept if s.mode is Mode.FIX), None)
    return kept[:n] if n < 2 or fixed is None or fixed in kept[:n] else [*kept[: n - 1], fixed]
