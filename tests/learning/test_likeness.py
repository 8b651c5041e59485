"""Near-duplicates: the fast search finds exactly what comparing each with each finds."""

from __future__ import annotations

import time
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.learning.likeness import likenesses, shingles, words_of

WORDS = st.lists(st.sampled_from(["loaf", "oven", "tap", "crust", "bread", "eight"]), max_size=9).map(" ".join)


@given(st.lists(WORDS, max_size=12), st.sampled_from([0.3, 0.5, 0.6, 0.8]), st.integers(1, 4))
@settings(max_examples=150, deadline=None)
def test_the_pairs_are_those_of_comparing_each_with_each(texts: list[str], over: float, size: int) -> None:
    sets = [set(shingles(t, size)) for t in texts]
    expected = {
        (i, j)
        for i, j in combinations(range(len(texts)), 2)
        if sets[i] and sets[j] and len(sets[i] & sets[j]) > over * len(sets[i] | sets[j])
    }
    assert {(a, b) for a, b, _ in likenesses(texts, size=size, over=over)} == expected


def test_links_case_and_apostrophes_make_no_difference() -> None:
    assert words_of("Don\u2019t MISS it https://x.example/a?b=1 www.x.example") == words_of("don't miss it")


def test_texts_without_words_are_like_nothing() -> None:
    assert list(likenesses(["", "\U0001f389", "\U0001f389", "https://x.example"])) == []


def test_a_crowd_of_near_copies_is_joined_in_little_time() -> None:
    texts = [f"we open at eight on every day of the week but number {n}" for n in range(3000)]
    start = time.process_time()
    found = list(likenesses(texts, over=0.6))
    assert {later for _, later, _ in found} == set(range(1, 3000))
    assert len(found) <= 20 * len(texts)
    assert time.process_time() - start < 10
