"""From labelled posts to a new version: measured against the active one, and refused where it is worse."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version as library_version
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.classifier.ownhead import OWN_FULL, OWN_LIGHT, POSTS
from assistant.errors import InputError
from assistant.learning.comparison import Comparison, compare
from assistant.learning.corpus import LabelledPost, corpus_digest, fold_groups
from assistant.learning.doubts import Doubt, doubts
from assistant.learning.features import Features
from assistant.learning.folds import folds
from assistant.learning.newton import probabilities
from assistant.learning.own import OUTER, Choice, Ground, HeadWeights, Recipe, best_recipe, choose, macro_f1, recipes
from assistant.post import Label

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LEAST_POSTS = 20
LEAST_EACH = 5  # posts of each label: one for every fold
FORGETTING_LIMIT = 0.03  # of macro-F1 on corpus posts
LEARNABLE_LIMIT = 0.55  # the area under the ROC curve that labels with any sense in them clear
MANY = 600  # own posts from which fewer blends are tried


class TooFewPosts(InputError):
    """Posts from which nothing can be learnt and measured yet."""

    code = "too-few-posts"


@dataclass(frozen=True, slots=True)
class Reading:
    """Posts with what the base model says of them; `full` and `light` are the two ways of judging."""

    posts: tuple[LabelledPost, ...]
    light: Features
    full: Features | None = None

    @property
    def best(self) -> Features:
        return self.light if self.full is None else self.full

    @property
    def labels(self) -> Floats:
        return np.array([float(p.label is Label.PROMOTIONAL) for p in self.posts])


@dataclass(frozen=True, slots=True)
class Earlier:
    """The active version, where it is a user's own: its recipe, and the posts that it learnt from."""

    recipe: Recipe
    texts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A new model and all that was measured of it; nothing is written yet.

    `forgetting` is the fall of macro-F1 on corpus posts; `refused` says why it should not become active (None: it may).
    """

    comparison: Comparison
    recipe: Recipe
    forgetting: float
    base_before: float
    refused: str | None
    doubts: tuple[Doubt, ...]
    light: HeadWeights
    full: HeadWeights | None
    unsure: tuple[float, float]
    posts: tuple[LabelledPost, ...] = field(repr=False)

    def files(self) -> dict[str, bytes]:
        """The files of the version's folder but for its description."""
        files = {OWN_LIGHT: self.light.to_bytes(), POSTS: posts_bytes(self.posts)}
        if self.full is not None:
            files[OWN_FULL] = self.full.to_bytes()
        return files

    def description(self, name: str, *, parent: str, created: str, base: dict[str, str], seed: int) -> dict[str, Any]:
        """The version's `model.json`, as `classifier.ownhead` reads it."""
        band = {"unsure": list(self.unsure)}
        return {
            "version": name,
            "parent": parent,
            "created": created,
            "corpus": {"digest": corpus_digest(self.posts), "posts": len(self.posts)},
            "own": {"base": base, "light": band, "full": band if self.full is not None else None},
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


def check_posts(posts: Sequence[LabelledPost]) -> None:
    """Whether there is enough to learn from. Raises `TooFewPosts`, which says what would help most."""
    counts = {label: sum(p.label is label for p in posts) for label in Label}
    missing = max(0, LEAST_POSTS - len(posts))
    rare = min(Label, key=lambda label: counts[label])
    if counts[rare] >= LEAST_EACH and not missing:
        return
    said = f"{len(posts)} labelled posts ({counts[Label.PROMOTIONAL]} promotional, {counts[Label.VALUE]} value)"
    wanted = max(missing, LEAST_EACH - counts[rare])
    advice = f"label {wanted} more"
    if counts[rare] < LEAST_EACH:
        advice += f", at least {LEAST_EACH - counts[rare]} of them {rare}"
    raise TooFewPosts(
        f"{said} are too few to learn from and to check what was learnt; nothing was changed",
        f"{advice}; `assistant review` asks for the ones that help most",
    )


def learn(
    own: Reading,
    rehearsed: Reading,
    measured: Reading,
    *,
    earlier: Earlier | None = None,
    seed: int = 0,
    on_step: Callable[[float], Any] = lambda _: None,
) -> Candidate:
    """Learn from `own` posts, rehearsing corpus posts, and measure on the user's own folds and on other corpus posts.

    `on_step` hears the share done. Deterministic for a seed. Raises `TooFewPosts`.
    """
    from threadpoolctl import threadpool_limits

    check_posts(own.posts)
    with threadpool_limits(1):  # the matrices are small: threads would only wait for each other
        return _learn(own, rehearsed, measured, earlier, seed, on_step)


def _learn(
    own: Reading,
    rehearsed: Reading,
    measured: Reading,
    earlier: Earlier | None,
    seed: int,
    on_step: Callable[[float], Any],
) -> Candidate:
    labels, groups = own.labels, fold_groups(own.posts)
    ground = Ground(own.best, labels, rehearsed.best, rehearsed.labels)
    tried = _tried(own)
    choice = choose(ground, labels, groups, tried, seed=seed, on_step=on_step)
    head = ground.weights(choice.recipe)
    base_logits = own.best.base[:, 0]
    before = base_logits if earlier is None else _before(own, ground, groups, earlier, seed)
    comparison = compare([p.label for p in own.posts], before, choice.logits, seed=seed)
    fall, held = _forgotten(head, measured)
    light = head if own.full is None else _light_head(own, rehearsed, groups, seed)
    return Candidate(
        comparison=comparison,
        recipe=choice.recipe,
        forgetting=fall,
        base_before=held,
        refused=refusal(comparison, fall),
        doubts=tuple(doubts(own.posts, choice.logits, base_logits)),
        light=light,
        full=None if own.full is None else head,
        unsure=_unsure(labels, choice),
        posts=own.posts,
    )


def refusal(comparison: Comparison, fall: float) -> str | None:
    """Why a candidate should not become active; None if it may."""
    if comparison.learnable < LEARNABLE_LIMIT:
        return (
            "the labels look random: a model that learnt from some of your posts does not recognise the labels of "
            "the others; look through the doubtful ones"
        )
    if comparison.gain < 0:
        return f"it is worse than the active model on your posts ({-comparison.gain:.2f} macro-F1)"
    if fall > FORGETTING_LIMIT:
        return f"it forgets too much: {fall:.2f} macro-F1 on other people's posts ({FORGETTING_LIMIT:.2f} is allowed)"
    return None


def _tried(own: Reading) -> list[Recipe]:
    tried = recipes(with_vectors=own.full is not None)
    return tried[::2] if len(own.posts) > MANY else tried


def _before(own: Reading, ground: Ground, groups: Sequence[int], earlier: Earlier, seed: int) -> Floats:
    """Honest log odds of the active version: where it learnt from a post itself, it is fitted again without it."""
    known = np.array([p.text in earlier.texts for p in own.posts])
    logits = np.array(own.best.base[:, 0])
    for test in folds(own.labels, groups, OUTER, seed=seed):
        train = np.setdiff1d(np.flatnonzero(known), test)
        if 0 < own.labels[train].sum() < len(train):
            logits[test] = ground.logits(earlier.recipe, train, test)
    return logits


def _light_head(own: Reading, rehearsed: Reading, groups: Sequence[int], seed: int) -> HeadWeights:
    ground = Ground(own.light, own.labels, rehearsed.light, rehearsed.labels)
    tried = recipes(with_vectors=False)
    recipe = best_recipe(ground, own.labels, groups, tried[::2], np.arange(len(own.posts)), seed=seed)
    return ground.weights(recipe)


def _forgotten(head: HeadWeights, measured: Reading) -> tuple[float, float]:
    truth = measured.labels > 0.5
    before = macro_f1(truth, measured.best.base[:, 0] >= 0)
    return round(before - macro_f1(truth, head.logits(measured.best) >= 0), 4), round(before, 4)


def _unsure(labels: Floats, choice: Choice) -> tuple[float, float]:
    """The band around one half outside which nine in ten own posts were judged right, at most .15 to .85."""
    p = probabilities(choice.logits)
    sure, right = np.maximum(p, 1 - p), (p >= 0.5) == (labels > 0.5)
    for bound in np.arange(0.5, 0.85, 0.01):
        beyond = sure >= bound
        if beyond.any() and right[beyond].mean() >= 0.9:
            return round(1 - float(bound), 3), round(float(bound), 3)
    return 0.15, 0.85


def posts_bytes(posts: Sequence[LabelledPost]) -> bytes:
    """Labelled posts as JSON Lines."""
    lines = [json.dumps({"text": p.text, "label": p.label, "kind": p.kind}, ensure_ascii=True) for p in posts]
    return ("\n".join(lines) + "\n").encode()
