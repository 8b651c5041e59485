"""`assistant evaluate`: how good is the model on labelled posts?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.cli.active import active_classifier
from assistant.cli.options import DebugOption, Format, FormatOption, HomeOption, settle
from assistant.cli.progress import judged
from assistant.cli.reading_options import EncodingOption, FastOption, LabelColumnOption, TextColumnOption
from assistant.cli.screen import emit, say

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def evaluate(
    file: Annotated[list[Path], typer.Argument(help="Labelled posts, in any format that `label` reads.")],
    text_column: TextColumnOption = None,
    label_column: LabelColumnOption = None,
    encoding: EncodingOption = None,
    fast: FastOption = False,
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> int:
    """Measure the active model on posts whose labels are known."""
    from assistant.cli.labelled import Columns, read_labelled, some
    from assistant.learning.evaluation import metrics

    settings = settle(home=home)
    posts = some(read_labelled(file, Columns(text_column, label_column, encoding), tell=say), file)
    classifier = active_classifier(settings, fast=fast)
    verdicts = judged(classifier, [p.text for p in posts], explain=False)
    measured = metrics(
        [p.label for p in posts],
        [v.probability for v in verdicts],
        [(p.kind, v.kind) for p, v in zip(posts, verdicts, strict=True)],
    )
    if format is Format.JSON:
        emit({**measured, "model": classifier.version})
    else:
        _print(measured, classifier.version)
    return 0


def _print(measured: dict[str, Any], model: str) -> None:
    right = round(measured["accuracy"] * measured["posts"])
    print(f"{right} of {measured['posts']} posts judged right ({measured['accuracy']:.0%}) by {model}")
    print(f"macro-F1 {measured['macro_f1']:.2f}, calibration error {measured['calibration_error']:.2f}")
    print(f"{'':14}{'said promotional':>18}{'said value':>12}{'precision':>11}{'recall':>8}{'F1':>6}")
    for label, row in measured["confusion"].items():
        figures = measured[label]
        print(
            f"{label:14}{row['promotional']:>18}{row['value']:>12}"
            f"{figures['precision']:>11.2f}{figures['recall']:>8.2f}{figures['f1']:>6.2f}"
        )
    if measured["kinds"]["posts"]:
        print(f"kind right in {measured['kinds']['accuracy']:.0%} of {measured['kinds']['posts']} posts with a kind")
