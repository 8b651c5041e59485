"""`assistant init`: a first home with examples."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.options import DebugOption, DryRunOption, ForceOption, Format, FormatOption, HomeOption, settle
from assistant.cli.screen import emit, printable
from assistant.errors import InputError, UsageError
from assistant.wholefile import OPEN, write_whole

app = typer.Typer(rich_markup_mode=None, add_completion=False)

SETTINGS = """\
# Settings of this home. A line without # counts; what a flag or ASSISTANT_... says goes first.
# timezone = "Europe/London"
# platform = "facebook"        # where a draft goes when nothing is said
# page = "business"            # or "personal"
# share_percent = 20           # at most this share of posts may be promotional
# window = 10                  # in this many posts in a row
# slots = ["06:00", "12:00", "17:00"]
"""


def examples_folder() -> Path:
    """The examples that came with the program: inside the installed package, or `examples` of a checkout."""
    package = Path(__file__).resolve().parents[1]
    shipped = package / "shipped" / "examples"
    return shipped if shipped.is_dir() else package.parent / "examples"


@app.command()
def init(
    here: Annotated[bool, typer.Option("--here", help="Make the home in this folder (./.assistant).")] = False,
    force: ForceOption = False,
    dry_run: DryRunOption = False,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> int:
    """Set up a home: a settings file to fill in, six sample drafts, and a sample of posts that went out."""
    if here and home is not None:
        raise UsageError("--here and --home name two folders", "give one of them")
    folder = Path.cwd() / ".assistant" if here else settle(home=home).home
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is a file", "name a folder with --home")
    contents = {"assistant.toml": SETTINGS.encode()}
    for name in ("drafts.txt", "posted.csv"):
        contents[f"examples/{name}"] = (examples_folder() / name).read_bytes()
    made, kept = [], []
    for name, content in contents.items():
        path = folder / name
        if path.exists() and not force:
            kept.append(str(path))
            continue
        made.append(str(path))
        if not dry_run:
            write_whole(path, content, mode=OPEN, make_folder=True)
    if format is Format.JSON:
        emit({"home": str(folder), "made": made, "kept": kept, "dry_run": dry_run})
    else:
        _print(folder, made, kept, dry_run)
        if sys.stdin.isatty() and not dry_run:
            from assistant.cli.profile import first_interview

            first_interview(folder)
    return 0


def _print(folder: Path, made: list[str], kept: list[str], dry_run: bool) -> None:
    for path in made:
        print(f"{'would make' if dry_run else 'made'} {printable(path)}")
    for path in kept:
        print(f"kept {printable(path)} as it is")
    drafts, posted = (printable(shlex.quote(str(folder / "examples" / name))) for name in ("drafts.txt", "posted.csv"))
    print("\nNow try:")
    print(f"  assistant label {drafts} --blocks -o labelled.csv")
    print(f"  assistant train {posted} --dry-run")
    print('  assistant classify "Your own draft"')
