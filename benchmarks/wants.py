"""Which want does a draft serve? Recall on labelled pairs, against a bag of words.

    python benchmarks/wants.py

Two sets of invented businesses, each written before the method was tried on it: 166 drafts for 83 wants, on which the
thresholds were set, and 88 drafts for 44 wants that were kept apart until they stood. A draft is matched to the ten to
twelve wants of its own business, as in use, and to the wants of all. Drafts and wants share few words on purpose. A
second wording of each want that was kept apart says how well wants that ask for the same are found together.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.insight import matching
from assistant.insight.matching import Matcher, groups_alike
from assistant.insight.meaning import meanings
from assistant.insight.wants import in_trade

SET_ON = Path(__file__).parent / "data" / "wants.jsonl"
APART = Path(__file__).parent / "data" / "wants-apart.jsonl"
Ranking = Callable[[Sequence[str]], Callable[[str], list[int]]]


_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_READ: dict[str, Any] = {}


def read(texts: Sequence[str]) -> Any:
    """`meanings`, each text read once over all tables."""
    new = [text for text in dict.fromkeys(texts) if text not in _READ]
    _READ.update(zip(new, meanings(new), strict=True))
    return np.stack([_READ[text] for text in texts])


def bag_of_words(texts: Sequence[str], text: str) -> list[int]:
    """The baseline: positions ordered by the cosine of plain word counts."""
    own = Counter(_WORD.findall(text.lower()))
    counts = [Counter(_WORD.findall(t.lower())) for t in texts]

    def cosine(other: Counter[str]) -> float:
        product = sum(n * other[w] for w, n in own.items())
        lengths = math.sqrt(sum(n * n for n in own.values()) * sum(n * n for n in other.values()))
        return product / lengths if lengths else 0.0

    return sorted(range(len(texts)), key=lambda i: (-cosine(counts[i]), i))


def bag(wants: Sequence[str]) -> Callable[[str], list[int]]:
    """The baseline as a method."""
    return lambda draft: bag_of_words(wants, draft)


def matcher(share: float) -> Ranking:
    """The method with this share of words in common."""

    def ranking(wants: Sequence[str]) -> Callable[[str], list[int]]:
        made = Matcher(wants, spelled_share=share, read=read)
        return lambda draft: [m.index for m in made.ranked(draft)]

    return ranking


METHODS: dict[str, tuple[Ranking, bool]] = {  # the method, and whether the trade stands before each want
    "bag of words": (bag, False),
    "words and letters alone": (matcher(1), False),
    "encoder alone": (matcher(0), False),
    "both (`wants match` without a profile)": (matcher(matching.SPELLED_SHARE), False),
    "both, the trade known (`wants match` with one)": (matcher(matching.SPELLED_SHARE), True),
}


def ranks(pairs: Sequence[dict[str, str]], method: Ranking, *, own_business: bool, trade: bool) -> list[int]:
    """The rank (from 0) of the right want for each pair."""
    pairs = [{**pair, "want": in_trade(pair["want"], pair["business"] if trade else "")} for pair in pairs]
    pools: dict[str, list[str]] = {}
    for pair in pairs:
        pool = pools.setdefault(pair["business"] if own_business else "", [])
        if pair["want"] not in pool:
            pool.append(pair["want"])
    made = {name: method(pool) for name, pool in pools.items()}
    out = []
    for pair in pairs:
        name = pair["business"] if own_business else ""
        out.append(made[name](pair["draft"]).index(pools[name].index(pair["want"])))
    return out


def recall(found: Sequence[int], at: int) -> float:
    """The share of pairs whose want is among the first `at`."""
    return sum(r < at for r in found) / len(found)


def read_pairs(path: Path) -> list[dict[str, str]]:
    """The labelled pairs."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def named(pairs: Sequence[dict[str, str]], serves: float, *, trade: bool) -> tuple[float, float]:
    """(share of drafts whose right want is named, share of another business's drafts that any want is named for).

    As in `wants match`: among the first three of the own business, from this nearness on. A draft of the next business
    stands for one that serves nobody here.
    """
    pools: dict[str, list[str]] = {}
    for pair in pairs:
        pools.setdefault(pair["business"], [])
        if pair["want"] not in pools[pair["business"]]:
            pools[pair["business"]].append(pair["want"])
    made = {
        name: Matcher([in_trade(want, name if trade else "") for want in pool], read=read)
        for name, pool in pools.items()
    }
    names = list(pools)
    right = wrong = 0
    for pair in pairs:
        own = pair["business"]
        near = [m for m in made[own].ranked(pair["draft"], 3) if m.score >= serves]
        right += pair["want"] in [pools[own][m.index] for m in near]
        other = names[(names.index(own) + 1) % len(names)]
        wrong += made[other].ranked(pair["draft"], 1)[0].score >= serves
    return right / len(pairs), wrong / len(pairs)


def grouped(pairs: Sequence[dict[str, str]], alike: float) -> tuple[float, float]:
    """(share of wants that are grouped with their second wording, share of groups that hold two different wants)."""
    texts: dict[str, list[str]] = {}
    meant: dict[str, str] = {}
    for pair in pairs:
        for words in (pair["want"], pair["also"]):
            if words not in meant:
                meant[words] = pair["want"]
                texts.setdefault(pair["business"], []).append(words)
    groups = [[meant[own[i]] for i in group] for own in texts.values() for group in groups_alike(own, alike, read=read)]
    together = sum(len(group) - len(set(group)) for group in groups)
    return together / len(set(meant.values())), sum(len(set(g)) > 1 for g in groups) / len(groups)


def table(pairs: Sequence[dict[str, str]]) -> None:
    """Recall by method."""
    print("| method | own business: recall at 1 | at 3 | all wants: at 1 | at 3 |\n|---|---|---|---|---|")
    for name, (method, trade) in METHODS.items():
        own, everywhere = (ranks(pairs, method, own_business=only, trade=trade) for only in (True, False))
        cells = [recall(own, 1), recall(own, 3), recall(everywhere, 1), recall(everywhere, 3)]
        print(f"| {name} | {' | '.join(f'{c:.2f}' for c in cells)} |")


def main() -> None:
    """Print the tables."""
    sets = {"thresholds were set on these": read_pairs(SET_ON), "kept apart": read_pairs(APART)}
    for name, pairs in sets.items():
        print(f"\n{len(pairs)} pairs, {name}\n")
        table(pairs)
    for trade in (False, True):
        print(f"\nNamed from a nearness on, the trade {'known' if trade else 'not known'}\n")
        print("| nearness | right want | another business's draft | kept apart: right want | another's draft |")
        print("|---|---|---|---|---|")
        for serves in (0.18, 0.2, 0.22, 0.25, 0.28, 0.32):
            cells = [share for pairs in sets.values() for share in named(pairs, serves, trade=trade)]
            print(f"| {serves} | {' | '.join(f'{c:.2f}' for c in cells)} |")
    print("\nGrouped from a nearness on, kept apart\n")
    print("| nearness | found with its second wording | groups of two wants |\n|---|---|---|")
    for alike in (0.45, 0.5, 0.55, 0.6, 0.65):
        print(f"| {alike} | {' | '.join(f'{c:.2f}' for c in grouped(sets['kept apart'], alike))} |")


if __name__ == "__main__":
    main()
