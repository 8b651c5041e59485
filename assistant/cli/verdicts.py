"""A verdict as people read it."""

from __future__ import annotations

from assistant.cli.screen import excerpt, paint
from assistant.post import Label, Verdict

COLOUR = {Label.PROMOTIONAL: "yellow", Label.VALUE: "green"}
_SHOWN, _PHRASE = 160, 60  # columns of the text, and of a phrase


def verdict_text(verdict: Verdict) -> str:
    """A few lines: the post, the verdict in words, and the phrases that made it."""
    shown = excerpt(verdict.text, _SHOWN)
    lines = [paint(shown, "dim") if shown else "(empty)", verdict_line(verdict)]
    if verdict.note:
        lines.append(f"  note: {verdict.note}")
    for reason in verdict.reasons:
        towards = paint(str(reason.toward), COLOUR[reason.toward])
        lines.append(f"  {excerpt(reason.phrase, _PHRASE)!r} speaks {strength(reason.weight)} for {towards}")
    return "\n".join(lines)


def strength(weight: float) -> str:
    """A weight in words: 0.5 of log odds takes an even verdict to 62 %, 1.5 to 82 %."""
    return "strongly" if weight >= 1.5 else "clearly" if weight >= 0.5 else "a little"


def verdict_line(verdict: Verdict) -> str:
    """Label, kind and probability in words."""
    share = verdict.probability if verdict.label is Label.PROMOTIONAL else 1 - verdict.probability
    label = paint(str(verdict.label), "bold", COLOUR[verdict.label])
    doubt = ", but unsure" if verdict.unsure else ""
    return f"{label}{doubt}: {verdict.kind.replace('_', ' ')}, {share:.0%} likely {verdict.label}"
