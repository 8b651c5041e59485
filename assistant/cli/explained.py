"""A verdict drawn into its post: `assistant classify --explain`."""

from __future__ import annotations

import sys

from assistant.classifier.naming import sentence
from assistant.cli.screen import colour_wanted, paint, printable
from assistant.cli.verdicts import COLOUR, strength, verdict_line
from assistant.post import Label, Reason, Verdict

_DRAWN = 4000  # characters of the post


def explained_text(verdict: Verdict) -> str:
    """The whole post with its reasons marked, the verdict, and why in plain sentences.

    Reasons are underlined in their label's colour; where colour is not wanted they stand in square brackets.
    """
    lines = [drawn(verdict.text, verdict.reasons), "", verdict_line(verdict)]
    if verdict.note:
        lines.append(f"  It is unsure: {verdict.note}.")
    else:
        lines.append(f"  It {sentence(verdict.text, verdict.kind)}.")
        if verdict.unsure:
            lines.append("  It is unsure: the signs pull both ways, so say yourself what the post is.")
    for label in (verdict.label, _other(verdict.label)):
        lines += [_spoken(reason) for reason in verdict.reasons if reason.toward is label]
    return "\n".join(lines)


def drawn(text: str, reasons: tuple[Reason, ...]) -> str:
    """The text as a terminal may show it, with the reasons marked where they stand. Raises nothing for any text."""
    if not text.strip():
        return "(empty)"
    parts, at, end = [], 0, min(len(text), _DRAWN)
    for reason in sorted(reasons, key=lambda r: r.start):
        if reason.end > end:
            break
        parts += [printable(text[at : reason.start], keep_lines=True), _marked(reason)]
        at = reason.end
    parts.append(printable(text[at:end], keep_lines=True))
    return "".join(parts) + ("…" if end < len(text) else "")


def _marked(reason: Reason) -> str:
    shown = printable(reason.phrase)
    if not colour_wanted(sys.stdout):
        return f"[{shown}]"
    return paint(shown, "underline", COLOUR[reason.toward])


def _spoken(reason: Reason) -> str:
    towards = paint(str(reason.toward), COLOUR[reason.toward])
    return f"  Without {printable(reason.phrase)!r} it would be {strength(reason.weight)} less {towards}."


def _other(label: Label) -> Label:
    return Label.VALUE if label is Label.PROMOTIONAL else Label.PROMOTIONAL
