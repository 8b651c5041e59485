"""Makes the base model from a corpus folder."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from assistant.classifier.calibration import KINDS, PROMOTIONAL_COUNT
from assistant.classifier.modelfile import DESCRIPTION, ENCODER_FILES, LIGHT, open_folder, write_folder
from assistant.errors import ModelUnusable
from assistant.learning import light
from assistant.learning.corpus import LabelledPost, corpus_digest, read_corpus
from assistant.learning.evaluation import metrics
from assistant.learning.threads import one_thread

UNSURE_TARGET = 0.95  # outside the unsure band at least this share is right


def make_base_model(corpus: Path, target: Path, *, seed: int, light_offset: float = 0.0) -> Mapping[str, Any]:
    """Train the light model on `corpus`, calibrate it on folds that keep pairs together, write it to `target`.

    `light_offset` is added to the calibrated log odds. An encoder that `target` holds stays unless made for other
    kinds: then it is left out and `full` of the returned description is None. Raises `RowsRejected`.
    """
    posts = read_corpus(corpus)
    matrix = light.feature_matrix([p.text for p in posts])
    with one_thread():
        weights = light.fit(matrix, [KINDS.index(p.kind) for p in posts if p.kind is not None])
        section = calibrated_section(posts, light.out_of_fold_scores(matrix, posts, seed=seed), offset=light_offset)
    digest = corpus_digest(posts)
    encoder_files, full = _encoder_of(target)
    files = {LIGHT: weights.to_bytes(), **encoder_files}
    description = {
        "version": _version(files),
        "parent": None,
        "corpus": {"digest": digest, "posts": len(posts)},
        "seed": seed,
        "parameters": {"inverse_penalty": light.INVERSE_PENALTY, "folds": light.FOLDS},
        "light": section,
        "full": full,
        "libraries": {name: version(name) for name in ("scikit-learn", "numpy", "scipy")},
    }
    write_folder(target, files, description)
    return description


def _version(files: Mapping[str, bytes]) -> str:
    """A name that changes with every weight."""
    sha = hashlib.sha256()
    for name in sorted(files):
        sha.update(hashlib.sha256(files[name]).digest())
    return f"base-{sha.hexdigest()[:8]}"


def _encoder_of(target: Path) -> tuple[dict[str, bytes], Any]:
    if not (target / DESCRIPTION).exists():
        return {}, None
    try:
        folder = open_folder(target)
    except ModelUnusable:  # made for other kinds, or damaged: its encoder must be made anew
        return {}, None
    if not folder.has_encoder:
        return {}, None
    return {name: folder.file(name).read_bytes() for name in ENCODER_FILES}, folder.description["full"]


def add_encoder(target: Path, files: Mapping[str, bytes], section: Mapping[str, Any]) -> None:
    """Put an encoder's files and its `full` section into the model folder `target`; its light model stays."""
    folder = open_folder(target)
    description = {k: v for k, v in folder.description.items() if k not in {"format", "files"}}
    both = {LIGHT: folder.file(LIGHT).read_bytes(), **files}
    write_folder(target, both, {**description, "version": _version(both), "full": section})


def calibrated_section(
    posts: Sequence[LabelledPost], raw: Any, *, offset: float, unsure: Sequence[float] | None = None
) -> dict[str, Any]:
    """What `model.json` says of one way to score: calibration, unsure band and figures, from out-of-fold scores.

    `raw` has shape (posts, kinds). `offset` is added to the calibrated log odds; the figures are without it, for on the
    corpus itself it only costs. `unsure` is the band, or None to find it on these scores.
    """
    fitted = light.calibrate(raw, posts)
    kinds = [fitted.kinds(row) for row in raw.tolist()]
    return {
        "calibration": replace(fitted, offset=fitted.offset + offset).as_json(),
        "offset_fitted_on_real_posts": offset,
        "unsure": list(unsure) if unsure else unsure_band(posts, kinds),
        "metrics": measured(posts, kinds),
    }


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
