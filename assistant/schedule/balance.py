"""The 80/20 rule in whole numbers.

The rule looks at posts in the order in which they go out. Where a window's worth of posts exists, at most `share`
percent of every window may be promotional; before that, the share holds over those that exist, the newest included.
A limit can only be broken by a promotion, so it is enough to look at the window that ends with each promotion.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from assistant.schedule.limits import Limits


def within(promotional: int, posts: int, share_percent: int) -> bool:
    """Whether so many promotions among so many posts keep to the share; exactly the share passes."""
    return promotional * 100 <= share_percent * posts


def allowance(limits: Limits, posts: int) -> int:
    """How many of the newest posts may be promotional where `posts` exist (a window's worth counts at most)."""
    return limits.share_percent * min(posts, limits.window) // 100


def may_promote(before: Sequence[bool], limits: Limits) -> bool:
    """Whether a promotion may follow these posts (True is promotional; the newest last; older ones may be cut off).

    At least `window - 1` posts must be given where so many exist.
    """
    recent = before[-(limits.window - 1) :] if limits.window > 1 else ()
    return within(sum(recent) + 1, len(recent) + 1, limits.share_percent)


def value_to_write(before: Sequence[bool], promotions: int, values: int, limits: Limits) -> int | None:
    """How many value posts are missing for all the queued promotions to go out, the queued values used first."""
    if promotions and not allowance(limits, limits.window):
        return None
    posts, used = tuple(before[-limits.window :]), 0
    seen: dict[tuple[bool, ...], tuple[int, int]] = {}
    left = promotions
    while left:
        if posts in seen:  # from here on all goes round and round: whole rounds at once
            then, so_far = seen[posts]
            rounds, left = divmod(left, then - left)
            used += rounds * (used - so_far)
            seen.clear()
            continue
        seen[posts] = left, used
        while not may_promote(posts, limits):
            posts = (*posts, False)
            used += 1
        posts = (*posts, True)[-limits.window :]
        left -= 1
    return max(0, used - values)


def worst_window(posts: Sequence[bool], limits: Limits) -> tuple[int, int] | None:
    """(first, last) index of the window with the highest share, the latest of equals; None without posts.

    Windows are full ones, or the whole of the posts (each prefix that ends with a promotion) while there are fewer.
    """
    totals = [0, *accumulate(posts)]
    windows = (
        (max(0, last - limits.window + 1), last)
        for last, promotional in enumerate(posts)
        if promotional or last + 1 >= limits.window or last + 1 == len(posts)
    )
    return max(windows, key=lambda w: ((totals[w[1] + 1] - totals[w[0]]) / (w[1] + 1 - w[0]), w[1]), default=None)


def holds(posts: Sequence[bool], limits: Limits) -> bool:
    """Whether every window of these posts keeps to the share."""
    totals = [0, *accumulate(posts)]
    for last, promotional in enumerate(posts):
        first = max(0, last - limits.window + 1)
        if promotional and not within(totals[last + 1] - totals[first], last + 1 - first, limits.share_percent):
            return False
    return True
