"""A verdict as people read it."""

from __future__ import annotations

from assistant.cli.screen import paint, printable
from assistant.post import Label, Verdict

COLOUR = {Label.PROMOTIONAL: "yellow", Label.VALUE: "green"}
_SHOWN = 160  # characters of the text


def verdict_text(verdict: Verdict) -> str:
    """A few lines: the post, the verdict in words, and the phrases that made it."""
    lines = [_excerpt(verdict.text), verdict_line(verdict)]
    if verdict.note:
        lines.append(f"  note: {verdict.note}")
    for reason in verdict.reasons:
        towards = paint(str(reason.toward), COLOUR[reason.toward])
        lines.append(f"  {printable(reason.phrase)!r} speaks {strength(reason.weight)} for {towards}")
    return "\n".join(lines)


def strength(weight: float) -> str:
    """A weight in words: 0.5 of log odds takes an even verdict to 62 %, 1.5 to 82 %."""
    return "strongly" if weight >= 1.5 else "clearly" if weight >= 0.5 else "a little"


def _excerpt(text: str) -> str:
    shown = printable(" ".join(text.split()))
    return paint(shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + "…", "dim") if shown else "(empty)"


def verdict_line(verdict: Verdict) -> str:
    """Label, kind and probability in words."""
    share = verdict.probability if verdict.label is Label.PROMOTIONAL else 1 - verdict.probability
    label = paint(str(verdict.label), "bold", COLOUR[verdict.label])
    doubt = ", but unsure" if verdict.unsure else ""
    return f"{label}{doubt}: {verdict.kind.replace('_', ' ')}, {share:.0%} likely {verdict.label}"
