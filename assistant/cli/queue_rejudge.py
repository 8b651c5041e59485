"""`assistant queue rejudge`: after a new model, drafts are judged anew. What a person said is never touched."""

from __future__ import annotations

from typing import Annotated

import typer

from assistant.cli.active import active_classifier
from assistant.cli.options import DebugOption, DryRunOption, Format, FormatOption, HomeOption, settle
from assistant.cli.progress import judged
from assistant.cli.queue_common import open_store
from assistant.cli.screen import emit, excerpt
from assistant.post import Draft, State, Verdict

_SHOWN = 20  # drafts told one by one


def rejudge(
    posted: Annotated[
        bool, typer.Option("--posted", help="What went out as well; it then counts by the new verdict.")
    ] = False,
    every: Annotated[bool, typer.Option("--all", help="Also what the model in use has judged already.")] = False,
    dry_run: DryRunOption = False,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> int:
    """Judge drafts anew that an earlier model judged. Your own labels stay, and `queue undo` takes it back."""
    from assistant.schedule.wanted import WAITING, DraftFilter

    settings = settle(home=home)
    classifier = active_classifier(settings)
    with open_store(settings) as store:
        states = (*WAITING, State.POSTED) if posted else WAITING
        wanted = DraftFilter(states=states, not_judged_by=None if every else classifier.version)
        before = {d.id: d for d in store.drafts(wanted)}
        verdicts = dict(zip(before, judged(classifier, [d.text for d in before.values()], explain=False), strict=True))
        if not dry_run:
            store.rejudge(verdicts, postings=posted)
    turned = [number for number, verdict in verdicts.items() if verdict.label is not before[number].label]
    if format is Format.JSON:
        rows = [_row(before[number], verdicts[number]) for number in turned]
        emit({"model": classifier.version, "judged": len(verdicts), "dry_run": dry_run, "turned": rows})
    else:
        _print(classifier.version, before, verdicts, turned, dry_run=dry_run)
    return 0


def _row(draft: Draft, verdict: Verdict) -> dict[str, object]:
    return {
        "id": draft.id,
        "before": str(draft.label),
        "after": str(verdict.label),
        "probability": round(verdict.probability, 6),
        "human_label": str(draft.human_label) if draft.human_label else None,
    }


def _print(
    model: str, before: dict[int, Draft], verdicts: dict[int, Verdict], turned: list[int], *, dry_run: bool
) -> None:
    if not verdicts:
        print(f"every draft was judged by {model} already; --all judges them all the same")
        return
    print(f"{len(verdicts)} {'would be ' if dry_run else ''}judged anew by {model}; the label turned for {len(turned)}")
    for number in turned[:_SHOWN]:
        draft, verdict = before[number], verdicts[number]
        yours = f"; yours stays {draft.human_label}" if draft.human_label else ""
        print(
            f"  {number} {draft.label} -> {verdict.label} {verdict.probability:.0%}{yours}: {excerpt(draft.text, 50)}"
        )
    if len(turned) > _SHOWN:
        print(f"  and {len(turned) - _SHOWN} more (--format json lists them)")
