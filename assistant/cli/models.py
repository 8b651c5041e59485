"""`assistant models`: the versions that learnt from the user's posts."""

from __future__ import annotations

from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.options import DebugOption, DryRunOption, ForceOption, Format, FormatOption, HomeOption, settle
from assistant.cli.screen import emit, paint, printable

if TYPE_CHECKING:
    from assistant.learning.versions import Version

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)
_WIDTH, _GAINED = 30, "#"  # of a bar of the history, and what its gain is drawn with
NameArgument = Annotated[str, typer.Argument(help="A version, as `assistant models list` names it, or base.")]


@app.callback()
def _models() -> None:
    """List, choose and move the versions that learnt from your posts."""


@app.command("list")
def list_versions(format: FormatOption = Format.TEXT, home: HomeOption = None, debug: DebugOption = False) -> int:  # noqa: ARG001
    """All versions, the oldest first; the active one is marked."""
    from assistant.classifier import base_model_folder
    from assistant.classifier.modelfile import open_folder
    from assistant.learning import versions

    folder = settle(home=home).home
    found, active = versions.versions(folder), versions.active_name(folder)
    base = open_folder(base_model_folder()).version
    if format is Format.JSON:
        emit({"active": active, "base": base, "versions": [_fields(v) for v in found]})
        return 0
    print(f"{_mark(active == 'base')} base  ({base}, came with the program)")
    for version in found:
        print(f"{_mark(version.active)} {version.name}  {_line(version)}")
    return 0


@app.command()
def show(
    name: NameArgument = "active",
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001
) -> int:
    """What a version learnt from and how good it was, and the history of learning."""
    from assistant.learning import versions

    folder = settle(home=home).home
    wanted = versions.active_name(folder) if name == "active" else name
    found = versions.versions(folder)
    chosen = None if wanted == versions.BASE else versions.version(folder, wanted)
    if format is Format.JSON:
        emit({"version": _fields(chosen) if chosen else {"name": "base"}, "history": [_point(v) for v in found]})
        return 0
    print(f"{wanted}: {_line(chosen) if chosen else 'came with the program'}")
    if chosen:
        _print_details(chosen)
    _print_history(found)
    return 0


@app.command()
def use(
    name: NameArgument,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    dry_run: DryRunOption = False,
    debug: DebugOption = False,  # noqa: ARG001
) -> int:
    """Judge with this version from now on."""
    from assistant.learning import versions

    folder = settle(home=home).home
    before = versions.active_name(folder)
    _check_usable(folder, name)
    if not dry_run:
        versions.activate(folder, name)
    _tell(
        {"active": name, "before": before, "dry_run": dry_run},
        f"{'would use' if dry_run else 'now in use:'} {name}",
        format,
    )
    return 0


@app.command()
def rollback(
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    dry_run: DryRunOption = False,
    debug: DebugOption = False,  # noqa: ARG001
) -> int:
    """Go back to the version before the active one."""
    from assistant.errors import InputError
    from assistant.learning import versions

    folder = settle(home=home).home
    active = versions.active_name(folder)
    if active == versions.BASE:
        raise InputError("base is in use, and nothing came before it", "see `assistant models list`")
    parent = str(versions.version(folder, active).description.get("parent") or versions.BASE)
    if parent not in {versions.BASE, *(v.name for v in versions.versions(folder))}:
        parent = versions.BASE  # it was removed, or the version came from elsewhere
    _check_usable(folder, parent)
    if not dry_run:
        versions.activate(folder, parent)
    said = f"{'would go' if dry_run else 'went'} back from {active} to {parent}"
    _tell({"active": parent, "before": active, "dry_run": dry_run}, said, format)
    return 0


@app.command()
def export(
    name: NameArgument,
    output: Annotated[Path, typer.Option("-o", "--output", help="The file to write.")],
    with_posts: Annotated[bool, typer.Option("--with-posts", help="Put in the posts that it learnt from.")] = False,
    force: ForceOption = False,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001
) -> int:
    """Write a version into one file, for another machine."""
    from assistant.learning.archive import export_version

    digest = export_version(settle(home=home).home, name, output, with_posts=with_posts, force=force)
    if format is Format.JSON:
        emit({"version": name, "file": str(output), "sha256": digest})
    else:
        print(f"{printable(str(output))}: {name}, SHA-256 {digest}")
    return 0


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="A file that `assistant models export` wrote.")],
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001
) -> int:
    """Check an exported version and add it; nothing in it is run, and it is not used until you say so."""
    from assistant.learning.archive import import_version

    name = import_version(settle(home=home).home, file)
    if format is Format.JSON:
        emit({"version": name})
    else:
        print(f"added {name}; `assistant models use {name}` uses it")
    return 0


@app.command()
def remove(
    name: NameArgument,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    dry_run: DryRunOption = False,
    debug: DebugOption = False,  # noqa: ARG001
) -> int:
    """Delete a version that is not in use."""
    from assistant.learning import versions

    versions.remove(settle(home=home).home, name, dry_run=dry_run)
    _tell({"removed": name, "dry_run": dry_run}, f"{'would remove' if dry_run else 'removed'} {name}", format)
    return 0


def _tell(fields: dict[str, Any], words: str, format: Format) -> None:
    if format is Format.JSON:
        emit(fields)
    else:
        print(printable(words))


def _check_usable(home: Path, name: str) -> None:
    from assistant.classifier import Classifier
    from assistant.learning import versions

    if name != versions.BASE:
        Classifier.open(versions.version(home, name).path, fast=True)


def _fields(version: Version) -> dict[str, Any]:
    kept = ("parent", "created", "corpus", "metrics", "recipe", "seed", "languages", "libraries")
    described = {key: _finite(version.description.get(key)) for key in kept}
    return {"name": version.name, "active": version.active, "problem": version.problem, **described}


def _finite(found: Any) -> Any:
    """A JSON value without numbers that JSON does not know; a file from elsewhere may hold some."""
    if isinstance(found, dict):
        return {key: _finite(value) for key, value in found.items()}
    if isinstance(found, list):
        return [_finite(value) for value in found]
    return None if isinstance(found, float) and not isfinite(found) else found


def _point(version: Version) -> dict[str, Any]:
    from assistant.learning.history import record

    known = record(version)
    return {
        "name": version.name,
        "parent": known.parent,
        "created": known.created,
        "posts": known.posts,
        "before": known.before,
        "macro_f1": known.after,
        "active": version.active,
    }


def _mark(active: bool) -> str:
    return paint("*", "green") if active else " "


def _line(version: Version) -> str:
    from assistant.learning.history import record

    if version.problem:
        return paint(f"cannot be used: {printable(version.problem)}", "red")
    known = record(version)
    day, parent = printable((known.created or "?")[:10]), printable(known.parent or "?")
    learnt = f"{_count(known.posts)} posts ({printable((known.digest or '?')[:8])})"
    return f"{day}, after {parent}, {learnt}, macro-F1 {_figure(known.before)} -> {_figure(known.after)}"


def _print_details(version: Version) -> None:
    from assistant.learning.history import record

    if version.problem:
        return
    known = record(version)
    print(f"  made for {printable(known.base or '?')}, posts {printable((known.digest or '?')[:16])}")
    if known.interval and known.gain is not None:
        low, high = known.interval
        print(f"  gain {known.gain:+.2f} (nine times in ten between {low:+.2f} and {high:+.2f})")
    if known.kinds:
        print(f"  kinds named right {known.kinds[0]:.0%} before, {known.kinds[1]:.0%} after")
    if known.forgetting is not None:
        print(f"  forgets {max(0.0, known.forgetting):.3f} of macro-F1 on other people's posts")
    if known.languages:
        print(f"  has learnt {printable(', '.join(known.languages))} beside English")
    print(f"  made with {printable(', '.join(f'{k} {v}' for k, v in known.libraries.items()) or '?')}")


def _print_history(found: list[Version]) -> None:
    points = [_point(v) for v in found if not v.problem]
    if not points:
        print("Nothing was learnt yet: `assistant train` or `assistant review` is the beginning.")
        return
    print(f"Learning so far: macro-F1 on posts that the version never saw (= before it, {_GAINED} gained):")
    for point in points:
        after, before = (min(1.0, max(0.0, point[name] or 0.0)) for name in ("macro_f1", "before"))
        kept = round(_WIDTH * min(before, after))
        bar = "=" * kept + _GAINED * (round(_WIDTH * after) - kept)
        day = printable((point["created"] or "?")[:10])
        learnt = f"{point['name']:16} {day} {_count(point['posts']):>5} posts"
        print(f"  {_mark(point['active'])} {learnt} {_figure(after)} {bar}")


def _figure(value: float | None) -> str:
    return "?" if value is None else f"{value:.2f}"


def _count(value: int | None) -> str:
    return "?" if value is None else str(value)
