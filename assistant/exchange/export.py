"""Drafts as the files that other tools import: what would be lost is known before anything is written."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from itertools import groupby, pairwise

from assistant.errors import InputError
from assistant.exchange.ical import calendar
from assistant.exchange.tools import Tool, tools
from assistant.post import Draft
from assistant.text.platforms import problems

ICAL, JSONL, CSV = "ical", "jsonl", "csv"


@dataclass(frozen=True, slots=True)
class ExportFile:
    """One file to write: what its name gets between stem and suffix ("" for the only one), content, posts in it."""

    part: str
    suffix: str
    content: bytes
    posts: int


@dataclass(frozen=True, slots=True)
class Export:
    """Files to write, and what to say before writing them: what is lost, and what is not known for certain."""

    files: tuple[ExportFile, ...]
    warnings: tuple[str, ...]


def formats() -> tuple[str, ...]:
    """What `--to` takes."""
    return (*tools(), ICAL, JSONL)


def export(drafts: Sequence[Draft], to: str, *, zone: tzinfo, now: datetime) -> Export:
    """The files for a tool, drafts in order of their planned moments, which are written in `zone`.

    Raises `InputError` where there is no draft, where a draft lacks a moment and the tool needs one, or where a text
    is longer than its platform takes; `ValueError` for an unknown tool.
    """
    if to not in formats():
        raise ValueError(to)
    if not drafts:
        raise InputError("there is no draft to export", "queue some, or choose others")
    undated = [d for d in drafts if d.planned_at is None]
    if undated and not (to == JSONL or (to in tools() and tools()[to].undated)):
        named = ", ".join(str(d.id) for d in undated[:5]) + (", ..." if len(undated) > 5 else "")
        raise InputError(
            f"{len(undated)} of {len(drafts)} drafts have no moment to go out (draft {named})",
            "`assistant queue plan --apply` gives them one",
        )
    if to in tools() and to != CSV:
        _check_lengths(drafts)
    ordered = sorted(drafts, key=lambda d: (d.planned_at is None, d.planned_at or now, d.id))
    if to == ICAL:
        return Export((ExportFile("", ".ics", calendar(ordered, now=now), len(ordered)),), ())
    if to == JSONL:
        lines = (json.dumps(d.as_json(zone), ensure_ascii=False) for d in ordered)
        return Export((ExportFile("", ".jsonl", ("\n".join(lines) + "\n").encode(), len(ordered)),), ())
    tool = tools()[to]
    return Export(tuple(_files(ordered, tool, zone)), tuple(_warnings(ordered, tool, now)))


def _check_lengths(drafts: Sequence[Draft]) -> None:
    """A scheduler would refuse, or cut, what a platform does not take."""
    found = [f"draft {d.id}: {p}" for d in drafts for p in problems(d.text, d.platform)]
    if found:
        more = f" (and {len(found) - 3} more)" if len(found) > 3 else ""
        raise InputError("; ".join(found[:3]) + more, "shorten them with `assistant queue edit`, or choose others")


def _files(drafts: Sequence[Draft], tool: Tool, zone: tzinfo) -> list[ExportFile]:
    channels: list[tuple[str, list[Draft]]] = [("", list(drafts))]
    if tool.per_channel:
        by_name = sorted(drafts, key=lambda d: d.platform)  # stable: the moments stay in order
        channels = [(name, list(group)) for name, group in groupby(by_name, key=lambda d: d.platform)]
    files = []
    for name, posts in channels:
        size = tool.rows or len(posts)
        pages = [posts[i : i + size] for i in range(0, len(posts), size)]
        for number, page in enumerate(pages, 1):
            parts = [name] if name else []
            if len(pages) > 1:
                parts.append(str(number))
            files.append(ExportFile("-".join(parts), ".csv", _table(page, tool, zone), len(page)))
    return files


def _table(drafts: Sequence[Draft], tool: Tool, zone: tzinfo) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    if tool.header:
        writer.writerow(tool.columns)
    for draft in drafts:
        cells = _cells(draft, tool, zone)
        writer.writerow([cells[tool.fill.get(column, "")] for column in tool.columns])
    return text.getvalue().encode("utf-8")


def _cells(draft: Draft, tool: Tool, zone: tzinfo) -> dict[str, str]:
    """What may fill a column, by its name in the tool's description."""
    at = draft.planned_at.astimezone(zone) if draft.planned_at else None
    forms = {"at": tool.date, "date": tool.day, "time": tool.hour}
    label = str(draft.effective_label)
    return {name: at.strftime(form) if at and form else "" for name, form in forms.items()} | {
        "": "",
        "id": str(draft.id),
        "text": draft.text,
        "platform": draft.platform,
        "label": label,
        "kind": str(draft.kind),
        "tags": ",".join(draft.tags),
        "tags and label": ",".join([*draft.tags, label]),
    }


def _warnings(drafts: Sequence[Draft], tool: Tool, now: datetime) -> list[str]:
    found = [f"{tool.name}: {sentence}" for sentence in tool.unsure]
    tagged = sum(bool(d.tags) for d in drafts)
    if tagged and tool.column_of("tags") is None and tool.column_of("tags and label") is None:
        found.append(f"{tool.name} has no column for tags: those of {tagged} draft{'s' * (tagged != 1)} are left out")
    if tool.ahead_minutes:
        edge = now + timedelta(minutes=tool.ahead_minutes)
        early = sum(d.planned_at is not None and d.planned_at < edge for d in drafts)
        if early:
            found.append(f"{tool.name} takes nothing within {tool.ahead_minutes} minutes: {early} posts are too early")
    if tool.apart_minutes:
        by_name = sorted(drafts, key=lambda d: d.platform)
        for name, group in groupby(by_name, key=lambda d: d.platform):
            moments = [d.planned_at for d in group if d.planned_at]
            close = sum(b - a < timedelta(minutes=tool.apart_minutes) for a, b in pairwise(moments))
            if close:
                found.append(
                    f"{tool.name} wants {tool.apart_minutes} minutes between posts: {close} on {name} are closer"
                )
    return found
