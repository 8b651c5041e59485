"""What a rewrite hands back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from assistant.post import Verdict
from assistant.rewriter.edits import Edit


class Status(StrEnum):
    """What the owner still has to do with a suggestion."""

    READY = "ready"
    NEEDS_YOUR_WORDS = "needs your words"
    EDITS_ONLY = "edits only"


class Mode(StrEnum):
    """How a suggestion was made: span edits; the owner's words first and the offer last; the owner's words alone."""

    FIX = "fix"
    REMAKE = "remake"
    VALUE_ONLY = "value_only"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One text to choose. Applying `edits` to the draft gives `text` exactly.

    `blanks` are the places that wait for the owner's words, as they stand in the text; `dropped` lists every word of
    the draft that says something and is not in the text; `angle` is tip, question, story or behind the scenes;
    `body` is P(promotional) of the text without the lead that was added; `backend` names who wrote it.
    """

    text: str
    status: Status
    mode: Mode
    post: Verdict
    edits: tuple[Edit, ...]
    blanks: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    angle: str | None = None
    body: float | None = None
    backend: str = "rules"

    def as_json(self) -> dict[str, Any]:
        """The fields of the interface contract, in its order, and what else is known."""
        return {
            "text": self.text,
            "status": str(self.status),
            "mode": str(self.mode),
            "post": self.post.as_json(),
            "edits": [_edit_json(e) for e in self.edits],
            "blanks": list(self.blanks),
            "dropped": list(self.dropped),
            "backend": self.backend,
            "angle": self.angle,
            "body_probability": None if self.body is None else round(self.body, 6),
        }


def _edit_json(edit: Edit) -> dict[str, Any]:
    return {
        "operation": edit.operation,
        "before": edit.before,
        "after": edit.after,
        "reason": edit.reason,
        "principle": edit.principle,
        "start": edit.start,
        "end": edit.end,
        "rule": edit.rule,
    }


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A draft's verdict, why a stranger would walk away, one question to its owner, and suggestions, the best first."""

    post: Verdict
    bar_test: str
    question: str
    suggestions: tuple[Suggestion, ...]
    notices: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The fields of the interface contract, in its order."""
        return {
            "post": self.post.as_json(),
            "bar_test": self.bar_test,
            "question": self.question,
            "suggestions": [s.as_json() for s in self.suggestions],
            "notices": list(self.notices),
        }
