"""`assistant queue balance`: does the page keep its share of promotion?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.options import DebugOption, Format, FormatOption, HomeOption, settle
from assistant.cli.queue_common import PlatformOption, limits_to_show, open_store, platform_of, zone_to_show
from assistant.cli.queue_table import gauge
from assistant.cli.screen import counted, emit
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.schedule.report import Balance, Count, Worst


def balance(
    platform: PlatformOption = None,
    check: Annotated[
        bool, typer.Option("--check", help="Exit 1 unless what was posted and all that waits keep to the limit.")
    ] = False,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> int:
    """Show the share of promotion, posted and queued, the worst window, and what is missing."""
    settings = settle(home=home)
    names = [platform_of(platform, settings)] if platform is not None else []
    limits = limits_to_show(settings)
    with open_store(settings) as store:
        found = store.balance(limits, names)
        if not found:
            found = store.balance(limits, [platform_of(None, settings)])
    within = all(b.within_limit for b in found)
    local = zone_to_show(settings)
    if format is Format.JSON:
        emit(_whole(found, settings, local, within))
    else:
        print("\n".join(_words(b, settings, local) for b in found))
    return int(check and not within)


def _whole(found: Sequence[Balance], settings: Settings, local: tzinfo, within: bool) -> dict[str, Any]:
    worst = max((b.worst for b in found if b.worst), key=lambda w: w.share, default=None)
    needed = [b.value_needed for b in found]
    return {
        "limit": settings.share_percent / 100,
        "window": settings.window,
        "posted": _sum([b.posted for b in found]),
        "queued": _sum([b.queued for b in found]),
        "worst_window": _window(worst, local),
        "promotional_allowed_now": all(b.promotional_allowed_now for b in found),
        "value_needed": None if None in needed else max(n for n in needed if n is not None),
        "within_limit": within,
        "platforms": [_one(b, local) for b in found],
    }


def _one(b: Balance, local: tzinfo) -> dict[str, Any]:
    return {
        "platform": b.platform,
        "posted": _sum([b.posted]),
        "queued": _sum([b.queued]),
        "worst_window": _window(b.worst, local),
        "recent": _sum([b.recent]) | {"promotional_between": list(b.interval)},
        "promotional_allowed_now": b.promotional_allowed_now,
        "value_needed": b.value_needed,
        "value_to_write": b.value_to_write,
        "posted_within_limit": b.posted_within,
        "within_limit": b.within_limit,
        "rewrite_first": list(b.rewrite_first),
        "kinds_to_write": list(b.kinds_to_write),
    }


def _sum(counts: Sequence[Count]) -> dict[str, Any]:
    posts, promotional = sum(c.posts for c in counts), sum(c.promotional for c in counts)
    return {"posts": posts, "promotional": promotional, "share": round(promotional / posts, 6) if posts else 0.0}


def _window(worst: Worst | None, local: tzinfo) -> dict[str, Any]:
    if worst is None:
        return {"share": 0.0, "from": None, "to": None}
    ends = {"from": worst.start.astimezone(local).isoformat(), "to": worst.end.astimezone(local).isoformat()}
    return {"share": round(worst.share, 6), **ends}


def _words(b: Balance, settings: Settings, local: tzinfo) -> str:
    share, window = settings.share_percent, settings.window
    low, high = b.interval
    unsure = f" (between {low} and {high} promotions, unsure verdicts counted by their chance)" if low != high else ""
    lines = [
        f"{b.platform}: promotional {gauge(b.recent.promotional, b.recent.posts, share)} recent posts{unsure}",
        f"  posted {b.posted.posts}, {b.posted.promotional} of them promotional; "
        f"queued {b.queued.posts}, {b.queued.promotional} of them promotional",
    ]
    if not b.posted_within and b.worst:
        days = f"{b.worst.start.astimezone(local):%Y-%m-%d} to {b.worst.end.astimezone(local):%Y-%m-%d}"
        lines.append(f"  over the limit: {b.worst.share:.0%} in the posts from {days}")
    if b.value_needed is None:
        lines.append(f"  no promotion may ever go out: {share} % of {window} posts is less than one")
    elif b.promotional_allowed_now:
        lines.append("  a promotion may go out now")
    else:
        lines.append(f"  {counted(b.value_needed, 'value post')} before the next promotion")
    if b.value_to_write:
        kinds = ", ".join(kind.replace("_", " ") for kind in b.kinds_to_write[:3])
        lines.append(
            f"  missing: {counted(b.value_to_write, 'value post')} for all promotions to go out; write some of {kinds}"
        )
        if b.rewrite_first:
            first = ", ".join(str(n) for n in b.rewrite_first)
            lines.append(f"  or rewrite first, as nearest to value: {first}")
    return "\n".join(lines)
