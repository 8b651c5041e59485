"""Learns a user's own posts: a logistic regression on top of the base model, its blend chosen by nested validation.

The head sees what the base model says, the post's words and surface, and the encoder's vector where there is one. It
is fitted on the user's posts and, with less weight, on posts of the corpus (rehearsal, Robins 1995), so that it does
not forget what is not in them. Coefficients pull the base model's opinion towards the user's: the regularised
counterpart of feature augmentation (Daumé 2007) with a fixed source model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.classifier.calibration import finite
from assistant.classifier.ownhead import head_bytes
from assistant.learning import newton
from assistant.learning.features import Features
from assistant.learning.folds import folds

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

RANK = 160  # directions kept of the space that the posts span
OUTER, INNER = 5, 4
BASE_SCALE = 0.7  # how far the base model's opinion reaches, relative to the words'
WORD_SCALE = 2.0


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the blend is mixed.

    `base`, `words` and `vector` scale their features (0: left out); `penalty` is the L2 penalty; `rehearsal` is the
    weight of all corpus posts together relative to all own ones; `balance` lifts the rarer label (0: not, 1: to par).
    """

    base: float
    words: float
    vector: float
    penalty: float
    rehearsal: float
    balance: float = 1.0

    @property
    def scales(self) -> tuple[float, float, float]:
        """What the base model's opinion, words and surface, and the vector are multiplied by."""
        return self.base, self.words, self.vector

    def as_json(self) -> dict[str, float]:
        """The fields by name, as `from_json` reads them."""
        return asdict(self)

    @classmethod
    def from_json(cls, fields: Mapping[str, float]) -> Recipe:
        """The recipe of `as_json`. Raises `TypeError`, `ValueError` or `OverflowError` for what is no recipe."""
        return cls(**{name: finite(value) for name, value in fields.items()})


def recipes(*, with_vectors: bool) -> list[Recipe]:
    """The blends that are tried, from the most careful to own posts alone."""
    if not with_vectors:
        mixed = (BASE_SCALE, WORD_SCALE, 0.0)
        tried = [Recipe(*mixed, penalty, rehearsal) for penalty, rehearsal in product((0.3, 0.1), (1.0, 0.3))]
        return [*tried, Recipe(*mixed, 0.1, 1.0, balance=0.5), Recipe(0.0, WORD_SCALE, 0.0, 0.3, 0.0)]
    return [
        Recipe(BASE_SCALE, WORD_SCALE, 4.0, 1.0, 3.0, balance=0.5),
        Recipe(BASE_SCALE, WORD_SCALE, 4.0, 1.0, 1.0, balance=0.5),
        Recipe(BASE_SCALE, WORD_SCALE, 2.0, 0.3, 1.0, balance=0.5),
        Recipe(BASE_SCALE, WORD_SCALE, 2.0, 0.3, 1.0),
        Recipe(BASE_SCALE, WORD_SCALE, 4.0, 1.0, 0.3, balance=0.5),
        Recipe(0.0, WORD_SCALE, 4.0, 1.0, 0.0),
    ]


class Ground:
    """The user's posts and the corpus posts for rehearsal as one design, projected once for each set of scales."""

    def __init__(self, own: Features, labels: Floats, rehearsal: Features, rehearsed: Floats) -> None:
        self.count = len(labels)
        self._all = own.with_rows_of(rehearsal)
        self._labels = np.concatenate([labels, rehearsed])
        self._projections: dict[tuple[float, float, float], tuple[Floats, Floats]] = {}

    def set_label(self, place: int, *, promotional: bool) -> None:
        """Correct the label of one own post."""
        self._labels[place] = float(promotional)

    def logits(self, recipe: Recipe, train: Integers, test: Integers) -> Floats:
        """Fit on the own posts `train` (and rehearse), and say the log odds of the own posts `test`."""
        rows, _ = self._projection(recipe.scales)
        beta, intercept = self._fit(recipe, train)
        result: Floats = rows[test] @ beta + intercept
        return result

    def weights(self, recipe: Recipe) -> HeadWeights:
        """The head fitted on all own posts, in terms of the features themselves."""
        _, back = self._projection(recipe.scales)
        beta, intercept = self._fit(recipe, np.arange(self.count))
        return HeadWeights(intercept, *self._all.combined(back @ beta, recipe.scales))

    def _fit(self, recipe: Recipe, train: Integers) -> tuple[Floats, float]:
        rows, _ = self._projection(recipe.scales)
        weights = _balanced(self._labels[train], recipe.balance)
        taken = train
        if recipe.rehearsal:
            rehearsed = np.arange(self.count, len(self._labels))
            each = recipe.rehearsal * len(train) / max(1, len(rehearsed))
            taken = np.concatenate([train, rehearsed])
            weights = np.concatenate([weights, np.full(len(rehearsed), each)])
        return newton.fit(rows[taken], self._labels[taken], weights, recipe.penalty)

    def _projection(self, scales: tuple[float, float, float]) -> tuple[Floats, Floats]:
        """Rows in the space of the strongest directions, and the way back (posts, directions).

        The kernel of the scaled features is taken apart (kernel principal components, uncentred); labels play no part.
        """
        if scales not in self._projections:
            values, vectors = _strongest(self._all.kernel(scales))
            roots = np.sqrt(values)
            self._projections[scales] = (vectors * roots, vectors / roots)
        return self._projections[scales]


@dataclass(frozen=True, slots=True)
class HeadWeights:
    """A fitted head: `base` (12,), `words` (ROWS,), `vector` (width,) multiply the features as they are."""

    bias: float
    base: Floats
    words: Floats
    vector: Floats

    def logits(self, features: Features) -> Floats:
        """Log odds of promotional, shape (posts,)."""
        total = self.bias + features.base @ self.base + np.asarray(features.words @ self.words)
        if features.vectors is not None and len(self.vector):
            total = total + features.vectors @ self.vector
        result: Floats = total
        return result

    def to_bytes(self) -> bytes:
        """The layout that `classifier.ownhead` reads."""
        return head_bytes(self.bias, self.base.tolist(), self.words.tolist(), self.vector.tolist())


def _strongest(kernel: Floats) -> tuple[Floats, Floats]:
    if len(kernel) > 2 * RANK:
        from scipy.sparse.linalg import eigsh

        values, vectors = eigsh(kernel, k=RANK, v0=np.ones(len(kernel)))
    else:
        values, vectors = np.linalg.eigh(kernel)
    kept = values > 1e-8 * values.max()
    return values[kept], vectors[:, kept]


def _balanced(labels: Floats, strength: float) -> Floats:
    share = float(np.clip(labels.mean(), 0.02, 0.98))
    weights = np.where(labels > 0.5, (0.5 / share) ** strength, (0.5 / (1 - share)) ** strength)
    result: Floats = weights * len(labels) / weights.sum()
    return result


@dataclass(frozen=True, slots=True)
class Choice:
    """The blend that the user's posts chose, and honest log odds of every post by models that never saw it.

    `logits` comes from nested folds: within each outer fold the recipe was chosen anew on the other posts alone.
    """

    recipe: Recipe
    logits: Floats


def choose(
    ground: Ground,
    labels: Floats,
    groups: Sequence[int],
    tried: Sequence[Recipe],
    *,
    seed: int,
    on_step: Callable[[float], Any] = lambda _: None,
) -> Choice:
    """Choose a recipe by cross-validation, and measure the choosing itself by nested cross-validation.

    `groups` keeps near-duplicates on one side. `on_step` hears the share done. Deterministic for a seed.
    """
    logits = np.zeros(len(labels))
    everyone = np.arange(len(labels))
    outer = folds(labels, groups, OUTER, seed=seed)
    for number, test in enumerate(outer):
        train = np.setdiff1d(everyone, test)
        best = best_recipe(ground, labels, groups, tried, train, seed=seed + 1 + number)
        logits[test] = ground.logits(best, train, test)
        on_step((number + 1) / (OUTER + 1))
    recipe = best_recipe(ground, labels, groups, tried, everyone, seed=seed)
    on_step(1.0)
    return Choice(recipe, logits)


def out_of_fold(
    ground: Ground,
    labels: Floats,
    groups: Sequence[int],
    tried: Sequence[Recipe],
    *,
    among: Integers | None = None,
    repeats: int,
    seed: int,
) -> Floats:
    """Log odds of the posts `among` (None: all), the mean over recipes and repeated folds.

    No fitted model saw the post itself or a post of its group. Shape (posts,).
    """
    labelled = np.arange(len(labels)) if among is None else among
    total = np.zeros(len(labels))
    for repeat in range(repeats):
        for part in folds(labels[labelled], [groups[i] for i in labelled], OUTER, seed=seed + repeat):
            test, train = labelled[part], np.setdiff1d(labelled, labelled[part])
            for recipe in tried if len(test) else ():
                total[test] += ground.logits(recipe, train, test)
    mean: Floats = total[labelled] / (repeats * len(tried))
    return mean


def best_recipe(
    ground: Ground, labels: Floats, groups: Sequence[int], tried: Sequence[Recipe], among: Integers, *, seed: int
) -> Recipe:
    """The recipe with the best score on folds of the posts `among`; of equals the more careful one, tried first."""
    if len(tried) == 1:
        return tried[0]
    parts = [among[part] for part in folds(labels[among], [groups[i] for i in among], INNER, seed=seed)]
    scores = []
    for recipe in tried:
        said = np.zeros(len(labels))
        for test in parts:
            said[test] = ground.logits(recipe, np.setdiff1d(among, test), test)
        scores.append(score(labels[among], said[among]))
    return tried[int(np.argmax(np.round(scores, 3)))]


def score(labels: Floats, logits: Floats) -> float:
    """Macro-F1 less a tenth of the log loss: right first, and then sure for good reason."""
    y = labels > 0.5
    loss = np.logaddexp(0, np.where(y, -logits, logits)).mean()
    return macro_f1(y, logits >= 0) - 0.1 * float(loss)


def macro_f1(truth: NDArray[np.bool_], said: NDArray[np.bool_]) -> float:
    """Mean of both labels' F1; a label that is neither true nor said counts 0."""
    figures = []
    for label in (True, False):
        total = int((truth == label).sum() + (said == label).sum())
        figures.append(2 * int(((truth == label) & (said == label)).sum()) / total if total else 0.0)
    return sum(figures) / 2
