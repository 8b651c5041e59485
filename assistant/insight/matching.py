"""How near are a want and a draft in meaning? Words in common, and words that mean alike.

Two scores are joined: the cosine of words and letter groups weighted by rarity, and the cosine of the texts' vectors
from a sentence encoder (`meaning.py`).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.insight.meaning import meanings

if TYPE_CHECKING:
    from assistant.insight.meaning import Vectors

Reading = Callable[[Sequence[str]], "Vectors"]  # texts to unit vectors, a row each

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_SET_ASIDE = re.compile(r"(?:https?://|www\.)\S+|@\w+", re.IGNORECASE)
_HASHTAG = re.compile(r"#(\w+)")
_HUMP = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_STOP_WORDS = """
a about all also am an and any are as at be because been but by can could did do does for from get got had has have he
her his how i i'd i'll i'm i've if in is it it's its just like me more my no not of on or our out please she should so
some than that the their them then there they this to too up us want was we were what when where which who why will
with would you you're your
"""
STOP = frozenset(_STOP_WORDS.split())
SPELLED_SHARE = 0.2  # of the two scores, the one of words in common
ALIKE = 0.6  # nearness from which on two wants ask for the same


@dataclass(frozen=True, slots=True)
class Match:
    """The position of a text among those offered, and how near it is (0..1)."""

    index: int
    score: float


def content_words(text: str) -> list[str]:
    """The words that carry meaning, lowered; hashtags are taken apart at their capitals."""
    bare = _SET_ASIDE.sub(" ", text)
    bare = _HASHTAG.sub(lambda m: " ".join(_HUMP.findall(m[1])) or m[1], bare)
    return [w for w in _WORD.findall(bare.lower().replace("’", "'")) if w not in STOP and len(w) > 1]


class Matcher:
    """Ranks fixed texts (the wants, say) for any other text."""

    def __init__(self, texts: Sequence[str], *, spelled_share: float = SPELLED_SHARE, read: Reading = meanings) -> None:
        self._share = spelled_share
        self._read = read
        self._features = [_features(text) for text in texts]
        self._frequency = Counter(feature for own in self._features for feature in own)
        self._spelled = [self._weighted(own) for own in self._features]
        self._meant = read(texts)

    def ranked(self, text: str, most: int | None = None) -> list[Match]:
        """All texts, the nearest first, at most `most`."""
        return self.ranked_all([text], most)[0]

    def ranked_all(self, texts: Sequence[str], most: int | None = None) -> list[list[Match]]:
        """`ranked` for several texts, whose meanings are read together."""
        if not self._spelled or not texts:
            return [[] for _ in texts]
        nearness = self._read(texts) @ self._meant.T
        return [self._ordered(text, near.tolist(), most) for text, near in zip(texts, nearness, strict=True)]

    def _ordered(self, text: str, near: Sequence[float], most: int | None) -> list[Match]:
        spelled = self._weighted(_features(text))
        scores = [
            self._share * _cosine(spelled, own) + (1 - self._share) * min(1.0, max(0.0, other))
            for own, other in zip(self._spelled, near, strict=True)
        ]
        ordered = sorted(range(len(scores)), key=lambda i: (-scores[i], i))
        return [Match(i, scores[i]) for i in ordered[:most]]

    def nearest(self, index: int, among: Sequence[int], least: float) -> int | None:
        """The position of `among` that is nearest to the text at `index`, the first of equals; None under `least`."""
        if not among:
            return None
        meant = (self._meant[list(among)] @ self._meant[index]).tolist()
        best, found = least, None
        for other, cosine in zip(among, meant, strict=True):
            near = (1 - self._share) * min(1.0, max(0.0, cosine))
            if near + self._share >= best:  # else no words in common could make up for it
                score = near + self._share * _cosine(self._spelled[index], self._spelled[other])
                if score > best or (found is None and score >= best):
                    best, found = score, other
        return found

    def _weighted(self, features: Counter[str]) -> dict[str, float]:
        """Unit vector of log counts by inverse frequency among the fixed texts; unseen features count as rarest."""
        total = len(self._features) + 1
        raw = {
            feature: (1 + math.log(count)) * math.log(1 + total / (1 + self._frequency[feature]))
            for feature, count in features.items()
        }
        length = math.sqrt(math.fsum(v * v for v in raw.values())) or 1.0
        return {feature: value / length for feature, value in raw.items()}


def groups_alike(texts: Sequence[str], alike: float = ALIKE, *, read: Reading = meanings) -> list[list[int]]:
    """Positions of texts that ask for the same, each group and the list in order of first mention."""
    matcher = Matcher(texts, read=read)
    leaders: list[int] = []
    members: dict[int, list[int]] = {}
    for i in range(len(texts)):
        best = matcher.nearest(i, leaders, alike)
        if best is not None:
            members[best].append(i)
        else:
            leaders.append(i)
            members[i] = [i]
    return [members[i] for i in leaders]


def _features(text: str) -> Counter[str]:
    words = content_words(text)
    counts: Counter[str] = Counter(f"={w}" for w in words)
    for word in words:
        padded = f"<{word}>"
        for start in range(len(padded) - 3):
            counts[padded[start : start + 4]] += 1
    return counts


def _cosine(one: dict[str, float], other: dict[str, float]) -> float:
    small, large = (one, other) if len(one) < len(other) else (other, one)
    return math.fsum(value * large.get(feature, 0.0) for feature, value in small.items())
