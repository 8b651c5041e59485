"""`assistant queue plan`: the next weeks, slot by slot."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta, tzinfo
from itertools import groupby
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.options import DebugOption, Format, FormatOption, HomeOption, settle
from assistant.cli.queue_common import (
    chosen_platforms,
    limits_of,
    open_store,
    platform_of,
    profile_of,
    slots_of,
    warn,
    zone_of,
)
from assistant.cli.screen import columns_of, counted, emit, excerpt, paint
from assistant.post import Label

if TYPE_CHECKING:
    from assistant.schedule.planning import Plan, Planned

_MOST_SHOWN = 20  # unplaced drafts that are named for one reason
_SHORT = {Label.PROMOTIONAL: "P", Label.VALUE: "v"}


def plan(
    start: Annotated[
        str | None,
        typer.Option("--from", metavar="TIME", help="The first day or moment; else now.", show_default=False),
    ] = None,
    weeks: Annotated[int, typer.Option("--weeks", min=1, max=104, help="How many weeks.")] = 4,
    platform: Annotated[
        list[str] | None, typer.Option("--platform", help="Only this platform.", show_default=False)
    ] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Reserve these slots; else nothing changes.")] = False,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> int:
    """Plan the next weeks: which draft goes out when and why, which do not and why not, and what is missing."""
    from assistant.schedule.moments import parse_moment
    from assistant.schedule.planning import Purpose
    from assistant.schedule.slots import parse_slot

    settings = settle(home=home)
    local = zone_of(settings)
    first = parse_moment(start, local) if start else None
    names = [platform_of(name, settings) for name in platform or ()]
    times = [parse_slot(slot) for slot in slots_of(settings)]
    purpose = Purpose(profile_of(settings).goal_kinds, chosen_platforms(settings))
    asked: dict[str, Any] = {"start": first, "weeks": weeks, "platforms": names, "apply": apply, "purpose": purpose}
    with open_store(settings) as store:
        made = store.plan(limits_of(settings), times, local, **asked)
    for advice in made.advice:
        warn(advice)
    if format is Format.JSON:
        emit(_document(made, local, applied=apply))
    else:
        print("\n".join(_lines(made, local, applied=apply)))
    return 0


def _document(made: Plan, local: tzinfo, *, applied: bool) -> dict[str, Any]:
    return {
        "slots": [
            {
                "at": p.at.astimezone(local).isoformat(),
                "platform": p.draft.platform,
                "draft": p.draft.id,
                "label": str(p.draft.effective_label),
                "reason": p.reason,
                "kind": str(p.draft.kind),
                "page": p.draft.page,
                "text": p.draft.text,
            }
            for p in made.slots
        ],
        "unplaced": [{"draft": u.draft, "reason": u.reason} for u in made.unplaced],
        "value_needed": made.value_needed,
        "best_possible": made.best_possible,
        "advice": list(made.advice),
        "applied": applied,
    }


def _lines(made: Plan, local: tzinfo, *, applied: bool) -> Iterator[str]:
    width = shutil.get_terminal_size((100, 24)).columns
    if not made.slots:
        yield "nothing can be planned: " + ("see why below" if made.unplaced else "no draft is queued")
    for monday, week in groupby(made.slots, key=lambda p: _monday(p, local)):
        yield from _week(monday, list(week), local, width)
    left: dict[str, list[str]] = defaultdict(list)
    for u in made.unplaced:
        left[u.reason].append(str(u.draft))
    for reason, ids in sorted(left.items()):
        more = f" and {len(ids) - _MOST_SHOWN} more" if len(ids) > _MOST_SHOWN else ""
        yield f"not placed: {', '.join(ids[:_MOST_SHOWN])}{more}: {reason}"
    if made.value_needed:
        yield f"{counted(made.value_needed, 'value post')} missing for all promotions to go out"
    if not made.best_possible:
        yield "this is the best plan that was found; whether more promotions could meet their deadlines is not known"
    if made.slots:
        yield "reserved" if applied else "nothing is reserved yet: --apply does that"


def _monday(p: Planned, local: tzinfo) -> date:
    day = p.at.astimezone(local).date()
    return day - timedelta(days=day.weekday())


def _week(monday: date, week: list[Planned], local: tzinfo, width: int) -> Iterator[str]:
    """A strip of seven days (P promotional, v value), then a line for each post and its reason."""
    days = dict.fromkeys(range(7), "")
    for p in week:
        days[p.at.astimezone(local).weekday()] += _SHORT[p.draft.effective_label]
    names = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
    strip = "  ".join(f"{name} {days[i] or '·'}" for i, name in enumerate(names))
    yield paint(f"week of {monday}   {strip}", "bold")
    for p in week:
        at: datetime = p.at.astimezone(local)
        colour = "yellow" if p.draft.effective_label is Label.PROMOTIONAL else "green"
        head = f"  {at:%a %d %H:%M}  {p.draft.platform}  "
        label = f"{p.draft.effective_label}"
        room = max(20, width - columns_of(head) - len(label) - len(str(p.draft.id)) - 4)
        yield f"{head}{paint(label, colour)}  {p.draft.id}  {excerpt(p.draft.text, room)}"
        yield f"      {p.reason}"
