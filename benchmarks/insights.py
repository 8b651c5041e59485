"""Do the intervals hold what they promise? Simulated exports with a known effect, and with none.

python benchmarks/insights.py [RUNS]
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta

import numpy as np

from assistant.insight.compare import Comparison, compare
from assistant.insight.engagement import PostFigures
from assistant.post import Kind, Label

POSTS = 140


def simulated(seed: int, effect: float, spread: float) -> Comparison:
    """Posts whose value half draws `effect` times the median likes; `spread` is that of the logarithms."""
    generator = np.random.default_rng(seed)
    posts = []
    for i in range(POSTS):
        value = bool(generator.random() < 0.6)
        likes = round(float(np.exp(generator.normal(np.log(60 * (effect if value else 1)), spread))))
        label, kind = (Label.VALUE, Kind.TIP) if value else (Label.PROMOTIONAL, Kind.OFFER)
        words = "word " * int(generator.integers(2, 120))
        at = datetime(2026, 1, 1, 6, tzinfo=UTC) + timedelta(hours=7 * i)
        posts.append(PostFigures(words, at, True, "facebook", label, kind, {"likes": likes}))
    return compare(posts, UTC, np.random.default_rng(seed))


def main() -> None:
    """Print the table."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    print(f"{runs} runs of {POSTS} posts each\n")
    print("| spread | effect | interval covers it | reports with a claim |\n|---|---|---|---|")
    for spread in (0.5, 0.7, 1.0):
        for effect in (1.0, 1.3, 1.6, 2.5):
            found = [simulated(seed, effect, spread) for seed in range(runs)]
            own = [f.groups["label"][0].against for f in found]
            covered = sum(bool(a and (a.low or 0) <= effect <= (a.high or 0)) for a in own)
            print(f"| {spread} | {effect} | {covered} of {runs} | {sum(bool(f.claims) for f in found)} of {runs} |")


if __name__ == "__main__":
    main()
