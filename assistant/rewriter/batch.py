"""Many drafts at once: each promotional one gets the best suggestion, all others pass as they are.

The same steps as for one draft, in another order: all drafts of a chunk are judged together, then all their candidates,
and no text is scored twice. What comes out is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from assistant.post import Label, Verdict
from assistant.rewriter.profile import Profile
from assistant.rewriter.results import Mode, Suggestion
from assistant.rewriter.suggest import LONGEST, Judge, Plan, planned, suggestions

CHUNK = 64  # drafts that are judged together: enough to keep all cores busy


@dataclass(frozen=True, slots=True)
class Row:
    """A draft and the text in its place; `suggestion` is None where the draft stays as it is."""

    draft: str
    text: str
    suggestion: Suggestion | None


def rewritten(
    drafts: Iterable[str], *, judge: Judge, profile: Profile | None = None, platform: str | None = None
) -> Iterator[Row]:
    """A row for each draft, in order. A text that is empty or no post of any platform stays as it is."""
    left = iter(drafts)
    while chunk := list(islice(left, CHUNK)):
        yield from _chunk(chunk, judge, profile, platform)


def _chunk(drafts: Sequence[str], judge: Judge, profile: Profile | None, platform: str | None) -> list[Row]:
    posts = list(dict.fromkeys(d for d in drafts if d.strip() and len(d) <= LONGEST))
    first = _judged(judge, posts)
    pitches = [v for v in first.values() if v.label is Label.PROMOTIONAL]
    plans = {v.text: _without_fix(planned(v, profile=profile, platform=platform)) for v in pitches}
    verdicts = first | _judged(judge, [t for p in plans.values() for t in p.texts if t not in first])
    best = {draft: next(iter(suggestions(plan, verdicts, 1)), None) for draft, plan in plans.items()}
    return [Row(d, s.text if (s := best.get(d)) else d, s) for d in drafts]


def _judged(judge: Judge, texts: Sequence[str]) -> dict[str, Verdict]:
    """Verdicts by text, each text once."""
    listed = list(dict.fromkeys(texts))
    return dict(zip(listed, judge.judge(listed, explain=False), strict=True)) if listed else {}


def _without_fix(plan: Plan) -> Plan:
    """The plan without its edits alone, which never come first where there is anything else: no need to score them."""
    others = tuple(c for c in plan.candidates if c.mode is not Mode.FIX)
    return replace(plan, candidates=others) if others else plan
