"""Which way of telling promotion from value is best: one table, every candidate trained on the same corpus.

    python benchmarks/quality.py --real FILE --minilm FOLDER --mpnet FOLDER [--only NAME] [--results FOLDER]
    python benchmarks/quality.py --results FOLDER --write benchmarks/quality.md      the table alone

FILE holds labelled real posts of your own (JSON Lines with `text`, `label`, `kind`, `clear`, `business`); FOLDERs hold
all-MiniLM-L6-v2 and all-mpnet-base-v2. Each candidate runs in a process of its own with one thread, and what it
measured is kept in `--results`, so that a run of hours goes on where it stopped. Needs the dependency groups `encoder`
and `bench`.

Three measures beside each other: real posts; folds of the corpus that leave whole industries out, pairs and near
repeats kept together; cost. Every candidate is calibrated alike: Platt scaling on the folds, then one offset so that it
says promotional as often as is true of the real posts (models call too much promotional on strangers' posts).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from candidates import Entry, Sources, entries

from assistant.classifier.calibration import KINDS, PROMOTIONAL_COUNT, Calibration, label_logit
from assistant.learning import light
from assistant.learning.corpus import LabelledPost, corpus_digest, fold_groups, read_corpus
from assistant.learning.datasheet import markdown_table
from assistant.learning.evaluation import metrics
from assistant.post import Kind, Label

TOP = Path(__file__).resolve().parents[1]
FOLDS = 2  # of industries
LATENCY_RUNS = 40
RATED = 400  # posts for the rate
BUSINESSES = ("big_brand", "brand_or_creator", "individual_pro", "small_business", "creator")


def industry_folds(posts: Sequence[LabelledPost], seed: int) -> np.ndarray:
    """The fold of each post: an industry, and what is joined to a post of it by pair or likeness, stays together."""
    joined = fold_groups(posts)
    parent: dict[object, object] = {}

    def root(x: object) -> object:
        while parent.setdefault(x, x) != x:
            x = parent[x]
        return x

    for post, group in zip(posts, joined, strict=True):
        parent[root(("group", group))] = root(("industry", post.industry))
    roots = [root(("group", g)) for g in joined]
    sizes: dict[object, int] = {}
    for r in roots:
        sizes[r] = sizes.get(r, 0) + 1
    order = sorted(sizes, key=lambda r: (-sizes[r], str(r)))
    np.random.default_rng(seed).shuffle(order[FOLDS:])
    filled = [0] * FOLDS
    fold_of = {}
    for r in order:
        fold_of[r] = int(np.argmin(filled))
        filled[fold_of[r]] += sizes[r]
    return np.array([fold_of[r] for r in roots])


def measured(entry: Entry, sources: Sources, posts: Sequence[LabelledPost], real: Sequence[Mapping[str, Any]]) -> Any:
    """All figures and the scores of one candidate."""
    texts = [r["text"] for r in real]
    runs, seconds = [], []
    for seed in range(entry.seeds):
        candidate = entry.make(sources)
        started = time.perf_counter()
        candidate.fit(posts, seed)
        seconds.append(time.perf_counter() - started)
        runs.append(candidate.scores(texts))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    sample = [p.text for p in posts[:: max(1, len(posts) // RATED)]]
    started = time.perf_counter()
    candidate.scores(sample)
    rate = len(sample) / (time.perf_counter() - started)
    single = []
    for text in sample[:LATENCY_RUNS]:
        started = time.perf_counter()
        candidate.scores([text])
        single.append(time.perf_counter() - started)
    folds = in_folds(entry, sources, posts) if entry.folds else None
    return {
        "seconds": statistics.median(seconds), "megabytes": candidate.megabytes(), "memory": memory, "rate": rate,
        "latency": statistics.median(single), "real": [r.tolist() for r in runs],
        "folds": None if folds is None else folds.tolist(), "corpus": corpus_digest(posts),
    }  # fmt: skip


def in_folds(entry: Entry, sources: Sources, posts: Sequence[LabelledPost]) -> np.ndarray:
    """Scores of each post by a candidate that saw no post of its industry."""
    fold = industry_folds(posts, 0)
    result = np.zeros((len(posts), len(KINDS)), dtype=np.float32)
    for held_out in range(FOLDS):
        candidate = entry.make(sources)
        candidate.fit([p for p, f in zip(posts, fold, strict=True) if f != held_out], 0)
        rows = np.flatnonzero(fold == held_out)
        result[rows] = candidate.scores([posts[i].text for i in rows])
    return result


class Table:
    """Puts what was measured beside each other."""

    def __init__(self, posts: Sequence[LabelledPost], real: Sequence[Mapping[str, Any]]) -> None:
        self._posts, self._real = posts, real
        self._truth = [Label(r["label"]) for r in real]
        self._kinds = [Kind(r["kind"]) if r.get("kind") else None for r in real]
        self._clear = np.array([bool(r.get("clear", True)) for r in real])

    def row(self, name: str, found: Mapping[str, Any]) -> dict[str, Any]:
        """Figures of one candidate; over seeds, their means, and the spread of the AUC."""
        folds = None if found["folds"] is None else np.array(found["folds"], dtype=np.float64)
        fitted = light.calibrate(folds, self._posts) if folds is not None and folds.std() > 0 else None
        seeds = [self._on_real(np.array(scores, dtype=np.float64), fitted) for scores in found["real"]]
        means = {k: statistics.fmean(s[k] for s in seeds) for k in seeds[0] if seeds[0][k] is not None}
        within = None if folds is None else self._within(folds, fitted)
        spread = statistics.pstdev(s["auc"] for s in seeds) if len(seeds) > 1 else None
        return {"name": name, **means, "spread": spread, "within": within, **found}

    def _within(self, folds: np.ndarray, fitted: Calibration | None) -> dict[str, Any]:
        logits = np.array([label_logit(row) for row in folds.tolist()])
        if fitted is not None:
            logits = fitted.slope * logits + fitted.offset
        return metrics([p.label for p in self._posts], (1 / (1 + np.exp(-logits))).tolist())

    def _on_real(self, scores: np.ndarray, fitted: Calibration | None) -> dict[str, float]:
        logits = np.array([label_logit(row) for row in scores.tolist()]) * (fitted.slope if fitted else 1.0)
        promotional = sum(t is Label.PROMOTIONAL for t in self._truth)
        ranked = np.sort(logits)[::-1]
        logits = logits - (ranked[promotional - 1] + ranked[min(promotional, len(ranked) - 1)]) / 2
        chance = 1 / (1 + np.exp(-logits))
        said = np.where(
            chance >= 0.5,
            scores[:, :PROMOTIONAL_COUNT].argmax(1),
            PROMOTIONAL_COUNT + scores[:, PROMOTIONAL_COUNT:].argmax(1),
        )
        out: dict[str, float] = {}
        for suffix, chosen in (("", np.full(len(chance), True)), ("_clear", self._clear)):
            rows = np.flatnonzero(chosen)
            figures = metrics(
                [self._truth[i] for i in rows],
                chance[rows].tolist(),
                [(self._kinds[i], Kind(KINDS[said[i]])) for i in rows],
            )
            out |= {f"{n}{suffix}": figures[n] for n in ("macro_f1", "auc", "calibration_error")}
            out[f"kind{suffix}"] = figures["kinds"]["accuracy"]
        for business in BUSINESSES:
            rows = np.flatnonzero([r.get("business") == business for r in self._real])
            if len(rows):
                out[business] = metrics([self._truth[i] for i in rows], chance[rows].tolist())["macro_f1"]
        return out

    def combined(self, found: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
        """A cascade, and mixtures of the best: made of scores that were measured, each centred on its own threshold."""
        names = {"light": "light: hashed words + surface", "mini": "MiniLM fine-tuned"}
        names |= {"mpnet": "MPNet fine-tuned, lowest 5 layers"}
        if not all(n in found for n in names.values()):
            return []
        rows = []
        for title, parts in (
            ("mixture: MPNet + MiniLM", (("mpnet", 1.0), ("mini", 1.0))),
            ("mixture: MPNet + light", (("mpnet", 1.0), ("light", 0.3))),
        ):
            real = sum(w * np.array(found[names[n]]["real"][0]) for n, w in parts)
            folds = sum(w * np.array(found[names[n]]["folds"]) for n, w in parts)
            used = [found[names[n]] for n, _ in parts]
            rows.append(self.row(title, {**summed(used), "real": [real.tolist()], "folds": folds.tolist()}))
        rows.append(self._cascade(found[names["light"]], found[names["mpnet"]]))
        return rows

    def _cascade(self, cheap: Mapping[str, Any], dear: Mapping[str, Any]) -> dict[str, Any]:
        """The light model where it is surest (a third of the posts), the encoder elsewhere."""
        chosen = {}
        for part, first, second in (
            ("real", cheap["real"][0], dear["real"][0]),
            ("folds", cheap["folds"], dear["folds"]),
        ):
            a, b = np.array(first), np.array(second)
            logits = np.array([label_logit(row) for row in a.tolist()])
            middle = np.median(logits)
            sure = np.abs(logits - middle) >= np.quantile(np.abs(logits - middle), 2 / 3)
            chosen[part] = np.where(sure[:, None], a, b)
        cost = summed([cheap, dear])
        cost["rate"] = 1 / (1 / cheap["rate"] + 2 / 3 / dear["rate"])
        return self.row(
            "cascade: light where sure, else MPNet",
            {**cost, "real": [chosen["real"].tolist()], "folds": chosen["folds"].tolist()},
        )


def summed(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What several models cost together."""
    cost = {k: sum(p[k] for p in parts) for k in ("seconds", "megabytes", "latency")}
    return {**cost, "memory": max(p["memory"] for p in parts), "rate": 1 / sum(1 / p["rate"] for p in parts)}


def on_front(row: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> bool:
    """No other is at least as good in macro-F1 on real posts, in posts/s and in size, and better in one."""
    sign = (row["macro_f1"], row["rate"], -row["megabytes"])
    others = [(r["macro_f1"], r["rate"], -r["megabytes"]) for r in rows if r is not row]
    return not any(all(o >= s for o, s in zip(other, sign, strict=True)) and other != sign for other in others)


def rendered(rows: Sequence[Mapping[str, Any]]) -> str:
    """The table as Markdown, in three parts of the same rows."""

    def f(value: float | None) -> str:
        return "" if value is None else f"{value:.3f}".removeprefix("0")

    quality, business, cost = [], [], []
    for r in rows:
        auc = f"{f(r['auc'])} / {f(r['auc_clear'])}" + (f" ± {f(r['spread'])}" if r["spread"] is not None else "")
        quality.append([
            r["name"], f"{f(r['macro_f1'])} / {f(r['macro_f1_clear'])}", auc,
            f"{f(r['calibration_error'])} / {f(r['calibration_error_clear'])}",
            f"{f(r['kind'])} / {f(r['kind_clear'])}",
            *((f(r["within"]["auc"]), f(r["within"]["macro_f1"])) if r["within"] else ("", "")),
        ])  # fmt: skip
        business.append([r["name"], *(f(r.get(b)) for b in BUSINESSES)])
        cost.append([
            r["name"], f"{r['seconds']:.0f}", f"{r['megabytes']:.1f}", f"{r['rate']:,.0f}",
            f"{1000 * r['latency']:.1f}", f"{r['memory']:.0f}", "yes" if on_front(r, rows) else "",
        ])  # fmt: skip
    head = ["candidate", "macro-F1", "AUC", "calibration error", "kind accuracy"]
    return "\n\n".join(
        (
            "Real posts, all / clear; on the right, corpus posts of industries that the candidate never saw:",
            markdown_table([*head, "AUC, unseen industries", "macro-F1"], quality),
            "Macro-F1 on real posts by sort of business:",
            markdown_table(["candidate", *(b.replace("_", " ") for b in BUSINESSES)], business),
            "Cost, on one thread of this machine:",
            markdown_table(
                ["candidate", "training, s", "MB", "posts/s", "one post, ms", "peak memory, MB", "Pareto front"], cost
            ),
        )
    )


def slug(name: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in name.lower())


def main() -> None:
    """Measure what is not measured yet, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--real", type=Path, required=True)
    parser.add_argument("--minilm", type=Path, default=TOP / "build" / "minilm")
    parser.add_argument("--mpnet", type=Path, default=TOP / "build" / "mpnet")
    parser.add_argument("--corpus", type=Path, default=TOP / "corpus")
    parser.add_argument("--results", type=Path, default=TOP / "build" / "quality")
    parser.add_argument("--only", action="append", help="measure these candidates alone, by name")
    parser.add_argument("--one", help=argparse.SUPPRESS)  # a child process measures one
    parser.add_argument("--write", type=Path, help="put the table into this file as well")
    options = parser.parse_args()
    options.results.mkdir(parents=True, exist_ok=True)
    posts = read_corpus(options.corpus)
    real = [json.loads(line) for line in options.real.read_bytes().splitlines() if line.strip()]
    if options.one:
        entry = next(e for e in entries() if e.name == options.one)
        sources = Sources(options.minilm, options.mpnet, options.results)
        result = measured(entry, sources, posts, real)
        (options.results / f"{slug(entry.name)}.json").write_text(json.dumps(result))
        return
    digest, found = corpus_digest(posts), {}
    for entry in entries():
        kept = options.results / f"{slug(entry.name)}.json"
        fresh = kept.exists() and json.loads(kept.read_text())["corpus"] == digest
        if not fresh and (not options.only or entry.name in options.only):
            print(f"measuring {entry.name} ...", file=sys.stderr, flush=True)
            threads = {f"{n}_NUM_THREADS": "1" for n in ("OMP", "OPENBLAS", "MKL")}
            subprocess.run(
                [sys.executable, *sys.argv, "--one", entry.name],
                check=True,
                env={**os.environ, **threads, "TOKENIZERS_PARALLELISM": "false"},
            )
            fresh = True
        if fresh:
            found[entry.name] = json.loads(kept.read_text())
    table = Table(posts, real)
    rows = [table.row(name, result) for name, result in found.items()] + table.combined(found)
    head = (
        f"Trained on {len(posts):,} posts, digest `{digest[:8]}`; measured on {len(real)} real posts; "
        f"{platform.machine()}, Python {platform.python_version()}."
    )
    missing = ", ".join(e.name for e in entries() if e.name not in found)
    left_out = f"\n\nNot measured on this corpus: {missing}." if missing else ""
    document = f"{head}\n\n{rendered(rows)}{left_out}\n"
    print(document)
    if options.write:
        options.write.write_text(f"# Candidates, measured in one run\n\nMade by `benchmarks/quality.py`. {document}")


if __name__ == "__main__":
    main()
