"""The ways to tell promotion from value that `benchmarks/quality.py` compares, each trained on the same posts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from assistant.learning.corpus import LabelledPost

if TYPE_CHECKING:
    import numpy as np


class Candidate(Protocol):
    """Learns from labelled posts, then scores texts."""

    def fit(self, posts: Sequence[LabelledPost], seed: int) -> None:
        """Learn. The same posts and seed give the same model."""

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        """Log probabilities of the kinds up to a constant a row, shape (texts, kinds)."""

    def megabytes(self) -> float:
        """What would have to be shipped, in 10^6 bytes, at the precision in which it is kept here."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the table: `make` builds the candidate from the options; `seeds` is how often it is trained anew."""

    name: str
    make: Callable[[Sources], Candidate]
    seeds: int = 1
    folds: bool = True


@dataclass(frozen=True, slots=True)
class Sources:
    """Folders with pre-trained weights: `minilm` all-MiniLM-L6-v2, `mpnet` all-mpnet-base-v2 (both Apache-2.0)."""

    minilm: Path
    mpnet: Path
    work: Path


def entries() -> list[Entry]:
    """All candidates, from the cheapest to the dearest. Libraries are imported when one is made."""
    from candidates import bags, ours, tuned, vectors

    return [
        Entry("majority", lambda _: bags.Majority()),
        Entry("TF-IDF + logistic regression", lambda _: bags.Words("logistic")),
        Entry("NB-SVM", lambda _: bags.Words("nb-svm")),
        Entry("calibrated linear SVM", lambda _: bags.Words("svm"), seeds=5),
        Entry("fastText", lambda _: bags.FastText(), seeds=5),
        Entry("light: hashed words + surface", lambda _: ours.Light()),
        Entry("light + static table", lambda s: vectors.StaticTable(s.minilm, with_words=True)),
        Entry("static table, fine-tuned + light", lambda s: vectors.TunedTable(s.minilm), seeds=5),
        Entry("MiniLM frozen + logistic regression", lambda s: vectors.Frozen(s.minilm, "logistic")),
        Entry("MiniLM frozen + RBF SVM", lambda s: vectors.Frozen(s.minilm, "rbf")),
        Entry("MiniLM contrastive (SetFit) + logistic", lambda s: tuned.Contrastive(s.minilm, s.work), folds=False),
        Entry("MiniLM fine-tuned, 3 layers", lambda s: tuned.Tuned(s.minilm, s.work, layers=3, rate=5e-5)),
        Entry("MiniLM fine-tuned", lambda s: tuned.Tuned(s.minilm, s.work, rate=5e-5)),
        Entry("MPNet fine-tuned, lowest 5 layers", lambda s: tuned.Tuned(s.mpnet, s.work, layers=5, rate=4e-5)),
        Entry("shipped encoder alone: mean of such runs, 8 bits", lambda _: ours.Shipped(), folds=False),
    ]
