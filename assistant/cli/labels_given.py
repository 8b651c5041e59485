"""Labels that the user gave inside the program: in `review` and in `queue label`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.learning.corpus import LabelledPost
from assistant.post import Draft, Label
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.schedule.wanted import DraftFilter


def labels_given(settings: Settings) -> list[LabelledPost]:
    """Posts with a human label, those of the queue first."""
    from assistant.learning.answers import answered_posts

    return [*_from_queue(settings), *answered_posts(settings.home / "review")]


def queue_texts(settings: Settings) -> list[tuple[str, Label | None]]:
    """Every draft of the queue with its human label, if it has one; none where there is no queue yet."""
    return [(draft.text, draft.human_label) for draft in _drafts(settings)]


def judged_by_another(settings: Settings, version: str) -> int:
    """How many drafts that wait were judged by another model than `version`."""
    from assistant.schedule.wanted import WAITING, DraftFilter

    others = _drafts(settings, DraftFilter(states=WAITING, not_judged_by=version))
    return sum(draft.model != f"{version}-light" for draft in others)


def _drafts(settings: Settings, wanted: DraftFilter | None = None) -> list[Draft]:
    from assistant.cli.queue_common import QUEUE_FILE, open_store

    if settings.database is None and not (settings.home / QUEUE_FILE).is_file():
        return []
    with open_store(settings) as store:
        return store.drafts(wanted)


def _from_queue(settings: Settings) -> list[LabelledPost]:
    return [LabelledPost(text, label) for text, label in queue_texts(settings) if label is not None]
