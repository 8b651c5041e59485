"""What is known of a version, read from its description with care: a file from elsewhere may say anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from assistant.learning.versions import Version


@dataclass(frozen=True, slots=True)
class Record:
    """The life of a version; what its description does not say, or not as it should, is None.

    `before` and `after` are macro-F1 on posts that neither model saw, of the version active then and of this one.
    """

    parent: str | None
    created: str | None
    digest: str | None
    posts: int | None
    base: str | None
    before: float | None
    after: float | None
    gain: float | None
    interval: tuple[float, float] | None
    forgetting: float | None
    kinds: tuple[float, float] | None
    languages: tuple[str, ...]
    libraries: Mapping[str, str]


def record(version: Version) -> Record:
    """What a version says of itself."""
    fields = version.description
    metrics = _at(fields, "metrics")
    low, high = (_number(_item(_at(metrics, "interval"), place)) for place in (0, 1))
    kinds = [_number(_at(metrics, when, "kinds", "accuracy")) for when in ("before", "after")]
    posts = _number(_at(fields, "corpus", "posts"))
    libraries = _at(fields, "libraries")
    languages = _at(fields, "languages")
    return Record(
        parent=_words(_at(fields, "parent")),
        created=_words(_at(fields, "created")),
        digest=_words(_at(fields, "corpus", "digest")),
        posts=None if posts is None else int(posts),
        base=_words(_at(fields, "own", "base", "version")),
        before=_number(_at(metrics, "before", "macro_f1")),
        after=_number(_at(metrics, "after", "macro_f1")),
        gain=_number(_at(metrics, "gain")),
        interval=None if low is None or high is None else (low, high),
        forgetting=_number(_at(metrics, "forgetting")),
        kinds=None if kinds[0] is None or kinds[1] is None else (kinds[0], kinds[1]),
        languages=tuple(map(str, languages)) if isinstance(languages, list) else (),
        libraries={str(k): str(v) for k, v in libraries.items()} if isinstance(libraries, Mapping) else {},
    )


def _at(fields: Any, *path: str) -> Any:
    for name in path:
        fields = fields.get(name) if isinstance(fields, Mapping) else None
    return fields


def _item(found: Any, place: int) -> Any:
    return found[place] if isinstance(found, list) and len(found) > place else None


def _words(found: Any) -> str | None:
    return found if isinstance(found, str) else None


def _number(found: Any) -> float | None:
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    try:
        return float(found) if isfinite(found) else None
    except OverflowError:
        return None
