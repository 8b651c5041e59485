"""The compiled pass gives the scores of the plain one, byte for byte of every text."""

from __future__ import annotations

import itertools
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.classifier import base_model_folder
from assistant.classifier import batch as batches
from assistant.classifier.batch import BatchScorer
from assistant.classifier.features import COUNTED
from assistant.classifier.light import LightScorer
from assistant.classifier.modelfile import LIGHT
from assistant.learning.corpus import read_corpus

pytest.importorskip("numba")
pa = pytest.importorskip("pyarrow")

TABLE = base_model_folder() / LIGHT
COMPILED, PLAIN = BatchScorer(TABLE, compiled=True), BatchScorer(TABLE, compiled=False)
CORPUS = Path(__file__).resolve().parents[2] / "corpus"
PIECES = st.sampled_from(
    [
        *(token.decode() for token in COUNTED),
        *("http://", "https://x", "HTTPS://X.example/a?b=1", "http", "https:", "www.", "www.a", "WWW.a.b", "whttp://a"),
        *("@", "@anna", "@@b", "#", "#tag", "’", "it’s", "’ab", "don't", "_", "£", "£5", "€", "“", "“hi”", "…", "–"),
        *("🍞", "👩\u200d🍳", "é", "e\u0301", "ß", "日本", "ש", "\ud83d", "\ue000", "\uffff", "�", "\x00", "\x7f"),
        *("1/", "(2/3", "12/n", "123/4", "a1/2", "_1/2", "1/ ", "50%", "2024", "9", "/"),
        *(" ", "\n", "\t", "\r\n", "\x0b", "\x0c", "\u00a0", "\u2028", ":", ": ", "?", '"', "SALE", "Sale", "YOU"),
    ]
)
TEXT = st.one_of(
    st.lists(PIECES, max_size=14).map("".join),
    st.lists(PIECES, max_size=14).map(" ".join),
    st.text(st.one_of(st.characters(), st.characters(categories=["Cs"])), max_size=40),
)


def agree(texts: list[str]) -> None:
    assert np.abs(COMPILED.scores(texts) - PLAIN.scores(texts)).max(initial=0) < 1e-6


@given(st.lists(TEXT, max_size=8))
@example(["’ab", "x’", "\u2019", "‘", "a\u2019\u2019b"])
@example(['"', "“", "", " ", ":", ": \n", "?", "@", "@a", "http://a"])
@settings(max_examples=1000, deadline=None)
def test_whatever_the_texts_both_passes_agree(texts: list[str]) -> None:
    agree(texts)


def test_every_pair_of_awkward_pieces_agrees() -> None:
    pieces = ["http://", "www.", "a", "@", "’", "“", "1", "/", "(", ":", "?", "é", "🍞", " ", "_", "s", '"', "€"]
    agree(["".join(p) for p in itertools.product(pieces, repeat=3)])


def test_on_the_whole_corpus_they_agree_with_one_text_at_a_time() -> None:
    texts = [post.text for post in read_corpus(CORPUS)]
    one = LightScorer(TABLE)
    singly = np.array([one.scores(text) for text in texts])
    assert np.abs(COMPILED.scores(texts) - singly).max() < 1e-6


@given(st.lists(st.none() | st.text(max_size=20), max_size=8), st.booleans(), st.integers(0, 3))
@settings(max_examples=100, deadline=None)
def test_a_column_of_arrow_scores_as_its_texts(texts: list[str | None], wide: bool, cut: int) -> None:
    sound = [t if t is None else t.encode("utf-8", "replace").decode() for t in texts]
    column = pa.array(sound, pa.large_string() if wide else pa.string())[cut:]
    expected = PLAIN.scores([t or "" for t in sound[cut:]])
    for scorer in (COMPILED, PLAIN):
        assert np.abs(scorer.column_scores(column) - expected).max(initial=0) < 1e-6


def test_it_is_taken_where_there_is_enough_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "WORTH_COMPILING", 3)
    scorer = BatchScorer(TABLE)
    few, many = scorer.scores(["Fresh bread"] * 3), scorer.scores(["Fresh bread"] * 3)
    assert np.abs(few - many).max() < 1e-6
    assert scorer._packed is not None


def test_a_numba_that_scores_wrong_is_left_alone() -> None:
    old = "import sys, numba; numba.__version__ = '0.65.1'; from assistant.classifier.batch import BatchScorer as B; "
    old += f"from pathlib import Path; table = Path({str(TABLE)!r}); "
    many = (
        f"B(table).scores(['a'] * {batches.WORTH_COMPILING + 1}); print('assistant.classifier.compiled' in sys.modules)"
    )
    assert subprocess.check_output([sys.executable, "-c", old + many]) == b"False\n"
    asked = subprocess.run([sys.executable, "-c", old + "B(table, compiled=True)"], capture_output=True, check=False)
    assert b"ImportError: the compiled pass needs Numba 0.66" in asked.stderr
