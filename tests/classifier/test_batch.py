"""One by one, many at once, and as the model was made: the same numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.classifier import Classifier, base_model_folder
from assistant.classifier.batch import BatchScorer
from assistant.classifier.features import ROWS
from assistant.classifier.light import LightScorer
from assistant.classifier.modelfile import LIGHT
from assistant.learning import light
from assistant.learning.corpus import read_corpus

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
TEXTS = st.lists(st.text(st.one_of(st.characters(), st.characters(categories=["Cs"])), max_size=60), max_size=6)


@pytest.fixture(scope="module")
def table() -> Path:
    return base_model_folder() / LIGHT


def test_on_the_whole_corpus_all_three_ways_agree(table: Path) -> None:
    texts = [post.text for post in read_corpus(CORPUS)]
    one = LightScorer(table)
    singly = np.array([one.scores(text) for text in texts])
    stored = np.fromfile(table, dtype="<f2", count=ROWS * 12).reshape(ROWS, 12)
    bias = np.fromfile(table, dtype="<f8", offset=stored.nbytes)
    as_made = light.scores(light.feature_matrix(texts), light.LightWeights(stored[:, :-1], stored[:, -1], bias))
    assert np.abs(singly - BatchScorer(table).scores(texts)).max() < 1e-6
    assert np.abs(singly - as_made).max() < 1e-6


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_whatever_the_texts_a_batch_says_what_each_alone_would(texts: list[str]) -> None:
    table = base_model_folder() / LIGHT
    batch, one = _scorers(table)
    expected = np.array([one.scores(text) for text in texts]).reshape(len(texts), 11)
    assert np.abs(batch.scores(texts) - expected).max(initial=0) < 1e-6


_OPENED: dict[Path, tuple[BatchScorer, LightScorer]] = {}


def _scorers(table: Path) -> tuple[BatchScorer, LightScorer]:
    if table not in _OPENED:
        _OPENED[table] = (BatchScorer(table), LightScorer(table))
    return _OPENED[table]


@pytest.mark.parametrize("count", [0, 1, 63, 64, 200])
def test_a_verdict_does_not_hang_on_how_many_are_judged(count: int) -> None:
    classifier = Classifier.open(fast=True)
    texts = [f"{n} loaves left, come before {n % 12}!" for n in range(count)]
    alone = [classifier.kinds_of([text])[0] for text in texts]
    together = classifier.kinds_of(texts)
    assert len(together) == count
    assert np.allclose(np.array(together), np.array(alone), rtol=0, atol=1e-6)
