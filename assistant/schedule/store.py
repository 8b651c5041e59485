"""The queue's store: drafts, what went out, and the history. SQLite in a file, or PostgreSQL by URL."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import Engine, func, select, update

from assistant.post import Draft, Label, State, Verdict
from assistant.schedule import adding, changing, connect, history, picking, planning, reading
from assistant.schedule import tables as t
from assistant.schedule.adding import Added
from assistant.schedule.limits import Limits
from assistant.schedule.planning import Plan, Purpose
from assistant.schedule.reading import Posting, Tally
from assistant.schedule.report import Balance, balances
from assistant.schedule.rows import NewDraft, draft_of, moment, optional_seconds, seconds
from assistant.schedule.slots import SlotTime
from assistant.schedule.timing import earliest
from assistant.schedule.wanted import DraftFilter

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Next:
    """What may go out now: the draft and why, or no draft, why not, and how many value posts are missing.

    `earliest` is the first moment that spacing and cadence allow it; `on_time` says whether that is now.
    """

    draft: Draft | None
    reason: str
    value_needed: int | None = 0
    earliest: datetime | None = None
    on_time: bool = True


class Store:
    """An open queue. `clock` says what time it is (with a zone); every method is one transaction of its own."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    @classmethod
    def open(cls, where: Path | str, *, clock: Clock, wait_seconds: float = 10) -> Store:
        """The queue in a file (made where it is missing) or behind a URL, on the newest schema.

        `wait_seconds`: how long to wait for another writer. Raises `StoreUnusable` or `ConfigError`.
        """
        return cls(connect.open_engine(where, wait_seconds=wait_seconds), clock)

    def rehearsal(self) -> Store:
        """This queue for a dry run: every change is made and refused as ever, told, and taken back at once."""
        return Store(self._engine.execution_options(rehearsal=True), self._clock)

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def now(self) -> int:
        """The clock's time in whole seconds since 1970."""
        return seconds(self._clock())

    def check(self) -> None:
        """Read the whole database for damage (about a second for each 300 MB). Raises `StoreUnusable`."""
        connect.check(self._engine)

    # --- reading ---

    def drafts(self, wanted: DraftFilter | None = None) -> list[Draft]:
        """The drafts that match, by id."""
        with connect.reading(self._engine) as connection:
            return reading.drafts(connection, wanted or DraftFilter(), self.now)

    def newest_texts(self, most: int) -> list[str]:
        """The texts of the newest drafts that wait, at most so many, the oldest first."""
        with connect.reading(self._engine) as connection:
            return reading.newest_texts(connection, most)

    def get(self, number: int) -> Draft:
        """One draft. Raises `NoSuchDraft`."""
        with connect.reading(self._engine) as connection:
            return draft_of(changing.row_of(connection, number), self.now)

    def count(self) -> dict[State, int]:
        """How many drafts are in each state (as stored)."""
        with connect.reading(self._engine) as connection:
            found = connection.execute(select(t.draft.c.state, func.count()).group_by(t.draft.c.state)).all()
        return {State(state): number for state, number in found}

    def tally(self) -> Tally:
        """The drafts that wait, by their numbers."""
        with connect.reading(self._engine) as connection:
            return reading.tally(connection)

    def platforms(self, *states: State) -> list[str]:
        """The platforms of the drafts in these states (else all but dropped ones), as they came into use."""
        kept = states or [state for state in State if state is not State.DROPPED]
        with connect.reading(self._engine) as connection:
            return reading.platforms(connection, kept)

    def postings(self, platform: str | None = None, *, latest: int | None = None) -> list[Posting]:
        """What went out, in order of time; only the `latest` where a number is given."""
        with connect.reading(self._engine) as connection:
            return reading.postings(connection, platform, latest)

    def events(self, number: int) -> list[tuple[datetime, str, Mapping[str, Any]]]:
        """(when, what, columns after it) of every change of a draft, the oldest first."""
        with connect.reading(self._engine) as connection:
            return reading.events(connection, number)

    # --- changing ---

    def add(self, news: Sequence[NewDraft], *, skip_twins: bool = False) -> list[Added]:
        """Put new drafts into the queue, all or none, in order; what came of each."""
        with connect.writing(self._engine) as connection:
            return adding.add(connection, news, self.now, skip_twins=skip_twins)

    def edit(self, number: int, *, verdict: Verdict | None = None, **columns: Any) -> Draft:
        """Change a draft that waits: `verdict` brings a new text; `columns` are the names of `NewDraft`.

        Moments and tags are given as in `NewDraft`. Raises `NoSuchDraft` or `StateConflict`.
        """
        with connect.writing(self._engine) as connection:
            return changing.edit(connection, number, _stored(columns), verdict, self.now)

    def label(self, number: int, human_label: Label | None) -> Draft:
        """Set what a person says the draft is, or clear it."""
        with connect.writing(self._engine) as connection:
            return changing.label(connection, number, human_label, self.now)

    def rejudge(self, verdicts: Mapping[int, Verdict], *, postings: bool = False) -> list[Draft]:
        """New verdicts by draft number, as one change; human labels stay. Returns the drafts that changed.

        `postings`: what went out counts by the new verdict, too.
        """
        with connect.writing(self._engine) as connection:
            return changing.rejudge(connection, verdicts, self.now, postings=postings)

    def drop(self, *numbers: int) -> list[Draft]:
        """Take drafts out of the queue, all or none."""
        with connect.writing(self._engine) as connection:
            return changing.together(connection, changing.drop, numbers, self.now)

    def restore(self, *numbers: int) -> list[Draft]:
        """Bring dropped drafts back, all or none."""
        with connect.writing(self._engine) as connection:
            return changing.restore(connection, numbers, self.now)

    def release(self, *numbers: int) -> list[Draft]:
        """Give claimed drafts back, all or none."""
        with connect.writing(self._engine) as connection:
            return changing.together(connection, changing.release, numbers, self.now)

    def posted(self, number: int, at: datetime | None = None) -> tuple[Draft, bool]:
        """It went out (at `at`, else now): the draft, and whether that is news."""
        with connect.writing(self._engine) as connection:
            now = self.now
            return changing.posted(connection, number, now if at is None else seconds(at), now)

    def undo(self, steps: int = 1) -> list[history.Undone]:
        """Take back the latest changes, the last one first; all so many, or none."""
        with connect.writing(self._engine) as connection:
            return [history.undo(connection, self.now) for _ in range(steps)]

    # --- what may go out ---

    def plan(
        self,
        limits: Limits,
        times: Sequence[SlotTime],
        zone: tzinfo,
        *,
        start: datetime | None = None,
        weeks: int = 4,
        platforms: Sequence[str] = (),
        apply: bool = False,
        purpose: Purpose | None = None,
    ) -> Plan:
        """Fill the slots of some weeks from `start` (else now) on; `apply` reserves them, else nothing changes.

        `purpose`: goals decide between equals; what a plan misses of it is advice.
        """
        now = self.now
        first = max(start or self._clock(), datetime.fromtimestamp(now, UTC))
        horizon = planning.horizon_of(first, weeks, times, zone)
        access = connect.writing if apply else connect.reading
        with access(self._engine) as connection:
            plan = planning.make_plan(connection, limits, horizon, now, platforms, purpose)
            if apply:
                planning.reserve(connection, plan, horizon, now, platforms)
            return plan

    def balance(self, limits: Limits, platforms: Sequence[str] = ()) -> list[Balance]:
        """How each of these platforms stands, or every one where none is named."""
        with connect.reading(self._engine) as connection:
            return balances(connection, limits, self.now, platforms)

    def next(self, limits: Limits, zone: tzinfo, *, platform: str | None = None, on_time: bool = False) -> Next:
        """What may go out now, changing nothing. `on_time`: not before spacing and cadence allow it."""
        with connect.reading(self._engine) as connection:
            return _next(connection, limits, zone, self.now, platform, on_time)

    def claim(
        self, limits: Limits, zone: tzinfo, *, by: str, minutes: int, platform: str | None = None, on_time: bool = False
    ) -> Next:
        """What may go out now, held for this caller alone until the claim runs out."""
        with connect.writing(self._engine) as connection:
            now = self.now
            connection.execute(
                update(t.draft)
                .where(t.draft.c.state == str(State.CLAIMED), t.draft.c.claimed_until <= now)
                .values(state=str(State.QUEUED), claimed_by=None, claimed_until=None)
            )
            found = _next(connection, limits, zone, now, platform, on_time)
            if found.draft is None:
                return found
            until = now + int(timedelta(minutes=minutes).total_seconds())
            wanted = {"state": str(State.CLAIMED), "claimed_by": by, "claimed_until": until}
            row = changing.row_of(connection, found.draft.id)
            held = history.change_one(connection, "claim", now, row, wanted)
            return Next(draft_of(held, now), found.reason, 0, found.earliest, found.on_time)


def _stored(columns: Mapping[str, Any]) -> dict[str, Any]:
    import json

    stored = dict(columns)
    for name in ("not_before", "deadline"):
        if name in stored:
            stored[name] = optional_seconds(stored[name])
    if "tags" in stored:
        stored["tags"] = json.dumps(stored["tags"], ensure_ascii=False)
    if "evergreen" in stored:
        stored["evergreen"] = int(stored["evergreen"])
    if "ready" in stored:
        stored["state"] = str(State.QUEUED if stored.pop("ready") else State.DRAFT)
    return stored


def _next(connection: Any, limits: Limits, zone: tzinfo, now: int, platform: str | None, on_time: bool) -> Next:
    platforms = [platform] if platform else picking.platforms_with(connection, State.QUEUED, State.CLAIMED)
    found: list[Next] = []
    against: list[picking.Shortage] = []
    clock = moment(now) or datetime.fromtimestamp(0, UTC)
    for name in platforms:
        view = picking.outlook(connection, name, limits, now)
        row = picking.choose(connection, view, limits, now)
        if row is None:
            against.append(picking.shortage(connection, view, limits, now))
            continue
        opens = earliest(clock, row["page"], view.sent, limits.on(name), zone)
        reason = picking.reason_for(row, view, limits, zone)
        if opens > clock:
            reason += f"; posts on {name} are spaced, so wait until {opens.astimezone(zone):%Y-%m-%d %H:%M}"
        found.append(Next(draft_of(row, now), reason, 0, opens, opens <= clock))
    if on_time and found and not any(one.on_time for one in found):
        soonest = min(found, key=lambda one: one.earliest or clock)
        return Next(None, f"nothing now: {soonest.reason}", 0, soonest.earliest, False)
    if found:
        return min(found, key=lambda one: (not one.on_time, -(one.draft.priority if one.draft else 0)))
    needed = [s.value_needed for s in against if s.promotions and s.value_needed is not None]
    missing = min(needed) if needed else None if any(s.promotions for s in against) else 0
    return Next(None, picking.reason_against(against), missing)
