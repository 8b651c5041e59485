"""Which post to ask about next: the one whose label would teach most, with some chance and some doubt mixed in.

Active learning by the variance that an answer takes away (Cohn, Ghahramani and Jordan 1996): under a Gaussian process
over the posts' features, the question is the post whose label would make the others best known, those counting most
that the model is unsure of (Lewis and Gale 1994). So questions spread over the pool by themselves, and a habit that the
base model is surely wrong about is found as well. Every fifth question is drawn at random, so that agreement can be
measured honestly; every tenth goes to a label that is there already and looks wrong.
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
NOISE = 1.0  # of an answer, relative to the mean variance of a post
ALWAYS = 0.05  # the weight of a post that the model is sure of
_SURE = 4.0  # log odds; beyond that the model's sureness is not believed


# A blend that follows the answers quickly, in the features of `own.recipes`.
_RECIPE = Recipe(BASE_SCALE, WORD_SCALE, 4.0, penalty=1.0, rehearsal=0.3, balance=0.5)
_LIGHT_RECIPE = Recipe(BASE_SCALE, WORD_SCALE, 0.0, penalty=0.1, rehearsal=0.3)


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
        self._recipe = _RECIPE if features.vectors is not None else _LIGHT_RECIPE
        kernel = features.kernel(self._recipe.scales)
        self._prior = kernel / max(float(np.mean(np.diag(kernel))), 1e-12)
        self._variance = self._unknown(self._known)
        self._logits = features.base[:, 0].copy()
        self._count = self._fitted = 0
        self._refit()

    def next(self) -> Question | None:
        """The next post to ask about, None when the pool is through."""
        free = self._free()
        if not len(free) or self._count % DOUBT_EVERY == DOUBT_EVERY - 2:  # not where one is drawn
            doubtful = self._doubtful()
            if doubtful is not None:
                return self._question(doubtful, Why.DOUBT)
        if not len(free):
            return None
        if self._count % RANDOM_EVERY == RANDOM_EVERY - 1:
            return self._question(int(self._random.choice(free)), Why.RANDOM)
        p = probabilities(self._logits.clip(-_SURE, _SURE))
        weights = 4 * p * (1 - p) + ALWAYS
        gain = weights @ self._variance**2 / (np.diag(self._variance) + NOISE)
        return self._question(int(free[int(np.argmax(gain[free]))]), Why.UNCERTAIN)

    def answer(self, question: Question, label: Label | None) -> None:
        """Take an answer (None: skipped) into account."""
        self._answers[question.place] = label
        self._count += 1
        if label is not None and question.place not in self._known:
            column = self._variance[:, question.place]  # as `_unknown`, one label more
            self._variance = self._variance - np.outer(column, column) / (column[question.place] + NOISE)
        if label is not None and question.why is Why.RANDOM:
            self._honest[question.place] = (question.probability >= 0.5) == (label is Label.PROMOTIONAL)
        if self._count - self._fitted >= REFIT_EVERY:
            self._refit()

    def take_back(self, place: int) -> None:
        """Forget an answer."""
        self._answers.pop(place, None)
        self._honest.pop(place, None)
        self._variance = self._unknown(self._labels())
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

    def _unknown(self, labelled: Iterable[int]) -> Floats:
        """What is unknown of all posts once these labels are known: the posterior covariance of a Gaussian process."""
        places = sorted(labelled)
        if not places:
            return self._prior.copy()
        columns = self._prior[:, places]
        seen = columns[places] + NOISE * np.eye(len(places))
        left: Floats = self._prior - columns @ np.linalg.solve(seen, columns.T)
        return left

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
