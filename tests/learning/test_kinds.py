from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.classifier import Classifier
from assistant.classifier.calibration import KINDS
from assistant.classifier.ownkinds import OwnKinds
from assistant.learning.corpus import LabelledPost
from assistant.learning.features import Features, features_of
from assistant.learning.kinds import LEAST_KINDS, KindWeights, base_kinds, fit_kinds, learn_kinds, likeliest
from assistant.post import LABEL_OF, Kind, Label

TEXTS = [f"Knitting evening number {n}, bring your own wool and a chair" for n in range(20)] + [
    f"Rinse wool number {n} in cold water and never wring it" for n in range(20)
]
STORY, TIP = KINDS.index(Kind.STORY), KINDS.index(Kind.TIP)


@pytest.fixture(scope="module")
def features() -> Features:
    kinds, _ = Classifier.open(fast=True).base_reading(TEXTS)
    vectors = np.vstack([np.tile([1.0, 0.0, 0.2], (20, 1)), np.tile([0.0, 1.0, -0.2], (20, 1))])
    return features_of(TEXTS, kinds, vectors)


def posts_called(first: Kind | None, second: Kind | None) -> list[LabelledPost]:
    named = [first] * 20 + [second] * 20
    return [
        LabelledPost(text, LABEL_OF[kind] if kind else Label.VALUE, kind)
        for text, kind in zip(TEXTS, named, strict=True)
    ]


def test_the_users_own_names_are_learnt_and_named_out_of_fold(features: Features) -> None:
    posts = posts_called(Kind.STORY, Kind.SERVICE)
    learnt = learn_kinds(posts, features, range(40), seed=0)
    assert learnt.weights is not None
    said = likeliest(learnt.scores, np.zeros(40, dtype=bool))
    assert [KINDS[k] for k in said] == [p.kind for p in posts]


def test_without_kinds_the_base_models_stay(features: Features) -> None:
    learnt = learn_kinds(posts_called(None, None), features, range(40), seed=0)
    assert learnt.weights is None
    assert np.array_equal(learnt.scores, base_kinds(features))


def test_too_few_kinds_change_nothing(features: Features) -> None:
    posts = [LabelledPost(t, Label.VALUE, Kind.STORY if n < LEAST_KINDS - 1 else None) for n, t in enumerate(TEXTS)]
    assert learn_kinds(posts, features, range(40), seed=0).weights is None


def test_a_kind_of_the_other_label_is_never_named(features: Features) -> None:
    scores = base_kinds(features)
    assert all(LABEL_OF[KINDS[k]] is Label.PROMOTIONAL for k in likeliest(scores, np.ones(40, dtype=bool)))
    assert all(LABEL_OF[KINDS[k]] is Label.VALUE for k in likeliest(scores, np.zeros(40, dtype=bool)))


def test_the_file_says_what_the_fit_says(features: Features, tmp_path: Path) -> None:
    weights: KindWeights = fit_kinds(features, np.array([STORY] * 20 + [TIP] * 20))
    (tmp_path / "kinds").write_bytes(weights.to_bytes())
    assert features.vectors is not None
    moved = OwnKinds(tmp_path / "kinds").moved(features.kinds.tolist(), features.vectors.astype(np.float32))
    value = np.zeros(40, dtype=bool)
    assert likeliest(np.log(moved), value) == likeliest(weights.scores(features), value) == [STORY] * 20 + [TIP] * 20
