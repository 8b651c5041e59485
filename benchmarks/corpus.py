"""What the corpus is worth, as Markdown tables for its datasheet.

    python benchmarks/corpus.py --counts                     what depends on the corpus alone (seconds)
    python benchmarks/corpus.py --tells --realism --real F   beside real posts (a minute)
    python benchmarks/corpus.py --curve --real F             learning curve (some minutes)
    python benchmarks/corpus.py --writers --sorts            leave one writer, one sort of account out (some minutes)

F is a file of real posts of your own: JSON Lines with `text`, `label` and, where known, `clear` (both readers sure) and
`account`. `--write corpus/README.md` puts the tables made between that file's markers as well.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assistant.classifier.calibration import KINDS, label_logit
from assistant.learning import light
from assistant.learning.agreement import in_order
from assistant.learning.corpus import LabelledPost, fold_groups, read_corpus
from assistant.learning.datasheet import corpus_tables, figure, markdown_table, measured_on, tell_cells, with_tables
from assistant.learning.evaluation import metrics
from assistant.learning.tells import SIGNS, tells_beside
from assistant.post import Label

TOP = Path(__file__).resolve().parents[1]
ROUNDS = (
    ("first (1-19)", 1, 19),
    ("second: contrast pairs (21-28)", 21, 28),
    ("third: by errors (31-33)", 31, 33),
    ("fourth: makers' diaries, creators' captions (41, 42)", 41, 42),
    ("fifth: help in the post or behind a link, causes, notices (43, 44)", 43, 44),
    ("sixth: kinds that were mixed up, pages of other sorts (45-47)", 45, 10_000),
)
CURVE = (1200, 2400, 4800)
FOLDS = 5
SHORT = 20  # words
SHOWN = 40  # telling words
MOST = 3  # corpus posts for each real one when the two are told apart


@dataclass(frozen=True)
class Real:
    """Real posts: `posts` with their labels, `clear` where both readers were sure, `accounts` for honest folds."""

    posts: list[LabelledPost]
    clear: np.ndarray
    accounts: list[str]


def read_real(path: Path) -> Real:
    """Raises what reading and parsing raise: this is a tool for developers."""
    rows = [json.loads(line) for line in path.read_bytes().splitlines() if line.strip()]
    return Real(
        [LabelledPost(r["text"], Label(r["label"])) for r in rows],
        np.array([bool(r.get("clear", True)) for r in rows]),
        [f"real {r.get('account', number)}" for number, r in enumerate(rows)],
    )


class Bench:
    """The corpus with its features; every section is a method that returns a Markdown table."""

    def __init__(self, posts: Sequence[LabelledPost], real: Real | None, seed: int) -> None:
        self.posts, self.real, self.seed = list(posts), real, seed
        self.kinds = np.array([KINDS.index(p.kind) for p in posts if p.kind])
        self.labels = [p.label for p in posts]
        self._matrix: Any = None

    @property
    def matrix(self) -> Any:
        if self._matrix is None:
            self._matrix = light.feature_matrix([p.text for p in self.posts])
        return self._matrix

    def logits(self, train: np.ndarray, matrix: Any) -> list[float]:
        """Log odds of promotional for the rows of `matrix`, by the light model fitted on the posts `train`."""
        weights = light.fit(self.matrix[train], self.kinds[train])
        return [label_logit(row) for row in light.scores(matrix, weights).tolist()]

    def features(self, texts: Sequence[str]) -> Any:
        """The light model's features of texts that are not in the corpus."""
        return light.feature_matrix(texts)

    def curve(self) -> str:
        order = np.array(sorted(range(len(self.posts)), key=lambda i: writing_order(self.posts[i])))
        sizes = [*(n for n in CURVE if n < len(order)), len(order)]
        rows = []
        for size in sizes:
            row = [f"{size:,}", *self.by_writer(order[:size])]
            rows.append(row + (self._on_real(order[:size]) if self.real else []))
        head = ["posts, as written", "AUC, unseen writers", "macro-F1"]
        if self.real:
            head += ["AUC, real posts", "clear ones", "macro-F1", "clear ones"]
        return self._said(markdown_table(head, rows))

    def by_writer(self, chosen: np.ndarray) -> list[str]:
        from sklearn.model_selection import GroupKFold

        writers = [self.posts[i].writer or "" for i in chosen]
        folds = GroupKFold(min(FOLDS, len(set(writers))))
        logits = np.zeros(len(chosen))
        for train, test in folds.split(chosen, groups=writers):
            logits[test] = self.logits(chosen[train], self.matrix[chosen[test]])
        return quality([self.labels[i] for i in chosen], logits)

    def _on_real(self, train: np.ndarray) -> list[str]:
        assert self.real is not None  # noqa: S101 - asked for by the caller
        logits = np.array(self.logits(train, light.feature_matrix([p.text for p in self.real.posts])))
        truth = [p.label for p in self.real.posts]
        auc, f1 = quality(truth, logits)
        sure = np.flatnonzero(self.real.clear)
        clear_auc, clear_f1 = quality([truth[i] for i in sure], logits[sure])
        return [auc, clear_auc, f1, clear_f1]

    def leave_one_out(self, title: str, value: Callable[[LabelledPost], str | None]) -> str:
        """Each value's posts judged by a model that saw none of them, nor any post joined to them by likeness."""
        groups = np.array(fold_groups(self.posts))
        values = [value(p) for p in self.posts]
        logits = np.full(len(self.posts), np.nan)
        rows = []
        for name in in_order({v for v in values if v is not None}):
            test = np.array([v == name for v in values])
            train = ~test & ~np.isin(groups, groups[test])
            logits[test] = self.logits(np.flatnonzero(train), self.matrix[test])
            rows.append([name, f"{test.sum():,}", *quality(self._labels(test), logits[test])])
            print(f"  {title} {rows[-1]}", flush=True)
        judged = ~np.isnan(logits)
        rows.insert(0, ["**all**", f"{judged.sum():,}", *quality(self._labels(judged), logits[judged])])
        return self._said(markdown_table([title, "posts", "AUC", "macro-F1"], rows))

    def _labels(self, chosen: np.ndarray) -> list[Label]:
        return [self.labels[i] for i in np.flatnonzero(chosen)]

    def tells(self) -> str:
        real = needed(self.real)
        table = tells_beside(self.posts, real.posts)
        rows = [
            [name, *tell_cells(row), *tell_cells(row["beside"]), "wider" if row["wider"] else ""]
            for name, row in ((n, table[n]) for n in SIGNS)
        ]
        head = ["posts with", "promotional", "value", "gap", "real: promotional", "value", "gap", ""]
        return self._said(markdown_table(head, rows), f"; {len(real.posts)} real posts")

    def realism(self) -> str:
        real = needed(self.real)
        rows, words = [], ("", "")
        for title, own in [*self._rounds(), ("all", self.posts)]:
            if not own:
                continue
            sample = random.Random(self.seed).sample(  # noqa: S311 - a sample, no secret
                own, min(MOST * len(real.posts), len(own))
            )
            cells, words = told_apart(real, sample, self.seed)
            rows.append([title, f"{len(sample):,}", *cells])
        head = ["round", "posts", "AUC", f"under {SHORT} words", "AUC, unseen accounts", f"under {SHORT} words"]
        table = self._said(markdown_table(head, rows), f"; {len(real.posts)} real posts")
        return f"{table}\n\nSays *real*: {words[0]}\n\nSays *ours*: {words[1]}"

    def _rounds(self) -> Iterator[tuple[str, list[LabelledPost]]]:
        for title, first, last in ROUNDS:
            yield title, [p for p in self.posts if first <= writing_order(p)[0] <= last]

    def _said(self, table: str, more: str = "") -> str:
        return f"Measured on {measured_on(self.posts)}{more}.\n\n{table}"


def needed(real: Real | None) -> Real:
    """The real posts, without which the section makes no sense."""
    if real is None:
        raise SystemExit("this section needs --real FILE")
    return real


def writing_order(post: LabelledPost) -> tuple[int, str]:
    """Writers' numbers tell the order of writing."""
    return int(post.writer) if post.writer and post.writer.isdigit() else 10_000, post.id or ""


def quality(truth: Sequence[Label], logits: Sequence[float] | np.ndarray) -> list[str]:
    """AUC and macro-F1 at a probability of 0.5, without calibration."""
    probabilities = 1 / (1 + np.exp(-np.asarray(logits)))
    figures = metrics(truth, probabilities.tolist())
    return [figure(figures["auc"]), figure(figures["macro_f1"])]


def told_apart(real: Real, ours: Sequence[LabelledPost], seed: int) -> tuple[list[str], tuple[str, str]]:
    """How well a bag of words tells real posts from ours (5 folds), plain and by account, and by which words.

    .50 would be: not at all. Links count as one word.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold, cross_val_predict

    texts = [re.sub(r"https?://\S+", "URL", p.text) for p in (*real.posts, *ours)]
    truth = np.array([1] * len(real.posts) + [0] * len(ours))
    groups = [*real.accounts, *(f"writer {p.writer}" for p in ours)]
    words_and_marks = r"\w+|[^\w\s]"
    vectorizer = TfidfVectorizer(ngram_range=(1, 2), token_pattern=words_and_marks, sublinear_tf=True, min_df=2)
    matrix = vectorizer.fit_transform(texts)
    model = LogisticRegression(C=10, max_iter=500, class_weight="balanced")
    short = np.array([len(t.split()) < SHORT for t in texts])
    cells = []
    plain = StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(matrix, truth)
    by_account = StratifiedGroupKFold(FOLDS).split(matrix, truth, groups)
    for folds in (plain, by_account):
        said = cross_val_predict(model, matrix, truth, cv=list(folds), method="predict_proba")[:, 1]
        cells += [figure(roc_auc_score(truth, said)), figure(roc_auc_score(truth[short], said[short]))]
    weights = model.fit(matrix, truth).coef_[0]
    return cells, telling_words(vectorizer.get_feature_names_out(), weights, matrix[len(real.posts) :])


def telling_words(names: Sequence[str], weights: np.ndarray, ours: Any) -> tuple[str, str]:
    """The words that speak most for real and for ours; only words that we use, so that no name of theirs is shown."""
    used = np.asarray((ours > 0).sum(axis=0)).ravel() >= 5
    order = [i for i in weights.argsort() if used[i] and not names[i].isspace()]
    shown = [", ".join(f"`{names[i]}`" for i in part) for part in (order[::-1][:SHOWN], order[:SHOWN])]
    return shown[0], shown[1]


def main() -> None:
    """Make the tables asked for, print them, and put them into the datasheet where that is wanted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=TOP / "corpus")
    parser.add_argument("--real", type=Path, metavar="FILE", help="a file of real posts of your own")
    parser.add_argument("--write", type=Path, metavar="README")
    parser.add_argument("--seed", type=int, default=0)
    for section in ("counts", "tells", "realism", "curve", "writers", "sorts"):
        parser.add_argument(f"--{section}", action="store_true")
    asked = parser.parse_args()
    posts = read_corpus(asked.corpus)
    bench = Bench(posts, read_real(asked.real) if asked.real else None, asked.seed)
    sections: dict[str, Callable[[], dict[str, str]]] = {
        "counts": lambda: corpus_tables(posts),
        "tells": lambda: {"tells-beside": bench.tells()},
        "realism": lambda: {"realism": bench.realism()},
        "curve": lambda: {"curve": bench.curve()},
        "writers": lambda: {"writers": bench.leave_one_out("writer", lambda p: p.writer)},
        "sorts": lambda: {"sorts": bench.leave_one_out("sort of account", lambda p: p.sort)},
    }
    wanted = [name for name in sections if getattr(asked, name)] or ["counts"]
    for name in wanted:
        tables = sections[name]()
        for title, table in tables.items():
            print(f"\n## {title}\n\n{table}", flush=True)
        if asked.write:
            asked.write.write_text(with_tables(asked.write.read_text("utf-8"), tables), "utf-8")


if __name__ == "__main__":
    main()
