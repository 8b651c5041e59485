"""`assistant queue add`: drafts join the queue, judged."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from assistant.cli.drafts import DraftFilesOption, DraftsArgument, read_drafts
from assistant.cli.options import DebugOption, Format, FormatOption, HomeOption, settle
from assistant.cli.queue_common import (
    PlatformOption,
    advise,
    judge,
    open_store,
    page_of,
    platform_of,
    warn,
    zone_of,
)
from assistant.cli.screen import emit, excerpt
from assistant.errors import UsageError
from assistant.post import Draft, Label

COOLDOWN_DAYS = 30  # an evergreen draft may be seen again after a month
PRIORITIES = 1000  # priorities lie between minus and plus this
PageOption = Annotated[str | None, typer.Option("--page", help="personal or business.", show_default=False)]
SkipDuplicatesOption = Annotated[bool, typer.Option("--skip-duplicates", help="Leave out what is there already.")]


def add(
    text: DraftsArgument = None,
    file: DraftFilesOption = None,
    platform: PlatformOption = None,
    page: PageOption = None,
    deadline: Annotated[
        str | None, typer.Option("--deadline", metavar="TIME", help="Not after this: a sale ends.", show_default=False)
    ] = None,
    not_before: Annotated[
        str | None, typer.Option("--not-before", metavar="TIME", help="Not before this.", show_default=False)
    ] = None,
    priority: Annotated[
        int, typer.Option("--priority", min=-PRIORITIES, max=PRIORITIES, help="Higher goes first.")
    ] = 0,
    tag: Annotated[list[str] | None, typer.Option("--tag", help="A word to find it by.", show_default=False)] = None,
    evergreen: Annotated[bool, typer.Option("--evergreen", help="It may go out again and again.")] = False,
    cooldown: Annotated[
        int, typer.Option("--cooldown", min=0, max=3650, help="Days before an evergreen draft goes out again.")
    ] = COOLDOWN_DAYS,
    max_repeats: Annotated[
        int, typer.Option("--max-repeats", min=0, max=1000, help="How often it goes out at most; 0: no limit.")
    ] = 0,
    label: Annotated[
        Label | None,
        typer.Option("--label", help="What you say it is; it counts more than the model.", show_default=False),
    ] = None,
    draft: Annotated[bool, typer.Option("--draft", help="Keep it as a draft; `queue edit --ready` queues it.")] = False,
    skip_duplicates: SkipDuplicatesOption = False,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> int:
    """Put drafts into the queue; each is judged, and your own label counts more than the model's."""
    from assistant.schedule.rows import NewDraft

    settings = settle(home=home)
    texts = read_drafts(text or (), file or (), stdin=sys.stdin)
    if not texts:
        raise UsageError("there is no draft to add", 'give a text, as in: assistant queue add "Fresh bread at 7"')
    local = zone_of(settings)
    first, last = window_of(not_before, deadline, local)
    where = platform_of(platform, settings)
    checked: dict[str, Any] = {
        "platform": where,
        "page": page_of(page, settings, where),
        "human_label": label,
        "priority": priority,
        "tags": tags_of(tag or ()),
        "evergreen": evergreen,
        "cooldown_days": cooldown if evergreen else 0,
        "max_repeats": max_repeats,
        "not_before": first,
        "deadline": last,
        "ready": not draft,
    }
    for one in texts:
        check(one)
    news = [NewDraft(verdict, **checked) for verdict in judge(texts, settings)]
    with open_store(settings) as store:
        added = store.add(news, skip_twins=skip_duplicates)
        advise([one.draft for one in added if one.draft is not None], store)
    report(added, format, local)
    return 0


def check(text: str) -> None:
    """Refuse a text that cannot be queued before the model looks at it."""
    from assistant.schedule.adding import check_text

    check_text(text)


def window_of(not_before: str | None, deadline: str | None, local: Any) -> tuple[datetime | None, datetime | None]:
    """The first and last moment at which a draft may go out. Raises `InputError` if there is none left."""
    from assistant.schedule.moments import check_window, parse_moment

    first = parse_moment(not_before, local) if not_before else None
    last = parse_moment(deadline, local, end_of_day=True) if deadline else None
    check_window(first, last, datetime.now(UTC), local)
    return first, last


def tags_of(said: Sequence[str]) -> tuple[str, ...]:
    """Tags without spaces around and without repeats, in the order given."""
    tags = tuple(dict.fromkeys(tag.strip() for tag in said))
    if any(not tag or len(tag) > 100 for tag in tags):
        raise UsageError("a tag is empty or longer than 100 characters", "give a short word")
    return tags


def report(added: Sequence[Any], format: Format, local: Any) -> None:
    """Say what came of the new drafts."""
    kept = [one.draft for one in added if one.draft is not None]
    for one in added:
        if one.twin:
            name = f"draft {one.draft.id}" if one.draft else "a draft"
            how = "is the same as" if one.twin.same else "is nearly the same as"
            warn(f"{name} {how} draft {one.twin.id}{'' if one.draft else '; it was left out'}")
    if format is Format.JSON:
        emit({"drafts": [d.as_json(local) for d in kept]})
    else:
        for d in kept:
            print(line(d))


def line(draft: Draft) -> str:
    """One line: what was added and as what."""
    from assistant.cli.queue_table import label_words

    return f"added {draft.id} for {draft.platform}: {label_words(draft)}  {excerpt(draft.text, 60)}"
