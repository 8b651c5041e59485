"""Surface signs of a post, and how unevenly the labels share them: a model must not learn the label from these."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from statistics import mean, median
from typing import Any

from assistant.classifier.features import I_WORDS, WE_WORDS, YOU_WORDS
from assistant.learning.corpus import LabelledPost
from assistant.post import Label
from assistant.text.tokens import HANDLE, LINK, encode, normal_tokens

_PRICE = re.compile(
    r"[$£€₹]\s?\d|\d\s?(?:€|£|(?:euros?|dollars?|pounds?|bucks|quid|rupees|usd|eur|gbp)\b)", re.IGNORECASE
)
# Pictographs with an emoji presentation, not typography: the blocks of Unicode 15 that hold them.
_EMOJI = re.compile("[\U0001f1e6-\U0001faff\u231a\u231b\u23e9-\u23fa\u25fd\u25fe\u2600-\u27bf\u2b1b-\u2b55]")

Tokens = Sequence[bytes]
_SIGNS: Mapping[str, Callable[[str, Tokens], bool]] = {
    "link": lambda _, tokens: LINK in tokens,
    "price": lambda text, _: _PRICE.search(text) is not None,
    "exclamation mark": lambda _, tokens: b"!" in tokens,
    "hashtag": lambda _, tokens: b"#" in tokens,
    "mention": lambda _, tokens: HANDLE in tokens,
    "question mark": lambda _, tokens: b"?" in tokens,
    "emoji": lambda text, _: _EMOJI.search(text) is not None,
    "we": lambda _, tokens: not WE_WORDS.isdisjoint(tokens),
    "you": lambda _, tokens: not YOU_WORDS.isdisjoint(tokens),
    "I": lambda _, tokens: not I_WORDS.isdisjoint(tokens),
    "under 15 words": lambda text, _: len(text.split()) < 15,
    "over 120 words": lambda text, _: len(text.split()) > 120,
}
SIGNS = tuple(_SIGNS)


def signs(text: str) -> tuple[bool, ...]:
    """Which of `SIGNS` the text shows."""
    tokens = normal_tokens(encode(text))
    return tuple(shows(text, tokens) for shows in _SIGNS.values())


def tells(posts: Sequence[LabelledPost]) -> dict[str, dict[str, float]]:
    """Share of promotional and of value posts that show each sign, and the gap between them (promotional less value).

    A label without posts has the share 0.
    """
    shown = {label: [signs(p.text) for p in posts if p.label is label] for label in Label}
    table = {}
    for number, name in enumerate(SIGNS):
        shares = {
            str(label): sum(row[number] for row in rows) / len(rows) if rows else 0.0 for label, rows in shown.items()
        }
        table[name] = {
            **{label: round(share, 4) for label, share in shares.items()},
            "gap": round(shares[Label.PROMOTIONAL] - shares[Label.VALUE], 4),
        }
    return table


def tells_beside(posts: Sequence[LabelledPost], real: Sequence[LabelledPost]) -> dict[str, dict[str, Any]]:
    """`tells` of a corpus with those of real posts `beside`; `wider` says that the corpus' gap is the wider one."""
    ours, theirs = tells(posts), tells(real)
    return {
        name: {**row, "beside": theirs[name], "wider": abs(row["gap"]) > abs(theirs[name]["gap"])}
        for name, row in ours.items()
    }


def lengths(posts: Sequence[LabelledPost]) -> dict[str, dict[str, float]]:
    """Words a post by label, and of all: mean, median, the 90th percentile and the longest."""
    groups = {"all": posts, **{str(label): [p for p in posts if p.label is label] for label in Label}}
    return {name: _length_figures([len(p.text.split()) for p in own]) for name, own in groups.items() if own}


def _length_figures(counts: Sequence[int]) -> dict[str, float]:
    ordered = sorted(counts)
    return {
        "mean": round(mean(ordered), 1),
        "median": median(ordered),
        "p90": ordered[int(0.9 * (len(ordered) - 1))],
        "longest": ordered[-1],
    }
