"""What the commands of the queue share: the store, the rules, time, and options."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from assistant.cli.screen import say
from assistant.errors import UsageError
from assistant.post import Draft, Verdict
from assistant.schedule.limits import Limits
from assistant.settings import Settings, zone

if TYPE_CHECKING:
    from assistant.schedule.store import Store

QUEUE_FILE = "queue.db"
_ZONEINFO = "zoneinfo/"

PlatformOption = Annotated[
    str | None, typer.Option("--platform", help="The platform, like facebook.", show_default=False)
]
IdArgument = Annotated[int, typer.Argument(metavar="ID", help="The draft's number.", show_default=False)]


def open_store(settings: Settings) -> Store:
    """The user's queue: behind the URL of the setting `database`, else in the home."""
    from assistant.schedule.store import Store

    return Store.open(settings.database or settings.home / QUEUE_FILE, clock=lambda: datetime.now(UTC))


def limits_of(settings: Settings) -> Limits:
    """The rules of the page as the settings say."""
    return Limits(
        share_percent=settings.share_percent,
        window=settings.window,
        spacing_hours=settings.spacing_hours,
        personal_per_day=settings.personal_per_day,
        business_per_week=settings.business_per_week,
    )


def zone_of(settings: Settings, environment: Mapping[str, str] | None = None) -> tzinfo:
    """The page's time zone: the setting, else the machine's own (TZ, then /etc/localtime)."""
    if settings.timezone:
        return zone(settings.timezone)
    said = (os.environ if environment is None else environment).get("TZ", "").lstrip(":")
    link = str(Path("/etc/localtime").resolve()) if not said else ""
    for name in (said, link.partition(_ZONEINFO)[2] if _ZONEINFO in link else ""):
        if name:
            try:
                return ZoneInfo(name)
            except (KeyError, ValueError, OSError):
                continue  # a POSIX rule like EST5EDT4 or a private file: the fixed offset below is the best there is
    return timezone(timedelta(seconds=-time.timezone))


def judge(texts: Sequence[str], settings: Settings) -> list[Verdict]:
    """What the active model says of these drafts."""
    from assistant.classifier import Classifier
    from assistant.learning.versions import active_model

    return Classifier.open(active_model(settings.home)).judge(texts, explain=False)


def page_of(said: str | None, settings: Settings) -> str:
    """The kind of page: personal or business."""
    page = said or settings.page
    if page not in {"personal", "business"}:
        raise UsageError(f"the page {page!r} is unknown", "say --page personal or --page business")
    return page


def platform_of(said: str | None, settings: Settings) -> str:
    """A platform's name as it is kept: in small letters, without spaces around."""
    from assistant.text.platforms import known_name

    name = known_name((settings.platform if said is None else said).strip().lower())
    if not name or len(name) > 40 or not all(c.isalnum() or c in "-_." for c in name):
        raise UsageError(f"{name!r} is no platform", "give a name like facebook, instagram or linkedin")
    return name


def draft_json(draft: Draft, local: tzinfo) -> dict[str, Any]:
    """A draft as the interface contract has it."""
    return draft.as_json(local)


PLATFORMS_ADVISED = 3


def advise(drafts: Sequence[Draft], store: Store) -> None:
    """Warn of texts that their platform will not take, and of a fourth platform (two or three are best, B3)."""
    from assistant.text.platforms import problems

    for draft in drafts:
        for problem in problems(draft.text, draft.platform):
            warn(f"draft {draft.id}: {problem}")
    used = store.platforms()
    if len(used) > PLATFORMS_ADVISED and {d.platform for d in drafts} & set(used[PLATFORMS_ADVISED:]):
        names = ", ".join(used)
        warn(f"this is platform number {len(used)} ({names}); two or three that pay off are better than many")


def warn(message: str) -> None:
    """A warning on standard error."""
    say(f"warning: {message}")
