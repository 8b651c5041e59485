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
from candidates.table import Table, rendered

from assistant.classifier.calibration import KINDS
from assistant.learning.corpus import LabelledPost, corpus_digest, fold_groups, read_corpus

TOP = Path(__file__).resolve().parents[1]
FOLDS = 2  # of industries
LATENCY_RUNS = 40
RATED = 400  # posts for the rate


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


def slug(name: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in name.lower())


def gathered(results: Path, digest: str, only: Sequence[str] | None) -> dict[str, Any]:
    """What every candidate measured on the corpus of this digest, by name; what is missing is measured now."""
    found = {}
    for entry in entries():
        kept = results / f"{slug(entry.name)}.json"
        fresh = kept.exists() and json.loads(kept.read_text())["corpus"] == digest
        if not fresh and (not only or entry.name in only):
            print(f"measuring {entry.name} ...", file=sys.stderr, flush=True)
            threads = {f"{n}_NUM_THREADS": "1" for n in ("OMP", "OPENBLAS", "MKL")}
            environment = {**os.environ, **threads, "TOKENIZERS_PARALLELISM": "false"}
            subprocess.run([sys.executable, *sys.argv, "--one", entry.name], check=True, env=environment)
            fresh = True
        if fresh:
            found[entry.name] = json.loads(kept.read_text())
    return found


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
    found = gathered(options.results, corpus_digest(posts), options.only)
    table = Table(posts, real)
    rows = [table.row(name, result) for name, result in found.items()] + table.combined(found)
    head = (
        f"Trained on {len(posts):,} posts, digest `{corpus_digest(posts)[:8]}`; measured on {len(real)} real posts; "
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
