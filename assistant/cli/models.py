"""`assistant models`: the versions that learnt from the user's posts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.cli.options import DebugOption, DryRunOption, ForceOption, Format, FormatOption, HomeOption, settle
from assistant.cli.screen import emit, paint, printable

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)
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
def use(name: NameArgument, home: HomeOption = None, dry_run: DryRunOption = False, debug: DebugOption = False) -> int:  # noqa: ARG001
    """Judge with this version from now on."""
    from assistant.learning import versions

    folder = settle(home=home).home
    _check_usable(folder, name)
    if not dry_run:
        versions.activate(folder, name)
    print(f"{'would use' if dry_run else 'now in use:'} {name}")
    return 0


@app.command()
def rollback(home: HomeOption = None, dry_run: DryRunOption = False, debug: DebugOption = False) -> int:  # noqa: ARG001
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
    print(f"{'would go' if dry_run else 'went'} back from {active} to {parent}")
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
    home: HomeOption = None,
    dry_run: DryRunOption = False,
    debug: DebugOption = False,  # noqa: ARG001
) -> int:
    """Delete a version that is not in use."""
    from assistant.learning import versions

    versions.remove(settle(home=home).home, name, dry_run=dry_run)
    print(f"{'would remove' if dry_run else 'removed'} {name}")
    return 0


def _check_usable(home: Path, name: str) -> None:
    from assistant.classifier import Classifier
    from assistant.learning import versions

    if name != versions.BASE:
        Classifier.open(versions.version(home, name).path, fast=True)


def _fields(version: Any) -> dict[str, Any]:
    kept = ("parent", "created", "corpus", "metrics", "recipe", "seed", "libraries")
    described = {key: version.description.get(key) for key in kept}
    return {"name": version.name, "active": version.active, "problem": version.problem, **described}


def _point(version: Any) -> dict[str, Any]:
    metrics = version.description.get("metrics", {})
    return {
        "name": version.name,
        "posts": version.description.get("corpus", {}).get("posts"),
        "macro_f1": metrics.get("after", {}).get("macro_f1"),
    }


def _mark(active: bool) -> str:
    return paint("*", "green") if active else " "


def _line(version: Any) -> str:
    if version.problem:
        return paint(f"cannot be used: {printable(version.problem)}", "red")
    described = version.description
    before, after = (described["metrics"][when]["macro_f1"] for when in ("before", "after"))
    return f"{described['created'][:10]}, {described['corpus']['posts']} posts, macro-F1 {before:.2f} -> {after:.2f}"


def _print_details(version: Any) -> None:
    described = version.description
    if not described:
        return
    metrics = described["metrics"]
    low, high = metrics["interval"]
    print(f"  parent {described['parent']}, made for {described['own']['base']['version']}")
    print(f"  posts {described['corpus']['digest'][:12]}, {metrics['after']['posts']} of them measured")
    print(f"  gain {metrics['gain']:+.2f} (nine times in ten between {low:+.2f} and {high:+.2f})")
    print(f"  forgets {max(0.0, metrics['forgetting']):.3f} of macro-F1 on other people's posts")
    print(f"  made with {', '.join(f'{k} {v}' for k, v in described['libraries'].items())}")


def _print_history(found: list[Any]) -> None:
    points = [(v, _point(v)) for v in found if v.description]
    if not points:
        print("Nothing was learnt yet: `assistant train` or `assistant review` is the beginning.")
        return
    print("Learning so far (macro-F1 on posts that the version never saw):")
    for version, point in points:
        bar = "#" * round(40 * point["macro_f1"])
        print(f"  {_mark(version.active)} {version.name:18} {point['posts']:>5} posts  {point['macro_f1']:.2f} {bar}")
