"""Suggestions as people read them."""

from __future__ import annotations

from assistant.cli.screen import paint, printable
from assistant.cli.verdicts import verdict_text
from assistant.rewriter import Edit, Rewrite, Status, Suggestion

_COLOUR = {Status.READY: "green", Status.NEEDS_YOUR_WORDS: "yellow", Status.EDITS_ONLY: "dim"}


def rewrite_text(outcome: Rewrite) -> str:
    """The verdict, the bar test, the question, and each suggestion with its reasons."""
    parts = [verdict_text(outcome.post), f"bar test: {printable(outcome.bar_test)}"]
    if not any(s.status is Status.READY for s in outcome.suggestions):
        parts.append(f"a question for you: {printable(outcome.question)}")
    parts += [suggestion_text(number, s, outcome) for number, s in enumerate(outcome.suggestions, 1)]
    return "\n\n".join(parts)


def suggestion_text(number: int, suggestion: Suggestion, outcome: Rewrite) -> str:
    """A suggestion: its status, its text, what was done and what is left out."""
    status = paint(str(suggestion.status), "bold", _COLOUR[suggestion.status])
    before, after = outcome.post.probability, suggestion.post.probability
    lines = [f"{number}. {status}, {before:.0%} → {after:.0%} likely promotional"]
    if suggestion.text == outcome.post.text:
        return lines[0] + "\n   nothing to change"
    lines += [f"   {line}" for line in printable(suggestion.text, keep_lines=True).split("\n")]
    lines += [f"   - {edit_line(e)}" for e in suggestion.edits]
    if suggestion.dropped:
        lines.append("   left out: " + "; ".join(repr(printable(d)) for d in suggestion.dropped))
    return "\n".join(lines)


def edit_line(edit: Edit) -> str:
    """One edit: what, from what to what, and why."""
    before, after = printable(edit.before.strip()), printable(edit.after.strip())
    change = f"{before!r} → {after!r}" if after else f"{before!r} goes"
    change = change if before else f"{after!r} joins"
    return f"{edit.operation}: {change} ({edit.reason}, {edit.principle})"
