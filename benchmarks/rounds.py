"""What each round of writing brought, as the table `rounds` of the datasheet.

    python benchmarks/rounds.py --real FILE [--minilm FOLDER] [--results FOLDER] [--write corpus/README.md]

FILE holds labelled real posts of your own, FOLDER all-MiniLM-L6-v2. After each round: the light model and (with FOLDER;
minutes a round; dependency group `encoder`) MiniLM fine-tuned for one epoch, on real posts; the light model on folds of
the corpus so far that keep writers, and sorts of account, together. The last row also has MiniLM on unseen writers.
What MiniLM said is kept in `--results`, so that a run goes on where it stopped.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.classifier.calibration import label_logit
from assistant.learning.corpus import LabelledPost, corpus_digest, read_corpus
from assistant.learning.datasheet import markdown_table, measured_on, with_tables
from assistant.post import Label
from corpus import FOLDS, ROUNDS, TOP, Bench, Real, quality, read_real, writing_order

WRITER_FOLDS = 3  # for the encoder, which takes minutes to train


class Tuned:
    """MiniLM fine-tuned; scores are kept on the disk by what was trained on and what was asked."""

    def __init__(self, folder: Path, results: Path) -> None:
        self._folder, self._results = folder, results

    def logits(self, posts: Sequence[LabelledPost], texts: Sequence[str], name: str) -> np.ndarray:
        """Log odds of promotional for `texts`."""
        kept = self._results / f"{name}-{corpus_digest(posts)[:12]}.json"
        if not kept.exists():
            from candidates.tuned import Tuned as Candidate

            model = Candidate(self._folder, self._results, rate=5e-5)
            model.fit(posts, 0)
            self._results.mkdir(parents=True, exist_ok=True)
            kept.write_text(json.dumps([label_logit(row) for row in model.scores(texts).tolist()]))
        return np.array(json.loads(kept.read_text()))

    def unseen_writers(self, posts: Sequence[LabelledPost]) -> list[str]:
        """AUC and macro-F1 on the posts of writers that the model has not seen."""
        writers = sorted({p.writer or "" for p in posts})
        fold = {w: i % WRITER_FOLDS for i, w in enumerate(np.random.default_rng(0).permutation(writers))}
        logits = np.zeros(len(posts))
        for held_out in range(WRITER_FOLDS):
            rows = [i for i, p in enumerate(posts) if fold[p.writer or ""] == held_out]
            learnt = [p for p in posts if fold[p.writer or ""] != held_out]
            logits[rows] = self.logits(learnt, [posts[i].text for i in rows], f"writers-{held_out}")
        return quality([p.label for p in posts], logits)


def at_true_share(real: Real, logits: np.ndarray) -> list[str]:
    """AUC (all / clear) and macro-F1 with the threshold that calls promotional as many posts as are."""
    truth = [p.label for p in real.posts]
    ranked = np.sort(logits)[::-1]
    promotional = sum(t is Label.PROMOTIONAL for t in truth)
    moved = logits - (ranked[promotional - 1] + ranked[promotional]) / 2
    sure = np.flatnonzero(real.clear)
    (auc, f1), (clear_auc, clear_f1) = quality(truth, moved), quality([truth[i] for i in sure], moved[sure])
    return [f"{auc} / {clear_auc}", f"{f1} / {clear_f1}"]


def by_sort(bench: Bench, chosen: np.ndarray) -> list[str]:
    """AUC and macro-F1 of the light model on folds that keep sorts of account together."""
    from sklearn.model_selection import GroupKFold

    sorts = [bench.posts[i].sort or "" for i in chosen]
    logits = np.zeros(len(chosen))
    for train, test in GroupKFold(min(FOLDS, len(set(sorts)))).split(chosen, groups=sorts):
        logits[test] = bench.logits(chosen[train], bench.matrix[chosen[test]])
    return quality([bench.labels[i] for i in chosen], logits)


def table(bench: Bench, tuned: Tuned | None) -> str:
    """One row a round."""
    assert bench.real is not None  # noqa: S101 - `main` asks for it
    texts = [p.text for p in bench.real.posts]
    order = [writing_order(p)[0] for p in bench.posts]
    rows: list[list[Any]] = []
    before = 0
    for number, (title, _, last) in enumerate(ROUNDS):
        chosen = np.array([i for i, writer in enumerate(order) if writer <= last])
        if len(chosen) == before:
            continue
        light = np.array(bench.logits(chosen, bench.features(texts)))
        row = [title, f"{len(chosen) - before:,}", f"{len(chosen):,}", *at_true_share(bench.real, light)]
        row += [" ".join(bench.by_writer(chosen)), " ".join(by_sort(bench, chosen))]
        if tuned:
            learnt = [bench.posts[i] for i in chosen]
            row += at_true_share(bench.real, tuned.logits(learnt, texts, f"round-{number}"))
            row.append(" ".join(tuned.unseen_writers(learnt)) if len(chosen) == len(bench.posts) else "")
        before = len(chosen)
        rows.append(row)
        print(f"  {row}", flush=True)
    head = ["round (writers)", "posts", "in all", "light: AUC real, all / clear", "macro-F1", "unseen writers"]
    head += ["unseen sorts"] + (["MiniLM: AUC real, all / clear", "macro-F1", "unseen writers"] if tuned else [])
    said = f"Measured on {measured_on(bench.posts)}; {len(texts)} real posts. Unseen: AUC and macro-F1."
    return f"{said}\n\n{markdown_table(head, rows)}"


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=TOP / "corpus")
    parser.add_argument("--real", type=Path, required=True, metavar="FILE")
    parser.add_argument("--minilm", type=Path, metavar="FOLDER")
    parser.add_argument("--results", type=Path, default=TOP / "build" / "rounds")
    parser.add_argument("--write", type=Path, metavar="README")
    asked = parser.parse_args()
    bench = Bench(read_corpus(asked.corpus), read_real(asked.real), 0)
    made = table(bench, Tuned(asked.minilm, asked.results) if asked.minilm else None)
    print(f"\n## rounds\n\n{made}")
    if asked.write:
        asked.write.write_text(with_tables(asked.write.read_text("utf-8"), {"rounds": made}), "utf-8")


if __name__ == "__main__":
    main()
