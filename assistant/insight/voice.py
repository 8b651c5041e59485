"""How a post speaks: of us or to you, whether it asks, how many links it carries."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

WE = frozenset(["we", "our", "ours", "us", "ourselves"])
YOU = frozenset(["you", "your", "yours", "yourself", "yourselves"])
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_HANDLE = re.compile(r"[@#]\w+")
_WORD = re.compile(r"[^\W\d_]+")
_ASKS = re.compile(r"\?+[!?]*")


@dataclass(frozen=True, slots=True)
class Voice:
    """Counts over one post: words of we-talk and of you-talk, questions asked, links."""

    we: int
    you: int
    questions: int
    links: int


def voice(text: str) -> Voice:
    """Read one post. "we're" counts as "we"; what stands in a link, handle or hashtag does not speak."""
    links = _LINK.findall(text)
    bare = _HANDLE.sub(" ", _LINK.sub(" ", text))
    words = [w.lower() for w in _WORD.findall(bare) if w != "US"]  # the country
    return Voice(
        we=sum(w in WE for w in words),
        you=sum(w in YOU for w in words),
        questions=len(_ASKS.findall(bare)),
        links=len(links),
    )


@dataclass(frozen=True, slots=True)
class VoiceSummary:
    """Counts over many posts: words, and posts that speak more of us, more to you, of both alike, or of neither."""

    we_words: int
    you_words: int
    we_posts: int
    you_posts: int
    even_posts: int
    neither_posts: int
    questions: int
    asking_posts: int
    links: int
    linking_posts: int


def summary(voices: Iterable[Voice]) -> VoiceSummary:
    """Add up the voices of posts."""
    listed = list(voices)
    return VoiceSummary(
        we_words=sum(v.we for v in listed),
        you_words=sum(v.you for v in listed),
        we_posts=sum(v.we > v.you for v in listed),
        you_posts=sum(v.you > v.we for v in listed),
        even_posts=sum(v.we == v.you > 0 for v in listed),
        neither_posts=sum(v.we == v.you == 0 for v in listed),
        questions=sum(v.questions for v in listed),
        asking_posts=sum(v.questions > 0 for v in listed),
        links=sum(v.links for v in listed),
        linking_posts=sum(v.links > 0 for v in listed),
    )
