"""Which want does a draft serve? Recall on labelled pairs, against a bag of words.

    python benchmarks/wants.py [FILE.jsonl]

166 drafts for 83 wants of eight invented businesses, written for this table before the method was tried on it; nothing
in the method was fitted to them. A draft is matched to the ten to twelve wants of its own business, as in use, and to
the wants of all eight.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.insight import matching
from assistant.insight.matching import Matcher, bag_of_words

PAIRS = Path(__file__).parent / "data" / "wants.jsonl"
Ranking = Callable[[Sequence[str]], Callable[[str], list[int]]]


def bag(wants: Sequence[str]) -> Callable[[str], list[int]]:
    """The baseline."""
    return lambda draft: bag_of_words(wants, draft)


def matcher(share: float) -> Ranking:
    """The method with this share of words in common."""

    def ranking(wants: Sequence[str]) -> Callable[[str], list[int]]:
        made = Matcher(wants, spelled_share=share)
        return lambda draft: [m.index for m in made.ranked(draft)]

    return ranking


METHODS: dict[str, Ranking] = {
    "bag of words": bag,
    "words and letters alone": matcher(1),
    "encoder alone": matcher(0),
    "both (what `wants match` does)": matcher(matching.SPELLED_SHARE),
}


def ranks(pairs: Sequence[dict[str, str]], method: Ranking, *, own_business: bool) -> list[int]:
    """The rank (from 0) of the right want for each pair."""
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


def read_pairs(path: Path = PAIRS) -> list[dict[str, str]]:
    """The labelled pairs."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def main() -> None:
    """Print the table."""
    pairs = read_pairs(Path(sys.argv[1]) if len(sys.argv) > 1 else PAIRS)
    print(f"{len(pairs)} pairs\n")
    print("| method | own business: recall at 1 | at 3 | all wants: at 1 | at 3 |\n|---|---|---|---|---|")
    for name, method in METHODS.items():
        own, everywhere = ranks(pairs, method, own_business=True), ranks(pairs, method, own_business=False)
        cells = [recall(own, 1), recall(own, 3), recall(everywhere, 1), recall(everywhere, 3)]
        print(f"| {name} | {' | '.join(f'{c:.2f}' for c in cells)} |")


if __name__ == "__main__":
    main()
