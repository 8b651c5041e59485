"""What customers want (A2, A3): kept, grouped when alike, counted, matched to drafts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, bindparam, text

from assistant.errors import InputError
from assistant.insight.matching import Matcher, Reading, groups_alike
from assistant.insight.meaning import meanings
from assistant.insight.store import Store

SERVES = 0.22  # from this nearness on a draft is said to serve a want
_MOST_ROWS = 1 << 63  # SQLite has no greater number
_LONGEST = 1000  # characters of a want
_INSERT = "INSERT INTO want (text, digest, source, added_at) VALUES (:text, '', :source, :at) RETURNING id"


@dataclass(frozen=True, slots=True)
class Want:
    """One thing that somebody wants; `done_at` is set once it was given."""

    id: int
    text: str
    source: str
    added_at: datetime
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WantGroup:
    """Wants that ask for the same, the first one said in front."""

    wants: tuple[Want, ...]

    @property
    def first(self) -> Want:
        """The one that stands for all."""
        return self.wants[0]

    @property
    def count(self) -> int:
        """How many people said so."""
        return len(self.wants)


@dataclass(frozen=True, slots=True)
class Served:
    """A draft (its position) that serves a want, and how near it is (0..1)."""

    draft: int
    score: float


class NoSuchWant(InputError):
    """A number that no want has."""

    code = "want"

    def __init__(self, number: int) -> None:
        super().__init__(f"there is no want {number}", "see `assistant wants list --all`")


def add_wants(store: Store, texts: Iterable[str], source: str, now: datetime) -> list[Want]:
    """Keep wants and return them; empty ones are passed over.

    The same words from the same source twice are two people who want the same; importing one file twice is the
    caller's to notice (`known_source`). Raises `InputError` for a want of over 1,000 characters.
    """
    added = []
    with store.writing() as connection:
        for line in texts:
            words = " ".join(line.split())
            if not words:
                continue
            if len(words) > _LONGEST:
                raise InputError(f"a want of {len(words)} characters is too long", f"keep it under {_LONGEST}")
            if any("\ud800" <= c <= "\udfff" for c in words):
                raise InputError("a want holds broken characters", "check the encoding of what you paste or import")
            at = int(now.timestamp())
            row = {"text": words, "source": source, "at": at}
            number = connection.execute(text(_INSERT), row).scalar_one()
            added.append(Want(int(number), words, source, _moment(at) or now))
    return added


def known_source(store: Store, source: str) -> int:
    """How many wants came from this source before."""
    with store.reading() as connection:
        return int(connection.execute(text("SELECT count(*) FROM want WHERE source = :s"), {"s": source}).scalar_one())


def wants(store: Store, *, done: bool = False) -> list[Want]:
    """The open wants, oldest first; `done` adds those that were given."""
    with store.reading() as connection:
        query = "SELECT id, text, source, added_at, done_at FROM want ORDER BY id"
        rows = connection.execute(text(query)).all()
    found = [Want(r[0], r[1], r[2], _moment(r[3]) or datetime.fromtimestamp(0, UTC), _moment(r[4])) for r in rows]
    return [w for w in found if done or w.done_at is None]


def mark_done(store: Store, numbers: Sequence[int], now: datetime, *, undo: bool = False) -> None:
    """Say that wants were given (or, with `undo`, that they were not); idempotent. Raises `NoSuchWant`."""
    with store.writing() as connection:
        for number in numbers:
            if not _exists(connection, number):
                raise NoSuchWant(number)
        query = text("UPDATE want SET done_at = :at WHERE id IN :ids AND (done_at IS NULL) = :open").bindparams(
            bindparam("ids", expanding=True)
        )
        at = None if undo else int(now.timestamp())
        connection.execute(query, {"at": at, "ids": list(numbers), "open": not undo})


def remove(store: Store, numbers: Sequence[int]) -> None:
    """Forget wants for good. Raises `NoSuchWant`, and then none is forgotten."""
    with store.writing() as connection:
        for number in dict.fromkeys(numbers):
            if not _exists(connection, number):
                raise NoSuchWant(number)
            connection.execute(text("DELETE FROM want WHERE id = :id"), {"id": number})


def grouped(listed: Sequence[Want], read: Reading = meanings) -> list[WantGroup]:
    """Wants that ask for the same together, the most wanted first; `read` gives the meanings of texts."""
    found = groups_alike([w.text for w in listed], read=read)
    groups = [WantGroup(tuple(listed[i] for i in group)) for group in found]
    return sorted(groups, key=lambda g: (-g.count, g.first.id))


def match(
    groups: Sequence[WantGroup],
    drafts: Sequence[str],
    serves: float = SERVES,
    *,
    trade: str = "",
    read: Reading = meanings,
) -> tuple[list[list[tuple[WantGroup, float]]], Mapping[int, list[Served]]]:
    """(for each draft the wants that it serves, the nearest first, at most three; for each group its drafts).

    A `trade` ("bakery") says what the wants are about, where the words leave it out.
    """
    said = [" / ".join(dict.fromkeys(w.text for w in g.wants[:5])) for g in groups]
    matcher = Matcher([in_trade(words, trade) for words in said], read=read)
    by_draft: list[list[tuple[WantGroup, float]]] = []
    by_group: dict[int, list[Served]] = {i: [] for i in range(len(groups))}
    for position, ranked in enumerate(matcher.ranked_all(drafts, 3)):
        near = [m for m in ranked if m.score >= serves]
        by_draft.append([(groups[m.index], m.score) for m in near])
        for m in near[:1]:  # a want counts as served by the draft that is about it, not by those that touch it
            by_group[m.index].append(Served(position, m.score))
    return by_draft, by_group


def in_trade(want: str, trade: str) -> str:
    """The want as it is read: with the trade in front, where one is known."""
    return f"{trade}: {want}" if trade else want


def _exists(connection: Connection, number: int) -> bool:
    return 0 < number < _MOST_ROWS and bool(
        connection.execute(text("SELECT count(*) FROM want WHERE id = :id"), {"id": number}).scalar_one()
    )


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
