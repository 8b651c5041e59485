"""Opening a database and keeping its failures understandable. The only place that knows which database it is."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import NullPool

from assistant.errors import ConfigError, StoreUnusable
from assistant.schedule.migrations import STEPS, migrate, refuse_newer, version_of

WRITE_LOCK = 0x8020  # the advisory lock that orders writers on PostgreSQL
_NO_SPACE = "free some space; nothing was changed"


def is_url(where: Path | str) -> bool:
    """Whether this names a database by URL; anything else is the path of an SQLite file."""
    return isinstance(where, str) and "://" in where


def open_engine(where: Path | str, *, wait_seconds: float) -> Engine:
    """An engine on the newest schema. Raises `StoreUnusable` or `ConfigError`."""
    url = _url(where)
    if url.get_backend_name() == "sqlite":
        engine = _sqlite(url, wait_seconds)
    elif url.get_backend_name() == "postgresql":
        engine = _postgres(url, wait_seconds)
    else:
        raise ConfigError(
            f"the database {url.get_backend_name()!r} is not supported",
            "use SQLite (a path) or a postgresql+psycopg:// URL",
        )
    with explained(engine):
        _settle_schema(engine)
    return engine


def open_sqlite(path: Path, *, wait_seconds: float) -> Engine:
    """An engine on a file, whatever its schema; its folder is made. Raises `StoreUnusable`."""
    return _sqlite(_url(path), wait_seconds)


def _url(where: Path | str) -> URL:
    if not is_url(where):
        path = Path(where)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnusable(
                f"the folder {path.parent} cannot be made ({os.strerror(error.errno or 0)})", "choose another --home"
            ) from error
        _refuse_emptied(path)
        return URL.create("sqlite", database=str(path))
    try:
        url = make_url(str(where))
    except ArgumentError as error:
        raise ConfigError(
            "the setting database is no URL", "write it like postgresql+psycopg://user@host/name"
        ) from error
    return url.set(drivername="postgresql+psycopg") if url.drivername in {"postgresql", "postgres"} else url


def _refuse_emptied(path: Path) -> None:
    """Raise `StoreUnusable` where a database was cut down to nothing: SQLite would begin a new one without a word.

    A file that another process is about to fill is empty for a moment as well, and is given that time.
    """
    for _ in range(20):
        if not path.is_file() or path.stat().st_size:
            return
        time.sleep(0.05)
    raise StoreUnusable(f"{path} is empty, and holds nothing of what was in it", _FAILURES["malformed"][1])


def _sqlite(url: URL, wait_seconds: float) -> Engine:
    # NullPool: a file is opened in no time, and a process that forks must not share connections.
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": wait_seconds})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions are ours to begin
        connection.execute(f"PRAGMA busy_timeout = {int(wait_seconds * 1000)}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA trusted_schema = OFF")  # the file may come from a stranger
        connection.execute("PRAGMA synchronous = FULL")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A writer takes its lock at once: two readers that both turn into writers could only fail.
        options = connection.get_execution_options()
        if not options.get("bare"):
            connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writing") else "BEGIN")

    return engine


def _postgres(url: URL, wait_seconds: float) -> Engine:
    try:
        engine = create_engine(
            url,
            poolclass=NullPool,
            isolation_level="READ COMMITTED",
            connect_args={"connect_timeout": max(2, int(wait_seconds))},
        )
    except (ImportError, NoSuchModuleError) as error:
        raise ConfigError(
            "the database setting names PostgreSQL, and its driver is not installed",
            'install it with `pip install "content-assistant[postgres]"`',
        ) from error

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get("writing"):
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(wait_seconds * 1000)}")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITE_LOCK})")
        else:
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")

    return engine


def _settle_schema(engine: Engine) -> None:
    with engine.connect() as connection:
        version = version_of(connection) if engine.dialect.has_table(connection, "schema_version") else 0
        refuse_newer(version)
    if version < len(STEPS):
        if engine.dialect.name == "sqlite":
            with engine.connect().execution_options(bare=True) as connection:  # no transaction may be open for this
                connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        with engine.connect().execution_options(writing=True) as connection, connection.begin():
            migrate(connection)


def file_of(where: Path | str) -> Path | None:
    """The file of a queue that is kept in one; None behind the URL of a server."""
    url = _url(where) if is_url(where) else URL.create("sqlite", database=str(where))
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent view of the store."""
    with explained(engine), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that changes the store, alone at that: committed as a whole, or not at all."""
    with explained(engine), engine.connect().execution_options(writing=True) as connection, connection.begin():
        yield connection
        if connection.get_execution_options().get("rehearsal"):
            connection.rollback()


def check(engine: Engine) -> None:
    """Have SQLite look at every page of the file; a PostgreSQL server looks after its own. Raises `StoreUnusable`."""
    if engine.dialect.name != "sqlite":
        return
    with reading(engine) as connection:
        said = str(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one())
    if said != "ok":
        what, todo = _FAILURES["malformed"]
        raise StoreUnusable(f"{engine.url.database} {what} ({' '.join(said.split())[:100]})", todo)


@contextmanager
def explained(engine: Engine) -> Iterator[None]:
    """Turn the database's own errors into `StoreUnusable`, which says what to do."""
    try:
        yield
    except DBAPIError as error:
        raise _explain(error, engine) from error


def _explain(error: DBAPIError, engine: Engine) -> StoreUnusable:
    said = " ".join(str(error.orig).split())
    where = engine.url.database if engine.dialect.name == "sqlite" else engine.url.render_as_string(hide_password=True)
    for words, (what, todo) in _FAILURES.items():
        if words in said.lower():
            return StoreUnusable(f"{where} {what}", todo)
    return StoreUnusable(f"{where} could not be used ({said[:200]})", "nothing was changed; try again")


_FAILURES = {
    "database is locked": ("is in use by another program", "try again in a moment; nothing was changed"),
    "lock timeout": ("is in use by another program", "try again in a moment; nothing was changed"),
    "readonly database": ("is read-only", "check the permissions of the file and its folder"),
    "unable to open": ("cannot be opened", "check that the folder is there and that you may write in it"),
    "is full": ("has no room to write", _NO_SPACE),
    "no space left": ("has no room to write", _NO_SPACE),
    "disk i/o error": ("could not be written or read by the disk", "check the disk and its free space"),
    "not a database": (
        "is no database, or is damaged",
        "bring a backup back with `assistant restore`, or move the file away",
    ),
    "malformed": ("is damaged", "bring a backup back with `assistant restore`, or move the file away"),
    "append-only": ("refused to change its history", "this is a defect of the program; please report it"),
    "connection refused": ("cannot be reached", "check that the server runs and that the address is right"),
    "could not translate host": ("cannot be reached", "check the host's name in the setting database"),
    "failed to resolve host": ("cannot be reached", "check the host's name in the setting database"),
    "password authentication": ("refused the login", "check user and password in the setting database"),
    "does not exist": ("is not there", "check the setting database, or create the database first"),
    "connection": ("lost its connection", "nothing was changed; try again"),
    'near "strict"': ("needs SQLite 3.37 or newer", "use a newer Python or operating system"),
}
