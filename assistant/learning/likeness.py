"""Which texts nearly repeat each other, by Jaccard similarity of their word shingles.

Exact, and fast by prefix filtering (Chaudhuri et al. 2006, Bayardo et al. 2007): two sets that are similar enough share
one of their rarest elements, so only those are looked up.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
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


def shingles(text: str, size: int) -> frozenset[tuple[str, ...]]:
    """The runs of `size` words; a shorter text is one run, one without words has none."""
    words = words_of(text)
    if len(words) <= size:
        return frozenset((words,)) if words else frozenset()
    return frozenset(words[i : i + size] for i in range(len(words) - size + 1))


def likenesses(texts: Sequence[str], *, size: int = 3, over: float = 0.6) -> Iterator[Likeness]:
    """Pairs of texts whose shingles have a Jaccard similarity above `over`, in the order of the later one.

    A text that is like 20 earlier ones is compared no further: it is known to stand in their crowd.
    """
    sets = [shingles(text, size) for text in texts]
    frequency = Counter(s for one in sets for s in one)
    rarest_first = {s: n for n, (s, _) in enumerate(sorted(frequency.items(), key=lambda item: (item[1], item[0])))}
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for later, mine in enumerate(sets):
        if not mine:
            continue
        least = ceil(over * len(mine) - 1e-9)  # shared shingles that any similar set needs
        prefix = sorted(rarest_first[s] for s in mine)[: len(mine) - least + 1]
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


def _candidates(prefix: Sequence[int], holders: defaultdict[int, list[int]]) -> Iterator[int]:
    seen: set[int] = set()
    for rank in prefix:
        for number in holders.get(rank, ()):
            if number not in seen:
                seen.add(number)
                yield number
