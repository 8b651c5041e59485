"""The queue's store on both databases, with a clock that the test turns."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from assistant.post import Kind, Label, Verdict
from assistant.schedule.limits import Limits
from assistant.schedule.rows import NewDraft
from assistant.schedule.store import Store

POSTGRES = os.environ.get("ASSISTANT_TEST_POSTGRES")
BACKENDS = ["sqlite", *(["postgres"] if POSTGRES else [])]
RULES = Limits(share_percent=20, window=10, spacing_hours=3, personal_per_day=3, business_per_week=3)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@dataclass
class Clock:
    """The time that the store sees."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


def verdict(text: str, label: Label = Label.VALUE, kind: Kind | None = None, unsure: float | None = None) -> Verdict:
    promotional = label is Label.PROMOTIONAL
    probability = unsure if unsure is not None else 0.97 if promotional else 0.03
    return Verdict(
        text, label, probability, kind or (Kind.OFFER if promotional else Kind.TIP), {}, unsure is not None, "test"
    )


def value(text: str, **more: object) -> NewDraft:
    return NewDraft(verdict(text), "facebook", **more)  # type: ignore[arg-type]


def promotion(text: str, **more: object) -> NewDraft:
    return NewDraft(verdict(text, Label.PROMOTIONAL), "facebook", **more)  # type: ignore[arg-type]


@contextmanager
def place(backend: str, folder: Path) -> Iterator[str]:
    """Where a new, empty store may live: a path, or the URL of a schema of its own."""
    if backend == "sqlite":
        yield str(folder / f"{uuid4().hex}.db")
        return
    import psycopg

    assert POSTGRES is not None
    plain = POSTGRES.replace("+psycopg", "")
    schema = f"t{uuid4().hex}"
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
    try:
        yield f"{POSTGRES}{'&' if '?' in POSTGRES else '?'}options=-csearch_path%3D{schema}"
    finally:
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute(f"DROP SCHEMA {schema} CASCADE")


@pytest.fixture(params=BACKENDS)
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with place(request.param, tmp_path) as found:
        yield found


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def open_store(where: str, clock: Clock) -> Callable[[], Store]:
    return lambda: Store.open(where, clock=clock)


@pytest.fixture
def store(open_store: Callable[[], Store]) -> Iterator[Store]:
    with open_store() as opened:
        yield opened
