"""Is a corpus sound? Every problem at once, each with file and line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from assistant.learning.corpus import (
    NEAR,
    SORTS,
    LabelledPost,
    Place,
    Problem,
    repeated_texts,
    same_form,
)
from assistant.learning.likeness import likenesses, words_of
from assistant.post import Kind, Label

NEARLY = 0.6  # Jaccard similarity of 3-word shingles, above which a post nearly repeats another
_RUN = 3  # words in a shingle; a post of fewer ("Monday.") repeats another only word for word
FIELDS = ("id", "kind", "industry", "platform", "voice", "sort", "writer", "second")  # that `required` may name
_NOWHERE = Place("?", 0)


def check(posts: Sequence[LabelledPost], *, required: Sequence[str] = ()) -> list[Problem]:
    """What is wrong with posts that can be read, in the order of their places.

    Checks: texts repeated or nearly repeated (a contrast pair may be alike), pairs of two posts with different labels,
    ids given once, second kinds and sorts of account that are known, and the `required` fields (of `FIELDS`) present.
    """
    unknown = set(required) - set(FIELDS)
    if unknown:
        raise ValueError(f"no such fields: {sorted(unknown)}")
    problems = [
        *repeated_texts(posts),
        *_nearly_repeated(posts),
        *_broken_pairs(posts),
        *_repeated_ids(posts),
        *_unknown_values(posts),
        *_missing_fields(posts, required),
    ]
    return sorted(problems, key=lambda p: (p.place, p.check))


def _problem(post: LabelledPost, check: str, message: str) -> Problem:
    return Problem(post.place or _NOWHERE, check, message)


def _nearly_repeated(posts: Sequence[LabelledPost]) -> Iterator[Problem]:
    nearest: dict[int, tuple[float, int]] = {}
    for earlier, later, similarity in likenesses([p.text for p in posts], size=_RUN, over=NEARLY):
        one, other = posts[earlier], posts[later]
        of_a_pair = one.pair is not None and one.pair == other.pair and one.label is not other.label
        if not of_a_pair and same_form(one.text) != same_form(other.text) and len(words_of(other.text)) >= _RUN:
            nearest[later] = max(nearest.get(later, (0.0, 0)), (similarity, earlier))
    for later, (similarity, earlier) in nearest.items():
        message = f"nearly repeats {posts[earlier].place} (similarity {similarity:.2f})"
        yield _problem(posts[later], NEAR, message)


def _broken_pairs(posts: Sequence[LabelledPost]) -> Iterator[Problem]:
    members: defaultdict[str, list[LabelledPost]] = defaultdict(list)
    for post in posts:
        if post.pair is not None:
            members[post.pair].append(post)
    for pair, found in members.items():
        if len(found) != 2:
            many = "1 post" if len(found) == 1 else f"{len(found)} posts"
            for post in found:
                yield _problem(post, "pair", f"pair {pair} has {many} instead of 2")
        elif found[0].label is found[1].label:
            yield _problem(found[1], "pair", f"pair {pair}: both posts are {found[0].label}, see {found[0].place}")


def _repeated_ids(posts: Sequence[LabelledPost]) -> Iterator[Problem]:
    seen: dict[str, LabelledPost] = {}
    for post in posts:
        if post.id is not None and (first := seen.setdefault(post.id, post)) is not post:
            yield _problem(post, "id", f"id {post.id} is taken by {first.place}")


def _unknown_values(posts: Sequence[LabelledPost]) -> Iterator[Problem]:
    kinds, labels = list(Kind), list(Label)
    for post in posts:
        for name, value in (("second", post.second), ("first", post.first)):
            known: Sequence[str] = kinds if post.kind is not None else [*kinds, *labels]
            if value is not None and value not in known:
                yield _problem(post, "second", f"{name} is {value!r} (known: {', '.join(known)})")
        if post.sort is not None and post.sort not in SORTS:
            yield _problem(post, "sort", f"unknown sort of account {post.sort!r} (known: {', '.join(SORTS)})")


def _missing_fields(posts: Sequence[LabelledPost], required: Sequence[str]) -> Iterator[Problem]:
    for post in posts:
        missing = [name for name in required if getattr(post, name) is None]
        if missing:
            yield _problem(post, "field", f"no {', no '.join(missing)}")
