"""Engagement of posts: read from analytics exports, kept in the home. What is not clear is reported, not guessed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

from sqlalchemy import text

from assistant.errors import NoSuchColumn
from assistant.insight.columns import FIGURES, find_columns, known_headers
from assistant.insight.figures import read_count
from assistant.insight.moments import DayOrder, Moment, read_moments
from assistant.insight.pagefile import LeftOut, Row, flat, moments_of
from assistant.insight.pastpost import past_post, read_kind, read_label
from assistant.insight.store import Store
from assistant.post import Kind, Label, Verdict

INTERACTIONS = ("likes", "comments", "shares", "saves")
INTERACTIONS_TOGETHER = "interactions"
MEASURES = (INTERACTIONS_TOGETHER, "reach", *INTERACTIONS)


@dataclass(frozen=True, slots=True)
class Measured:
    """A row of an export: a post and its figures, None where the export is silent on one."""

    line: int
    key: str
    text: str
    moment: Moment
    platform: str
    figures: Mapping[str, int | None]
    label: Label | None = None
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Export:
    """The usable rows of an export, those left out, and the columns that were found."""

    rows: tuple[Measured, ...]
    left_out: tuple[LeftOut, ...]
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PostFigures:
    """A post as kept: what it is, when it went out, and its interactions (likes, comments, shares, saves together)."""

    text: str
    at: datetime
    timed: bool
    platform: str
    label: Label
    kind: Kind
    figures: Mapping[str, int | None]

    @property
    def interactions(self) -> int | None:
        """Likes, comments, shares and saves together; None where the export gave none of them."""
        known = [n for name in INTERACTIONS if (n := self.figures.get(name)) is not None]
        return sum(known) if known else None

    def figure(self, measure: str) -> int | None:
        """One of `MEASURES`; None where the export did not give it."""
        return self.interactions if measure == INTERACTIONS_TOGETHER else self.figures.get(measure)


def read_export(
    rows: Iterable[Row],
    zone: tzinfo,
    *,
    name: str,
    named: Mapping[str, str] | None = None,
    order: DayOrder | None = None,
    platform: str = "",
) -> Export:
    """Read an analytics export. Raises `InputError` for a file without dates or without any figure.

    Left out are rows without a date, with a figure that is no clear count, with more likes, comments, shares or saves
    than views or reach allow (a hundred times), and repetitions; of two rows of one post the later one counts.
    """
    listed = list(rows)
    fields = [flat(row.fields) for row in listed]
    names = list(dict.fromkeys(key for own in fields[:1000] for key in own))
    columns = find_columns(names, name, named)
    if "at" not in columns:
        raise NoSuchColumn(name, "column with the dates", names, "--at-column")
    if not any(f in columns for f in INTERACTIONS):
        wanted = ", ".join(known_headers()["likes"][:3])
        raise NoSuchColumn(
            name, f"column with likes, comments, shares or saves (like {wanted})", names, "--likes-column"
        )
    moments = moments_of(fields, columns, zone, order, name=name)
    faults = dict(moments.faults)
    used: dict[str, Measured] = {}
    left: list[LeftOut] = []
    for i, (row, own) in enumerate(zip(listed, fields, strict=True)):
        moment = moments.moments[i]
        try:
            if moment is None:
                raise ValueError(faults.get(i, "there is no date"))
            measured = _measured(row, own, columns, moment, platform)
        except ValueError as fault:
            left.append(LeftOut(row.line, str(fault)))
            continue
        if measured.key in used:
            left.append(LeftOut(used[measured.key].line, f"line {row.line} is the same post, and later"))
        used[measured.key] = measured
    return Export(tuple(used.values()), tuple(left), columns)


def _measured(row: Row, own: Mapping[str, Any], columns: Mapping[str, str], moment: Moment, platform: str) -> Measured:
    figures: dict[str, int | None] = {}
    for figure in FIGURES:
        if figure in columns:
            try:
                figures[figure] = read_count(own.get(columns[figure]))
            except ValueError as fault:
                raise ValueError(f"{columns[figure]}: {fault}") from fault
    seen = max((n for f in ("reach", "impressions") if (n := figures.get(f)) is not None), default=None)
    done = max((n for f in INTERACTIONS if (n := figures.get(f)) is not None), default=None)
    if seen is not None and done is not None and done > max(seen, 1) * 100:
        raise ValueError(f"{done} interactions with a reach of {seen} cannot be")
    if done is None:
        raise ValueError("there is no figure")
    where = str(own.get(columns.get("platform", "")) or platform).strip().lower()
    outer = str(own.get(columns.get("id", "")) or own.get(columns.get("link", "")) or "").strip()
    key = f"{where}|{outer}" if outer else f"{where}|{moment.at.timestamp():.0f}|{_digest(row.text)}"
    label = read_label(own.get(columns["label"])) if "label" in columns else None
    kind = read_kind(own.get(columns["kind"])) if "kind" in columns else None
    return Measured(row.line, key, row.text, moment, where, figures, label, kind)


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:32]


_COLUMNS = (
    "key", "platform", "text", "at", "timed", "label", "kind", "chance", "human", "model", *FIGURES, "source",
    "imported_at",
)  # fmt: skip
_NAMES, _VALUES = ", ".join(_COLUMNS), ", ".join(f":{c}" for c in _COLUMNS)
_NEWER = ", ".join(f"{c} = COALESCE(excluded.{c}, {c})" for c in FIGURES)
# A person's label replaces what was there; a person's kind stays with a label that says the same and names none.
_SAID = (
    "label = CASE WHEN excluded.human THEN excluded.label ELSE label END, "
    "kind = CASE WHEN excluded.human AND (:own_kind OR excluded.label <> label) THEN excluded.kind ELSE kind END, "
    "human = MAX(human, excluded.human)"
)
_SAVE = f"INSERT INTO engagement ({_NAMES}) VALUES ({_VALUES}) ON CONFLICT (key) DO UPDATE SET {_NEWER}, {_SAID}, imported_at = excluded.imported_at"  # noqa: E501, S608 - names of columns from this file alone


def save(store: Store, rows: Sequence[Measured], verdicts: Sequence[Verdict], source: str, now: datetime) -> int:
    """Keep figures; a post that is there already gets the newer ones, and a person's label and kind where given.

    A verdict changes nothing of a post that is there. Returns how many posts were new.
    """
    count = text("SELECT count(*) FROM engagement")
    with store.writing() as connection:
        before = int(connection.execute(count).scalar_one())
        for row, verdict in zip(rows, verdicts, strict=True):
            read = past_post(row.line, verdict, label=row.label, kind=row.kind)
            values: dict[str, Any] = {
                "key": row.key,
                "platform": row.platform,
                "text": row.text.encode("utf-8", "replace").decode(),
                "at": int(row.moment.at.timestamp()),
                "timed": int(row.moment.timed),
                "label": str(read.label),
                "kind": str(read.kind),
                "own_kind": int(read.kind is row.kind),
                "chance": verdict.probability,
                "human": int(read.human),
                "model": verdict.model,
                **{figure: row.figures.get(figure) for figure in FIGURES},
                "source": source,
                "imported_at": int(now.timestamp()),
            }
            connection.execute(text(_SAVE), values)
        return int(connection.execute(count).scalar_one()) - before


def kept(store: Store) -> list[PostFigures]:
    """All posts with figures, oldest first."""
    query = f"SELECT text, at, timed, platform, label, kind, {', '.join(FIGURES)} FROM engagement ORDER BY at, id"  # noqa: S608 - names of columns from this file alone
    with store.reading() as connection:
        rows = connection.execute(text(query)).all()
    return [
        PostFigures(
            r[0],
            datetime.fromtimestamp(r[1], UTC),
            bool(r[2]),
            r[3],
            Label(r[4]),
            Kind(r[5]),
            dict(zip(FIGURES, r[6:], strict=True)),
        )
        for r in rows
    ]


def read_answers(
    rows: Iterable[Row], zone: tzinfo, *, name: str, order: DayOrder | None = None
) -> tuple[list[tuple[datetime, datetime]], list[LeftOut]]:
    """(post's moment, comment's moment) of each row of a comments export, and the rows left out."""
    listed = list(rows)
    fields = [flat(row.fields) for row in listed]
    names = list(dict.fromkeys(key for own in fields[:1000] for key in own))
    columns = find_columns(names, name)
    for field, what in (("at", "the posts' times"), ("comment_at", "the comments' times")):
        if field not in columns:
            raise NoSuchColumn(name, f"column with {what}", names, "another header")
    posts = read_moments([own.get(columns["at"]) for own in fields], zone, order, name=name).moments
    comments = read_moments([own.get(columns["comment_at"]) for own in fields], zone, order, name=name).moments
    found, left = [], []
    for row, post, comment in zip(listed, posts, comments, strict=True):
        if post and comment and post.timed and comment.timed and comment.at >= post.at:
            found.append((post.at, comment.at))
        else:
            left.append(LeftOut(row.line, "it lacks a time, or the comment came before the post"))
    return found, left


def save_answers(store: Store, answers: Sequence[tuple[datetime, datetime]], platform: str) -> int:
    """Keep when comments came; the same file twice adds nothing. Returns how many were new."""
    seen: dict[tuple[int, int], int] = {}
    new = 0
    with store.writing() as connection:
        for post, comment in answers:
            pair = (int(post.timestamp()), int(comment.timestamp()))
            seen[pair] = seen.get(pair, 0) + 1
            row = {"p": platform, "a": pair[0], "c": pair[1], "n": seen[pair]}
            query = "INSERT OR IGNORE INTO answer (platform, posted_at, commented_at, number) VALUES (:p, :a, :c, :n)"
            new += connection.execute(text(query), row).rowcount
    return new


def kept_answers(store: Store) -> dict[tuple[str, int], list[float]]:
    """(platform, post's second) to the ages of its comments in hours, in order."""
    ages: dict[tuple[str, int], list[float]] = {}
    with store.reading() as connection:
        query = "SELECT platform, posted_at, commented_at FROM answer ORDER BY commented_at"
        for platform, posted, commented in connection.execute(text(query)).all():
            ages.setdefault((platform, posted), []).append((commented - posted) / 3600)
    return ages
