"""How good verdicts are, in the measures of the field. Pure Python, so that measuring starts at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.post import Kind, Label

CALIBRATION_BINS = 10


def metrics(
    truth: Sequence[Label],
    probabilities: Sequence[float],
    kinds: Sequence[tuple[Kind | None, Kind]] = (),
) -> dict[str, Any]:
    """Accuracy, macro-F1, per-label figures, calibration error, confusion and kind accuracy.

    `probabilities` are P(promotional); at 0.5 and above a post counts as promotional. `kinds` pairs the true kind (or
    None) with the one said. Raises `ValueError` for no posts.
    """
    if not truth:
        raise ValueError("no posts to measure")
    said = [Label.PROMOTIONAL if p >= 0.5 else Label.VALUE for p in probabilities]
    confusion = {
        str(t): {str(s): sum(a is t and b is s for a, b in zip(truth, said, strict=True)) for s in Label} for t in Label
    }
    by_label = {str(label): _label_figures(truth, said, label) for label in Label}
    present = [label for label in Label if label in truth or label in said]
    return {
        "posts": len(truth),
        "accuracy": _rounded(sum(t is s for t, s in zip(truth, said, strict=True)) / len(truth)),
        "macro_f1": _rounded(sum(by_label[label]["f1"] for label in present) / len(present)),
        **by_label,
        "auc": area_under_curve(truth, probabilities),
        "calibration_error": _rounded(calibration_error(truth, probabilities)),
        "confusion": confusion,
        "kinds": _kind_figures(kinds),
    }


def _label_figures(truth: Sequence[Label], said: Sequence[Label], label: Label) -> dict[str, float]:
    hits = sum(t is label and s is label for t, s in zip(truth, said, strict=True))
    true, claimed = sum(t is label for t in truth), sum(s is label for s in said)
    return {
        "precision": _rounded(hits / claimed if claimed else 0.0),
        "recall": _rounded(hits / true if true else 0.0),
        "f1": _rounded(2 * hits / (true + claimed) if true + claimed else 0.0),
    }


def _kind_figures(kinds: Sequence[tuple[Kind | None, Kind]]) -> Mapping[str, Any]:
    known = [(t, s) for t, s in kinds if t is not None]
    if not known:
        return {"posts": 0, "accuracy": None, "by_kind": {}}
    by_kind = {}
    for kind in Kind:
        hits, true, claimed = (
            sum(t is kind and s is kind for t, s in known),
            sum(t is kind for t, _ in known),
            sum(s is kind for _, s in known),
        )
        by_kind[str(kind)] = {"posts": true, "f1": _rounded(2 * hits / (true + claimed) if true + claimed else 0.0)}
    return {"posts": len(known), "accuracy": _rounded(sum(t is s for t, s in known) / len(known)), "by_kind": by_kind}


def area_under_curve(truth: Sequence[Label], probabilities: Sequence[float]) -> float | None:
    """Area under the ROC curve by mean ranks (Mann-Whitney); None where a label is missing."""
    order = sorted(range(len(truth)), key=lambda i: probabilities[i])
    ranks = [0.0] * len(order)
    start = 0
    while start < len(order):
        end = start
        while end < len(order) and probabilities[order[end]] == probabilities[order[start]]:
            end += 1
        for i in order[start:end]:
            ranks[i] = (start + end + 1) / 2
        start = end
    promotional = [rank for rank, t in zip(ranks, truth, strict=True) if t is Label.PROMOTIONAL]
    n, m = len(promotional), len(truth) - len(promotional)
    return _rounded((sum(promotional) - n * (n + 1) / 2) / (n * m)) if n and m else None


def calibration_error(truth: Sequence[Label], probabilities: Sequence[float]) -> float:
    """Expected calibration error over ten equal bins (Naeini et al. 2015): 0 is perfect."""
    gaps: dict[int, float] = {}
    for t, p in zip(truth, probabilities, strict=True):
        place = min(CALIBRATION_BINS - 1, int(p * CALIBRATION_BINS))
        gaps[place] = gaps.get(place, 0.0) + p - (t is Label.PROMOTIONAL)
    return sum(abs(gap) for gap in gaps.values()) / len(truth)


def _rounded(value: float) -> float:
    return round(value, 4)
