"""May this post follow those? The plain rule on labels, and the chance of being wrong about unsure ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.schedule.balance import may_promote
from assistant.schedule.chance import risk_of
from assistant.schedule.limits import Limits


@dataclass(frozen=True, slots=True)
class Weight:
    """What a post counts for: its label, and the chance that it is a promotion (0 or 1 where the label is sure)."""

    promotional: bool
    chance: float


def may_follow(before: Sequence[Weight], new: Weight, limits: Limits) -> bool:
    """Whether `new` may go out after `before` (the newest last, at least `window - 1` where so many exist).

    A value post always may. A promotion may if the labels keep to the share and the chance of breaking it, unsure
    verdicts counted by their probability, is under `limits.risk`.
    """
    if not new.promotional:
        return True
    if not may_promote([w.promotional for w in before], limits):
        return False
    return risk_of([w.chance for w in before], new.chance, limits) < limits.risk


def needed_before(before: Sequence[Weight], new: Weight, limits: Limits) -> int | None:
    """How many (sure) value posts must go out before `new` may; None if no number is enough."""
    posts = list(before)
    for needed in range(limits.window + 1):
        if may_follow(posts, new, limits):
            return needed
        posts.append(Weight(False, 0.0))
    return None


def may_join(before: Sequence[Weight], new: Weight, after: Sequence[Weight], limits: Limits) -> bool:
    """Whether `new` may go out between posts that were and posts that are planned, and break nothing of the plan.

    An unsure value post adds to the chance of breaking it later. A planned promotion that would break the
    limit anyway is no reason to hold back.
    """
    if not may_follow(before, new, limits):
        return False
    if new.chance == 0:
        return True
    for i, planned in enumerate(after[: limits.window]):
        held = planned.promotional and may_follow([*before, *after[:i]], planned, limits)
        if held and not may_follow([*before, new, *after[:i]], planned, limits):
            return False
    return True
