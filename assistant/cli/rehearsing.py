"""Stores for commands that have a dry run: what it tells and refuses is what the real one would; nothing is kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.insight.store import Store as InsightStore
    from assistant.schedule.store import Store


@contextmanager
def queue_for(settings: Settings, *, dry_run: bool) -> Iterator[Store]:
    """The user's queue; in a dry run every change of it is taken back at once."""
    from assistant.cli.queue_common import QUEUE_FILE, open_store

    if not dry_run:
        with open_store(settings) as store:
            yield store
        return
    with TemporaryDirectory() as empty:
        there = settings.database is not None or (settings.home / QUEUE_FILE).exists()
        with open_store(settings, None if there else Path(empty)) as store:
            yield store.rehearsal()


@contextmanager
def insight_for(home: Path, *, dry_run: bool) -> Iterator[InsightStore]:
    """The user's wants and figures; in a dry run every change of them is taken back at once."""
    from assistant.insight.store import FILE, Store

    if not dry_run:
        yield Store.open(home)
        return
    with TemporaryDirectory() as empty:
        yield Store.open(home if (home / FILE).exists() else Path(empty)).rehearsal()
