"""How likely is it that the limit is broken, where the model is not sure what a post is?

The number of promotions among posts with chances p1..pn follows the Poisson-binomial distribution; it is counted here
by convolution, post by post (Hong 2013, "On computing the distribution function for the Poisson binomial
distribution"). Certain posts (0 or 1) cost nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.schedule.balance import allowance
from assistant.schedule.limits import Limits


def distribution(chances: Sequence[float]) -> tuple[int, list[float]]:
    """(certain, [P(0), P(1), …]): the promotions that are certain, and the distribution of the others."""
    certain, spread = 0, [1.0]
    for chance in chances:
        if chance >= 1:
            certain += 1
        elif chance > 0:
            stay, rise = 1 - chance, chance
            spread = [
                (spread[i] * stay if i < len(spread) else 0.0) + (spread[i - 1] * rise if i else 0.0)
                for i in range(len(spread) + 1)
            ]
    return certain, spread


def chance_above(chances: Sequence[float], allowed: int) -> float:
    """P(more than `allowed` of these posts are promotional)."""
    certain, spread = distribution(chances)
    if certain > allowed:
        return 1.0
    return min(1.0, max(0.0, sum(spread[allowed - certain + 1 :])))


def risk_of(before: Sequence[float], chance: float, limits: Limits) -> float:
    """The chance that the window ending with a new post of this `chance` breaks the limit.

    `before` are the chances of the posts before it, the newest last.
    """
    recent = [*before[-(limits.window - 1) :], chance] if limits.window > 1 else [chance]
    return chance_above(recent, allowance(limits, len(recent)))


def interval(chances: Sequence[float], coverage: float = 0.9) -> tuple[int, int]:
    """The fewest and the most promotions to reckon with: equal tails outside hold at most `1 - coverage`."""
    certain, spread = distribution(chances)
    tail = (1 - coverage) / 2
    low, total = 0, spread[0]
    while low < len(spread) - 1 and total <= tail:
        low += 1
        total += spread[low]
    high, total = len(spread) - 1, spread[-1]
    while high > low and total <= tail:
        high -= 1
        total += spread[high]
    return certain + low, certain + high
