"""iCalendar (RFC 5545): a calendar entry for each draft that has a moment."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from assistant.post import Draft

_LENGTH = timedelta(minutes=15)
_TITLE = 60  # characters
_LIMIT = 75  # octets of a content line without its break (section 3.1)


def calendar(drafts: Iterable[Draft], *, now: datetime) -> bytes:
    """One VEVENT a draft, in UTC; the whole text is its description. Drafts without a moment are left out."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//content-assistant//queue//EN", "CALSCALE:GREGORIAN"]
    for draft in drafts:
        if draft.planned_at is not None:
            lines += _event(draft, draft.planned_at, now)
    lines.append("END:VCALENDAR")
    return "".join(folded(line) for line in lines).encode("utf-8")


def _event(draft: Draft, at: datetime, now: datetime) -> list[str]:
    title = " ".join(draft.text.split())
    digest = hashlib.sha256(draft.text.encode("utf-8", "replace")).hexdigest()[:12]
    tags = [str(draft.effective_label), str(draft.kind), *draft.tags]
    return [
        "BEGIN:VEVENT",
        f"UID:draft-{draft.id}-{digest}@content-assistant",
        f"DTSTAMP:{_moment(now)}",
        f"DTSTART:{_moment(at)}",
        f"DTEND:{_moment(at + _LENGTH)}",
        f"SUMMARY:{escaped(f'{draft.platform}: {title[:_TITLE]}')}",
        f"DESCRIPTION:{escaped(draft.text)}",
        f"CATEGORIES:{','.join(map(escaped, tags))}",
        "END:VEVENT",
    ]


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    """A TEXT value (section 3.3.11). Control characters, which it cannot hold, become spaces."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", " ", text)
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> str:
    """The line cut into pieces of at most 75 octets, never within a character (section 3.1)."""
    pieces, piece, size = [], "", 0
    for character in line:
        width = len(character.encode("utf-8", "replace"))
        if size + width > _LIMIT:
            pieces.append(piece)
            piece, size = " ", 1
        piece += character
        size += width
    return "\r\n".join([*pieces, piece]) + "\r\n"


def unfolded(content: str) -> Iterator[str]:
    """The content lines of a calendar, put together again."""
    return iter(content.replace("\r\n ", "").replace("\r\n\t", "").split("\r\n"))
