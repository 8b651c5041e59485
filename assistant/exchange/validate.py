"""Reading exported files back by the rules of the tool that will import them."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import datetime

from assistant.exchange.export import ICAL, JSONL
from assistant.exchange.ical import unfolded
from assistant.exchange.tools import Tool, tools


def problems(content: bytes, to: str) -> list[str]:
    """What is wrong with this file for the tool `to`; nothing for a file that it should take."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return ["the file is not UTF-8"]
    if to == ICAL:
        return _calendar(text)
    if to == JSONL:
        return _json_lines(text)
    return _table(text, tools()[to])


def _table(text: str, tool: Tool) -> list[str]:
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    if tool.header and tuple(next(rows, ())) != tool.columns:
        return ["the header is not the one that the tool knows"]
    found, number = [], 0
    for number, row in enumerate(rows, 1):
        found += [f"post {number}: {p}" for p in _row(row, tool)]
    if not number:
        return ["there is no post"]
    if tool.rows and number > tool.rows:
        found.insert(0, f"there are {number} posts, more than {tool.rows}")
    return found


def _row(row: list[str], tool: Tool) -> list[str]:
    if len(row) != len(tool.columns):
        return [f"{len(row)} cells instead of {len(tool.columns)}"]
    found = []
    for place, column in enumerate(tool.columns):
        content = tool.fill.get(column, "")
        if content == "text" and not row[place].strip():
            found.append("the text is empty")
        form = {"at": tool.date, "date": tool.day, "time": tool.hour}.get(content)
        if form and not (row[place] == "" and tool.undated) and not _is_moment(row[place], form):
            found.append(f"{row[place]!r} is no moment like {form}")
        if not content and row[place]:
            found.append(f"the column {column!r} should be empty")
    return found


def _is_moment(cell: str, form: str) -> bool:
    try:
        return datetime.strptime(cell, form).strftime(form) == cell
    except ValueError:
        return False


def _json_lines(text: str) -> list[str]:
    found = []
    lines = text.removesuffix("\n").split("\n") if text else []  # a text may hold other ends of lines, like U+2028
    for number, line in enumerate(lines, 1):
        try:
            item = json.loads(line)
        except ValueError:
            found.append(f"line {number} is no JSON")
            continue
        if not isinstance(item, dict) or not item.get("text"):
            found.append(f"line {number} has no text")
    return found or ([] if text else ["there is no post"])


_LINE = re.compile(r"[A-Z-]+(;[^:]*)?:.*", re.DOTALL)
_NEEDED = {"UID", "DTSTAMP", "DTSTART"}
_MOMENT = re.compile(r"\d{8}T\d{6}Z")


def _calendar(text: str) -> list[str]:
    found = []
    physical = text.split("\r\n")
    if "\n" in text.replace("\r\n", "") or physical[-1]:
        found.append("a line does not end in CR LF")
    if any(len(line.encode("utf-8")) > 75 for line in physical):
        found.append("a line has more than 75 octets")
    lines = [line for line in unfolded(text) if line]
    if not lines or lines[0] != "BEGIN:VCALENDAR" or lines[-1] != "END:VCALENDAR" or "VERSION:2.0" not in lines:
        found.append("it is no VCALENDAR of version 2.0")
    found += [f"{line[:40]!r} is no content line" for line in lines if not _LINE.fullmatch(line)]
    events: list[dict[str, str]] = []
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            events.append({})
        elif events:
            events[-1].setdefault(name, value)
    for number, event in enumerate(events, 1):
        found += [f"event {number} has no {name}" for name in sorted(_NEEDED - set(event))]
        found += [
            f"event {number}: {n} is no moment"
            for n in ("DTSTAMP", "DTSTART")
            if not _MOMENT.fullmatch(event.get(n, ""))
        ]
    if len({e.get("UID") for e in events}) < len(events):
        found.append("two events share a UID")
    return found if events else [*found, "there is no event"]
