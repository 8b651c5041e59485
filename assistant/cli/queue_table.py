"""Drafts and the balance as people read them: a table, a gauge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from assistant.cli.screen import columns_of, excerpt, paint
from assistant.cli.verdicts import COLOUR
from assistant.post import Draft, Label, State

_GAUGE = 20  # characters


def label_words(draft: Draft) -> str:
    """The label that counts and where it is from: `promotional 97 %`, `value (yours)`, `value? 41 %`."""
    label = draft.effective_label
    if draft.human_label:
        return paint(f"{label} (yours)", COLOUR[label])
    share = draft.probability if label is Label.PROMOTIONAL else 1 - draft.probability
    return paint(f"{label}{'?' if draft.unsure else ''} {share:.0%}", COLOUR[label])


def table(drafts: Sequence[Draft], zone: tzinfo, width: int) -> list[str]:
    """A line per draft: id, state, platform, label, kind, when, the beginning of the text."""
    rows = [
        (str(d.id), str(d.state), d.platform, label_words(d), d.kind.replace("_", " "), when(d, zone), d.text)
        for d in drafts
    ]
    heads = ("id", "state", "platform", "label", "kind", "when")
    sizes = [max([len(h), *(columns_of(_bare(row[i])) for row in rows)]) for i, h in enumerate(heads)]
    room = max(20, width - sum(sizes) - 2 * len(sizes))
    lines = [paint("  ".join([*(h.ljust(s) for h, s in zip(heads, sizes, strict=True)), "text"]), "bold")]
    for row in rows:
        cells = [_filled(cell, size) for cell, size in zip(row, sizes, strict=False)]
        lines.append("  ".join([*cells, excerpt(row[-1], room)]))
    return lines


def _bare(cell: str) -> str:
    if "\x1b[" not in cell:
        return cell
    return "".join(part.partition("m")[2] if i else part for i, part in enumerate(cell.split("\x1b[")))


def _filled(cell: str, size: int) -> str:
    return cell + " " * (size - columns_of(_bare(cell)))


def when(draft: Draft, zone: tzinfo) -> str:
    """The moment that matters for its state."""
    if draft.state is State.POSTED and draft.posted_at:
        return f"out {draft.posted_at.astimezone(zone):%Y-%m-%d %H:%M}"
    if draft.planned_at:
        return f"at {draft.planned_at.astimezone(zone):%Y-%m-%d %H:%M}"
    if draft.deadline:
        return f"by {draft.deadline.astimezone(zone):%Y-%m-%d %H:%M}"
    if draft.not_before:
        return f"from {draft.not_before.astimezone(zone):%Y-%m-%d %H:%M}"
    return ""


def gauge(promotional: int, posts: int, share_percent: int) -> str:
    """A bar of the share of promotion with a mark at the limit: `[####|···············] 20 % of 10`."""
    share = promotional / posts if posts else 0.0
    filled, mark = round(share * _GAUGE), round(share_percent / 100 * _GAUGE)
    cells = ["#" if i < filled else "·" for i in range(_GAUGE)]
    cells.insert(mark, "|")
    colour = "red" if promotional * 100 > share_percent * posts else "green"
    return f"[{paint(''.join(cells), colour)}] {share:.0%} of {posts}"
