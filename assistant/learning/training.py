"""From labelled posts to a new version: measured against the active one, and refused where it is worse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.classifier.calibration import KINDS
from assistant.errors import InputError
from assistant.learning.candidate import Candidate
from assistant.learning.comparison import Comparison, Said, compare
from assistant.learning.corpus import LabelledPost, fold_groups
from assistant.learning.doubts import second_look
from assistant.learning.features import Features
from assistant.learning.folds import folds
from assistant.learning.kinds import base_kinds, kinds_out_of_fold, learn_kinds, likeliest
from assistant.learning.newton import probabilities
from assistant.learning.own import (
    OUTER,
    Choice,
    Ground,
    HeadWeights,
    Recipe,
    best_recipe,
    choose,
    macro_f1,
    out_of_fold,
    recipes,
)
from assistant.learning.threads import one_thread
from assistant.post import Label
from assistant.text.language import foreign_language

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LEAST_POSTS = 20
LEAST_EACH = 5  # posts of each label: one for every fold
FORGETTING_LIMIT = 0.03  # of macro-F1 on corpus posts
LEARNABLE_LIMIT = 0.55  # the area under the ROC curve that labels with any sense in them clear
WRONG_LIMIT = 0.25  # of the labels: with one wrong in four, what is learnt is mostly contradiction
DOUBT_REPEATS = 3  # rounds of folds behind the doubts: one round's luck is a third of the voice
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
        """With the encoder's vectors where there are some."""
        return self.light if self.full is None else self.full

    @property
    def labels(self) -> Floats:
        """1 for promotional, else 0, shape (posts,)."""
        return np.array([float(p.label is Label.PROMOTIONAL) for p in self.posts])


@dataclass(frozen=True, slots=True)
class Earlier:
    """The active version, where it is a user's own: its recipe, what it learnt from, and whether kinds were learnt."""

    recipe: Recipe
    texts: frozenset[str]
    kinds: bool = False


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
    check_posts(own.posts)
    with one_thread():
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
    tried = _tried(own, with_vectors=own.full is not None)
    choice = choose(ground, labels, groups, tried, seed=seed, on_step=on_step)
    head = ground.weights(choice.recipe)
    base_logits = own.best.base[:, 0]
    kinds = learn_kinds(own.posts, own.best, groups, seed=seed)
    comparison = compare(
        own.posts,
        _before(own, ground, groups, earlier, seed),
        _said(own, choice.logits, kinds.scores),
        seed=seed,
    )
    fall = _forgotten(head, measured)
    learnt = out_of_fold(ground, labels, groups, _voices(tried), repeats=DOUBT_REPEATS, seed=seed)
    look = second_look(own.posts, learnt, base_logits)
    light = head if own.full is None else _light_head(own, rehearsed, groups, seed)
    return Candidate(
        comparison=comparison,
        recipe=choice.recipe,
        forgetting=fall,
        refused=refusal(comparison, fall, look.wrong),
        second_look=look,
        light=light,
        full=None if own.full is None else head,
        kinds_light=kinds.weights if own.full is None else learn_kinds(own.posts, own.light, groups, seed=seed).weights,
        kinds_full=None if own.full is None else kinds.weights,
        languages=_languages(own.posts),
        unsure=_unsure(labels, choice),
        posts=own.posts,
        learnt=len(own.posts),
    )


def refusal(comparison: Comparison, fall: float, wrong: float) -> str | None:
    """Why a candidate should not become active; None if it may. `wrong` is the share of labels that look wrong."""
    if wrong > WRONG_LIMIT:
        return (
            f"about {round(100 * wrong)} in 100 labels look wrong: your posts contradict each other; look through the "
            "doubtful ones"
        )
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


def _voices(tried: Sequence[Recipe]) -> list[Recipe]:
    """Blends that differ most, to be asked about labels: a careful one, a middling one, own posts alone."""
    return [tried[len(tried) // 6], tried[len(tried) // 3], tried[-1]]


def _tried(own: Reading, *, with_vectors: bool) -> list[Recipe]:
    tried = recipes(with_vectors=with_vectors)
    return tried[1::2] if len(own.posts) > MANY else tried  # own posts alone, the last, are always tried


def _before(own: Reading, ground: Ground, groups: Sequence[int], earlier: Earlier | None, seed: int) -> Said:
    """What the active version says, honestly: where it learnt from a post itself, it is fitted again without it."""
    logits, kinds = np.array(own.best.base[:, 0]), base_kinds(own.best)
    if earlier is not None:
        known = np.array([p.text in earlier.texts for p in own.posts])
        for test in folds(own.labels, groups, OUTER, seed=seed):
            train = np.setdiff1d(np.flatnonzero(known), test)
            if 0 < own.labels[train].sum() < len(train):
                logits[test] = ground.logits(earlier.recipe, train, test)
        if earlier.kinds:
            kinds = kinds_out_of_fold(own.posts, own.best, groups, known, seed=seed)
    return _said(own, logits, kinds)


def _said(own: Reading, logits: Floats, kinds: Floats) -> Said:
    """Log odds and the likeliest kinds; none where the user named no kind."""
    named = any(p.kind for p in own.posts)
    return Said(logits, [KINDS[k] for k in likeliest(kinds, logits >= 0)] if named else ())


def _languages(posts: Sequence[LabelledPost]) -> tuple[str, ...]:
    """The languages other than English in which there are enough posts to have learnt them."""
    counts = Counter(foreign_language(p.text) for p in posts)
    return tuple(sorted(name for name, count in counts.items() if name and count >= LEAST_POSTS))


def _light_head(own: Reading, rehearsed: Reading, groups: Sequence[int], seed: int) -> HeadWeights:
    ground = Ground(own.light, own.labels, rehearsed.light, rehearsed.labels)
    recipe = best_recipe(
        ground, own.labels, groups, _tried(own, with_vectors=False), np.arange(len(own.posts)), seed=seed
    )
    return ground.weights(recipe)


def _forgotten(head: HeadWeights, measured: Reading) -> float:
    """The fall of macro-F1 on corpus posts."""
    truth = measured.labels > 0.5
    before = macro_f1(truth, measured.best.base[:, 0] >= 0)
    return round(before - macro_f1(truth, head.logits(measured.best) >= 0), 4)


def _unsure(labels: Floats, choice: Choice) -> tuple[float, float]:
    """The band around one half outside which nine in ten own posts were judged right, at most .15 to .85."""
    p = probabilities(choice.logits)
    sure, right = np.maximum(p, 1 - p), (p >= 0.5) == (labels > 0.5)
    for bound in np.arange(0.5, 0.85, 0.01):
        beyond = sure >= bound
        if beyond.any() and right[beyond].mean() >= 0.9:
            return round(1 - float(bound), 3), round(float(bound), 3)
    return 0.15, 0.85
