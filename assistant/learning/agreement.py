"""How far two readers agree beyond chance."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any

from assistant.learning.corpus import LabelledPost
from assistant.post import LABEL_OF, Kind, Label


def cohens_kappa(pairs: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """Cohen's kappa (Cohen 1960) of two readers' answers: 1 is full agreement, 0 what chance would give.

    None where it is not defined: no pairs, or both readers gave one and the same answer throughout.
    """
    if not pairs:
        return None
    total = len(pairs)
    observed = sum(a == b for a, b in pairs) / total
    ours, theirs = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    expected = sum(ours[answer] * theirs[answer] for answer in ours) / total**2
    return None if expected == 1 else (observed - expected) / (1 - expected)


def label_of(name: str) -> Label:
    """The label that a kind (or a label itself) stands for. Raises `ValueError` for anything else."""
    return LABEL_OF[Kind(name)] if name in list(Kind) else Label(name)


def agreement(posts: Sequence[LabelledPost]) -> Mapping[str, Any] | None:
    """First reading (`first`, else `kind`) against `second`, for label and kind, by kind and by writer.

    None where no post has a second reading that can be understood. Kappa by kind is that kind against all others;
    `label_agrees` is the share of the kind's posts on whose label both readers agree.
    """
    known = [*Kind, *Label]
    read = [p for p in posts if p.second in known]
    if not read:
        return None
    return {
        "posts": len(read),
        "label": _figures(read, _labels),
        "kind": _figures([p for p in read if p.kind], _kinds),
        "by_kind": {str(kind): _of_kind(read, kind) for kind in Kind if any(_first(p) == kind for p in read)},
        "by_writer": {
            writer: {
                "posts": len(own),
                "label": _figures(own, _labels),
                "kind": _figures([p for p in own if p.kind], _kinds),
            }
            for writer, own in by_writer(read).items()
        },
    }


def by_writer(posts: Sequence[LabelledPost]) -> Mapping[str, list[LabelledPost]]:
    """Posts of each named writer, numbered writers in the order of their numbers."""
    groups: defaultdict[str, list[LabelledPost]] = defaultdict(list)
    for post in posts:
        if post.writer is not None:
            groups[post.writer].append(post)
    return {writer: groups[writer] for writer in in_order(groups)}


def in_order(names: Iterable[str]) -> list[str]:
    """Numbers by their size, then names."""
    return sorted(names, key=lambda name: (not name.isdigit(), name.zfill(12)))


def _first(post: LabelledPost) -> str:
    return post.first or post.kind or post.label


def _labels(post: LabelledPost) -> tuple[str, str]:
    return label_of(_first(post)), label_of(post.second or "")


def _kinds(post: LabelledPost) -> tuple[str, str]:
    return _first(post), post.second or ""


def _figures(posts: Sequence[LabelledPost], answers: Callable[[LabelledPost], tuple[str, str]]) -> Mapping[str, Any]:
    pairs = [answers(p) for p in posts]
    return (
        {"kappa": rounded(cohens_kappa(pairs)), "agree": rounded(sum(a == b for a, b in pairs) / len(pairs))}
        if pairs
        else {"kappa": None, "agree": None}
    )


def _of_kind(posts: Sequence[LabelledPost], kind: Kind) -> Mapping[str, Any]:
    own = [p for p in posts if _first(p) == kind]
    return {
        "posts": len(own),
        "kappa": rounded(cohens_kappa([(_first(p) == kind, p.second == kind) for p in posts])),
        "kind_agrees": rounded(sum(p.second == kind for p in own) / len(own)),
        "label_agrees": rounded(sum(a == b for a, b in map(_labels, own)) / len(own)),
    }


def rounded(value: float | None) -> float | None:
    """Four digits, as all figures are given."""
    return None if value is None else round(value, 4)
