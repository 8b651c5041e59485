"""The model that judges for this home."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from assistant.cli.screen import say
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.classifier import Classifier


def active_classifier(settings: Settings, *, fast: bool = False) -> Classifier:
    """The active model; where its encoder cannot run, that is said once on standard error.

    `fast`: the light model alone. Raises `ModelUnusable`.
    """
    from assistant.classifier import Classifier
    from assistant.learning.versions import active_model

    classifier = Classifier.open(active_model(settings.home), fast=fast)
    if classifier.notice:
        _note(classifier.notice)
    return classifier


@cache  # a command may open the model twice
def _note(notice: str) -> None:
    say(f"note: {notice}")
