"""`insight.db` in the home: wants, questions that were asked, and the engagement of posts. SQLite alone."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from sqlalchemy import Connection, Engine

from assistant.errors import StoreUnusable
from assistant.schedule import connect

FILE = "insight.db"
_WAIT_SECONDS = 10

# Ordered, each in one transaction with its number; frozen once released. Moments are whole seconds since 1970.
# `want.digest` is read nowhere, and kept empty.
STEPS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE want (id INTEGER PRIMARY KEY, text TEXT NOT NULL, digest TEXT NOT NULL, source TEXT NOT NULL, "
        "added_at INTEGER NOT NULL, done_at INTEGER)",
        "CREATE INDEX want_digest ON want (digest)",
        "CREATE TABLE asked (id INTEGER PRIMARY KEY, style TEXT NOT NULL, text TEXT NOT NULL, at INTEGER NOT NULL)",
        "CREATE TABLE engagement (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, platform TEXT NOT NULL, "
        "text TEXT NOT NULL, at INTEGER NOT NULL, timed INTEGER NOT NULL, label TEXT NOT NULL, kind TEXT NOT NULL, "
        "chance REAL NOT NULL, human INTEGER NOT NULL, model TEXT NOT NULL, reach INTEGER, impressions INTEGER, "
        "likes INTEGER, comments INTEGER, shares INTEGER, saves INTEGER, clicks INTEGER, source TEXT NOT NULL, "
        "imported_at INTEGER NOT NULL)",
        "CREATE TABLE answer (id INTEGER PRIMARY KEY, platform TEXT NOT NULL, posted_at INTEGER NOT NULL, "
        "commented_at INTEGER NOT NULL, number INTEGER NOT NULL, "
        "UNIQUE (platform, posted_at, commented_at, number))",
    ),
    ("CREATE TABLE meaning (id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, vector BLOB NOT NULL)",),
)


class Store:
    """An open `insight.db`; each block of `reading` or `writing` is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, home: Path) -> Store:
        """The store of a home, made where it is missing, on the newest schema. Raises `StoreUnusable`."""
        store = cls(connect.open_sqlite(home / FILE, wait_seconds=_WAIT_SECONDS))
        store._settle()
        return store

    def rehearsal(self) -> Store:
        """This store for a dry run: every change is made and refused as ever, told, and taken back at once."""
        return Store(self._engine.execution_options(rehearsal=True))

    def reading(self) -> AbstractContextManager[Connection]:
        """One consistent view."""
        return connect.reading(self._engine)

    def writing(self) -> AbstractContextManager[Connection]:
        """One transaction that changes the store: as a whole, or not at all."""
        return connect.writing(self._engine)

    def check(self) -> None:
        """Have SQLite look at every page of the file. Raises `StoreUnusable`."""
        connect.check(self._engine)

    def _settle(self) -> None:
        with self.reading() as connection:
            version = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
        if version > len(STEPS):
            raise StoreUnusable(
                f"{self._engine.url.database} was written by a newer version of this program",
                "update it, or use another --home",
            )
        if version == len(STEPS):
            return
        with self.writing() as connection:
            # Another may have been faster.
            version = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
            for number, statements in enumerate(STEPS[version:], version + 1):
                for statement in statements:
                    connection.exec_driver_sql(statement)
                connection.exec_driver_sql(f"PRAGMA user_version = {number}")
