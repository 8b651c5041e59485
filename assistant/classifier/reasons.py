"""Which words made the verdict: found by their weights, proved by taking them out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from math import log
from typing import NamedTuple
from unicodedata import category

from assistant.classifier.calibration import label_logit
from assistant.classifier.features import word_rows
from assistant.post import Label, Reason
from assistant.text.tokens import PUNCTUATION, CharacterOffsets, encode, normal_form, spans

CANDIDATES_A_LENGTH = 6  # phrases of each length that are tried
SHOWN = 5
SHOWN_AGAINST = 1  # of them, at most, speak for the other label: why the verdict is not surer
EVEN = 0.5
_LENGTHS = (1, 2, 3, 5)  # words in a phrase
_BREAK = re.compile(r"[.!?:;]\s|\n")  # a phrase does not reach over the end of a sentence
_LEAST = 0.2  # of log odds; less is no reason
_TEXT_LIMIT = 20_000  # characters
# Beside marks: the zero width joiner and non-joiner, skin tones, and the letters that make a flag of a region.
_JOINERS = frozenset(map(chr, (0x200C, 0x200D, *range(0x1F3FB, 0x1F400), *range(0xE0020, 0xE0080))))


def reasons(
    text: str,
    row_score: Callable[[int], Sequence[float]],
    probability: Callable[[Sequence[str]], Sequence[float]],
) -> tuple[Reason, ...]:
    """The phrases whose removal moves P(promotional) most, strongest first.

    `row_score` gives the kinds' weights of one row of the light model (it proposes phrases); `probability` judges whole
    texts (it decides). A reason's weight is the measured change in log odds: near 0 and 1 probabilities hardly move.
    A very long text is explained by its beginning, as if that were all of it, so that the time stays bounded.
    """
    head = text[:_TEXT_LIMIT]
    candidates = _candidates(head, row_score)
    if not candidates:
        return ()
    shorter = [_without(head, start, end) for start, end in candidates]
    base, *changed = probability([head, *shorter])
    found = {}
    for (start, end), p in zip(candidates, changed, strict=True):
        weight = abs(_log_odds(base) - _log_odds(p))
        if weight >= _LEAST:
            toward = Label.PROMOTIONAL if p < base else Label.VALUE
            found[start, end] = Reason(text[start:end], start, end, weight, toward)
    # A long phrase moves more than a short one just by being long, so the choice is by weight for length.
    ranked = sorted(found.values(), key=lambda r: (-r.weight / max(1, len(r.phrase.split())) ** 0.5, r.start, r.end))
    said = Label.PROMOTIONAL if base >= EVEN else Label.VALUE
    shown = _chosen([r for r in ranked if r.toward is said], SHOWN, ())
    shown += _chosen([r for r in ranked if r.toward is not said], SHOWN_AGAINST, shown)
    return tuple(sorted(shown[:SHOWN], key=lambda r: (-r.weight, r.start)))


def _chosen(ranked: Sequence[Reason], most: int, taken: Sequence[Reason]) -> list[Reason]:
    """The first reasons that overlap neither each other nor those taken already."""
    kept: list[Reason] = []
    for reason in ranked:
        if all(reason.end <= k.start or reason.start >= k.end for k in (*taken, *kept)):
            kept.append(reason)
    return kept[:most]


def _log_odds(probability: float) -> float:
    return log(probability / (1 - probability))  # calibration keeps probabilities off 0 and 1


def _without(text: str, start: int, end: int) -> str:
    return (text[:start].rstrip(" ") + " " + text[end:].lstrip(" ")).strip(" ")


def _candidates(text: str, row_score: Callable[[int], Sequence[float]]) -> list[tuple[int, int]]:
    """Spans of whole words, for each length those on which the light model's weights pull hardest."""
    data = encode(text)
    places = spans(data)
    lowered = data.lower()
    rows = word_rows([normal_form(lowered[a:b]) for a, b in places])
    pull = [label_logit(row_score(r)) for r in rows]
    single, pairs = pull[: len(places)], pull[len(places) :]
    offset = CharacterOffsets(text)
    wordlike = [i for i, (a, b) in enumerate(places) if data[a:b] not in PUNCTUATION]
    words = _words(text, [(i, offset(places[i][0]), offset(places[i][1])) for i in wordlike])
    chosen: list[tuple[int, int]] = []
    for length in _LENGTHS:
        scored = []
        for run in zip(*(words[i:] for i in range(length)), strict=False):
            first, last = run[0], run[-1]
            if _BREAK.search(text, first.start, last.start):
                continue
            inside = sum(single[first.low : last.high]) + sum(pairs[max(0, first.low - 1) : last.high])
            scored.append((-abs(inside), first.start, last.end))
        chosen += _disjoint(((start, end) for _, start, end in sorted(scored)), CANDIDATES_A_LENGTH)
    return chosen


def _disjoint(ranked: Iterable[tuple[int, int]], most: int) -> list[tuple[int, int]]:
    """The first `most` spans that overlap none before them."""
    kept: list[tuple[int, int]] = []
    for start, end in ranked:
        if len(kept) == most:
            break
        if all(end <= s or start >= e for s, e in kept):
            kept.append((start, end))
    return kept


class _Word(NamedTuple):
    """Characters `start` to `end` of the text, which are tokens `low` to `high`."""

    start: int
    end: int
    low: int
    high: int


def _words(text: str, tokens: Sequence[tuple[int, int, int]]) -> list[_Word]:
    """What stands between spaces, from its first token to its last: `50%`, `now!!!`, without a comma behind it.

    `tokens` are numbers, starts and ends of those that are no punctuation. A word keeps the marks that are drawn on its
    last character and leaves those on the character before it, so that no character is cut in two.
    """
    words: list[_Word] = []
    behind_marks = _places_behind_marks(text)
    for number, begin, stop in tokens:
        start, end = behind_marks[begin], behind_marks[stop]
        if start >= end:
            continue
        if words and not any(c.isspace() for c in text[words[-1].end : start]):
            words[-1] = words[-1]._replace(end=end, high=number + 1)
        else:
            words.append(_Word(start, end, number, number + 1))
    return words


def _places_behind_marks(text: str) -> list[int]:
    """For each place the first from there on where a new character is drawn (extended grapheme clusters, UAX 29)."""
    places = list(range(len(text) + 1))
    for at in reversed(range(len(text))):
        if text[at] in _JOINERS or category(text[at])[0] == "M":
            places[at] = places[at + 1]
    return places
