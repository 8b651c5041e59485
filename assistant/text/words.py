"""Ordinary English words of posts, from `words.txt` (made from the corpus by `benchmarks/rewrite_words.py`)."""

from __future__ import annotations

from functools import cache
from pathlib import Path


def listed(words: str) -> frozenset[str]:
    """The words of a text that lists them between spaces."""
    return frozenset(words.split())


@cache
def ordinary_words() -> frozenset[str]:
    """Words in lower case, with straight apostrophes; no names, no acronyms."""
    return frozenset(Path(__file__).with_name("words.txt").read_text("utf-8").split())


def is_ordinary(word: str) -> bool:
    """Whether the word, in whatever case, is one that posts write in lower case; simple endings are taken off."""
    lowered = word.lower().replace("’", "'")
    known = ordinary_words()
    stems = (lowered, lowered.removesuffix("'s"), lowered.removesuffix("s"), lowered.removesuffix("es"))
    return any(stem in known for stem in stems)
