"""What the commands of the queue share: the store, the rules, time, and options."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.active import active_classifier
from assistant.cli.machine_zone import machine_zone
from assistant.cli.progress import judged
from assistant.cli.screen import say
from assistant.errors import InputError, UsageError
from assistant.post import Draft, Verdict
from assistant.schedule.limits import Limits
from assistant.settings import Settings, zone

if TYPE_CHECKING:
    from assistant.insight.learnt import Learnt
    from assistant.insight.profile import Profile
    from assistant.schedule.store import Store

QUEUE_FILE = "queue.db"

PlatformOption = Annotated[
    str | None, typer.Option("--platform", help="The platform, like facebook.", show_default=False)
]
IdArgument = Annotated[int, typer.Argument(metavar="ID", help="The draft's number.", show_default=False)]


def open_store(settings: Settings, folder: Path | None = None) -> Store:
    """The user's queue: behind the URL of the setting `database`, else in the home; or another one in `folder`."""
    from assistant.schedule.store import Store

    where = folder / QUEUE_FILE if folder else settings.database or settings.home / QUEUE_FILE
    return Store.open(where, clock=lambda: datetime.now(UTC))


def profile_of(settings: Settings) -> Profile:
    """Who the business is, as this home's profile says."""
    return _profile_in(settings.home)


@cache  # an import asks for every row
def _profile_in(home: Path) -> Profile:
    from assistant.insight.profile import read_profile

    return read_profile(home)


def learnt_of(settings: Settings) -> Learnt:
    """What was accepted of the insights (`assistant insights use`)."""
    from assistant.insight.learnt import accepted, in_force

    return in_force(accepted(settings.home))


def slots_of(settings: Settings) -> tuple[str, ...]:
    """When posts go out: as set, else as accepted from the insights, else the default."""
    return settings.slots if "slots" in settings.sources else learnt_of(settings).slots or settings.slots


def limits_of(settings: Settings) -> Limits:
    """The rules of the page: as set, the spacing else as accepted from the insights, else the default."""
    spacings = {} if "spacing_hours" in settings.sources else dict(learnt_of(settings).spacings)
    return Limits(
        share_percent=settings.share_percent,
        window=settings.window,
        spacing_hours=spacings.pop("", settings.spacing_hours),
        personal_per_day=settings.personal_per_day,
        business_per_week=settings.business_per_week,
        spacings=spacings,
    )


def zone_of(settings: Settings) -> tzinfo:
    """The page's time zone: the setting, else the profile's, else the machine's own (TZ, then /etc/localtime)."""
    if settings.timezone:
        return zone(settings.timezone)
    if named := profile_of(settings).timezone:
        return zone(named, "the profile")
    return machine_zone(os.environ)


def zone_to_show(settings: Settings) -> tzinfo:
    """The page's time zone where moments are only shown: beside a damaged profile, which is told, the machine's own."""
    try:
        return zone_of(settings)
    except InputError as error:
        warn(f"{error}; until then times are shown in the machine's own zone")
        return machine_zone(os.environ)


def limits_to_show(settings: Settings) -> Limits:
    """The rules of the page where nothing is decided by them: without the accepted insights if those are damaged."""
    try:
        return limits_of(settings)
    except InputError as error:
        warn(str(error))
        return limits_of(replace(settings, sources={**settings.sources, "spacing_hours": ""}))


def judge(texts: Sequence[str], settings: Settings) -> list[Verdict]:
    """What the active model says of these drafts."""
    return judged(active_classifier(settings), texts, explain=False)


def page_of(said: str | None, settings: Settings, platform: str = "") -> str:
    """The kind of page, personal or business: as said or set, else as the profile has it for this platform."""
    page = said or ("page" not in settings.sources and profile_of(settings).pages.get(platform)) or settings.page
    if page not in {"personal", "business"}:
        raise UsageError(f"the page {page!r} is unknown", "say --page personal or --page business")
    return page


def platform_of(said: str | None, settings: Settings) -> str:
    """A platform's name as it is kept: in small letters, without spaces around.

    Where nothing is said it is the one that is set, else the profile's first, else the default.
    """
    from assistant.text.platforms import known_name

    if said is None and "platform" not in settings.sources:
        said = next(iter(profile_of(settings).platforms), None)
    name = known_name((settings.platform if said is None else said).strip().lower())
    if not name or len(name) > 40 or not all(c.isalnum() or c in "-_." for c in name):
        raise UsageError(f"{name!r} is no platform", "give a name like facebook, instagram or linkedin")
    return name


def chosen_platforms(settings: Settings) -> tuple[str, ...]:
    """The platforms that the owner chose: as set, else as the profile has them; empty where none were."""
    from assistant.text.platforms import known_name

    named = settings.platforms if "platforms" in settings.sources else profile_of(settings).platforms
    return tuple(dict.fromkeys(known_name(name.strip().lower()) for name in named))


PLATFORMS_ADVISED = 3  # two or three, not countless (B3)


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
