"""`suggest`: a draft in, its verdict, the bar test, a question and suggestions out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.errors import InputError
from assistant.post import Label, Verdict
from assistant.rewriter.bar import bar_test
from assistant.rewriter.edits import Edit, apply
from assistant.rewriter.fix import fix, told
from assistant.rewriter.guard import Guard, Sources
from assistant.rewriter.interview import Angle, angles, blank, from_notebook, is_answer, question
from assistant.rewriter.owner import Owner
from assistant.rewriter.rank import ranked
from assistant.rewriter.reading import read
from assistant.rewriter.remake import Remade, tidy, value_only, with_offer
from assistant.rewriter.results import Mode, Rewrite, Status, Suggestion
from assistant.text.platforms import problems

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


@dataclass(frozen=True, slots=True)
class Plan:
    """What a draft may become, before any of it is scored: the candidates that the guard lets pass, and what there is
    to say about it."""

    verdict: Verdict
    edits: tuple[Edit, ...]
    asked: str
    candidates: tuple[Candidate, ...]
    notices: tuple[str, ...] = ()

    @property
    def texts(self) -> list[str]:
        """What has to be scored: each candidate, and its body where it has one of its own."""
        return list(dict.fromkeys(t for c in self.candidates for t in (c.text, c.body or c.text)))


def suggest(
    draft: str,
    *,
    judge: Judge,
    answer: str | None = None,
    owner: Owner | None = None,
    n: int = 3,
    platform: str | None = None,
    more: Sequence[Candidate] = (),
) -> Rewrite:
    """Suggest up to `n` texts in place of `draft`, the best first.

    `answer` is the owner's answer to the question, `platform` the one whose length is kept, `more` candidates from
    another backend, which pass the same guard. A draft that gives value already only has its tone calmed.
    Raises `InputError` for a text that is no draft.
    """
    check_draft(draft)
    (verdict,) = judge.judge([draft])
    plan = planned(verdict, answer=answer, owner=owner, platform=platform, more=more)
    verdicts = dict(zip(plan.texts, judge.judge(plan.texts, explain=False), strict=True))
    return Rewrite(
        verdict,
        bar_test(verdict, read(draft), plan.edits),
        plan.asked,
        tuple(suggestions(plan, verdicts, n)),
        plan.notices,
    )


def check_draft(draft: str) -> None:
    """Raises `InputError` for a text that is no draft."""
    if not draft.strip():
        raise InputError("there is no text to rewrite", "give a draft of at least a few words")
    if len(draft) > LONGEST:
        raise InputError(f"the draft has {len(draft)} characters", f"a post has at most {LONGEST}; cut it first")


def planned(
    verdict: Verdict,
    *,
    answer: str | None = None,
    owner: Owner | None = None,
    platform: str | None = None,
    more: Sequence[Candidate] = (),
) -> Plan:
    """The candidates for a judged draft. Rules and guard alone: no model is asked."""
    draft, promotional = verdict.text, verdict.label is Label.PROMOTIONAL
    edits = fix(draft, calm_only=not promotional)
    asked = question(verdict, owner)
    guard = Guard(Sources(draft, answer, owner), platform)
    fixed = _fixed(draft, edits)
    known, notices = _answer(draft, answer, owner) if promotional else (None, [])
    made = [*more, *_remakes(verdict, edits, known, owner, asked)] if promotional else []
    shown = [c for c in made if not guard.check(c.text, c.blanks)]
    if len(shown) < len(made):
        notices.append(f"{len(made) - len(shown)} not shown: the guard refused")
    notices += [f"with edits only, {p}" for p in problems(fixed.text, platform or "")]
    return Plan(verdict, tuple(edits), asked, (fixed, *shown), tuple(notices))


def _answer(draft: str, answer: str | None, owner: Owner | None) -> tuple[str | None, list[str]]:
    """The owner's words that will lead, and what to say about where they come from."""
    if answer and is_answer(answer):
        return answer, []
    short = ["your answer is too short to lead a post: it needs at least four telling words"] if answer else []
    note = from_notebook(draft, owner)
    told_ = f"your notebook answers: “{note if len(note) < 60 else note[:59] + '…'}”" if note else None
    return note, [*short, told_] if told_ else short


def suggestions(plan: Plan, verdicts: Mapping[str, Verdict], n: int) -> list[Suggestion]:
    """The best `n` of a plan whose texts are judged, each with its status."""
    calm = plan.verdict.label is Label.VALUE
    return _best([_judged(c, verdicts, calm=calm) for c in plan.candidates], plan.verdict.text, n)


def _fixed(draft: str, edits: Sequence[Edit]) -> Candidate:
    return Candidate(Mode.FIX, apply(draft, edits), tuple(edits), tuple(dict.fromkeys(told(edits))))


def _remakes(
    verdict: Verdict, edits: Sequence[Edit], known: str | None, owner: Owner | None, asked: str
) -> Iterator[Candidate]:
    draft, told_ = verdict.text, tuple(told(edits))
    if known:
        lead = tidy(known)
        yield _candidate(Mode.VALUE_ONLY, value_only(draft, lead), Angle.TIP)
        remade = with_offer(draft, edits, lead)
        if remade:
            yield _candidate(Mode.REMAKE, remade, Angle.TIP, told_)
        if owner and owner.why:
            yield _candidate(Mode.VALUE_ONLY, value_only(draft, f"{tidy(owner.why)}\n\n{lead}"), Angle.STORY)
        return
    for angle in angles(verdict.kind):
        words = blank(angle, draft, asked, owner)
        lead = f"{owner.why.strip()}\n\n{words}" if angle is Angle.STORY and owner and owner.why else words
        blanked = with_offer(draft, edits, lead) or value_only(draft, lead)
        mode = Mode.REMAKE if blanked.text != lead else Mode.VALUE_ONLY
        yield replace(_candidate(mode, blanked, angle, told_), blanks=(words,))


def _candidate(mode: Mode, remade: Remade, angle: Angle, told_: tuple[str, ...] = ()) -> Candidate:
    body = remade.text[len(remade.lead) :].strip() if mode is Mode.REMAKE else None
    return Candidate(
        mode, remade.text, remade.edits, tuple(dict.fromkeys((*told_, *remade.dropped))), body or None, angle
    )


def _judged(candidate: Candidate, verdicts: Mapping[str, Verdict], *, calm: bool) -> Suggestion:
    """A candidate with its verdict, its body's probability, and its status."""
    verdict = verdicts[candidate.text]
    return Suggestion(
        candidate.text,
        _status(candidate, verdict, calm=calm),
        candidate.mode,
        verdict,
        candidate.edits,
        candidate.blanks,
        candidate.dropped,
        str(candidate.angle) if candidate.angle else None,
        verdicts[candidate.body or candidate.text].probability,
        candidate.backend,
    )


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
