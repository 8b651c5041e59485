"""The morning's screen, for people and as JSON."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from assistant.cli.ideas import idea_json
from assistant.cli.queue_table import label_words
from assistant.cli.screen import counted, excerpt, paint, printable
from assistant.post import Draft

if TYPE_CHECKING:
    from assistant.cli.today import Morning

_PLATFORMS = 4  # that are shown; two or three are best (B3)
_DRAFTS = 6  # of one sort that are shown
_WIDTH = 11  # of the names at the left
_ROOM = 60  # characters of a draft


def today_json(found: Morning) -> dict[str, Any]:
    """Everything that is known, nothing cut short."""
    local = found.zone
    return {
        "at": found.now.astimezone(local).isoformat(timespec="seconds"),
        "next": [
            {
                "platform": name,
                "draft": n.draft.as_json(local) if n.draft else None,
                "reason": n.reason,
                "value_needed": n.value_needed,
                "on_time": n.on_time,
                "earliest": n.earliest.astimezone(local).isoformat() if n.earliest else None,
            }
            for name, n in found.nexts.items()
        ],
        "planned": [{"at": _iso(found, d.planned_at), "draft": d.as_json(local)} for d in found.planned],
        "missed": [{"at": _iso(found, d.planned_at), "draft": d.id} for d in found.missed],
        "ending": [{"deadline": _iso(found, d.deadline), "draft": d.id} for d in found.ending],
        "waiting": {
            "drafts": found.waiting.drafts,
            "promotional": found.waiting.promotional,
            "unsure": found.waiting.unsure,
        },
        "balance": [
            {
                "platform": name,
                "recent": {"posts": b.recent.posts, "promotional": b.recent.promotional},
                "promotional_allowed_now": b.promotional_allowed_now,
                "value_needed": b.value_needed,
                "within_limit": b.within_limit,
            }
            for name, b in found.balances.items()
        ],
        "write": idea_json(found.idea) if found.idea else None,
        "problems": [{"code": p.code, "message": p.message, "hint": p.hint} for p in found.problems],
    }


def today_text(found: Morning) -> str:
    """The screen."""
    head = f"{found.now.astimezone(found.zone):%A %d %B, %H:%M}"
    parts = [
        *_now(found),
        *_planned(found),
        *_listed("missed", [_missed(found, d) for d in found.missed]),
        *_listed("ends soon", [f"{_when(found, d.deadline)}  {_draft(d)}" for d in found.ending]),
        *_balance(found),
        *_waiting(found),
        *_write(found),
    ]
    return "\n".join([paint(head, "bold"), "", *parts])


def _row(name: str, text: str) -> str:
    return f"{paint(name.ljust(_WIDTH), 'bold')} {text}"


def _listed(name: str, lines: Sequence[str], most: int = _DRAFTS) -> list[str]:
    shown = [_row("" if i else name, line) for i, line in enumerate(lines[:most])]
    return [*shown, _row("", f"and {len(lines) - most} more")] if len(lines) > most else shown


def _draft(draft: Draft) -> str:
    return f"{draft.id} for {draft.platform}: {label_words(draft)}  {excerpt(draft.text, _ROOM)}"


def _now(found: Morning) -> list[str]:
    if not found.nexts and found.waiting.drafts:
        return [_row("now", "nothing is queued: assistant queue edit ID --ready")]
    if not found.nexts:
        return [_row("now", 'the queue is empty: assistant queue add "What you have to say"')]
    lines = []
    for name, n in found.nexts.items():
        if n.draft is None:
            lines.append(f"{printable(name)}: {paint('nothing', 'yellow')}; {printable(n.reason)}")
        elif n.on_time:
            lines.append(f"{paint(_draft(n.draft), 'green')}")
        else:
            at = _when(found, n.earliest)
            lines.append(f"{printable(name)}: not before {at}; then {n.draft.id}: {excerpt(n.draft.text, _ROOM)}")
    return _listed("now", lines, _PLATFORMS)


def _planned(found: Morning) -> list[str]:
    if found.planned:
        return _listed("planned", [f"{_when(found, d.planned_at)}  {_draft(d)}" for d in found.planned])
    if not found.waiting.drafts or not found.nexts:
        return []
    return [_row("planned", "nothing until tomorrow evening: assistant queue plan --apply")]


def _missed(found: Morning, draft: Draft) -> str:
    at = _when(found, draft.planned_at)
    return f"{draft.id} was planned for {at}; if it went out: assistant queue posted {draft.id}"


def _balance(found: Morning) -> list[str]:
    lines = []
    for name, b in found.balances.items():
        if b.promotional_allowed_now:
            room = "a promotion may go out"
        elif b.value_needed is None:
            room = "no promotion may go out"
        else:
            room = f"{counted(b.value_needed, 'value post')} before the next promotion"
        posts = b.recent.posts
        recent = f"{b.recent.promotional} of the last {posts} promotional" if posts else "nothing went out yet"
        lines.append(f"{printable(name)}: {recent} (limit {found.share_percent}%); {room}")
    return _listed("balance", lines, _PLATFORMS)


def _waiting(found: Morning) -> Iterator[str]:
    number, promotional, unsure = found.waiting.drafts, found.waiting.promotional, found.waiting.unsure
    if number:
        doubts = f"; the model is unsure of {unsure}: assistant queue list --unsure" if unsure else ""
        yield _row("waiting", f"{counted(number, 'draft')}, {promotional:,} promotional{doubts}")


def _write(found: Morning) -> Iterator[str]:
    if found.idea:
        width = max(40, shutil.get_terminal_size((100, 24)).columns - _WIDTH - 1)
        for number, line in enumerate(textwrap.wrap(printable(found.idea.prompt), width)):
            yield _row("" if number else "write", line)
        yield _row("", paint(f"{found.idea.kind.replace('_', ' ')}: {printable(found.idea.because)}", "dim"))
    if found.unknown_owner:
        yield _row("", paint("say who you are, and this fits you better: assistant profile set", "dim"))


def _iso(found: Morning, at: datetime | None) -> str | None:
    return at.astimezone(found.zone).isoformat() if at else None


def _when(found: Morning, at: datetime | None) -> str:
    if at is None:
        return "no time"
    local, today = at.astimezone(found.zone), found.now.astimezone(found.zone).date()
    names = {today: "today", today + timedelta(days=1): "tomorrow", today - timedelta(days=1): "yesterday"}
    day = names.get(local.date())
    return f"{day} {local:%H:%M}" if day else f"{local:%a %d %b %H:%M}"
