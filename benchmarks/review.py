"""How many answers `assistant review` saves.

`python benchmarks/review.py ACCOUNT.jsonl... [--write benchmarks/review.md]` prints a table as Markdown.

From each account 200 posts are the pool and the others the test. `assistant review --answers` is run on the pool, once
for each seed, and stops after 60 answers; what a version that learns those 60 says of the test posts is compared with
learning from 60 and from 100 posts of the same pool in random order (the mean of three orders). Macro-F1. The written
accounts of `own_posts.py` are added. Accounts are JSON Lines with `text` and `label`.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from own_posts import TOP, Account, accounts, reading_of
from threadpoolctl import threadpool_limits

from assistant.classifier import Classifier, base_model_folder
from assistant.learning.answers import AnswerBook
from assistant.learning.corpus import fold_groups
from assistant.learning.own import Ground, best_recipe, macro_f1, recipes
from assistant.learning.readings import Readings
from assistant.learning.rehearsal import read_rehearsal
from assistant.learning.training import Reading

POOL, ASKED, RANDOM = 200, 60, 100
ORDERS = 3  # random orders for each seed


def reviewed(account: Account, pool: np.ndarray, seed: int, cache: Path, *, fast: bool) -> np.ndarray:
    """The places that `assistant review` asked about before it had its answers."""
    posts = account.reading.posts
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        truth, asked, home = folder / "truth.jsonl", folder / "pool.jsonl", folder / "home"
        truth.write_text("".join(json.dumps({"text": posts[i].text, "label": posts[i].label}) + "\n" for i in pool))
        asked.write_text("".join(json.dumps({"text": posts[i].text}) + "\n" for i in pool))
        shutil.copytree(cache, home / "cache")
        options = ["--answers", truth, "-n", ASKED, "--seed", seed, "--home", home, *(["--fast"] if fast else [])]
        command = [sys.executable, "-m", "assistant", "review", asked, *options]
        subprocess.run(
            list(map(str, command)),
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(TOP)},
        )
        answered = {answer.text for answer in AnswerBook(home / "review").labelled()}
    return np.array([i for i in pool if posts[i].text in answered], dtype=np.int64)


class Course:
    """One account, ready to be learnt from some posts and measured on others."""

    def __init__(self, account: Account, rehearsed: Reading, *, full: bool) -> None:
        self._labels, self._groups = account.reading.labels, fold_groups(account.reading.posts)
        self._ground = Ground(account.reading.best, self._labels, rehearsed.best, rehearsed.labels)
        self._blends = recipes(with_vectors=full)

    def macro_f1(self, train: np.ndarray, test: np.ndarray, seed: int) -> float:
        """Of the blend that the labelled posts choose, on the test posts."""
        recipe = best_recipe(self._ground, self._labels, self._groups, self._blends, train, seed=seed)
        return macro_f1(self._labels[test] > 0.5, self._ground.logits(recipe, train, test) >= 0)


def main() -> None:
    """Print the table, and write it if asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("accounts", type=Path, nargs="*")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--fast", action="store_true", help="the light model alone")
    parser.add_argument("--write", type=Path, help="a file for the table")
    options = parser.parse_args()
    classifier = Classifier.open(base_model_folder(), fast=options.fast, threads=2)
    full = classifier.has_encoder
    lines: list[str] = []

    def tell(line: str) -> None:
        print(line, flush=True)
        lines.append(line)

    with tempfile.TemporaryDirectory() as name, threadpool_limits(1):
        cache = Path(name)
        readings = Readings(classifier, cache)
        rehearsed = reading_of(read_rehearsal().learnt, readings, full=full)
        tell("# Fewer answers with review\n\nMade by `benchmarks/review.py`, which says what is compared.\n")
        tell(f"{classifier.version}, {'with the encoder' if full else 'light model alone'}; {options.seeds} seeds.\n")
        tell(f"| account | {ASKED} in random order | {RANDOM} in random order | {ASKED} that review asks for |")
        tell("|---|---:|---:|---:|")
        means = []
        for account in accounts(options.accounts, readings, full=full):
            course, rows = Course(account, rehearsed, full=full), []
            for seed in range(options.seeds):
                order = np.random.default_rng(seed).permutation(len(account.reading.posts))
                pool, test = np.sort(order[:POOL]), np.sort(order[POOL:])
                drawn = [np.random.default_rng([seed, n]).permutation(pool) for n in range(ORDERS)]
                random = [
                    np.mean([course.macro_f1(np.sort(d[:count]), test, seed) for d in drawn])
                    for count in (ASKED, RANDOM)
                ]
                asked = reviewed(account, pool, seed, cache, fast=options.fast)
                rows.append([*random, course.macro_f1(asked, test, seed)])
            means.append(np.mean(rows, axis=0))
            tell(f"| {account.name} | {' | '.join(f'{figure:.3f}' for figure in means[-1])} |")
        tell(f"| **mean** | {' | '.join(f'{figure:.3f}' for figure in np.mean(means, axis=0))} |")
    if options.write:
        options.write.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
