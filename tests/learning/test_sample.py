"""More posts than can be learnt from: a sample that looks like them."""

from __future__ import annotations

from collections import Counter

import pytest

from assistant.learning.corpus import LabelledPost
from assistant.learning.sample import LEAST_OF_A_LABEL, MOST_POSTS, sampled
from assistant.post import LABEL_OF, Kind, Label


def many(counts: dict[Kind | None, int]) -> list[LabelledPost]:
    """Posts by kind, mixed; no kind is a value post."""
    label = {kind: LABEL_OF[kind] if kind else Label.VALUE for kind in counts}
    posts = [LabelledPost(f"{kind} {n}", label[kind], kind) for kind, count in counts.items() for n in range(count)]
    return sorted(posts, key=lambda p: p.text[::-1])


def test_so_many_as_can_be_learnt_from_are_taken_as_they_are() -> None:
    posts = many({Kind.OFFER: 1000, None: MOST_POSTS - 1000})
    assert sampled(posts, seed=0) == posts


def test_labels_and_kinds_keep_their_shares_and_posts_their_order() -> None:
    posts = many({Kind.OFFER: 6000, Kind.BRAG: 600, Kind.SERVICE: 3000, None: 10_400})
    taken = sampled(posts, seed=3)
    counts = Counter(p.kind for p in taken)
    assert len(taken) == len(set(taken)) == MOST_POSTS
    for kind, share in ((Kind.OFFER, 0.3), (Kind.BRAG, 0.03), (Kind.SERVICE, 0.15), (None, 0.52)):
        assert counts[kind] == pytest.approx(share * MOST_POSTS, abs=1)
    places = {post: place for place, post in enumerate(posts)}
    assert [places[p] for p in taken] == sorted(places[p] for p in taken)


def test_the_seed_decides_which() -> None:
    posts = many({Kind.OFFER: 3000, None: 3000})
    assert sampled(posts, seed=1) == sampled(posts, seed=1) != sampled(posts, seed=2)


@pytest.mark.parametrize(("there", "taken"), [(7, 7), (150, LEAST_OF_A_LABEL), (0, 0)])
def test_a_rare_label_is_not_lost(there: int, taken: int) -> None:
    posts = many({Kind.OFFER: there, None: 20_000 - there})
    found = sampled(posts, seed=0)
    assert len(found) == MOST_POSTS
    assert sum(p.label is Label.PROMOTIONAL for p in found) == taken
