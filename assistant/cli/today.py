"""`assistant today`: one screen: what may go out, what is planned, the balance, what to write."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import typer

from assistant.cli.options import DebugOption, Format, FormatOption, HomeOption, settle
from assistant.cli.screen import emit, paint, printable

app = typer.Typer(rich_markup_mode=None, add_completion=False)
_AHEAD = timedelta(hours=36)  # plans that are shown


@app.command(name="today")
def show(
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> None:
    """Show what may go out now, what is planned, the balance, and the one thing to write next."""
    from assistant.cli.ideas import idea_json, ideas_of
    from assistant.cli.queue_common import limits_of, open_store, zone_of
    from assistant.post import State
    from assistant.schedule.wanted import DraftFilter

    settings = settle(home=home)
    local = zone_of(settings)
    limits, now = limits_of(settings), datetime.now(UTC)
    with open_store(settings) as store:
        waiting = store.drafts(DraftFilter(states=(State.DRAFT, State.QUEUED, State.CLAIMED)))
        places = sorted({d.platform for d in waiting} | {p.platform for p in store.postings()}) or [settings.platform]
        nexts = {name: store.next(limits, local, platform=name) for name in places}
        balances = {b.platform: b for b in store.balance(limits, places)}
    planned = sorted(
        (
            (d.planned_at, d)
            for d in waiting
            if d.planned_at and now - timedelta(hours=1) <= d.planned_at <= now + _AHEAD
        ),
        key=lambda item: item[0],
    )
    idea = next(iter(ideas_of(settings, 1)), None)
    if format is Format.JSON:
        emit(
            {
                "next": [
                    {
                        "platform": name,
                        "draft": n.draft.as_json(local) if n.draft else None,
                        "reason": n.reason,
                        "value_needed": n.value_needed,
                    }
                    for name, n in nexts.items()
                ],
                "planned": [{"at": at.astimezone(local).isoformat(), "draft": d.as_json(local)} for at, d in planned],
                "balance": [
                    {
                        "platform": name,
                        "recent": {"posts": b.recent.posts, "promotional": b.recent.promotional},
                        "promotional_allowed_now": b.promotional_allowed_now,
                        "value_needed": b.value_needed,
                        "within_limit": b.within_limit,
                    }
                    for name, b in balances.items()
                ],
                "write": idea_json(idea) if idea else None,
            }
        )
        return
    for line in _lines(nexts, planned, balances, local, settings.share_percent):
        print(line)
    if idea:
        print(f"{_name('write')} {printable(idea.prompt)}")
        print(paint(f"{'':11} {idea.kind.replace('_', ' ')}: {printable(idea.because)}", "dim"))


def _name(text: str) -> str:
    return paint(text.ljust(11), "bold")


def _lines(nexts: Any, planned: Any, balances: Any, local: Any, limit: int) -> list[str]:
    from assistant.cli.audit_text import excerpt

    lines = []
    for name, n in nexts.items():
        said = f"draft {n.draft.id}: {excerpt(n.draft.text, 70)}" if n.draft else n.reason
        lines.append(f"{_name('now')} {printable(name)}: {printable(said)}")
    for at, draft in planned:
        lines.append(f"{_name('planned')} {at.astimezone(local):%a %H:%M} {draft.platform}: {excerpt(draft.text, 60)}")
    if not planned:
        lines.append(f"{_name('planned')} nothing until tomorrow evening; `assistant queue plan` fills the slots")
    for name, b in balances.items():
        room = "a promotion may go out" if b.promotional_allowed_now else f"{b.value_needed} value posts come first"
        lines.append(
            f"{_name('balance')} {printable(name)}: {b.recent.promotional} of the last {b.recent.posts} promotional "
            f"(limit {limit}%); {room}"
        )
    return lines
