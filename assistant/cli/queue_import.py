"""`assistant queue import`: many drafts from a file, all of them or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.options import DebugOption, DryRunOption, Format, FormatOption, HomeOption, settle
from assistant.cli.queue_add import COOLDOWN_DAYS, PRIORITIES, PageOption, SkipDuplicatesOption, check, report, tags_of
from assistant.cli.queue_common import PlatformOption, advise, judge, open_store, page_of, platform_of, warn, zone_of
from assistant.cli.reading_options import EncodingOption, TextColumnOption
from assistant.cli.rehearsing import queue_for
from assistant.cli.screen import counted, emit, printable
from assistant.errors import AssistantError, InputError, RowsRejected
from assistant.post import Kind, Label, Verdict
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.backlog import Row
    from assistant.schedule.adding import Added
    from assistant.schedule.rows import NewDraft

_TRUE, _FALSE = {"1", "true", "yes", "y", "x"}, {"", "0", "false", "no", "n"}
_SHOWN = 20  # drafts that are named one by one


def import_drafts(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Drafts, in any format that `label` reads.")],
    text_column: TextColumnOption = None,
    label_column: Annotated[
        str | None,
        typer.Option("--label-column", help="A column with your own labels (else human_label).", show_default=False),
    ] = None,
    encoding: EncodingOption = None,
    platform: PlatformOption = None,
    page: PageOption = None,
    skip_duplicates: SkipDuplicatesOption = False,
    dry_run: DryRunOption = False,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> int:
    """Put a file of drafts into the queue.

    Columns that are understood: platform, page, human_label, priority, tags (separated by commas), not_before,
    deadline, evergreen, cooldown_days, max_repeats, and posted_at for what went out already.
    """
    from assistant.backlog import read_rows

    settings = settle(home=home)
    local = zone_of(settings)
    base = {"platform": platform_of(platform, settings), "page": page}
    page_of(page, settings)  # refused before any row is read
    rows = list(read_rows(file, text_column=text_column, encoding=encoding))
    if not rows:
        raise InputError(f"{file} holds no posts", "give a file with a post per row")
    news = _news(file, rows, base, label_column or "human_label", settings, local)
    if dry_run:  # without a verdict: twins are known by their words
        with queue_for(settings, dry_run=True) as store:
            return _would_add(store.add(news, skip_twins=skip_duplicates), format)
    news = [replace(n, verdict=v) for n, v in zip(news, judge([n.verdict.text for n in news], settings), strict=True)]
    with open_store(settings) as store:
        added = store.add(news, skip_twins=skip_duplicates)
        advise([one.draft for one in added if one.draft is not None], store)
    if format is Format.TEXT and len(added) > _SHOWN:
        kept, twins = sum(a.draft is not None for a in added), sum(a.twin is not None for a in added)
        if twins:
            warn(f"{twins} of them are the same as others, or nearly; {len(added) - kept} were left out")
        print(f"added {counted(kept, 'draft')} from {printable(str(file))}")
    else:
        report(added, format, local)
    return 0


def _would_add(added: list[Added], format: Format) -> int:
    kept = sum(one.draft is not None for one in added)
    if format is Format.JSON:
        emit({"would_add": kept, "left_out": len(added) - kept, "dry_run": True})
    else:
        left_out = f", {len(added) - kept} left out as there already" if kept < len(added) else ""
        print(f"{counted(kept, 'draft')} would be added{left_out}")
    return 0


def _news(
    file: Path, rows: list[Row], base: Mapping[str, str | None], label_column: str, settings: Settings, local: tzinfo
) -> list[NewDraft]:
    """Every row checked before anything is judged or written. Raises `RowsRejected` with all that is wrong."""
    news, problems = [], []
    for row in rows:
        try:
            news.append(_new(row, base, label_column, settings, local))
        except AssistantError as error:
            problems.append(f"{file}:{row.line}: {error.message}")
    if problems:
        raise RowsRejected(problems, "correct these rows; nothing was added")
    return news


def _new(row: Row, base: Mapping[str, str | None], label_column: str, settings: Settings, local: tzinfo) -> NewDraft:
    from assistant.schedule.moments import check_window
    from assistant.schedule.rows import NewDraft

    check(row.text)
    # Columns are kept as they are in the file; a cell without content says nothing.
    cells = {name.strip().lower(): _typed(value) for name, value in row.fields.items() if value not in (None, "", [])}
    said = str(cells.get(label_column.lower(), "")).strip().lower()
    if said and said not in set(Label):
        raise InputError(f"{said!r} is no label", "say promotional or value")
    evergreen = _flag(cells, "evergreen")
    tags = cells.get("tags", ())
    tags = tags.split(",") if isinstance(tags, str) else tags if isinstance(tags, list | tuple) else [tags]
    times = {name: _moment(cells, name, local) for name in ("not_before", "deadline", "posted_at")}
    now = datetime.now(UTC)
    check_window(times["not_before"], times["deadline"], None if times["posted_at"] else now, local)
    if times["posted_at"] and times["posted_at"] > now:
        raise InputError(f"posted_at {cells['posted_at']} is yet to come", "leave it empty for what has not gone out")
    where = platform_of(str(cells.get("platform", base["platform"])), settings)
    return NewDraft(
        verdict=_unjudged(row.text),
        platform=where,
        page=page_of(str(cells.get("page") or base["page"] or "").strip().lower(), settings, where),
        human_label=Label(said) if said else None,
        priority=_number(cells, "priority", 0, -PRIORITIES, PRIORITIES),
        tags=tags_of([str(tag) for tag in tags]),
        evergreen=evergreen,
        cooldown_days=_number(cells, "cooldown_days", COOLDOWN_DAYS, 0, 3650) if evergreen else 0,
        max_repeats=_number(cells, "max_repeats", 0, 0, 1000),
        not_before=times["not_before"],
        deadline=times["deadline"],
        posted_at=times["posted_at"],
    )


def _typed(value: Any) -> Any:
    """A cell as it was meant: spreadsheets and other programs write whole numbers as 3.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _unjudged(text: str) -> Verdict:
    return Verdict(text, Label.VALUE, 0.0, Kind.TIP, {}, True, "none yet")


def _moment(cells: Mapping[str, Any], name: str, local: tzinfo) -> datetime | None:
    from assistant.schedule.moments import parse_moment

    return parse_moment(str(cells[name]), local, end_of_day=name == "deadline") if name in cells else None


def _number(cells: Mapping[str, Any], name: str, default: int, least: int, most: int) -> int:
    try:
        number = int(str(cells.get(name, default)).strip())
    except ValueError as error:
        raise InputError(f"{name} is {cells[name]!r}", "give a whole number") from error
    if not least <= number <= most:
        raise InputError(f"{name} is {number}", f"give a number from {least} to {most}")
    return number


def _flag(cells: Mapping[str, Any], name: str) -> bool:
    said = str(cells.get(name, "")).strip().lower()
    if said not in _TRUE | _FALSE:
        raise InputError(f"{name} is {said!r}", "say yes or no")
    return said in _TRUE
