"""`insight.db` in the home: wants, questions that were asked, and the engagement of posts. SQLite alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from assistant.errors import StoreUnusable
from assistant.schedule.connect import refuse_emptied

FILE = "insight.db"
_WAIT_SECONDS = 10

# Ordered, each in one transaction with its number; frozen once released. Moments are whole seconds since 1970.
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

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._path = path

    @classmethod
    def open(cls, home: Path) -> Store:
        """The store of a home, made where it is missing, on the newest schema. Raises `StoreUnusable`."""
        path = home / FILE
        try:
            home.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            why = os.strerror(error.errno or 0)
            raise StoreUnusable(f"the folder {home} cannot be made ({why})", "choose another --home") from error
        refuse_emptied(path)
        store = cls(_engine(path), path)
        store._settle()
        return store

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view."""
        with self._explained(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that changes the store: as a whole, or not at all."""
        options = {"writing": True}
        with self._explained(), self._engine.connect().execution_options(**options) as connection, connection.begin():
            yield connection

    def check(self) -> None:
        """Have SQLite look at every page of the file. Raises `StoreUnusable`."""
        with self.reading() as connection:
            said = str(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one())
        if said != "ok":
            what, todo = _FAILURES["malformed"]
            raise StoreUnusable(f"{self._path} {what} ({' '.join(said.split())[:100]})", todo)

    def _settle(self) -> None:
        with self.reading() as connection:
            version = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
        if version > len(STEPS):
            raise StoreUnusable(
                f"{self._path} was written by a newer version of this program", "update it, or use another --home"
            )
        if version == len(STEPS):
            return
        with self.writing() as connection:
            version = int(
                connection.exec_driver_sql("PRAGMA user_version").scalar_one()
            )  # another may have been faster
            for number, statements in enumerate(STEPS[version:], version + 1):
                for statement in statements:
                    connection.exec_driver_sql(statement)
                connection.exec_driver_sql(f"PRAGMA user_version = {number}")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            said = " ".join(str(error.orig).split())
            for words, (what, todo) in _FAILURES.items():
                if words in said.lower():
                    raise StoreUnusable(f"{self._path} {what}", todo) from error
            raise StoreUnusable(f"{self._path} could not be used ({said[:200]})", "nothing was changed") from error


_FAILURES = {
    "locked": ("is in use by another program", "try again in a moment; nothing was changed"),
    "readonly": ("is read-only", "check the permissions of the file and its folder"),
    "unable to open": ("cannot be opened", "check that the folder is there and that you may write in it"),
    "full": ("has no room to write", "free some space; nothing was changed"),
    "not a database": (
        "is no database, or is damaged",
        "bring a backup back with `assistant restore`, or move the file away",
    ),
    "malformed": ("is damaged", "bring a backup back with `assistant restore`, or move the file away"),
}


def _engine(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool, connect_args={"timeout": _WAIT_SECONDS})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions are begun below
        connection.execute("PRAGMA trusted_schema = OFF")  # the file may come from a stranger

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("writing")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine
