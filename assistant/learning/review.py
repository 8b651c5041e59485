"""Which post to ask about next: the one whose label would teach most, with some chance and some doubt mixed in.

Uncertainty sampling (Lewis and Gale 1994) spread over the pool by distance to what was asked, so that near-identical
posts are not asked twice. Every fifth question is drawn at random, so that agreement can be measured honestly; every
tenth goes to a label that is there already and looks wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from assistant.learning.corpus import LabelledPost
from assistant.learning.doubts import second_look
from assistant.learning.features import Features
from assistant.learning.newton import probabilities
from assistant.learning.own import BASE_SCALE, WORD_SCALE, Ground, Recipe, out_of_fold
from assistant.post import Label

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

POOL_LIMIT = 1500  # posts that are weighed against each other; more add nothing but time
RANDOM_EVERY, DOUBT_EVERY = 5, 10
REFIT_EVERY = 5
LEAST_LABELS = 20  # before a label can be doubted
ENOUGH_RANDOM = 8  # honest questions before agreement says anything
STOP_AGREEMENT = 0.95


class Why(StrEnum):
    """Why a post was chosen."""

    UNCERTAIN = "uncertain"
    RANDOM = "random"
    DOUBT = "doubt"


@dataclass(frozen=True, slots=True)
class Question:
    """A post of the pool, what the model would say of it (P(promotional)), and why it is asked."""

    place: int
    probability: float
    why: Why


@dataclass(frozen=True, slots=True)
class Outlook:
    """`wrong_now`: how many of the `left` posts the model probably gets wrong. `agreed` of `asked` random questions
    were answered as it would have; `enough` says that more answers would hardly help."""

    left: int
    wrong_now: float
    agreed: int
    asked: int
    enough: bool


class Chooser:
    """The pool, what was answered, and a quick model that follows the answers.

    `known` are labels that the pool has already (place -> label); they teach the model and may be doubted, but for the
    `settled` ones, which were asked about before. `groups` are near-duplicates. Deterministic for a seed and the same
    answers.
    """

    def __init__(
        self,
        features: Features,
        groups: Sequence[int],
        rehearsed: tuple[Features, Floats],
        *,
        known: Mapping[int, Label] | None = None,
        settled: Iterable[int] = (),
        seed: int = 0,
    ) -> None:
        self._features, self._groups = features, np.array(groups)
        self._known, self._settled, self._seed = dict(known or {}), set(settled), seed
        self._looked_at: int | None = None
        self._listed: list[int] = []
        self._answers: dict[int, Label | None] = {}
        self._honest: dict[int, bool] = {}
        self._random = np.random.default_rng(seed)
        self._ground = Ground(features, np.zeros(len(groups)), *rehearsed)
        scales = (BASE_SCALE, WORD_SCALE, 0.0 if features.vectors is None else 1.0)
        self._recipe = Recipe(*scales, penalty=0.3, rehearsal=1.0)
        kernel = features.kernel(scales)
        length = np.sqrt(np.maximum(np.diag(kernel), 1e-12))
        self._likeness = kernel / np.outer(length, length)
        self._logits = features.base[:, 0].copy()
        self._count = self._fitted = 0
        self._refit()

    def next(self) -> Question | None:
        """The next post to ask about, None when the pool is through."""
        free = self._free()
        if not len(free) or self._count % DOUBT_EVERY == DOUBT_EVERY - 1:
            doubtful = self._doubtful()
            if doubtful is not None:
                return self._question(doubtful, Why.DOUBT)
        if not len(free):
            return None
        if self._count % RANDOM_EVERY == RANDOM_EVERY - 1:
            return self._question(int(self._random.choice(free)), Why.RANDOM)
        p = probabilities(self._logits[free])
        unsure = 1 - np.abs(2 * p - 1)
        asked = np.array([*self._answers, *self._known], dtype=np.int64)
        apart = 1 - self._likeness[free][:, asked].max(axis=1) if len(asked) else np.ones(len(free))
        return self._question(int(free[int(np.argmax(unsure * np.maximum(apart, 0.02)))]), Why.UNCERTAIN)

    def answer(self, question: Question, label: Label | None) -> None:
        """Take an answer (None: skipped) into account."""
        self._answers[question.place] = label
        self._count += 1
        if label is not None and question.why is Why.RANDOM:
            self._honest[question.place] = (question.probability >= 0.5) == (label is Label.PROMOTIONAL)
        if self._count - self._fitted >= REFIT_EVERY:
            self._refit()

    def take_back(self, place: int) -> None:
        """Forget an answer."""
        self._answers.pop(place, None)
        self._honest.pop(place, None)
        self._count = max(0, self._count - 1)

    def outlook(self) -> Outlook:
        """How much there is still to gain."""
        free = self._free()
        p = probabilities(self._logits[free])
        asked, agreed = len(self._honest), sum(self._honest.values())
        enough = not len(free) or (asked >= ENOUGH_RANDOM and agreed >= STOP_AGREEMENT * asked)
        return Outlook(len(free), float(np.minimum(p, 1 - p).sum()), agreed, asked, enough)

    def _question(self, place: int, why: Why) -> Question:
        return Question(place, float(probabilities(self._logits[place : place + 1])[0]), why)

    def _free(self) -> NDArray[np.int64]:
        """Posts neither asked nor labelled, nor near-duplicates of such."""
        settled = list({*self._answers, *self._known})
        open_group = ~np.isin(self._groups, self._groups[settled]) if settled else np.ones(len(self._groups), bool)
        result: NDArray[np.int64] = np.flatnonzero(open_group)
        return result

    def _doubtful(self) -> int | None:
        """The known label that is most probably wrong, of those not asked about yet; None if none looks wrong."""
        return next((place for place in self._doubts() if place not in self._answers), None)

    def _doubts(self) -> list[int]:
        """Known labels that look wrong, the most doubtful first; looked through anew with every tenth answer."""
        if self._looked_at is None or self._count - self._looked_at >= DOUBT_EVERY:
            self._looked_at, self._listed = self._count, self._look()
        return self._listed

    def _look(self) -> list[int]:
        labels = self._labels()
        open_to_doubt = set(self._known) - self._settled
        if not open_to_doubt or len(set(labels.values())) < len(Label) or len(labels) < LEAST_LABELS:
            return []
        rows = np.array(sorted(labels), dtype=np.int64)
        written = np.array([float(labels.get(place) is Label.PROMOTIONAL) for place in range(len(self._groups))])
        learnt = out_of_fold(
            self._ground, written, self._groups.tolist(), [self._recipe], among=rows, repeats=1, seed=self._seed
        )
        posts = [LabelledPost("", labels[int(place)]) for place in rows]
        found = second_look(posts, learnt, self._features.base[rows, 0]).doubts
        return [place for place in (int(rows[d.place]) for d in found) if place in open_to_doubt]

    def _labels(self) -> dict[int, Label]:
        return {**self._known, **{place: label for place, label in self._answers.items() if label is not None}}

    def _refit(self) -> None:
        labels = self._labels()
        self._fitted = self._count
        if len(set(labels.values())) < len(Label):
            return
        for place, label in labels.items():
            self._ground.set_label(place, promotional=label is Label.PROMOTIONAL)
        self._logits = self._ground.logits(
            self._recipe, np.array(sorted(labels), dtype=np.int64), np.arange(len(self._groups))
        )
