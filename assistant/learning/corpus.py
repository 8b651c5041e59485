"""Labelled posts as JSON Lines: read, every problem reported with file and line."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from assistant import strictjson
from assistant.errors import FileMissing, FileUnreadable, RowsRejected
from assistant.learning.likeness import likenesses
from assistant.post import LABEL_OF, Kind, Label

SORTS = (  # of account
    "one-person trade",
    "shop",
    "maker",
    "local service",
    "professional",
    "creator",
    "fan account",
    "non-profit",
    "public body",
    "event",
    "company",
    "corporation",
)


class Place(NamedTuple):
    """A line (from 1) of a file."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a line. `check` names the rule; the rule "unusable" means that the line cannot be read."""

    place: Place
    check: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


UNUSABLE, NEAR = "unusable", "near-duplicate"


@dataclass(frozen=True, slots=True)
class LabelledPost:
    """A text, its kind where known, its label, and who stands behind it (`writer`, `pair`: for honest folds).

    `sort` is the sort of account. `second` is what another reader called it, having seen only the text; `first` is the
    writer's own kind where settling the two changed it. `hard` marks a real borderline case.
    """

    text: str
    label: Label
    kind: Kind | None = None
    id: str | None = None
    writer: str | None = None
    pair: str | None = None
    industry: str | None = None
    sort: str | None = None
    hard: bool = False
    platform: str | None = None
    voice: str | None = None
    second: str | None = None
    first: str | None = None
    place: Place | None = field(default=None, compare=False)


def read_corpus(folder: Path) -> list[LabelledPost]:
    """All posts of a corpus folder (`*.jsonl`, in the order of their names), each with its kind.

    Raises `RowsRejected` listing every malformed line, unknown kind, wrong encoding and repeated text at once.
    """
    posts, problems = read_files(corpus_files(folder), kind_needed=True)
    problems += repeated_texts(posts)
    if problems:
        raise RowsRejected([str(p) for p in sorted(problems, key=lambda p: p.place)])
    return posts


def corpus_files(path: Path) -> list[Path]:
    """The `*.jsonl` of a folder in the order of their names, or the file itself. Raises `FileMissing`."""
    if not path.is_dir():
        return [path]
    files = sorted(path.glob("*.jsonl"))
    if not files:
        raise FileMissing(path / "*.jsonl")
    return files


def read_files(files: Iterable[Path], *, kind_needed: bool = False) -> tuple[list[LabelledPost], list[Problem]]:
    """The usable posts of some files, and what is wrong with the other lines.

    Raises `FileMissing` and `FileUnreadable` for a file that cannot be read at all.
    """
    posts: list[LabelledPost] = []
    problems: list[Problem] = []
    for path in files:
        try:
            content = path.read_bytes()
        except FileNotFoundError as error:
            raise FileMissing(path) from error
        except OSError as error:
            raise FileUnreadable(path, error.strerror or "unknown") from error
        usable, unusable = read_lines(content, str(path), kind_needed=kind_needed)
        posts += usable
        problems += unusable
    return posts, problems


def read_lines(content: bytes, name: str, *, kind_needed: bool = False) -> tuple[list[LabelledPost], list[Problem]]:
    """The usable posts of JSON Lines in UTF-8 (a byte order mark and blank lines pass), and the problems of the rest.

    A post needs a `text` and a `kind`; a `label` alone is enough unless `kind_needed`.
    """
    posts: list[LabelledPost] = []
    problems: list[Problem] = []
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").splitlines(), 1):
        if not line.strip():
            continue
        place = Place(name, number)
        try:
            posts.append(post_of(_row(line), place, kind_needed=kind_needed))
        except ValueError as error:
            problems.append(Problem(place, UNUSABLE, str(error)))
    return posts, problems


def _row(line: bytes) -> Mapping[str, Any]:
    try:
        row = strictjson.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8 at byte {error.start}") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON ({error.msg} at column {error.colno})") from error
    except strictjson.NotUsable as error:
        raise ValueError(f"not JSON that can be read ({error})") from error
    if not isinstance(row, dict):
        raise ValueError("not a JSON object: write one post a line")  # noqa: TRY004 - a user's mistake, not ours
    return row


def post_of(row: Mapping[str, Any], place: Place, *, kind_needed: bool = False) -> LabelledPost:
    """The post that the fields of a line describe. Raises `ValueError` saying why they do not."""
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        raise ValueError("no text")
    kind, label = _kind_and_label(row, kind_needed)
    hard = row.get("hard")
    if hard is not None and not isinstance(hard, bool):
        raise ValueError(f"hard is {hard!r}: it must be true or false")
    return LabelledPost(
        text=text,
        label=label,
        kind=kind,
        id=_name(row, "id"),
        writer=_name(row, "writer"),
        pair=_name(row, "pair"),
        industry=_name(row, "industry"),
        sort=_name(row, "sort"),
        hard=bool(hard),
        platform=_name(row, "platform"),
        voice=_name(row, "voice"),
        second=_name(row, "second"),
        first=_name(row, "first"),
        place=place,
    )


def _kind_and_label(row: Mapping[str, Any], kind_needed: bool) -> tuple[Kind | None, Label]:
    kind, label = row.get("kind"), row.get("label")
    if kind is None and (kind_needed or label is None):
        raise ValueError("no kind" if kind_needed else "neither kind nor label")
    if kind is not None and kind not in list(Kind):
        raise ValueError(f"unknown kind {kind!r} (known: {', '.join(Kind)})")
    if label is not None and label not in list(Label):
        raise ValueError(f"unknown label {label!r} (known: {', '.join(Label)})")
    if kind is None:
        return None, Label(str(label))
    if label is not None and LABEL_OF[Kind(kind)] != label:
        raise ValueError(f"kind {kind} is {LABEL_OF[Kind(kind)]}, the line says {label}")
    return Kind(kind), LABEL_OF[Kind(kind)]


def _name(row: Mapping[str, Any], name: str) -> str | None:
    value = row.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError(f"{name} must be a text or a number")  # noqa: TRY004 - a user's mistake, not ours
    return str(value)


def repeated_texts(posts: Iterable[LabelledPost]) -> list[Problem]:
    """Posts with the text of an earlier one, but for case and spaces."""
    seen: dict[str, Place | None] = {}
    problems = []
    for post in posts:
        first = seen.setdefault(same_form(post.text), post.place)
        if first is not post.place and post.place is not None:
            problems.append(Problem(post.place, "duplicate", f"repeats {first}"))
    return problems


def same_form(text: str) -> str:
    """Texts with the same form are the same post."""
    return " ".join(text.split()).casefold()


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
    for i, post in enumerate(posts):
        if post.pair is not None:
            parent[root(i)] = root(first_of_pair.setdefault(post.pair, i))
    for earlier, later, _ in likenesses([post.text for post in posts], size=4, over=0.5):
        parent[root(later)] = root(earlier)
    return [root(i) for i in range(len(posts))]
