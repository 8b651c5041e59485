"""What a page says again and again: near-duplicate posts, and phrases that many posts share."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from operator import itemgetter

SAME = 0.5  # Jaccard similarity of the word pairs, from which two posts count as one
_FEWEST, _LONGEST = 3, 12  # words of a repeated phrase
_POSTS = 3  # a phrase is repeated when this many different posts hold it
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SET_ASIDE = re.compile(r"(?:https?://|www\.)\S+|@\w+", re.IGNORECASE)
_PLAIN_WORDS = """
a an and are as at be but by can do for from has have how i if in is it its just me my no not of on or our out so that
the that's there they this to up us was we what when will with you your one all get more their them
"""
_PLAIN = frozenset(_PLAIN_WORDS.split())


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that several posts share, lowered; `posts` are positions."""

    words: str
    posts: tuple[int, ...]


def words_of(text: str) -> tuple[str, ...]:
    """The lowered words of a post without links and handles."""
    return tuple(w.lower().replace("’", "'") for w in _WORD.findall(_SET_ASIDE.sub(" ", text)))


def tells(why: str, words: Sequence[str]) -> bool:
    """Whether a post's words share over half of the why's telling words (of five letters and more, cut to five)."""
    telling = {w[:5] for w in words_of(why) if len(w) >= 5}
    return len(telling & {w[:5] for w in words}) > len(telling) / 2


def near_duplicates(posts: Sequence[Sequence[str]], same: float = SAME) -> list[tuple[int, ...]]:
    """Groups of positions of posts (given as words) that are alike, each group and the list in order.

    Alike means a Jaccard similarity of word pairs of at least `same`, directly or through another post. Exact: only the
    rarest pairs of a post are looked up, so many that two similar posts must meet in one of them (prefix filtering,
    Chaudhuri, Ganti and Kaushik 2006; Bayardo, Ma and Srikant 2007). Posts under four words only match their like.
    """
    first_with: dict[tuple[str, ...], int] = {}
    parent = list(range(len(posts)))
    for i, words in enumerate(posts):
        if words:
            parent[i] = first_with.setdefault(tuple(words), i)
    distinct = [i for i in range(len(posts)) if parent[i] == i and len(posts[i]) >= 4]
    for i, j in _similar_pairs(_pairs({i: posts[i] for i in distinct}), same):
        parent[_root(parent, max(i, j))] = _root(parent, min(i, j))
    groups: dict[int, list[int]] = {}
    for i in range(len(posts)):
        groups.setdefault(_root(parent, i), []).append(i)
    return sorted(tuple(group) for group in groups.values() if len(group) > 1)


def _pairs(posts: Mapping[int, Sequence[str]]) -> dict[int, frozenset[int]]:
    """The pairs of neighbouring words of each post, as numbers; a rarer pair has a lower number."""
    pairs = {i: set(pairwise(words)) for i, words in posts.items()}
    frequency = Counter(chain.from_iterable(pairs.values()))
    number = {pair: n for n, (pair, _) in enumerate(sorted(frequency.items(), key=itemgetter(1)))}
    return {i: frozenset(number[pair] for pair in own) for i, own in pairs.items()}


def _similar_pairs(shingles: Mapping[int, frozenset[int]], same: float) -> Iterator[tuple[int, int]]:
    holders: dict[int, list[int]] = {}
    for i, pairs in sorted(shingles.items(), key=lambda item: len(item[1])):
        met: set[int] = set()
        for pair in sorted(pairs)[: len(pairs) - math.ceil(same * len(pairs)) + 1]:
            holding = holders.setdefault(pair, [])
            met.update(holding)
            holding.append(i)
        for j in met:
            if len(shingles[j]) >= same * len(pairs):
                shared = len(pairs & shingles[j])
                if shared >= same * (len(pairs) + len(shingles[j]) - shared):
                    yield i, j


def _root(parent: list[int], i: int) -> int:
    while parent[i] != i:
        parent[i] = parent[parent[i]]
        i = parent[i]
    return i


def repeated_phrases(
    posts: Sequence[Sequence[str]], duplicates: Sequence[Sequence[int]], most: int = 10
) -> list[Phrase]:
    """Phrases of three words and more in at least three different posts, the most telling first, at most `most`.

    Near-duplicates count as one post. A phrase inside a longer one that (almost) the same posts hold is left out, and
    so is one with fewer than two words that mean something.
    """
    leader = {i: group[0] for group in duplicates for i in group}
    kept: list[tuple[int, Phrase]] = []
    within: dict[tuple[str, ...], int] = {}  # phrase to the posts of the longest-lived longer phrase around it
    for level in reversed(_frequent(posts, leader)):
        around: dict[tuple[str, ...], int] = {}
        for gram, holders in level.items():
            for part in (gram[:-1], gram[1:]):
                around[part] = max(around.get(part, 0), len(holders))
            if len(holders) > 1.2 * within.get(gram, 0) and sum(w not in _PLAIN for w in gram) >= 2:
                weight = len({leader.get(i, i) for i in holders}) * len(gram)
                kept.append((weight, Phrase(" ".join(gram), tuple(sorted(holders)))))
        within = around
    kept.sort(key=lambda item: (-item[0], item[1].words))
    return [phrase for _, phrase in kept[:most]]


def _frequent(posts: Sequence[Sequence[str]], leader: Mapping[int, int]) -> list[dict[tuple[str, ...], set[int]]]:
    """Phrase to positions, a level a length; a longer phrase is frequent only if both its parts are (Apriori)."""
    levels: list[dict[tuple[str, ...], set[int]]] = []
    starts: list[Sequence[int]] = [range(len(words) - _FEWEST + 1) for words in posts]
    for length in range(_FEWEST, _LONGEST + 1):
        counts = Counter(tuple(words[k : k + length]) for words, own in zip(posts, starts, strict=True) for k in own)
        holders: dict[tuple[str, ...], set[int]] = {gram: set() for gram, count in counts.items() if count >= _POSTS}
        for i, (words, own) in enumerate(zip(posts, starts, strict=True)):
            for k in own:
                holding = holders.get(tuple(words[k : k + length]))
                if holding is not None:
                    holding.add(i)
        level = {gram: h for gram, h in holders.items() if len({leader.get(i, i) for i in h}) >= _POSTS}
        if not level:
            break
        levels.append(level)
        starts = [
            [k for k in own if k + length < len(words) and tuple(words[k : k + length]) in level]
            for words, own in zip(posts, starts, strict=True)
        ]
    return levels
