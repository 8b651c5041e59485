"""Labels that the user gave inside the program: in `review` and in `queue label`."""

from __future__ import annotations

from assistant.learning.corpus import LabelledPost
from assistant.settings import Settings


def labels_given(settings: Settings) -> list[LabelledPost]:
    """Posts with a human label, those of the queue first."""
    from assistant.learning.answers import answered_posts

    return [*_from_queue(settings), *answered_posts(settings.home / "review")]


def _from_queue(settings: Settings) -> list[LabelledPost]:
    database = settings.home / "queue.db"
    if settings.database is None and not database.is_file():
        return []
    from datetime import UTC, datetime

    from assistant.schedule.store import Store

    with Store.open(settings.database or database, clock=lambda: datetime.now(UTC)) as store:
        return [LabelledPost(d.text, d.human_label) for d in store.drafts() if d.human_label is not None]
