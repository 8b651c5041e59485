"""Makes the base model from a corpus folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from assistant.classifier.calibration import KINDS, PROMOTIONAL_COUNT, Calibration
from assistant.classifier.modelfile import LIGHT, write_folder
from assistant.learning import light
from assistant.learning.corpus import LabelledPost, corpus_digest, read_corpus
from assistant.learning.evaluation import metrics

UNSURE_TARGET = 0.95  # outside the unsure band at least this share is right


def make_base_model(corpus: Path, target: Path, *, seed: int, light_offset: float = 0.0) -> Mapping[str, Any]:
    """Train on `corpus`, calibrate on folds that keep pairs and near-duplicates together, write `target`.

    `light_offset` is added to the calibrated log odds. Returns the model's description. Raises `RowsRejected`.
    """
    posts = read_corpus(corpus)
    matrix = light.feature_matrix([p.text for p in posts])
    weights = light.fit(matrix, [KINDS.index(p.kind) for p in posts if p.kind is not None])
    raw = light.out_of_fold_scores(matrix, posts, seed=seed)
    fitted = light.calibrate(raw, posts)
    # Quality is said of the calibration without the offset: on the corpus itself the offset only costs.
    kinds = [fitted.kinds(row) for row in raw.tolist()]
    digest = corpus_digest(posts)
    description = {
        "version": f"base-{digest[:8]}",
        "parent": None,
        "corpus": {"digest": digest, "posts": len(posts)},
        "posts": len(posts),
        "seed": seed,
        "parameters": {"inverse_penalty": light.INVERSE_PENALTY, "folds": light.FOLDS, "light_offset": light_offset},
        "light": {
            "calibration": replace(fitted, offset=fitted.offset + light_offset).as_json(),
            "unsure": unsure_band(posts, kinds),
            "metrics": measured(posts, kinds),
        },
        "full": None,
        "libraries": {name: version(name) for name in ("scikit-learn", "numpy", "scipy")},
    }
    write_folder(target, {LIGHT: weights.to_bytes()}, description)
    return description


def measured(posts: Sequence[LabelledPost], kinds: Sequence[Sequence[float]]) -> dict[str, Any]:
    """The figures of a model card from out-of-fold probabilities of the kinds."""
    said = [_kind_said(row) for row in kinds]
    full = metrics(
        [p.label for p in posts],
        [sum(row[:PROMOTIONAL_COUNT]) for row in kinds],
        [(p.kind, KINDS[k]) for p, k in zip(posts, said, strict=True)],
    )
    return {
        "macro_f1": full["macro_f1"],
        "auc": full["auc"],
        "calibration_error": full["calibration_error"],
        "kind_accuracy": full["kinds"]["accuracy"],
    }


def _kind_said(row: Sequence[float]) -> int:
    promotional = sum(row[:PROMOTIONAL_COUNT]) >= 0.5
    own = range(PROMOTIONAL_COUNT) if promotional else range(PROMOTIONAL_COUNT, len(row))
    return max(own, key=lambda i: row[i])


def unsure_band(posts: Sequence[LabelledPost], kinds: Sequence[Sequence[float]]) -> list[float]:
    """The narrowest band around 0.5 outside which `UNSURE_TARGET` of the posts are right (at most 0.05 to 0.95)."""
    probabilities = [sum(row[:PROMOTIONAL_COUNT]) for row in kinds]
    sides: list[float] = []
    for promotional in (False, True):
        sure = sorted(
            (
                (p if promotional else 1 - p, (post.label == "promotional") == promotional)
                for p, post in zip(probabilities, posts, strict=True)
                if (p >= 0.5) == promotional
            ),
            reverse=True,
        )
        bound, right = 0.95, 0
        for count, (p, correct) in enumerate(sure, 1):
            right += correct
            if right >= UNSURE_TARGET * count and p < bound:
                bound = p
        sides.append(round(bound, 3))
    return [round(1 - sides[0], 3), sides[1]]


__all__ = ["Calibration", "make_base_model", "measured", "unsure_band"]
