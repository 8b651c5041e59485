"""Schema steps: ordered, each in one transaction together with its record, frozen once released.

A step is written once; the few words in which SQLite and PostgreSQL differ are filled in (`{strict}` and friends).
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, text

from assistant.errors import StoreUnusable

_STATES = "'draft', 'queued', 'claimed', 'posted', 'dropped'"
_LABELS = "'promotional', 'value'"

_FIRST = (
    f"""CREATE TABLE draft (
        id {{int}} PRIMARY KEY CHECK (id > 0),
        text TEXT NOT NULL,
        digest TEXT NOT NULL,
        platform TEXT NOT NULL CHECK (platform <> ''),
        page TEXT NOT NULL CHECK (page IN ('personal', 'business')),
        state TEXT NOT NULL CHECK (state IN ({_STATES})),
        label TEXT NOT NULL CHECK (label IN ({_LABELS})),
        probability {{real}} NOT NULL CHECK (probability BETWEEN 0 AND 1),
        kind TEXT NOT NULL,
        unsure {{int}} NOT NULL CHECK (unsure IN (0, 1)),
        model TEXT NOT NULL,
        human_label TEXT CHECK (human_label IN ({_LABELS})),
        promotional {{int}} NOT NULL CHECK (promotional IN (0, 1)),
        chance {{real}} NOT NULL CHECK (chance BETWEEN 0 AND 1),
        priority {{int}} NOT NULL,
        tags TEXT NOT NULL,
        evergreen {{int}} NOT NULL CHECK (evergreen IN (0, 1)),
        cooldown_days {{int}} NOT NULL CHECK (cooldown_days >= 0),
        max_repeats {{int}} NOT NULL CHECK (max_repeats >= 0),
        times_posted {{int}} NOT NULL CHECK (times_posted >= 0),
        not_before {{int}},
        available_at {{int}} NOT NULL,
        deadline {{int}},
        planned_at {{int}},
        created_at {{int}} NOT NULL,
        posted_at {{int}},
        claimed_by TEXT,
        claimed_until {{int}},
        extra TEXT NOT NULL,
        CHECK ((state = 'claimed') = (claimed_until IS NOT NULL)),
        CHECK (state <> 'posted' OR posted_at IS NOT NULL)
    ){{strict}}""",
    """CREATE TABLE change (
        id {int} PRIMARY KEY CHECK (id > 0),
        at {int} NOT NULL,
        action TEXT NOT NULL,
        undoes {int} UNIQUE REFERENCES change (id)
    ){strict}""",
    """CREATE TABLE event (
        change_id {int} NOT NULL REFERENCES change (id),
        draft_id {int} NOT NULL REFERENCES draft (id),
        before TEXT,
        after TEXT NOT NULL,
        PRIMARY KEY (change_id, draft_id)
    ){strict}{rowless}""",
    """CREATE TABLE posting (
        id {int} PRIMARY KEY CHECK (id > 0),
        draft_id {int} NOT NULL REFERENCES draft (id),
        change_id {int} NOT NULL REFERENCES change (id),
        platform TEXT NOT NULL,
        page TEXT NOT NULL,
        at {int} NOT NULL,
        kind TEXT NOT NULL,
        promotional {int} NOT NULL CHECK (promotional IN (0, 1)),
        chance {real} NOT NULL CHECK (chance BETWEEN 0 AND 1)
    ){strict}""",
    """CREATE TABLE likeness (
        key {int} NOT NULL,
        draft_id {int} NOT NULL REFERENCES draft (id),
        PRIMARY KEY (key, draft_id)
    ){strict}{rowless}""",
    "CREATE INDEX draft_order ON draft (platform, state, promotional, priority DESC, deadline, id)",
    "CREATE INDEX draft_claims ON draft (state, claimed_until)",
    "CREATE INDEX draft_digest ON draft (digest)",
    "CREATE INDEX draft_planned ON draft (platform, planned_at) WHERE planned_at IS NOT NULL",
    "CREATE INDEX posting_order ON posting (platform, at, id)",
    "CREATE INDEX posting_draft ON posting (draft_id)",
    "CREATE INDEX posting_change ON posting (change_id)",
)
# What is asked of a million drafts without a look at each: the kinds of a platform, the promotions that are nearest to
# value and those that may be none, what a person should label, and what ends soon.
_SECOND = (
    "CREATE INDEX draft_kinds ON draft (platform, kind, state)",
    "CREATE INDEX draft_nearest ON draft (platform, probability, id) "
    "WHERE state = 'queued' AND promotional = 1 AND human_label IS NULL",
    "CREATE INDEX draft_unsure ON draft (platform, chance, priority DESC, id) "
    "WHERE state = 'queued' AND promotional = 1 AND chance < 1",
    "CREATE INDEX draft_doubts ON draft (state) WHERE unsure = 1 AND human_label IS NULL",
    "CREATE INDEX draft_ends ON draft (deadline) WHERE deadline IS NOT NULL",
)
STEPS: Sequence[Sequence[str]] = (_FIRST, _SECOND)

_WORDS = {
    "sqlite": {"int": "INTEGER", "real": "REAL", "strict": " STRICT", "rowless": ", WITHOUT ROWID"},
    "postgresql": {"int": "BIGINT", "real": "DOUBLE PRECISION", "strict": "", "rowless": ""},
}
_VERSIONS = """CREATE TABLE IF NOT EXISTS schema_version (
    version {int} PRIMARY KEY CHECK (version > 0)
){strict}"""
_GUARDS = {  # the history only grows
    "sqlite": (
        "CREATE TRIGGER {table}_kept_{verb} BEFORE {verb} ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION history_kept() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the history is append-only'; END $$",
        "CREATE TRIGGER {table}_kept_{verb} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION history_kept()",
    ),
}


def migrate(connection: Connection) -> None:
    """Bring the database to the newest schema, inside the caller's transaction.

    Raises `StoreUnusable` if the database is newer than this program.
    """
    dialect = connection.dialect.name
    words = _WORDS[dialect]
    connection.exec_driver_sql(_VERSIONS.format(**words))
    version = version_of(connection)
    refuse_newer(version)
    for number, statements in enumerate(STEPS[version:], start=version + 1):
        for statement in statements:
            connection.exec_driver_sql(statement.format(**words))
        if number == 1:
            _guard_history(connection, dialect)
        connection.execute(text("INSERT INTO schema_version (version) VALUES (:n)"), {"n": number})


def version_of(connection: Connection) -> int:
    """The number of the last step that was taken; 0 for none."""
    return int(connection.execute(text("SELECT COALESCE(MAX(version), 0) FROM schema_version")).scalar_one())


def refuse_newer(version: int) -> None:
    """Raise `StoreUnusable` if a newer program made this schema."""
    if version > len(STEPS):
        raise StoreUnusable(
            f"the queue was written by a newer version of assistant (schema {version}, this one knows {len(STEPS)})",
            "update with `pip install --upgrade content-assistant`, or use another --home",
        )


def _guard_history(connection: Connection, dialect: str) -> None:
    for table in ("change", "event"):
        for verb in ("UPDATE", "DELETE"):
            for statement in _GUARDS[dialect]:
                connection.exec_driver_sql(statement.format(table=table, verb=verb))
