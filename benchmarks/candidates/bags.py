"""Candidates that count words."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.classifier.calibration import KINDS
from assistant.learning.corpus import LabelledPost

FLOOR = 1e-6  # no probability is nought
TOKENS = r"(?u)\w+|[^\w\s]"


def numbered(posts: Sequence[LabelledPost]) -> np.ndarray:
    """Kinds as positions in `KINDS`."""
    return np.array([KINDS.index(p.kind) for p in posts if p.kind is not None])


def spread_out(probabilities: np.ndarray, classes: Sequence[int]) -> np.ndarray:
    """Log probabilities of all kinds from those of the `classes` that were seen in training."""
    result = np.full((len(probabilities), len(KINDS)), FLOOR)
    result[:, list(classes)] = np.maximum(probabilities, FLOOR)
    return np.log(result)


class Majority:
    """Says the share of each kind, whatever the text."""

    def fit(self, posts: Sequence[LabelledPost], seed: int) -> None:  # noqa: ARG002 - nothing is random
        self._log = np.log(np.maximum(np.bincount(numbered(posts), minlength=len(KINDS)) / len(posts), FLOOR))

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        return np.tile(self._log, (len(texts), 1))

    def megabytes(self) -> float:
        return 0.0


class Words:
    """Words and word pairs with a linear model: TF-IDF and logistic regression, a linear SVM whose outputs are
    calibrated on 3 folds, or NB-SVM (Wang and Manning 2012: features scaled by their log count ratio; with logistic
    loss, so that it has probabilities).
    """

    def __init__(self, how: str) -> None:
        self._how = how

    def fit(self, posts: Sequence[LabelledPost], seed: int) -> None:
        from sklearn.calibration import CalibratedClassifierCV
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.svm import LinearSVC

        kinds = numbered(posts)
        counts_only = self._how == "nb-svm"
        self._vectorizer = TfidfVectorizer(
            ngram_range=(1, 2), min_df=2, token_pattern=TOKENS, sublinear_tf=True, binary=counts_only,
            use_idf=not counts_only, norm=None if counts_only else "l2",
        )  # fmt: skip
        matrix = self._vectorizer.fit_transform([p.text for p in posts])
        if counts_only:
            self._models = [_ratio_model(matrix, kinds == k) for k in range(len(KINDS))]
            return
        if self._how == "svm":
            model: Any = CalibratedClassifierCV(LinearSVC(C=0.3, random_state=seed), cv=3)
        else:
            model = LogisticRegression(C=10, max_iter=300)
        self._model = model.fit(matrix, kinds)

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        matrix = self._vectorizer.transform(texts)
        if self._how != "nb-svm":
            return spread_out(self._model.predict_proba(matrix), self._model.classes_)
        columns = [model.predict_log_proba(matrix.multiply(ratio).tocsr())[:, 1] for ratio, model in self._models]
        return np.maximum(np.stack(columns, axis=1), np.log(FLOOR))

    def megabytes(self) -> float:
        return len(self._vectorizer.vocabulary_) * (4 * len(KINDS) + 12) / 1e6  # weights, and the word itself


def _ratio_model(matrix: Any, positive: np.ndarray) -> tuple[np.ndarray, Any]:
    from sklearn.linear_model import LogisticRegression

    p = 1 + np.asarray(matrix[positive].sum(0)).ravel()
    q = 1 + np.asarray(matrix[~positive].sum(0)).ravel()
    ratio = np.log((p / p.sum()) / (q / q.sum()))[None, :]
    return ratio, LogisticRegression(C=0.1, max_iter=300).fit(matrix.multiply(ratio).tocsr(), positive)


class FastText:
    """fastText (Joulin et al. 2017), supervised, word pairs."""

    def fit(self, posts: Sequence[LabelledPost], seed: int) -> None:
        import fasttext

        with tempfile.TemporaryDirectory() as folder:
            lines = Path(folder) / "posts.txt"
            lines.write_text("".join(f"__label__{p.kind} {_line(p.text)}\n" for p in posts), "utf-8")
            self._model = fasttext.train_supervised(
                str(lines), wordNgrams=2, epoch=15, lr=0.5, dim=50, bucket=200_000, thread=1, seed=seed, verbose=0
            )

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        result = np.full((len(texts), len(KINDS)), FLOOR)
        for row, text in enumerate(texts):
            # `predict` of the package fails with NumPy 2; what it wraps does not.
            for probability, label in self._model.f.predict(_line(text) + "\n", len(KINDS), 0.0, "strict"):
                result[row, KINDS.index(label.removeprefix("__label__"))] = max(probability, FLOOR)
        return np.log(result)

    def megabytes(self) -> float:
        return 4 * (self._model.get_input_matrix().size + self._model.get_output_matrix().size) / 1e6


def _line(text: str) -> str:
    return " ".join(text.lower().split())
