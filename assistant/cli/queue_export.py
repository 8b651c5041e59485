"""`assistant queue export`: drafts as files that other tools import."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.options import DebugOption, DryRunOption, ForceOption, Format, FormatOption, HomeOption, settle
from assistant.cli.queue_common import PlatformOption, open_store, platform_of, warn, zone_of
from assistant.cli.screen import counted, emit, printable
from assistant.errors import AssistantError, UsageError
from assistant.exchange.export import Export, ExportFile, export, formats
from assistant.post import State

To = StrEnum("To", {name.upper(): name for name in formats()})  # type: ignore[misc] # made from the data file


def export_drafts(
    to: Annotated[To, typer.Option("--to", help="The tool that will import the file.")],
    output: Annotated[
        Path, typer.Option("-o", "--output", help="The file; some tools need one a platform or several by number.")
    ],
    state: Annotated[
        list[State] | None, typer.Option("--state", help="Drafts in this state (else queued).", show_default=False)
    ] = None,
    platform: PlatformOption = None,
    dry_run: DryRunOption = False,
    force: ForceOption = False,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> int:
    """Write queued drafts as a file that another tool imports as it is, with their planned moments in local time."""
    from assistant.backlog.output import check_free
    from assistant.schedule.wanted import DraftFilter

    settings = settle(home=home)
    wanted = DraftFilter(
        states=tuple(state or (State.QUEUED,)),
        platform=platform_of(platform, settings) if platform is not None else None,
    )
    with open_store(settings) as store:
        drafts = store.drafts(wanted)
    made = export(drafts, str(to), zone=zone_of(settings), now=datetime.now(UTC))
    _check(made, str(to))
    for sentence in made.warnings:
        warn(sentence)
    paths = [_name(output, file) for file in made.files]
    for path in paths:
        check_free(path, force=force)
    if not dry_run:
        _write(list(zip(paths, made.files, strict=True)), force=force)
    if format is Format.JSON:
        listed = [{"path": str(p), "posts": f.posts} for p, f in zip(paths, made.files, strict=True)]
        emit({"to": str(to), "dry_run": dry_run, "files": listed, "warnings": list(made.warnings)})
    else:
        for path, file in zip(paths, made.files, strict=True):
            print(f"{'would write' if dry_run else 'wrote'} {printable(str(path))}: {counted(file.posts, 'post')}")
    return 0


def _check(made: Export, to: str) -> None:
    """Read every file back by the tool's rules before it is written."""
    from assistant.exchange.validate import problems

    for file in made.files:
        found = problems(file.content, to)
        if found and any("empty" in p for p in found):
            raise UsageError(f"a draft cannot be exported ({found[0]})", "edit or drop it first")
        if found:
            raise AssistantError(f"the file for {to} would break its rules ({found[0]})", "report this")


def _name(output: Path, file: ExportFile) -> Path:
    stem = output.with_suffix("") if output.suffix else output
    return stem.with_name("-".join(p for p in (stem.name, file.part) if p) + (output.suffix or file.suffix))


def _write(files: list[tuple[Path, ExportFile]], *, force: bool) -> None:
    """All files or none."""
    from assistant.backlog.output import WholeFile, written

    with ExitStack() as stack:
        opened = [stack.enter_context(WholeFile(path, force=force)) for path, _ in files]
        for whole, (path, file) in zip(opened, files, strict=True):
            try:
                whole.open().write(file.content)
            except OSError as error:
                raise written(error, path) from error
        for whole in opened:
            whole.commit()
