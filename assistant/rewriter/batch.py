"""Many drafts at once: each promotional one gets the best suggestion, all others pass as they are.

The same steps as for one draft, in another order: all drafts of a chunk are judged together, then all their candidates,
and no text is scored twice. What comes out is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from assistant.post import Label, Verdict
from assistant.rewriter.owner import Owner
from assistant.rewriter.results import Mode, Status
from assistant.rewriter.suggest import LONGEST, Judge, Plan, planned, suggestions

CHUNK = 64  # drafts that are judged together: enough to keep all cores busy


@dataclass(frozen=True, slots=True)
class Row:
    """A draft and the text in its place; `status` is None where the draft stays as it is."""

    draft: str
    text: str
    status: Status | None = None
    dropped: tuple[str, ...] = ()


def rewritten(
    drafts: Iterable[str], *, judge: Judge, owner: Owner | None = None, platform: str | None = None
) -> Iterator[Row]:
    """A row for each draft, in order. A text that is empty or no post of any platform stays as it is."""
    left = iter(drafts)
    while chunk := list(islice(left, CHUNK)):
        yield from _chunk(chunk, judge, owner, platform)


def _chunk(drafts: Sequence[str], judge: Judge, owner: Owner | None, platform: str | None) -> list[Row]:
    posts = list(dict.fromkeys(d for d in drafts if d.strip() and len(d) <= LONGEST))
    first = _judged(judge, posts)
    pitches = [v for v in first.values() if v.label is Label.PROMOTIONAL]
    plans = {v.text: planned(v, owner=owner, platform=platform) for v in pitches}
    found = {draft: row for draft, plan in plans.items() if (row := _unscored(plan))}
    scored = {draft: _without_fix(plan) for draft, plan in plans.items() if draft not in found}
    verdicts = first | _judged(judge, [t for p in scored.values() for t in p.texts if t not in first])
    for draft, plan in scored.items():
        best = suggestions(plan, verdicts, 1)[0]
        found[draft] = Row(draft, best.text, best.status, best.dropped)
    return [found.get(d, Row(d, d)) for d in drafts]


def _judged(judge: Judge, texts: Sequence[str]) -> dict[str, Verdict]:
    """Verdicts by text, each text once."""
    listed = list(dict.fromkeys(texts))
    return dict(zip(listed, judge.judge(listed, explain=False), strict=True)) if listed else {}


def _unscored(plan: Plan) -> Row | None:
    """What comes first whatever the model says: the first text with blanks, else edits where there is nothing else."""
    made = [c for c in plan.candidates if c.mode is not Mode.FIX]
    if made and not all(c.blanks for c in made):
        return None
    first = next(iter(made), plan.candidates[0])
    status = Status.NEEDS_YOUR_WORDS if made else Status.EDITS_ONLY
    return Row(plan.verdict.text, first.text, status, first.dropped)


def _without_fix(plan: Plan) -> Plan:
    """The plan without its edits alone, which never come first where there is anything else: no need to score them."""
    return replace(plan, candidates=tuple(c for c in plan.candidates if c.mode is not Mode.FIX))
