"""A new model before it becomes a version: what was learnt, and all that was measured of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import version as library_version
from typing import Any

from assistant.classifier.ownhead import OWN_FULL, OWN_LIGHT, POSTS
from assistant.classifier.ownkinds import KINDS_FULL, KINDS_LIGHT
from assistant.learning.comparison import Comparison
from assistant.learning.corpus import LabelledPost, corpus_digest
from assistant.learning.doubts import SecondLook
from assistant.learning.kinds import KindWeights
from assistant.learning.own import HeadWeights, Recipe


@dataclass(frozen=True, slots=True)
class Candidate:
    """A new model and all that was measured of it; nothing is written yet.

    `forgetting` is the fall of macro-F1 on corpus posts; `refused` says why it should not become active (None: it may).
    `posts` are the user's, of which `learnt` were learnt from; all are kept for the next training.
    `kinds_light` and `kinds_full` are None where the base model's kinds stay; `languages` beside English it has learnt.
    """

    comparison: Comparison
    recipe: Recipe
    forgetting: float
    refused: str | None
    second_look: SecondLook
    light: HeadWeights
    full: HeadWeights | None
    kinds_light: KindWeights | None
    kinds_full: KindWeights | None
    languages: tuple[str, ...]
    unsure: tuple[float, float]
    posts: tuple[LabelledPost, ...] = field(repr=False)
    learnt: int

    @property
    def kinds_learnt(self) -> bool:
        """Whether the user's own kinds are part of it."""
        return self.kinds_light is not None or self.kinds_full is not None

    def files(self) -> dict[str, bytes]:
        """The files of the version's folder but for its description."""
        files = {OWN_LIGHT: self.light.to_bytes(), POSTS: posts_bytes(self.posts)}
        optional = {OWN_FULL: self.full, KINDS_LIGHT: self.kinds_light, KINDS_FULL: self.kinds_full}
        return files | {name: weights.to_bytes() for name, weights in optional.items() if weights is not None}

    def description(self, name: str, *, parent: str, created: str, base: dict[str, str], seed: int) -> dict[str, Any]:
        """The version's `model.json`, as `classifier.ownhead` reads it."""
        band = {"unsure": list(self.unsure)}
        return {
            "version": name,
            "parent": parent,
            "created": created,
            "corpus": {"digest": corpus_digest(self.posts), "posts": len(self.posts), "learnt": self.learnt},
            "own": {"base": base, "light": band, "full": band if self.full is not None else None},
            "languages": list(self.languages),
            "recipe": self.recipe.as_json(),
            "seed": seed,
            "metrics": {
                "before": self.comparison.before,
                "after": self.comparison.after,
                **self.comparison.as_json(),
                "forgetting": self.forgetting,
            },
            "libraries": {name: library_version(name) for name in ("numpy", "scipy")},
        }


def posts_bytes(posts: Sequence[LabelledPost]) -> bytes:
    """Labelled posts as JSON Lines."""
    lines = [json.dumps({"text": p.text, "label": p.label, "kind": p.kind}, ensure_ascii=True) for p in posts]
    return ("\n".join(lines) + "\n").encode()
