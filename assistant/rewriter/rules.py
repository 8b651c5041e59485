"""A rule: what it looks for, what stands there afterwards, why, and examples in which it must and must not fire.

The rules themselves are data in `calm.py` (tone, also for posts that give value), `pitch.py` (promotional drafts),
`praise.py` (self-praise) and `trim.py` (measure).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assistant.rewriter.edits import Edit

# What stands in a match's place; None leaves the match alone.
Replacement = Callable[[re.Match[str]], str | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of span edit.

    `fires` holds (before, after) pairs of whole texts, `silent` texts that must stay as they are; the tests run both.
    `calm` marks rules of tone alone, which may touch any post; the others touch promotional drafts only.
    `cut` takes the match out together with the white space it leaves behind, and restores a capital letter.
    `tells` adds the words taken out to what is listed as left out.
    """

    id: str
    operation: str
    pattern: re.Pattern[str]
    reason: str
    principle: str
    fires: tuple[tuple[str, str], ...]
    silent: tuple[str, ...]
    replacement: Replacement | str | None = None
    calm: bool = False
    cut: bool = False
    tells: bool = False

    def edits(self, text: str) -> Iterator[Edit]:
        """The edits that this rule proposes for a text, in order, not overlapping."""
        at = 0
        for match in self.pattern.finditer(text):
            span = self._span(text, match)
            if span is None or span[0] < at:
                continue
            start, end, after = span
            if text[start:end] != after:
                yield Edit(start, end, text[start:end], after, self.operation, self.reason, self.principle, self.id)
                at = end

    def _span(self, text: str, match: re.Match[str]) -> tuple[int, int, str] | None:
        if self.cut:
            return cut_span(text, match.start(), match.end())
        after = match.expand(self.replacement) if isinstance(self.replacement, str) else None
        if callable(self.replacement):
            after = self.replacement(match)
        return None if after is None else (match.start(), match.end(), after)


def words(*phrases: str) -> str:
    """A pattern for any of the phrases (themselves patterns) as whole words."""
    return r"(?<![\w@#])(?:" + "|".join(phrases) + r")(?![\w@])"


def compiled(pattern: str) -> re.Pattern[str]:
    """Case is ignored, except inside `(?-i:...)`."""
    return re.compile(pattern, re.IGNORECASE)


def cut_span(text: str, start: int, end: int) -> tuple[int, int, str]:
    """The span that goes when `text[start:end]` is taken out, and what stands there: nothing, or a capital letter."""
    while start > 0 and text[start - 1] in " \t":
        start -= 1
    while end < len(text) and text[end] in " \t":
        end += 1
    opens = start == 0 or text[start - 1] == "\n"
    closes = end == len(text) or text[end] == "\n"
    if closes and opens:  # a line of its own goes with one of its line breaks
        if end < len(text):
            while end < len(text) and text[end] == "\n":
                end += 1
        else:
            while start > 0 and text[start - 1] == "\n":
                start -= 1
        return _capital(text, start, end, "")
    if closes or opens:
        return _capital(text, start, end, "")
    return _capital(text, start, end, "" if text[end] in ".,!?;:)" and text[start - 1] not in ".!?" else " ")


def _capital(text: str, start: int, end: int, after: str) -> tuple[int, int, str]:
    """A sentence whose beginning was cut begins with a capital again (links, handles and the like stay)."""
    before = text[:start].rstrip(" \t")[-1:]
    starts_sentence = before in ("", "\n", ".", "!", "?", "…")
    word = re.compile(r"[a-z][a-z'’]*(?![\w.@/-])").match(text, end)
    if starts_sentence and word and re.match(r"[A-Z]", text[start:end].lstrip() or "x"):
        return start, end + 1, after + text[end].upper()
    return start, end, after
