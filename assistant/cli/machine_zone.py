"""The machine's own time zone."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

_ZONEINFO = "zoneinfo/"


class SystemZone(tzinfo):
    """Local time as the operating system has it, summer time included; for where no name of a zone can be found out.

    `datetime` asks the system itself for moments without a zone, `fold` honoured (PEP 495).
    """

    def utcoffset(self, at: datetime | None) -> timedelta | None:
        """How far east of UTC the clocks are at this local time."""
        if at is None:
            return None
        local = at.replace(tzinfo=None)
        return local - datetime.fromtimestamp(local.timestamp(), UTC).replace(tzinfo=None)

    def dst(self, at: datetime | None) -> None:
        """Unknown: the system says how far from UTC the clocks are, not why."""

    def tzname(self, at: datetime | None) -> str | None:
        """Its abbreviation at this local time."""
        return None if at is None else at.replace(tzinfo=None).astimezone().tzname()

    def fromutc(self, at: datetime) -> datetime:
        """The local time of a moment in UTC."""
        stamp = int(at.replace(tzinfo=UTC, microsecond=0).timestamp())
        return datetime.fromtimestamp(stamp).replace(microsecond=at.microsecond, tzinfo=self)

    def __str__(self) -> str:
        return "/".join(dict.fromkeys(time.tzname))


def machine_zone(environment: Mapping[str, str]) -> tzinfo:
    """The zone that TZ names, else the one that /etc/localtime links to, else local time as the system has it."""
    said = environment.get("TZ", "").lstrip(":")
    link = str(Path("/etc/localtime").resolve()) if not said else ""
    for name in (said, link.partition(_ZONEINFO)[2] if _ZONEINFO in link else ""):
        if name:
            try:
                return ZoneInfo(name)
            except (KeyError, ValueError, OSError):
                continue  # a POSIX rule like CET-1CEST,M3.5.0,M10.5.0/3, or a private file
    return SystemZone()
