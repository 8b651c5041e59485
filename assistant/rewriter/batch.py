"""Many drafts at once: each promotional one gets the best suggestion, all others pass as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.post import Label
from assistant.rewriter.profile import Profile
from assistant.rewriter.results import Suggestion
from assistant.rewriter.suggest import LONGEST, Judge, suggest


@dataclass(frozen=True, slots=True)
class Row:
    """A draft and the text in its place; `suggestion` is None where the draft stays as it is."""

    draft: str
    text: str
    suggestion: Suggestion | None


def rewritten(drafts: Iterable[str], *, judge: Judge, profile: Profile | None = None) -> Iterator[Row]:
    """A row for each draft, in order. A text that is empty or no post of any platform stays as it is."""
    for draft in drafts:
        if not draft.strip() or len(draft) > LONGEST:
            yield Row(draft, draft, None)
            continue
        outcome = suggest(draft, judge=judge, profile=profile)
        best = outcome.suggestions[0] if outcome.suggestions else None
        if best is None or outcome.post.label is Label.VALUE:
            yield Row(draft, draft, None)
        else:
            yield Row(draft, best.text, best)
