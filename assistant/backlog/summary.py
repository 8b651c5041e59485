"""What a run found: counts, kinds, and the clearest promotions."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.backlog.rows import Chunk
from assistant.backlog.scoring import KIND_NAMES, MILLION, PROMOTIONAL, Scores

CLEAREST = 10
_EXCERPT = 200  # characters


@dataclass(frozen=True, slots=True)
class Clear:
    """One of the clearest promotions, with its place in the input."""

    probability: float
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts over all labelled posts. `share` is promotional / posts, 0 for none; `kinds` holds every kind."""

    posts: int
    promotional: int
    unsure: int
    rejected: int
    kinds: Mapping[str, int]
    clearest: tuple[Clear, ...]

    @property
    def value(self) -> int:
        """Posts that are not promotional."""
        return self.posts - self.promotional

    @property
    def share(self) -> float:
        """Promotional posts among all, 0..1; 0 for none."""
        return self.promotional / self.posts if self.posts else 0.0

    def as_json(self) -> dict[str, Any]:
        """The summary's fields of the interface contract (without `seconds`), then kinds and clearest."""
        return {
            "posts": self.posts,
            "promotional": self.promotional,
            "value": self.value,
            "unsure": self.unsure,
            "rejected": self.rejected,
            "share": round(self.share, 4),
            "kinds": dict(self.kinds),
            "clearest": [{"probability": c.probability, "line": c.line, "text": c.text} for c in self.clearest],
        }


@dataclass(slots=True)
class Tally:
    """Adds up chunk by chunk. Of posts that are alike the clearest list names the first."""

    kinds: list[int] = field(default_factory=lambda: [0] * len(KIND_NAMES))
    unsure: int = 0
    rejected: int = 0
    _top: dict[str, tuple[int, int, int]] = field(default_factory=dict)  # text -> probability, order, line

    def add(self, chunk: Chunk, scores: Scores) -> None:
        """Count one chunk."""
        before = self.posts
        for place in range(len(self.kinds)):
            self.kinds[place] += scores.kinds.count(place)
        self.unsure += scores.unsure.count(1)
        self.rejected += len(chunk.rejects)
        for i in heapq.nlargest(4 * CLEAREST, range(len(scores)), key=scores.probabilities.__getitem__):
            found = (scores.probabilities[i], -before - i, chunk.lines[i])
            text = chunk.texts[i][:_EXCERPT]
            self._top[text] = max(found, self._top.get(text, found))
        kept = heapq.nlargest(CLEAREST, self._top.items(), key=lambda item: item[1])
        self._top = dict(kept)

    @property
    def posts(self) -> int:
        """How many were counted so far."""
        return sum(self.kinds)

    def summary(self) -> Summary:
        """What was counted so far."""
        return Summary(
            posts=self.posts,
            promotional=sum(self.kinds[i] for i in PROMOTIONAL),
            unsure=self.unsure,
            rejected=self.rejected,
            kinds=dict(zip(KIND_NAMES, self.kinds, strict=True)),
            clearest=tuple(
                Clear(p / MILLION, line, text) for text, (p, _, line) in self._top.items() if p >= MILLION // 2
            ),
        )


def combined(parts: Sequence[Summary]) -> Summary:
    """One summary of several runs."""
    clearest = sorted((c for p in parts for c in p.clearest), key=lambda c: -c.probability)[:CLEAREST]
    return Summary(
        posts=sum(p.posts for p in parts),
        promotional=sum(p.promotional for p in parts),
        unsure=sum(p.unsure for p in parts),
        rejected=sum(p.rejected for p in parts),
        kinds={name: sum(p.kinds[name] for p in parts) for name in KIND_NAMES},
        clearest=tuple(clearest),
    )
