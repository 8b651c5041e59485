"""`assistant queue edit --rewrite ID`: a ready rewrite takes the draft's place; the original stays in the history."""

from __future__ import annotations

import sys

from assistant.cli.active import active_classifier
from assistant.cli.rewrite_prompt import NotReady, chosen_text
from assistant.cli.rewrite_sources import known_owner
from assistant.cli.screen import say
from assistant.post import Draft
from assistant.rewriter import Status, suggest
from assistant.settings import Settings
from assistant.text.platforms import known_name, platforms


def rewritten_text(draft: Draft, answer: str | None, settings: Settings) -> str:
    """The text that takes the draft's place: the best ready one, or without an answer at a terminal the chosen one.

    Raises `NotReady` where there is none, with the question that an answer is wanted for.
    """
    judge, owner = active_classifier(settings), known_owner(settings)
    name = known_name(draft.platform)
    platform = name if name in platforms() else None
    outcome = suggest(draft.text, judge=judge, answer=answer, owner=owner, platform=platform, n=5)
    for notice in outcome.notices:
        say(f"note: {notice}")
    ready = next((s.text for s in outcome.suggestions if s.status is Status.READY), None)
    if ready is not None:
        return ready
    if answer is None and sys.stdin.isatty() and sys.stderr.isatty():
        chosen = chosen_text(draft.text, judge, owner, answer=None, platform=platform, whole=True)
        if chosen in {None, draft.text}:
            raise NotReady(f"draft {draft.id} stays as it is: nothing was chosen", "nothing was changed")
        return chosen
    if answer:
        raise NotReady(
            f"no rewrite of draft {draft.id} with this answer is ready to post",
            f"see why with: assistant rewrite --interactive; the question is: {outcome.question}",
        )
    raise NotReady(
        f"no rewrite of draft {draft.id} is ready to post without your words",
        f'answer this with --answer "...": {outcome.question}',
    )
