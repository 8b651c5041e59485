"""`assistant insights`: what earned engagement, as far as the numbers allow to say."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.options import DebugOption, DryRunOption, Format, FormatOption, HomeOption, settle
from assistant.cli.screen import emit, paint, printable
from assistant.errors import InputError
from assistant.insight.moments import DayOrder

if TYPE_CHECKING:
    from assistant.insight.compare import Comparison, Group

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)
SEED = 20  # the bootstrap's draws are the same in every run
CAUTION = "What went together in your numbers; never what caused it."


@app.command(name="import")
def import_export(
    file: Annotated[Path, typer.Argument(help="An analytics export, or one of comments with --comments.")],
    platform: Annotated[str, typer.Option("--platform", help="The platform, where no column says so.")] = "",
    comments: Annotated[
        bool, typer.Option("--comments", help="A row a comment, with the post's and the comment's time.")
    ] = False,
    dates: Annotated[
        DayOrder | None, typer.Option("--dates", help="How 03/04/2026 is meant.", show_default=False)
    ] = None,
    text_column: Annotated[
        str | None, typer.Option("--text-column", metavar="NAME", help="The column with the posts.", show_default=False)
    ] = None,
    at_column: Annotated[
        str | None, typer.Option("--at-column", metavar="NAME", help="The column with the dates.", show_default=False)
    ] = None,
    likes_column: Annotated[
        str | None, typer.Option("--likes-column", metavar="NAME", help="The column with likes.", show_default=False)
    ] = None,
    label_column: Annotated[
        str | None, typer.Option("--label-column", metavar="NAME", help="Your own labels.", show_default=False)
    ] = None,
    encoding: Annotated[str | None, typer.Option("--encoding", help="The file's encoding.", show_default=False)] = None,
    dry_run: DryRunOption = False,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> None:
    """Keep the figures of an export; a post that is known gets its newer ones."""
    from assistant.backlog import read_rows
    from assistant.cli.pastposts import classifier_of, tell_left_out, zone_of_page
    from assistant.insight.engagement import read_answers, read_export, save, save_answers
    from assistant.insight.pagefile import LeftOut
    from assistant.insight.profile import read_profile
    from assistant.insight.store import Store

    settings = settle(home=home)
    local = zone_of_page(settings, read_profile(settings.home))
    left: list[LeftOut] = []
    rows = read_rows(
        file,
        text_column=text_column,
        encoding=encoding,
        on_reject=lambda reject: left.append(LeftOut(reject.line, reject.reason)),
    )
    where = platform.strip().lower()
    if comments:
        answers, faulty = read_answers(rows, local, name=str(file), order=dates)
        new = 0 if dry_run else save_answers(Store.open(settings.home), answers, where)
        used, columns = len(answers), {}
        left += faulty
    else:
        named = {"at": at_column, "likes": likes_column, "label": label_column}
        chosen = {k: v for k, v in named.items() if v is not None}
        export = read_export(rows, local, name=str(file), named=chosen, order=dates, platform=where)
        used, columns, left = len(export.rows), dict(export.columns), [*left, *export.left_out]
        verdicts = classifier_of(settings, fast=False).judge([r.text for r in export.rows], explain=False)
        new = 0 if dry_run else save(Store.open(settings.home), export.rows, verdicts, file.name, datetime.now(UTC))
    if not used:
        why = f" (line {left[0].line}: {left[0].reason})" if left else ""
        raise InputError(f"{file} holds no row that can be used{why}", "check the file and its columns")
    left.sort(key=lambda row: row.line)
    tell_left_out(tuple(left), str(file))
    summary = {"used": used, "new": new, "left_out": len(left), "columns": columns, "dry_run": dry_run}
    if format is Format.JSON:
        emit({**summary, "rejected": [{"line": r.line, "reason": r.reason} for r in left]})
    else:
        print(f"{used} rows used, {new} of them new, {len(left)} left out")
        if columns:
            print("columns: " + ", ".join(f"{k} from {printable(repr(v))}" for k, v in columns.items()))


@app.command()
def show(
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> None:
    """Show what went with engagement, with intervals; where posts are too few, that is said."""
    import numpy as np

    from assistant.cli.pastposts import zone_of_page
    from assistant.insight.compare import FEWEST, compare, lifetime
    from assistant.insight.engagement import kept, kept_answers
    from assistant.insight.profile import read_profile
    from assistant.insight.store import Store

    settings = settle(home=home)
    store = Store.open(settings.home)
    posts = kept(store)
    if not posts:
        raise InputError("no engagement was imported yet", "export it from your platform: assistant insights import F")
    local = zone_of_page(settings, read_profile(settings.home))
    found = compare(posts, local, np.random.default_rng(SEED))
    life = lifetime(kept_answers(store), np.random.default_rng(SEED))
    slots = suggested_slots(found)
    if format is Format.JSON:
        emit(
            {
                "posts": found.posts,
                "measure": "likes, comments, shares and saves together",
                "fewest": FEWEST,
                "groups": {what: [_group_json(g) for g in own] for what, own in found.groups.items()},
                "claims": [{"by": what, "name": g.name} for what, g in found.claims],
                "lifetime_hours": None if life is None else {"median": life[0], "interval": list(life[1:])},
                "suggested_slots": slots,
                "note": CAUTION,
            }
        )
        return
    print(f"{found.posts} posts, by likes, comments, shares and saves together. {CAUTION}")
    for what, own in found.groups.items():
        print(paint(f"\n{what}", "bold"))
        for group in own:
            print("  " + _group_text(group))
    print(paint("\nwhat stands out", "bold"))
    print("\n".join(f"  {_claim(what, g)}" for what, g in found.claims) or "  nothing beyond what chance can bring")
    if life:
        print(f"  three quarters of the comments came within {life[0]:.1f} h ({life[1]:.1f} to {life[2]:.1f})")
    if slots:
        listed = ", ".join(f'"{s}"' for s in slots)
        print(f"  if you want to try it: slots = [{listed}] in assistant.toml")


def suggested_slots(found: Comparison) -> list[str]:
    """Slots worth a try: the middle of times of day that stand out upwards; empty where none does."""
    middles = {"early morning": "07:30", "around noon": "12:30", "after three": "18:00"}
    good = [g.name for what, g in found.claims if what == "time of day" and g.against and (g.against.ratio or 0) > 1]
    return sorted(middles[name] for name in good if name in middles)


def _group_json(group: Group) -> dict[str, Any]:
    other = group.against
    return {
        "name": group.name,
        "posts": group.posts,
        "median": group.median,
        "interval": None if group.low is None else [group.low, group.high],
        "against_the_rest": None
        if other is None
        else {
            "ratio": other.ratio,
            "interval": None if other.low is None else [other.low, other.high],
            "p_adjusted": round(other.p, 6),
            "claim": other.claim,
        },
    }


def _group_text(group: Group) -> str:
    name = printable(group.name.replace("_", " ")).ljust(20)
    if group.median is None:
        return f"{name} {group.posts:5} posts  not enough posts to say"
    return f"{name} {group.posts:5} posts  median {group.median:,.0f} ({group.low:,.0f} to {group.high:,.0f})"


def _claim(what: str, group: Group) -> str:
    other, name = group.against, printable(group.name.replace("_", " "))
    if other is None or other.ratio is None or other.low is None or other.high is None:
        return f"{what} {name}: differs from the rest"
    return (
        f"{what} {name}: {other.ratio:.2f} times the median of the rest "
        f"({other.low:.2f} to {other.high:.2f}; p {other.p:.3f} over all comparisons)"
    )
