"""Which words made the verdict: found by their weights, proved by taking them out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.classifier.calibration import label_logit
from assistant.classifier.features import word_rows
from assistant.post import Label, Reason
from assistant.text.tokens import CharacterOffsets, encode, normal_form, spans

CANDIDATES = 12  # phrases that are tried
SHOWN = 5
_LONGEST = 3  # words in a phrase
_LEAST = 0.005  # of probability; less is no reason
_TEXT_LIMIT = 20_000  # characters; longer texts are explained by their beginning


def reasons(
    text: str,
    row_score: Callable[[int], Sequence[float]],
    probability: Callable[[Sequence[str]], Sequence[float]],
) -> tuple[Reason, ...]:
    """The phrases whose removal moves P(promotional) most, strongest first.

    `row_score` gives the kinds' weights of one row of the light model (it proposes phrases); `probability` judges whole
    texts (it decides). A reason's weight is the measured change.
    """
    head = text[:_TEXT_LIMIT]
    candidates = _candidates(head, row_score)
    if not candidates:
        return ()
    shorter = [_without(text, start, end) for start, end in candidates]
    base, *changed = probability([text, *shorter])
    found = []
    for (start, end), p in zip(candidates, changed, strict=True):
        if abs(base - p) >= _LEAST:
            toward = Label.PROMOTIONAL if p < base else Label.VALUE
            found.append(Reason(text[start:end], start, end, abs(base - p), toward))
    found.sort(key=lambda r: (-r.weight, r.start))
    return tuple(_disjoint(found))[:SHOWN]


def _without(text: str, start: int, end: int) -> str:
    return (text[:start].rstrip(" ") + " " + text[end:].lstrip(" ")).strip(" ")


def _candidates(text: str, row_score: Callable[[int], Sequence[float]]) -> list[tuple[int, int]]:
    data = encode(text)
    places = spans(data)
    if not places:
        return []
    lowered = data.lower()
    tokens = [normal_form(lowered[a:b]) for a, b in places]
    rows = word_rows(tokens)
    pull = [label_logit(row_score(r)) for r in rows]
    single, pairs = pull[: len(tokens)], pull[len(tokens) :]
    scored = []
    for length in range(1, _LONGEST + 1):
        for first in range(len(tokens) - length + 1):
            last = first + length
            inside = sum(single[first:last]) + sum(pairs[max(0, first - 1) : last])
            scored.append((abs(inside) / length**0.5, first, last))
    scored.sort(key=lambda s: (-s[0], s[1], s[2]))
    offset = CharacterOffsets(text)
    chosen: list[tuple[int, int]] = []
    for _, first, last in scored:
        start, end = offset(places[first][0]), offset(places[last - 1][1])
        if all(end <= s or start >= e for s, e in chosen):
            chosen.append((start, end))
        if len(chosen) == CANDIDATES:
            break
    return chosen


def _disjoint(found: Sequence[Reason]) -> list[Reason]:
    kept: list[Reason] = []
    for reason in found:
        if all(reason.end <= k.start or reason.start >= k.end for k in kept):
            kept.append(reason)
    return kept
