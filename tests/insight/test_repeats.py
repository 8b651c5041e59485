from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.insight.repeats import SAME, near_duplicates, repeated_phrases, words_of

WORDS = st.sampled_from(["bread", "rye", "oven", "dough", "salt", "crust", "loaf", "flour", "yeast", "shop"])
POSTS = st.lists(st.lists(WORDS, max_size=9).map(tuple), max_size=12)


def slow_groups(posts: list[tuple[str, ...]]) -> list[tuple[int, ...]]:
    """Every pair compared, then joined: what the fast way must equal."""
    group = list(range(len(posts)))
    pairs = [set(itertools.pairwise(p)) for p in posts]
    for i, one in enumerate(posts):
        for j in range(i):
            long_enough = min(len(one), len(posts[j])) >= 4
            alike = long_enough and len(pairs[i] & pairs[j]) >= SAME * len(pairs[i] | pairs[j])
            if one and (one == posts[j] or alike):
                old, new = group[i], group[j]
                group = [new if g == old else g for g in group]
    found = [tuple(i for i, g in enumerate(group) if g == name) for name in set(group)]
    return sorted(g for g in found if len(g) > 1)


@settings(max_examples=150)
@given(POSTS)
def test_near_duplicates_are_those_of_comparing_every_pair(posts: list[tuple[str, ...]]) -> None:
    assert near_duplicates(posts) == slow_groups(posts)


def test_a_text_with_another_link_and_day_is_much_alike() -> None:
    one = words_of("Last chance! Our tasting box ends tonight. Order now: https://example.org/a")
    other = words_of("Last chance! Our tasting box ends on Friday. Order now: https://example.org/b")
    assert near_duplicates([one, words_of("Rest the dough overnight in the fridge"), other]) == [(0, 2)]


def test_empty_posts_and_pictures_alone_are_no_repeats() -> None:
    assert near_duplicates([words_of(""), words_of("🍞"), words_of("https://example.org")]) == []


def test_a_phrase_of_three_posts_is_found_once_in_its_longest_form() -> None:
    texts = ["come visit our new shop today", "you may come visit our new shop", "come visit our new shop on Mill Lane"]
    (phrase,) = repeated_phrases([words_of(t) for t in texts], [])
    assert (phrase.words, phrase.posts) == ("come visit our new shop", (0, 1, 2))


def test_phrases_of_one_text_posted_often_are_no_phrases_of_the_page() -> None:
    posts = [words_of("our tasting box ends tonight, order now")] * 5
    assert repeated_phrases(posts, near_duplicates(posts)) == []


def test_phrases_of_plain_words_say_nothing() -> None:
    assert repeated_phrases([words_of(f"this is what you get {w}") for w in ("one", "two", "three")], []) == []
