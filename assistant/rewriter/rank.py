"""Which suggestion comes first: probability of the whole and of the body, facts kept, length, and how it reads."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.rewriter.results import Mode, Status, Suggestion
from assistant.text.sentences import sentences

_FIRST = {Status.READY: 0, Status.NEEDS_YOUR_WORDS: 1, Status.EDITS_ONLY: 2}
_WORDS = re.compile(r"[^\W\d_]+")


def ranked(suggestions: Sequence[Suggestion], draft: str) -> list[Suggestion]:
    """The best first: by status, then by `score`; of equal ones the earlier.

    Texts with blanks stay in the order in which they were made: what a model says of a blank means nothing.
    """
    return sorted(suggestions, key=lambda s: (_FIRST[s.status], 0.0 if s.blanks else -score(s, draft)))


def score(suggestion: Suggestion, draft: str) -> float:
    """P(value) of the whole and the body count most; then what of the draft is kept, length and ease of reading."""
    body = suggestion.post.probability if suggestion.body is None else suggestion.body
    kept = 1.0 - min(1.0, sum(map(len, suggestion.dropped)) / max(1, len(draft)))
    value = 0.5 * (1 - suggestion.post.probability) + 0.2 * (1 - body)
    return value + 0.2 * kept + 0.1 * ease(suggestion.text) - (0.05 if suggestion.mode is Mode.FIX else 0.0)


def ease(text: str) -> float:
    """How easily a text reads, 0..1: short words, sentences of 5 to 20 words, not over 500 characters."""
    found = _WORDS.findall(text)
    if not found:
        return 0.0
    mean_word = sum(map(len, found)) / len(found)
    mean_sentence = len(found) / max(1, len(sentences(text)))
    words = 1.0 - min(1.0, max(0.0, mean_word - 4.5) / 4)
    lengths = 1.0 if 5 <= mean_sentence <= 20 else 0.5
    return (words + lengths + min(1.0, 500 / len(text))) / 3
