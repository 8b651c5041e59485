"""`assistant insights`: what earned engagement, as far as the numbers allow to say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.active import active_classifier
from assistant.cli.options import DebugOption, DryRunOption, Format, FormatOption, HomeOption, settle
from assistant.cli.progress import judged
from assistant.cli.reading_options import EncodingOption, TextColumnOption
from assistant.cli.rehearsing import insight_for
from assistant.cli.screen import counted, emit, printable, say
from assistant.errors import InputError, UsageError
from assistant.insight.compare import Comparison
from assistant.insight.engagement import PostFigures
from assistant.insight.moments import DayOrder
from assistant.insight.offer import Offer
from assistant.insight.pagefile import LeftOut
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.insight.lifetime import Lifetime

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)
SEED = 20  # the bootstrap's draws are the same in every run


class Measure(StrEnum):
    """Which figure is compared: likes, comments, shares and saves together, or one alone."""

    INTERACTIONS = "interactions"
    REACH = "reach"
    LIKES = "likes"
    COMMENTS = "comments"
    SHARES = "shares"
    SAVES = "saves"


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
    text_column: TextColumnOption = None,
    at_column: Annotated[
        str | None, typer.Option("--at-column", metavar="NAME", help="The column with the dates.", show_default=False)
    ] = None,
    likes_column: Annotated[
        str | None, typer.Option("--likes-column", metavar="NAME", help="The column with likes.", show_default=False)
    ] = None,
    label_column: Annotated[
        str | None, typer.Option("--label-column", metavar="NAME", help="Your own labels.", show_default=False)
    ] = None,
    encoding: EncodingOption = None,
    dry_run: DryRunOption = False,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> None:
    """Keep the figures of an export; a post that is known gets its newer ones."""
    from assistant.backlog import read_rows
    from assistant.cli.pastposts import tell_left_out
    from assistant.cli.queue_common import zone_of
    from assistant.insight.engagement import read_answers, read_export, save, save_answers

    settings = settle(home=home)
    local = zone_of(settings)
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
        with insight_for(settings.home, dry_run=dry_run) as store:
            new = save_answers(store, answers, where)
        used, columns = len(answers), {}
        left += faulty
    else:
        said = {"at": at_column, "likes": likes_column, "label": label_column}
        named = {what: column for what, column in said.items() if column is not None}
        export = read_export(rows, local, name=str(file), named=named, order=dates, platform=where)
        used, columns, left = len(export.rows), dict(export.columns), [*left, *export.left_out]
        verdicts = judged(active_classifier(settings), [r.text for r in export.rows], explain=False)
        with insight_for(settings.home, dry_run=dry_run) as store:
            new = save(store, export.rows, verdicts, file.name, datetime.now(UTC))
    if not used:
        why = f" (line {left[0].line}: {left[0].reason})" if left else ""
        raise InputError(f"{file} holds no row that can be used{why}", "check the file and its columns")
    left.sort(key=lambda row: row.line)
    tell_left_out(tuple(left), str(file))
    _tell_kept(used, new, columns, left, dry_run=dry_run, format=format)


def _tell_kept(
    used: int, new: int, columns: dict[str, str], left: list[LeftOut], *, dry_run: bool, format: Format
) -> None:
    if format is Format.JSON:
        rejected = [{"line": r.line, "reason": r.reason} for r in left]
        counts = {"used": used, "new": new, "left_out": len(left)}
        emit({**counts, "columns": columns, "dry_run": dry_run, "rejected": rejected})
    else:
        verb = "would be used" if dry_run else "used"
        print(f"{counted(used, 'row')} {verb}, {new} of them new, {len(left)} left out")
        if columns:
            print("columns: " + ", ".join(f"{k} from {printable(repr(v))}" for k, v in columns.items()))


@dataclass(frozen=True, slots=True)
class Found:
    """What the kept figures say, and what they offer to the planner."""

    posts: list[PostFigures]
    comparison: Comparison
    lifetimes: dict[str, Lifetime]
    offer: Offer
    zone: tzinfo


def found_in(settings: Settings, measure: Measure = Measure.INTERACTIONS) -> Found:
    """Read this home's figures. Raises `InputError` where there are none."""
    import numpy as np

    from assistant.cli.queue_common import slots_of, zone_of
    from assistant.insight.compare import compare
    from assistant.insight.engagement import kept, kept_answers
    from assistant.insight.lifetime import lifetimes
    from assistant.insight.offer import offer
    from assistant.insight.store import Store

    store, local = Store.open(settings.home), zone_of(settings)
    posts, answers = kept(store), kept_answers(store)
    if not posts and not answers:
        raise InputError(
            "no engagement was imported yet", "export it from your platform: assistant insights import FILE"
        )
    comparison = compare(posts, local, np.random.default_rng(SEED), measure)
    lives = lifetimes(answers, np.random.default_rng(SEED))
    return Found(posts, comparison, lives, offer(comparison, posts, lives, slots_of(settings), local), local)


@app.command()
def show(
    measure: Annotated[
        Measure, typer.Option("--measure", help="Which figure: all interactions together, or one alone.")
    ] = Measure.INTERACTIONS,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> None:
    """Show what went with engagement, with intervals; where posts are too few, that is said."""
    from assistant.cli.insights_text import insights_json, insights_text
    from assistant.cli.queue_common import learnt_of

    settings = settle(home=home)
    found, learnt = found_in(settings, measure), learnt_of(settings)
    if format is Format.JSON:
        emit(insights_json(found, measure, learnt))
    else:
        print(insights_text(found, measure, learnt))


@app.command()
def use(
    slots: Annotated[
        bool | None, typer.Option("--slots/--no-slots", help="The slots alone, or not them.", show_default=False)
    ] = None,
    lifetimes: Annotated[
        bool | None,
        typer.Option("--lifetimes/--no-lifetimes", help="The lifetimes alone, or not them.", show_default=False),
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take the last acceptance back.")] = False,
    dry_run: DryRunOption = False,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> None:
    """Let the planner use what `insights show` offers: slots, and how long posts live. `--undo` takes it back."""
    from assistant.cli.insights_text import in_force_text
    from assistant.insight.learnt import Learnt, NothingLearnt, accepted, in_force, keep, with_another

    settings = settle(home=home)
    steps = accepted(settings.home)
    if undo and (slots is not None or lifetimes is not None):
        raise UsageError("--undo takes back the last acceptance as a whole", "leave the other options out")
    if undo and not steps:
        raise NothingLearnt
    if undo:
        after = steps[:-1]
    else:
        chosen = _chosen(found_in(settings).offer, slots, lifetimes)
        after = with_another(steps, Learnt(chosen.slots, chosen.spacings, datetime.now(UTC)))
    old, new = in_force(steps), in_force(after)
    changes = (old.slots, old.spacings) != (new.slots, new.spacings)
    if (changes or undo) and not dry_run:
        keep(settings.home, after)
    for name, said in (("slots", new.slots), ("spacing_hours", new.spacings)):
        if said and name in settings.sources:
            say(f"note: {name} is set by {settings.sources[name]}, which goes first")
    if format is Format.JSON:
        emit({"before": old.as_json(), "in_force": new.as_json(), "changed": changes, "dry_run": dry_run})
    else:
        print(in_force_text(new, changed=changes, dry_run=dry_run))


def _chosen(offered: Offer, slots: bool | None, lifetimes: bool | None) -> Offer:
    """The part of the offer that is wanted: all of it, or what was named. Raises `InputError` where that is nothing."""
    named = slots is True or lifetimes is True
    wanted = Offer(
        offered.slots if slots or (slots is None and not named) else (),
        offered.spacings if lifetimes or (lifetimes is None and not named) else {},
    )
    if not wanted:
        raise InputError(
            "the figures offer nothing of that to the planner yet",
            "`assistant insights show` says what stands out; import more posts, or comments with --comments",
        )
    return wanted
