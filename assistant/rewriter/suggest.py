"""`suggest`: a draft in, its verdict, the bar test, a question and suggestions out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from assistant.errors import InputError
from assistant.post import Label, Verdict
from assistant.rewriter.bar import bar_test
from assistant.rewriter.edits import apply
from assistant.rewriter.fix import fix, told
from assistant.rewriter.interview import question
from assistant.rewriter.profile import Profile
from assistant.rewriter.reading import read
from assistant.rewriter.results import Mode, Rewrite, Status, Suggestion

LONGEST = 20_000  # characters; no platform takes a post of a third of that


class Judge(Protocol):
    """What the rewriter needs of a classifier."""

    def judge(self, texts: Sequence[str], *, explain: bool = True) -> list[Verdict]:
        """One verdict for each text."""


def suggest(
    draft: str,
    *,
    judge: Judge,
    answer: str | None = None,  # noqa: ARG001 - the interview joins next
    profile: Profile | None = None,
    n: int = 3,
) -> Rewrite:
    """Suggest up to `n` texts in place of `draft`, the best first. Raises `InputError` for a text that is no"
    " draft."""
    if not draft.strip():
        raise InputError("there is no text to rewrite", "give a draft of at least a few words")
    if len(draft) > LONGEST:
        raise InputError(f"the draft has {len(draft)} characters", f"a post has at most {LONGEST}; cut it first")
    (verdict,) = judge.judge([draft])
    edits = fix(draft, calm_only=verdict.label is Label.VALUE)
    text = apply(draft, edits)
    (after,) = judge.judge([text])
    fixed = Suggestion(
        text,
        Status.EDITS_ONLY,
        Mode.FIX,
        after,
        tuple(edits),
        dropped=tuple(told(edits)),
        body=after.probability,
    )
    return Rewrite(verdict, bar_test(verdict, read(draft), edits), question(verdict, profile), (fixed,)[:n])
