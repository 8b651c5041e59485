"""`assistant train`: learn from the user's own labelled posts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.options import DebugOption, DryRunOption, Format, FormatOption, HomeOption, settle
from assistant.cli.reading_options import EncodingOption, LabelColumnOption, TextColumnOption
from assistant.cli.screen import counted, emit, excerpt

if TYPE_CHECKING:
    from assistant.cli.learning_run import Trained
    from assistant.learning.candidate import Candidate

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def train(
    file: Annotated[
        list[Path] | None,
        typer.Argument(help="Your labelled posts, in any format that `label` reads.", show_default=False),
    ] = None,
    text_column: TextColumnOption = None,
    label_column: LabelColumnOption = None,
    encoding: EncodingOption = None,
    fast: Annotated[bool, typer.Option("--fast", help="Learn on the light model alone.")] = False,
    seed: Annotated[int, typer.Option("--seed", help="What decides the folds.", min=0, max=2**31)] = 0,
    dry_run: DryRunOption = False,
    force: Annotated[bool, typer.Option("--force", help="Use the new version even where it is refused.")] = False,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> int:
    """Learn from your own labelled posts; the new version is used only if it is not worse on posts it never saw.

    Labels given in `assistant review` and `assistant queue label` count as well. Without a file, the posts of the
    active version are learnt again, with them.
    """
    from assistant.cli.labelled import Columns
    from assistant.cli.learning_run import Order, run

    settings = settle(home=home)
    order = Order(tuple(file or ()), Columns(text_column, label_column, encoding), fast, seed, dry_run, force)
    trained = run(order, settings)
    if format is Format.JSON:
        emit(trained.as_json())
    else:
        _print(trained, dry_run=dry_run)
    return int(not trained.accepted)


def _print(trained: Trained, *, dry_run: bool) -> None:
    candidate = trained.candidate
    before, after = candidate.comparison.before, candidate.comparison.after
    posts = before["posts"]
    print(
        f"Of {posts} posts it never saw: {_right(before)} right before ({trained.before_model}), {_right(after)} now."
    )
    low, high = candidate.comparison.interval
    print(
        f"macro-F1 {before['macro_f1']:.2f} before, {after['macro_f1']:.2f} now "
        f"({candidate.comparison.gain:+.2f}; nine times in ten between {low:+.2f} and {high:+.2f})"
    )
    for label in ("promotional", "value"):
        print(
            f"  {label:12} F1 {before[label]['f1']:.2f} before, {after[label]['f1']:.2f} now; {_misses(after, label)}"
        )
    print(f"  calibration error {before['calibration_error']:.2f} before, {after['calibration_error']:.2f} now")
    _print_kinds(candidate)
    fall = candidate.forgetting
    print(f"  on other people's posts: {'loses' if fall > 0 else 'gains'} {abs(fall):.3f} macro-F1")
    if candidate.second_look.doubts:
        _print_doubts(trained)
    if trained.reason:
        print(f"Refused: {trained.reason}.")
    if dry_run:
        print("Nothing was written (--dry-run).")
    elif trained.accepted:
        forced = " (forced)" if trained.reason else ""
        print(f"{trained.version} is now in use{forced}; `assistant models rollback` goes back.")
        if trained.drafts_behind:
            drafts = counted(trained.drafts_behind, "draft")
            print(f"{drafts} in the queue judged by an earlier model; `assistant queue rejudge` judges anew.")
    else:
        print(f"{trained.before_model} stays in use. --force uses the new one all the same.")


def _print_doubts(trained: Trained) -> None:
    from assistant.learning.doubts import SHOWN

    found = trained.candidate.second_look.doubts
    print(f"Worth a second look: {counted(len(found), 'label')} that your other posts speak against.")
    for doubt in found[:SHOWN]:
        print(f"  labelled {doubt.label}, {doubt.against:.0%} likely not: {excerpt(doubt.text, 70)}")

    print("  (`assistant review --doubts`, with your file if you named one, asks about them; no label was changed)")


def _print_kinds(candidate: Candidate) -> None:
    from assistant.learning.kinds import LEAST_KINDS

    before, after = candidate.comparison.before["kinds"], candidate.comparison.after["kinds"]
    posts = int(after["posts"])
    if not posts:
        return
    right = f"of {posts} with a kind, {round(before['accuracy'] * posts)} named right before"
    if not candidate.kinds_learnt:
        why = f"{LEAST_KINDS} posts with a kind are needed" if posts < LEAST_KINDS else "yours made it no better"
        print(f"  kinds: {right}; they stay as they were ({why})")
    else:
        print(f"  kinds: {right}, {round(after['accuracy'] * posts)} now")


def _right(figures: dict[str, Any]) -> int:
    return round(float(figures["accuracy"]) * int(figures["posts"]))


def _misses(figures: dict[str, Any], label: str) -> str:
    row = figures["confusion"][label]
    other = "value" if label == "promotional" else "promotional"
    return f"{row[other]} of {row[label] + row[other]} taken for {other}"
