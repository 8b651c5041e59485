"""Drafts join the queue, and the same text twice is noticed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, select

from assistant.post import Draft, State
from assistant.schedule import tables as t
from assistant.schedule.history import begin_change, record
from assistant.schedule.rows import NewDraft, Row, draft_of, new_row
from assistant.schedule.similar import NEAR, digest, keys, resemblance, words_of
from assistant.schedule.wanted import UnusableText

_AT_ONCE = 500  # values in one IN list; well below the limits of both databases
_MEETING = 50  # drafts under one key that are compared; more of the same say nothing new


@dataclass(frozen=True, slots=True)
class Twin:
    """A draft of the queue with (nearly) the same words; `same` where only case or spacing differ."""

    id: int
    same: bool


@dataclass(frozen=True, slots=True)
class Added:
    """What came of one new draft: the draft, or None where it was skipped as a duplicate; and its twin, if any."""

    draft: Draft | None
    twin: Twin | None


def check_text(text: str) -> None:
    """Raise `UnusableText` for a text that is empty or cannot be kept as it is."""
    if not text.strip():
        raise UnusableText("the draft is empty", "give it some words")
    if "\0" in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise UnusableText(
            "the draft holds characters that are no text", "check the file's encoding (UTF-8 is expected)"
        )


def add(connection: Connection, news: Sequence[NewDraft], now: int, *, skip_twins: bool) -> list[Added]:
    """Put new drafts into the queue, in order. `skip_twins` leaves out those whose very text is there already.

    Twins are looked for among drafts that are not dropped, and among those added before in the same call.
    """
    for new in news:
        check_text(new.verdict.text)
    digests = [digest(new.verdict.text) for new in news]
    words = [words_of(new.verdict.text) for new in news]
    likeness = [keys(w) for w in words]
    known = _Known(connection, digests, likeness)
    next_id = int(connection.execute(select(func.coalesce(func.max(t.draft.c.id), 0))).scalar_one()) + 1
    rows: list[Row] = []
    pairs: list[dict[str, int]] = []
    added: list[Added] = []
    for new, its_digest, its_words, its_keys in zip(news, digests, words, likeness, strict=True):
        twin = known.twin(its_digest, its_words, its_keys)
        if twin and twin.same and skip_twins:
            added.append(Added(None, twin))
            continue
        row = new_row(new, next_id, its_digest, now)
        known.learn(next_id, its_digest, its_words, its_keys)
        rows.append(row)
        pairs += [{"key": key, "draft_id": next_id} for key in its_keys]
        added.append(Added(draft_of(row, now), twin))
        next_id += 1
    _write(connection, rows, pairs, now)
    return added


def _write(connection: Connection, rows: list[Row], pairs: list[dict[str, int]], now: int) -> None:
    if not rows:
        return
    connection.execute(insert(t.draft), rows)
    if pairs:
        connection.execute(insert(t.likeness), pairs)
    change = begin_change(connection, "add", now)
    record(connection, change, ((row["id"], None, {"state": row["state"]}) for row in rows))
    postings = [row for row in rows if row["state"] == State.POSTED]
    if postings:
        first = next_posting(connection)
        connection.execute(
            insert(t.posting), [posting_of(row, number, change) for number, row in enumerate(postings, start=first)]
        )


def next_posting(connection: Connection) -> int:
    """The number of the next posting; the caller holds the write lock."""
    return int(connection.execute(select(func.coalesce(func.max(t.posting.c.id), 0))).scalar_one()) + 1


def posting_of(row: Row, number: int, change: int) -> Row:
    """The posting of a draft that went out at its `posted_at`."""
    taken = ("platform", "page", "kind", "promotional", "chance")
    names = {"id": number, "draft_id": row["id"], "change_id": change, "at": row["posted_at"]}
    return {**names, **{name: row[name] for name in taken}}


class _Known:
    """The drafts that new ones may be twins of."""

    def __init__(self, connection: Connection, digests: Sequence[str], likeness: Sequence[Sequence[int]]) -> None:
        kept = t.draft.c.state != str(State.DROPPED)
        self._same: dict[str, int] = {}
        for part in parts(sorted(set(digests))):
            found = connection.execute(
                select(t.draft.c.digest, func.min(t.draft.c.id))
                .where(t.draft.c.digest.in_(part), kept)
                .group_by(t.draft.c.digest)
            )
            self._same |= {row[0]: row[1] for row in found}
        self._meeting: dict[int, list[int]] = defaultdict(list)
        for part in parts(sorted({key for its in likeness for key in its})):
            for row in connection.execute(select(t.likeness).where(t.likeness.c.key.in_(part))):
                self._meeting[row.key].append(row.draft_id)
        self._words: dict[int, frozenset[bytes]] = {}
        candidates = sorted({number for found in self._meeting.values() for number in found[:_MEETING]})
        for part in parts(candidates):
            for row in connection.execute(select(t.draft.c.id, t.draft.c.text).where(t.draft.c.id.in_(part), kept)):
                self._words[row.id] = words_of(row.text)

    def twin(self, digest: str, words: frozenset[bytes], its_keys: Sequence[int]) -> Twin | None:
        """The draft with the same text, else the one that resembles it most, if any does."""
        if digest in self._same:
            return Twin(self._same[digest], same=True)
        met = {number for key in its_keys for number in self._meeting.get(key, ())[:_MEETING] if number in self._words}
        best = max(((resemblance(words, self._words[n]), -n) for n in met), default=(0.0, 0))
        return Twin(-best[1], same=False) if best[0] >= NEAR else None

    def learn(self, number: int, digest: str, words: frozenset[bytes], its_keys: Iterable[int]) -> None:
        """Remember a draft that was just added."""
        self._same.setdefault(digest, number)
        self._words[number] = words
        for key in its_keys:
            self._meeting[key].append(number)


def parts(items: Sequence[Any]) -> Iterable[Sequence[Any]]:
    """The items in pieces that one IN list takes."""
    return (items[i : i + _AT_ONCE] for i in range(0, len(items), _AT_ONCE))
