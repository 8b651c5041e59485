"""Why a draft is where it is in a plan, and why another is nowhere. Sentences for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from assistant.schedule.balance import value_to_write
from assistant.schedule.candidates import FAR
from assistant.schedule.filling import Placed, Task
from assistant.schedule.limits import QUIET_DAYS

_WORDS = {True: "a promotion", False: "a value post"}


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What keeps promotions of one platform out of a plan: how many value posts are missing for all to have room."""

    promotions: int
    value_needed: int | None


def reasons_for(task: Task, placed: Sequence[Placed], zone: tzinfo) -> list[str]:
    """A sentence for each placed draft."""
    window = task.limits.window
    sequence = [w.promotional for w in task.situation.past]
    last_kind = task.situation.last_kind
    found = []
    for p in placed:
        c, slot = p.candidate, task.slots[p.slot]
        sequence.append(c.promotional)
        parts = [f"{_WORDS[c.promotional]} ({c.kind.replace('_', ' ')})"]
        if c.promotional:
            recent = sequence[-window:]
            parts.append(
                f"{sum(recent)} of the last {len(recent)} posts promotional, {task.limits.share_percent} % allowed"
            )
        if c.kept == slot.at:
            parts.append("it was reserved here")
        if c.dated:
            parts.append(f"its deadline is {_local(c.closes, zone)}")
        if c.priority:
            parts.append(f"priority {c.priority}")
        if c.kind == "story":
            parts.append(f"a story at least every {QUIET_DAYS} days")
        elif last_kind is not None and not c.promotional and c.kind != last_kind:
            parts.append(f"another kind than the {last_kind.replace('_', ' ')} before")
        if (c.asks and slot.evening) or (c.short and not c.asks and not slot.evening):
            parts.append("questions fit the evening" if c.asks else "short, for the phone")
        last_kind = c.kind
        found.append("; ".join(parts))
    return found


def shortfall(task: Task, placed: Sequence[Placed]) -> Shortfall:
    """How many value posts are missing beside all that wait, for every promotion to keep to the share."""
    done = {p.candidate.id for p in placed}
    left = task.more_promotions + sum(c.promotional and c.id not in done for c in task.candidates)
    if not left:
        return Shortfall(0, 0)
    past = [w.promotional for w in task.situation.past]
    first = task.slots[0].at if task.slots else FAR
    waiting = [c.weight for c in task.candidates] + [f.weight for f in task.situation.fixed if f.at >= first]
    promotions = sum(w.promotional for w in waiting)
    values = len(waiting) - promotions + task.more_values
    return Shortfall(left, value_to_write(past, promotions + task.more_promotions, values, task.limits))


def reason_against(promotional: bool, opens: int, closes: int, task: Task, short: Shortfall, zone: tzinfo) -> str:
    """Why a draft is in no slot; `opens` and `closes` as in `Candidate`."""
    out_of_time = _out_of_time(opens, closes, task, zone)
    if out_of_time:
        return out_of_time
    until = f" until its deadline {_local(closes, zone)}" if closes < FAR else " in this plan"
    if not promotional:
        return f"every slot that spacing and cadence leave is taken{until}"
    if short.value_needed is None:
        return "no promotion may ever go out under this share and window: change share_percent or window"
    if short.value_needed:
        posts = "value post is" if short.value_needed == 1 else "value posts are"
        return (
            f"the limit of {task.limits.share_percent} % leaves no room for it{until}: {short.value_needed} {posts} "
            "missing for all promotions that wait; write some, or rewrite this draft into one"
        )
    return f"too few posts go out{until} for another promotion under {task.limits.share_percent} %"


def _out_of_time(opens: int, closes: int, task: Task, zone: tzinfo) -> str | None:
    if not task.slots:
        return "there is no slot in this plan"
    first, last = task.slots[0].at, task.slots[-1].at
    if closes < first:
        return f"its deadline {_local(closes, zone)} is before the first slot, {_local(first, zone)}"
    if opens > last:
        return f"it is not ready before {_local(opens, zone)}, after the last slot of this plan"
    if not any(opens <= slot.at <= closes for slot in task.slots):
        return f"no slot lies between {_local(opens, zone)} and its deadline {_local(closes, zone)}"
    return None


def _local(at: int, zone: tzinfo) -> str:
    return f"{datetime.fromtimestamp(at, zone):%Y-%m-%d %H:%M}"
