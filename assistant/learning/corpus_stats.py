"""What is in a corpus: spread, lengths, tells, pairs and agreement, as plain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.learning.agreement import agreement
from assistant.learning.corpus import LabelledPost
from assistant.learning.tells import lengths, tells, tells_beside
from assistant.post import Kind, Label

SPREAD = ("industry", "sort", "platform", "writer", "voice")
TOP = 12  # values shown of each field


def stats(posts: Sequence[LabelledPost], beside: Sequence[LabelledPost] | None = None) -> dict[str, Any]:
    """Figures of a corpus, ready for JSON; `beside` are real posts that the tells are compared with.

    Raises `ValueError` for no posts.
    """
    if not posts:
        raise ValueError("no posts to count")
    return {
        "posts": len(posts),
        "labels": _shares([p.label for p in posts], list(Label)),
        "kinds": _shares([p.kind for p in posts if p.kind], list(Kind)),
        "hard": sum(p.hard for p in posts),
        "pairs": pairs(posts),
        "spread": {name: spread([getattr(p, name) for p in posts]) for name in SPREAD},
        "words": lengths(posts),
        "tells": tells(posts) if beside is None else tells_beside(posts, beside),
        "beside": None if beside is None else len(beside),
        "agreement": agreement(posts),
    }


def pairs(posts: Sequence[LabelledPost]) -> dict[str, int]:
    """Contrast pairs and the posts that stand in them."""
    named = [p.pair for p in posts if p.pair is not None]
    return {"pairs": len(set(named)), "posts": len(named)}


def spread(values: Sequence[str | None], top: int = TOP) -> dict[str, Any]:
    """How many values a field has, the commonest ones with their counts, and how many posts have none."""
    counted = Counter(v for v in values if v is not None)
    commonest = sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:top]
    return {"values": len(counted), "missing": sum(v is None for v in values), "top": dict(commonest)}


def _shares(values: Sequence[str], order: Sequence[str]) -> dict[str, Mapping[str, float]]:
    counted = Counter(values)
    return {str(v): {"posts": counted[v], "share": round(counted[v] / len(values), 4)} for v in order if values}
