"""What learning from own posts brings, and whether wrong labels are noticed.

`python benchmarks/own_posts.py ACCOUNT.jsonl... [--write benchmarks/own_posts.md]` prints three tables as Markdown.

1. For each account and seed, some posts are labelled and the others are the test: the base model alone, own posts alone
   and the blend that the labelled posts choose, as macro-F1.
2. 40 % of the labels turned at random: is the candidate refused, and are the turned ones among the doubts?
3. Kinds named right with 100 posts, by the base model and by the user's own kinds, given the label.

Accounts are JSON Lines with `text`, `label` and, for the third table, `kind`. Written accounts with a habit of their
own are added: corpus posts of some trades, of which certain kinds count as value (the base model has seen these texts,
with their usual labels).
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
from assistant.classifier.calibration import KINDS
from assistant.learning.corpus import LabelledPost, fold_groups, read_corpus
from assistant.learning.kinds import base_kinds, fit_kinds, likeliest
from assistant.learning.own import Ground, Recipe, best_recipe, macro_f1, recipes
from assistant.learning.readings import Readings
from assistant.learning.rehearsal import read_rehearsal
from assistant.learning.training import Reading, learn
from assistant.post import Kind, Label

TOP = Path(__file__).resolve().parents[1]
COUNTS = (50, 100, 200)
LEAST_TEST = 40  # posts to measure on
POISONED = 0.4
HABITS = {  # name -> (field of a corpus post, its values, kinds that count as value here)
    "written: bank and insurer whose news is value": (
        "industry",
        ("bank", "insurance"),
        (Kind.COMPANY_NEWS, Kind.BRAG),
    ),
    "written: event whose announcements are value": ("sort", ("event",), (Kind.PRODUCT,)),
}
WRITTEN_POSTS = 300


@dataclass(frozen=True)
class Account:
    name: str
    reading: Reading


def accounts(paths: list[Path], readings: Readings, *, full: bool) -> Iterator[Account]:
    """The accounts of the files, then the written ones."""
    for path in paths:
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        posts = [LabelledPost(r["text"], Label(r["label"]), Kind(r["kind"]) if r.get("kind") else None) for r in rows]
        yield Account(path.stem.removeprefix("account-"), reading_of(posts, readings, full=full))
    corpus = read_corpus(TOP / "corpus")
    for name, (field, values, as_value) in HABITS.items():
        found = [p for p in corpus if getattr(p, field) in values]
        drawn = np.sort(np.random.default_rng(0).permutation(len(found))[:WRITTEN_POSTS])
        bent = [LabelledPost(p.text, Label.VALUE if p.kind in as_value else p.label) for p in (found[i] for i in drawn)]
        yield Account(name, reading_of(bent, readings, full=full))


def reading_of(posts: list[LabelledPost] | tuple[LabelledPost, ...], readings: Readings, *, full: bool) -> Reading:
    """The posts with what the base model says of them."""
    features = readings.features([p.text for p in posts])
    return Reading(tuple(posts), features, features if full else None)


def split(account: Account, count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Labelled posts and test posts."""
    order = np.random.default_rng(seed).permutation(len(account.reading.posts))
    return np.sort(order[:count]), np.sort(order[count:])


def measure(account: Account, rehearsed: Reading, count: int, seed: int, *, full: bool) -> tuple[float, ...]:
    """Macro-F1 on the posts without a label: base alone, own posts alone, the blend."""
    labels, groups = account.reading.labels, fold_groups(account.reading.posts)
    ground = Ground(account.reading.best, labels, rehearsed.best, rehearsed.labels)
    train, test = split(account, count, seed)
    truth = labels[test] > 0.5
    blends = recipes(with_vectors=full)
    alone = [Recipe(0.0, r.words, r.vector, p, 0.0, r.balance) for r in blends[-1:] for p in (1.0, 0.3, 0.1)]
    figures = [macro_f1(truth, account.reading.best.base[test, 0] >= 0)]
    for tried in (alone, blends):
        recipe = best_recipe(ground, labels, groups, tried, train, seed=seed)
        figures.append(macro_f1(truth, ground.logits(recipe, train, test) >= 0))
    return tuple(figures)


def gains(found: list[Account], rehearsed: Reading, seeds: int, *, full: bool) -> Iterator[str]:
    """The first table."""
    yield "| account | labels | base alone | own posts alone | chosen blend | gain | under the better of both |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for account in found:
        for count in COUNTS:
            if count + LEAST_TEST > len(account.reading.posts):
                continue
            rows = [measure(account, rehearsed, count, seed, full=full) for seed in range(seeds)]
            base, alone, blend = np.mean(rows, axis=0)
            figures = f"{base:.3f} | {alone:.3f} | {blend:.3f} | {blend - base:+.3f}"
            yield f"| {account.name} | {count} | {figures} | {max(0.0, max(base, alone) - blend):.3f} |"


def poisoned(found: list[Account], rehearsed: Reading, measured: Reading, seeds: int) -> Iterator[str]:
    """The second table."""
    yield "| account | seed | candidate | labels found wrong | doubts: turned | not turned | turned over-represented |"
    yield "|---|---:|---|---:|---:|---:|---:|"
    other = {Label.VALUE: Label.PROMOTIONAL, Label.PROMOTIONAL: Label.VALUE}
    for account in found:
        posts = account.reading.posts
        for seed in range(seeds):
            turned = np.random.default_rng(seed).random(len(posts)) < POISONED
            bad = tuple(
                LabelledPost(p.text, other[p.label] if t else p.label) for p, t in zip(posts, turned, strict=True)
            )
            reading = Reading(bad, account.reading.light, account.reading.full)
            candidate = learn(reading, rehearsed, measured, seed=seed)
            look = candidate.second_look
            inside = int(sum(turned[d.place] for d in look.doubts))
            right = len(look.doubts) - inside
            odds = (inside / turned.sum()) / (max(1, right) / (~turned).sum())
            verdict = "refused" if candidate.refused else "ACCEPTED"
            said = f"{'at least ' if not right else ''}{odds:.1f} to 1"
            yield f"| {account.name} | {seed} | {verdict} | {look.wrong:.0%} | {inside} | {right} | {said} |"


def kinds(found: list[Account], seeds: int) -> Iterator[str]:
    """The third table."""
    yield "| account | base model | own kinds |"
    yield "|---|---:|---:|"
    for account in found:
        posts, features = account.reading.posts, account.reading.best
        if any(p.kind is None for p in posts):
            continue
        truth = np.array([KINDS.index(p.kind) for p in posts if p.kind])
        shares = []
        for seed in range(seeds):
            train, test = split(account, 100, seed)
            own = fit_kinds(features.take(train), truth[train]).scores(features.take(test))
            label = account.reading.labels[test] > 0.5
            said = [np.array(likeliest(scores, label)) for scores in (base_kinds(features.take(test)), own)]
            shares.append([float((s == truth[test]).mean()) for s in said])
        before, after = np.mean(shares, axis=0)
        yield f"| {account.name} | {before:.0%} | {after:.0%} |"


def main() -> None:
    """Print the tables, and write them if asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("accounts", type=Path, nargs="*")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--fast", action="store_true", help="the light model alone")
    parser.add_argument("--cache", type=Path, help="a folder for what the encoder said")
    parser.add_argument("--write", type=Path, help="a file for the tables")
    options = parser.parse_args()
    classifier = Classifier.open(base_model_folder(), fast=options.fast, threads=2)
    full = classifier.has_encoder
    readings, rehearsal = Readings(classifier, options.cache), read_rehearsal()
    rehearsed, measured = (reading_of(p, readings, full=full) for p in (rehearsal.learnt, rehearsal.measured))
    found = list(accounts(options.accounts, readings, full=full))
    lines: list[str] = []

    def tell(line: str) -> None:
        print(line, flush=True)
        lines.append(line)

    with threadpool_limits(1):
        tell("# Learning from own posts\n\nMade by `benchmarks/own_posts.py`, which says what each table holds.\n")
        tell(f"{classifier.version}, {'with the encoder' if full else 'light model alone'}; {options.seeds} seeds.\n")
        for title, table in (
            ("Macro-F1 on posts without a label", gains(found, rehearsed, options.seeds, full=full)),
            ("Four labels in ten turned at random", poisoned(found, rehearsed, measured, options.seeds)),
            ("Kinds named right, 100 posts learnt", kinds(found, options.seeds)),
        ):
            tell(f"## {title}\n")
            for line in table:
                tell(line)
            tell("")
    if options.write:
        options.write.write_text("\n".join(lines).rstrip() + "\n", "utf-8")


if __name__ == "__main__":
    main()
