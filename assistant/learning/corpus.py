"""Labelled posts as JSON Lines: read, checked, every problem reported with file and line."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import FileMissing, RowsRejected
from assistant.post import LABEL_OF, Kind, Label


@dataclass(frozen=True, slots=True)
class LabelledPost:
    """A text, its kind where known, its label, and who stands behind it (`writer`, `pair`: for honest folds)."""

    text: str
    label: Label
    kind: Kind | None = None
    id: str | None = None
    writer: str | None = None
    pair: str | None = None
    industry: str | None = None
    sort: str | None = None
    hard: bool = False


def read_corpus(folder: Path) -> list[LabelledPost]:
    """All posts of a corpus folder (`*.jsonl`, in the order of their names).

    Raises `RowsRejected` listing every malformed line, unknown kind, wrong encoding and repeated text at once.
    """
    paths = sorted(folder.glob("*.jsonl"))
    if not paths:
        raise FileMissing(folder / "*.jsonl")
    posts: list[LabelledPost] = []
    problems: list[str] = []
    seen: dict[str, str] = {}
    for path in paths:
        for number, line in enumerate(path.read_bytes().splitlines(), 1):
            place = f"{path.name}:{number}"
            try:
                post = _post(json.loads(line.decode("utf-8")))
            except UnicodeDecodeError as error:
                problems.append(f"{place}: not UTF-8 at byte {error.start}")
                continue
            except (json.JSONDecodeError, ValueError) as error:
                problems.append(f"{place}: {error}")
                continue
            key = " ".join(post.text.split()).casefold()
            if key in seen:
                problems.append(f"{place}: repeats {seen[key]}")
                continue
            seen[key] = place
            posts.append(post)
    if problems:
        raise RowsRejected(problems)
    return posts


def _post(row: Any) -> LabelledPost:
    if not isinstance(row, dict):
        raise ValueError("not an object")  # noqa: TRY004 - a user's mistake, reported with its line
    text, kind = row.get("text"), row.get("kind")
    if not isinstance(text, str) or not text.strip():
        raise ValueError("no text")
    if kind not in set(Kind):
        raise ValueError(f"unknown kind {kind!r} (known: {', '.join(Kind)})")
    return LabelledPost(
        text=text,
        label=LABEL_OF[Kind(kind)],
        kind=Kind(kind),
        id=row.get("id"),
        writer=None if row.get("writer") is None else str(row["writer"]),
        pair=row.get("pair"),
        industry=row.get("industry"),
        sort=row.get("sort"),
        hard=bool(row.get("hard")),
    )


def corpus_digest(posts: Iterable[LabelledPost]) -> str:
    """SHA-256 over texts and kinds, in order: the same digest means the same training data."""
    sha = hashlib.sha256()
    for post in posts:
        sha.update(
            json.dumps([post.text, post.kind or post.label], ensure_ascii=False).encode("utf-8", "surrogatepass")
        )
    return sha.hexdigest()


def fold_groups(posts: Sequence[LabelledPost]) -> list[int]:
    """A group number for each post, so that pairs and near-duplicates never stand on both sides of a split.

    Posts are joined by their pair, and by sharing over half of their 4-word shingles (Jaccard) with an earlier post.
    """
    parent = list(range(len(posts)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    first_of_pair: dict[str, int] = {}
    holders: dict[int, list[int]] = {}
    shingles = [_shingles(post.text) for post in posts]
    for i, post in enumerate(posts):
        if post.pair is not None:
            parent[root(i)] = root(first_of_pair.setdefault(post.pair, i))
        shared: dict[int, int] = {}
        for shingle in shingles[i]:
            for j in holders.setdefault(shingle, []):
                shared[j] = shared.get(j, 0) + 1
            if len(holders[shingle]) < 50:  # a stock phrase joins nothing
                holders[shingle].append(i)
        for j, count in shared.items():
            if count > 0.5 * (len(shingles[i]) + len(shingles[j]) - count):
                parent[root(i)] = root(j)
    return [root(i) for i in range(len(posts))]


def _shingles(text: str) -> set[int]:
    words = text.casefold().split()
    if len(words) < 4:
        return {hash_of(" ".join(words))}
    return {hash_of(" ".join(words[i : i + 4])) for i in range(len(words) - 3)}


def hash_of(text: str) -> int:
    """A stable 64-bit hash of a text (Python's own changes with every process)."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
