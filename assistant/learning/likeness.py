"""Which texts nearly repeat each other, by Jaccard similarity of their word shingles.

Exact, and fast by prefix filtering (Chaudhuri et al. 2006, Bayardo et al. 2007): two sets that are similar enough share
one of their rarest elements, so only those are looked up.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from math import ceil
from typing import NamedTuple

_LINK = re.compile(r"https?://\S+|www\.\S+")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ENOUGH = 20  # likenesses of one text; a crowd of near-copies is joined without comparing each with each


class Likeness(NamedTuple):
    """Text number `later` is like the one numbered `earlier`: `similarity` in 0..1."""

    earlier: int
    later: int
    similarity: float


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text without its links, case folded."""
    return tuple(_WORD.findall(_LINK.sub(" ", text.casefold().replace("’", "'"))))


def shingles(text: str, size: int) -> list[tuple[str, ...]]:
    """The different runs of `size` words in their order; a shorter text is one run, one without words has none."""
    words = words_of(text)
    if len(words) <= size:
        return [words] if words else []
    return list(dict.fromkeys(zip(*(words[i:] for i in range(size)), strict=False)))


def likenesses(texts: Sequence[str], *, size: int = 3, over: float = 0.6) -> Iterator[Likeness]:
    """Pairs of texts whose shingles have a Jaccard similarity above `over`, in the order of the later one.

    A text that is like 20 earlier ones is compared no further: it is known to stand in their crowd.
    """
    sets, ranks = _numbered(texts, size)
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for later, mine in enumerate(sets):
        if not mine:
            continue
        least = ceil(over * len(mine) - 1e-9)  # shared shingles that any similar set needs
        rarest = sorted(ranks[s] for s in mine)[: len(mine) - least + 1]
        prefix = [rank for rank in rarest if rank >= 0]
        found = 0
        for earlier in _candidates(prefix, holders):
            theirs = sets[earlier]
            if not over * len(mine) <= len(theirs) <= len(mine) / over:
                continue
            shared = len(mine & theirs)
            similarity = shared / (len(mine) + len(theirs) - shared)
            if similarity > over:
                yield Likeness(earlier, later, similarity)
                found += 1
                if found == _ENOUGH:
                    break
        if found < _ENOUGH:
            for rank in prefix:
                holders[rank].append(later)


def _numbered(texts: Sequence[str], size: int) -> tuple[list[set[int]], list[int]]:
    """Each text's shingles as numbers, and the rank of each number by rarity: -1 for those of one text alone."""
    numbers: dict[tuple[str, ...], int] = {}
    counts: list[int] = []
    sets = []
    for text in texts:
        mine = set()
        for shingle in shingles(text, size):
            number = numbers.setdefault(shingle, len(counts))
            if number == len(counts):
                counts.append(0)
            counts[number] += 1
            mine.add(number)
        sets.append(mine)
    ranks = [-1] * len(counts)
    shared = sorted((n for n, count in enumerate(counts) if count > 1), key=counts.__getitem__)
    for rank, number in enumerate(shared):
        ranks[number] = rank
    return sets, ranks


def _candidates(prefix: Sequence[int], holders: defaultdict[int, list[int]]) -> Iterator[int]:
    seen: set[int] = set()
    for rank in prefix:
        for number in holders.get(rank, ()):
            if number not in seen:
                seen.add(number)
                yield number
