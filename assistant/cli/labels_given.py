"""Labels that the user gave inside the program: in `review` and in `queue label`."""

from __future__ import annotations

from assistant.learning.corpus import LabelledPost
from assistant.post import Draft, Label, State
from assistant.settings import Settings


def labels_given(settings: Settings) -> list[LabelledPost]:
    """Posts with a human label, those of the queue first."""
    from assistant.learning.answers import answered_posts

    return [*_from_queue(settings), *answered_posts(settings.home / "review")]


def queue_texts(settings: Settings) -> list[tuple[str, Label | None]]:
    """Every draft of the queue with its human label, if it has one; none where there is no queue yet."""
    return [(draft.text, draft.human_label) for draft in _drafts(settings)]


def judged_by_another(settings: Settings, version: str) -> int:
    """How many drafts that wait were judged by another model than `version`."""
    waiting = {State.DRAFT, State.QUEUED, State.CLAIMED}
    own = {version, f"{version}-light"}
    return sum(draft.state in waiting and draft.model not in own for draft in _drafts(settings))


def _drafts(settings: Settings) -> list[Draft]:
    database = settings.home / "queue.db"
    if settings.database is None and not database.is_file():
        return []
    from datetime import UTC, datetime

    from assistant.schedule.store import Store

    with Store.open(settings.database or database, clock=lambda: datetime.now(UTC)) as store:
        return store.drafts()


def _from_queue(settings: Settings) -> list[LabelledPost]:
    return [LabelledPost(text, label) for text, label in queue_texts(settings) if label is not None]
