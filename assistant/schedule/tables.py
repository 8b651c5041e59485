"""The tables as queries see them. How they come to be is in `migrations`; a test holds both together.

Moments are whole seconds since 1970 in UTC, so that both databases compare and index them alike.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, Integer, MetaData, Table, Text

metadata = MetaData()

draft = Table(
    "draft",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("text", Text, nullable=False),
    Column("digest", Text, nullable=False),  # of the normal form: equal texts are found by it
    Column("platform", Text, nullable=False),
    Column("page", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("probability", Float, nullable=False),
    Column("kind", Text, nullable=False),
    Column("unsure", Integer, nullable=False),
    Column("model", Text, nullable=False),
    Column("human_label", Text),
    Column("promotional", Integer, nullable=False),  # what it counts as: the human's label, else the model's
    Column("chance", Float, nullable=False),  # of being a promotion; 0 or 1 where the label is sure
    Column("priority", Integer, nullable=False),
    Column("tags", Text, nullable=False),  # JSON array
    Column("evergreen", Integer, nullable=False),
    Column("cooldown_days", Integer, nullable=False),
    Column("max_repeats", Integer, nullable=False),
    Column("times_posted", Integer, nullable=False),
    Column("not_before", BigInteger),
    Column("available_at", BigInteger, nullable=False),  # the later of not_before and the end of a cooldown; 0: now
    Column("deadline", BigInteger),
    Column("planned_at", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    Column("posted_at", BigInteger),
    Column("claimed_by", Text),
    Column("claimed_until", BigInteger),
    Column("extra", Text, nullable=False),  # JSON object
)

posting = Table(  # what went out; an evergreen draft has several
    "posting",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("draft_id", BigInteger, nullable=False),
    Column("change_id", BigInteger, nullable=False),
    Column("platform", Text, nullable=False),
    Column("page", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("promotional", Integer, nullable=False),
    Column("chance", Float, nullable=False),
)

likeness = Table(  # keys under which near-identical texts meet
    "likeness",
    metadata,
    Column("key", BigInteger, primary_key=True),
    Column("draft_id", BigInteger, primary_key=True),
)

change = Table(  # one row per command that changed something; append-only
    "change",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("action", Text, nullable=False),
    Column("undoes", BigInteger),
)

event = Table(  # what a change did to each draft; append-only
    "event",
    metadata,
    Column("change_id", BigInteger, primary_key=True),
    Column("draft_id", BigInteger, primary_key=True),
    Column("before", Text),  # JSON of the changed columns; NULL: the draft is new
    Column("after", Text, nullable=False),
)
