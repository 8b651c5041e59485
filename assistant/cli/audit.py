"""`assistant audit`: what a page's past posts say about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.active import active_classifier
from assistant.cli.options import DebugOption, ForceOption, Format, FormatOption, HomeOption, settle
from assistant.cli.reading_options import BlocksOption, EncodingOption, FastOption, TextColumnOption
from assistant.cli.screen import emit, say
from assistant.errors import UsageError
from assistant.insight.moments import DayOrder

if TYPE_CHECKING:
    from assistant.cli.pastposts import Past
    from assistant.insight.audit import Audit

app = typer.Typer(rich_markup_mode=None, add_completion=False)


def _column(what: str) -> Any:
    return typer.Option(metavar="NAME", help=f"The column with {what}.", show_default=False)


@app.command()
def audit(
    file: Annotated[Path | None, typer.Argument(help="An export of your page's posts.", show_default=False)] = None,
    posted: Annotated[bool, typer.Option("--posted", help="Audit what went out from the queue.")] = False,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="OUT.html", help="Write a page to open in a browser.")
    ] = None,
    text_column: TextColumnOption = None,
    at_column: Annotated[str | None, _column("the dates")] = None,
    platform_column: Annotated[str | None, _column("the platforms")] = None,
    label_column: Annotated[str | None, _column("your own labels, which win over the model's")] = None,
    kind_column: Annotated[str | None, _column("your own kinds")] = None,
    platform: Annotated[str, typer.Option("--platform", help="The platform, where no column says so.")] = "",
    page: Annotated[
        str | None, typer.Option("--page", help="personal or business: which cadence holds.", show_default=False)
    ] = None,
    dates: Annotated[
        DayOrder | None, typer.Option("--dates", help="How 03/04/2026 is meant.", show_default=False)
    ] = None,
    newest_first: Annotated[
        bool, typer.Option("--newest-first", help="The file has no dates and begins with the newest post.")
    ] = False,
    encoding: EncodingOption = None,
    blocks: BlocksOption = False,
    fast: FastOption = False,
    force: ForceOption = False,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - read by main before the options are parsed
) -> None:
    """What a page's past posts say about it: promotion over time, voice, rhythm, and what to change first."""
    from assistant.backlog.output import check_free
    from assistant.cli.pastposts import FileOptions, from_file, from_queue
    from assistant.cli.queue_common import limits_of, page_of, profile_of, slots_of, zone_of
    from assistant.insight.audit import audit as audit_of

    if (file is None) == (not posted):
        raise UsageError("name a file or --posted", "as in: assistant audit posts.csv")
    if report is not None:
        check_free(report, force=force)
    said = {"at": at_column, "platform": platform_column, "label": label_column, "kind": kind_column}
    named = {what: column for what, column in said.items() if column is not None}
    options = FileOptions(named, text_column, encoding, blocks, newest_first, dates, platform)
    if posted and options != FileOptions({}):
        raise UsageError("--posted reads no file", "leave out the options that say how to read one")
    settings = settle(home=home)
    kind_of_page = page_of(page, settings)
    profile = profile_of(settings) if page is None else replace(profile_of(settings), pages={})
    local, model = zone_of(settings), active_classifier(settings, fast=fast)
    explain = report is not None or format is Format.JSON
    if file is None:
        past = from_queue(settings, model, explain=explain)
    else:
        past = from_file(file, options, local, model, explain=explain)
        _tell(past, file, newest_first=newest_first)
    limits, as_of = limits_of(settings), datetime.now(UTC) if posted else None
    found = audit_of(past.posts, limits, local, page=kind_of_page, profile=profile, as_of=as_of)
    place = "draft" if posted else "line"
    if report is not None:
        from assistant.insight.report import render
        from assistant.wholefile import OPEN, write_whole

        source = file.name if file else "the queue"
        html = render(found, local, source=source, model=past.model, slots=slots_of(settings), place=place)
        write_whole(report, html.encode(), mode=OPEN)
        say(f"report written to {report}")
    if format is Format.JSON:
        emit(_document(found, past, local))
    else:
        from assistant.cli.audit_text import audit_text

        print(audit_text(found, local, place=place))


def _tell(past: Past, file: Path, *, newest_first: bool) -> None:
    from assistant.cli.pastposts import tell_left_out

    tell_left_out(past.left_out, str(file))
    if not past.dated:
        begins = "newest" if newest_first else "oldest"
        say(f"note: no column of dates was found; the posts are taken as they stand, the {begins} first")


def _document(found: Audit, past: Past, local: tzinfo) -> dict[str, Any]:
    from assistant.insight.auditjson import audit_json, post_json

    return {
        **audit_json(found, local),
        "model": past.model,
        "left_out": [{"line": row.line, "reason": row.reason} for row in past.left_out],
        "verdicts": [post_json(post, local) for post in found.posts],
    }
