"""What learning from own posts brings: `python benchmarks/own_posts.py ACCOUNT.jsonl... [--counts 50,100,200]`.

For each account and seed, some posts are labelled and the others are the test: the base model alone, own posts alone
and the chosen blend (chosen on the labelled posts only), as macro-F1. A written account with a habit of its own is
added: corpus posts of one industry, for which the business's news counts as value (the base model has seen these
texts, with their usual labels). `--poison` flips 40 % of the labels: is the candidate refused, and are the flipped
ones among the doubts? Accounts are JSON Lines with `text` and `label`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from assistant.classifier import Classifier, base_model_folder
from assistant.learning.corpus import LabelledPost, fold_groups, read_corpus
from assistant.learning.own import Ground, Recipe, best_recipe, macro_f1, recipes
from assistant.learning.readings import Readings
from assistant.learning.rehearsal import read_rehearsal
from assistant.learning.training import Reading, learn
from assistant.post import Kind, Label

TOP = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Account:
    name: str
    reading: Reading


def accounts(paths: list[Path], readings: Readings, *, full: bool) -> Iterator[Account]:
    for path in paths:
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        posts = tuple(LabelledPost(r["text"], Label(r["label"])) for r in rows)
        yield Account(path.stem, reading_of(posts, readings, full=full))
    written = [p for p in read_corpus(TOP / "corpus") if p.industry]
    counts: dict[str, int] = {}
    for post in written:
        counts[str(post.industry)] = counts.get(str(post.industry), 0) + (post.kind is Kind.COMPANY_NEWS)
    industry = max(counts, key=lambda name: counts[name])
    own = [p for p in written if p.industry == industry][:300]
    bent = tuple(
        LabelledPost(p.text, Label.VALUE if p.kind in {Kind.COMPANY_NEWS, Kind.BRAG} else p.label) for p in own
    )
    yield Account(f"written ({industry})", reading_of(bent, readings, full=full))


def reading_of(posts: tuple[LabelledPost, ...], readings: Readings, *, full: bool) -> Reading:
    features = readings.features([p.text for p in posts])
    return Reading(posts, features, features if full else None)


def measure(account: Account, rehearsed: Reading, count: int, seed: int, *, full: bool) -> tuple[float, ...]:
    """Macro-F1 on the posts without a label: base alone, own posts alone, the blend."""
    labels, groups = account.reading.labels, fold_groups(account.reading.posts)
    ground = Ground(account.reading.best, labels, rehearsed.best, rehearsed.labels)
    order = np.random.default_rng(seed).permutation(len(labels))
    train, test = np.sort(order[:count]), np.sort(order[count:])
    truth = labels[test] > 0.5
    blends = recipes(with_vectors=full)
    alone = [Recipe(0.0, r.words, r.vector, p, 0.0, r.balance) for r in blends[-1:] for p in (1.0, 0.3, 0.1)]
    figures = [macro_f1(truth, account.reading.best.base[test, 0] >= 0)]
    for tried in (alone, blends):
        recipe = best_recipe(ground, labels, groups, tried, train, seed=seed)
        figures.append(macro_f1(truth, ground.logits(recipe, train, test) >= 0))
    return tuple(figures)


def poison(account: Account, rehearsed: Reading, measured: Reading, seed: int) -> str:
    random = np.random.default_rng(seed)
    posts = account.reading.posts
    flipped = random.random(len(posts)) < 0.4
    other = {Label.VALUE: Label.PROMOTIONAL, Label.PROMOTIONAL: Label.VALUE}
    bad = tuple(LabelledPost(p.text, other[p.label] if f else p.label) for p, f in zip(posts, flipped, strict=True))
    candidate = learn(Reading(bad, account.reading.light, account.reading.full), rehearsed, measured, seed=seed)
    inside = int(sum(flipped[d.place] for d in candidate.doubts))
    right = len(candidate.doubts) - inside
    odds = (inside / max(1, flipped.sum())) / max(1e-9, right / max(1, (~flipped).sum()))
    return (
        f"{account.name:24} seed {seed}: {'refused' if candidate.refused else 'ACCEPTED'} "
        f"(learnable {candidate.comparison.learnable:.2f}, gain {candidate.comparison.gain:+.2f}); "
        f"doubts {inside} flipped, {right} not ({odds:.1f} to 1 by rate)"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("accounts", type=Path, nargs="*")
    parser.add_argument("--counts", default="50,100,200")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--fast", action="store_true", help="the light model alone")
    parser.add_argument("--cache", type=Path, help="a folder for what the encoder said")
    parser.add_argument("--poison", action="store_true")
    options = parser.parse_args()
    classifier = Classifier.open(base_model_folder(), fast=options.fast, threads=2)
    full = classifier.has_encoder
    readings = Readings(classifier, options.cache)
    rehearsal = read_rehearsal()
    rehearsed, measured = (reading_of(p, readings, full=full) for p in (rehearsal.learnt, rehearsal.measured))
    print(f"{classifier.version}, {'encoder' if full else 'light model'}; macro-F1, mean of {options.seeds} seeds")
    with threadpool_limits(1):
        for account in accounts(options.accounts, readings, full=full):
            if options.poison:
                for seed in range(options.seeds):
                    print(poison(account, rehearsed, measured, seed), flush=True)
                continue
            for count in map(int, options.counts.split(",")):
                if count > len(account.reading.posts) - 40:
                    continue  # too few are left to measure on
                rows = [measure(account, rehearsed, count, seed, full=full) for seed in range(options.seeds)]
                base, alone, blend = np.mean(rows, axis=0)
                print(
                    f"{account.name:24} {count:>4} labels: base alone {base:.3f}, own alone {alone:.3f}, "
                    f"blend {blend:.3f} ({blend - base:+.3f})",
                    flush=True,
                )


if __name__ == "__main__":
    main()
