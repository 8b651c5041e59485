"""Labels that the user gave inside the program: in `review` and in `queue label`."""

from __future__ import annotations

from assistant.learning.corpus import LabelledPost
from assistant.post import Label
from assistant.settings import Settings


def labels_given(settings: Settings) -> list[LabelledPost]:
    """Posts with a human label, those of the queue first."""
    from assistant.learning.answers import answered_posts

    return [*_from_queue(settings), *answered_posts(settings.home / "review")]


def queue_texts(settings: Settings) -> list[tuple[str, Label | None]]:
    """Every draft of the queue with its human label, if it has one; none where there is no queue yet."""
    database = settings.home / "queue.db"
    if settings.database is None and not database.is_file():
        return []
    from datetime import UTC, datetime

    from assistant.schedule.store import Store

    with Store.open(settings.database or database, clock=lambda: datetime.now(UTC)) as store:
        return [(draft.text, draft.human_label) for draft in store.drafts()]


def _from_queue(settings: Settings) -> list[LabelledPost]:
    return [LabelledPost(text, label) for text, label in queue_texts(settings) if label is not None]
