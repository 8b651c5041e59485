"""What the figures offer to the planner: slots, how long posts live, and which platform earns its place (B3, D2, D3).

Offered only where a group stands out beyond chance (`compare`), and never put in force by itself.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from enum import StrEnum

from assistant.insight.compare import TIME_OF_DAY, Comparison, Group, band_of
from assistant.insight.engagement import PostFigures
from assistant.insight.learnt import LONGEST
from assistant.insight.lifetime import Lifetime
from assistant.schedule.slots import parse_slot

_STEP = 30  # minutes; a slot is offered on the half hour


class Worth(StrEnum):
    """What the figures say of a platform."""

    MORE = "earns more than the others"
    LESS = "earns less than the others"
    ALIKE = "no difference that chance could not bring"
    FEW = "not enough posts to say"
    ALONE = "the only one with figures"


@dataclass(frozen=True, slots=True)
class PlatformWorth:
    """A platform's verdict: its posts with figures, their median (None: too few), and what that is worth."""

    platform: str
    posts: int
    median: float | None
    worth: Worth


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be accepted: `slots` as in the settings, `spacings` whole hours by platform ("": every one)."""

    slots: tuple[str, ...]
    spacings: Mapping[str, int]

    def __bool__(self) -> bool:
        return bool(self.slots or self.spacings)


def offer(
    found: Comparison,
    posts: Sequence[PostFigures],
    lifetimes: Mapping[str, Lifetime],
    slots: Sequence[str],
    zone: tzinfo,
) -> Offer:
    """What these figures offer, `slots` being those in force.

    Where times of day stand out upwards, a slot for each: the median local time of its own posts, on the half hour.
    Where some only stand out downwards, the present slots without those. Spacing is the lifetime, rounded up.
    """
    spacings = {name: min(LONGEST, max(1, math.ceil(life.hours))) for name, life in lifetimes.items()}
    better = _standing_out(found, upwards=True)
    if better:
        return Offer(tuple(sorted(filter(None, (_slot_in(name, posts, zone) for name in better)))), spacings)
    worse = _standing_out(found, upwards=False)
    left = tuple(s for s in slots if band_of(parse_slot(s).at.hour) not in worse)
    return Offer(left if worse and left and len(left) < len(slots) else (), spacings)


def _standing_out(found: Comparison, *, upwards: bool) -> set[str]:
    """Names of times of day; with two groups alone the second is told by the first."""
    groups = found.groups.get(TIME_OF_DAY, ())
    names = {g.name for g in groups if _ratio(g) is not None and (_ratio(g) or 0) > 1 and upwards}
    names |= {g.name for g in groups if _ratio(g) is not None and (_ratio(g) or 0) < 1 and not upwards}
    if len(groups) == 2 and _ratio(groups[0]) is not None:
        first_up = (_ratio(groups[0]) or 0) > 1
        if first_up is not upwards:
            names.add(groups[1].name)
    return names


def _ratio(group: Group) -> float | None:
    """The ratio of a group that is claimed to differ."""
    return group.against.ratio if group.against and group.against.claim else None


def _slot_in(name: str, posts: Sequence[PostFigures], zone: tzinfo) -> str | None:
    own = [p.at.astimezone(zone) for p in posts if p.timed and band_of(p.at.astimezone(zone).hour) == name]
    if not own or name == band_of(0):  # the night is in two halves, and nobody is to post in it
        return None
    middle = statistics.median(at.hour * 60 + at.minute for at in own)
    step = round(middle / _STEP) * _STEP
    return f"{step // 60:02}:{step % 60:02}"


def worth_of_platforms(found: Comparison) -> list[PlatformWorth]:
    """Each platform's verdict, in the order of the comparison."""
    groups = found.groups.get("platform", ())
    return [PlatformWorth(g.name, g.posts, g.median, _worth(g, groups)) for g in groups]


def _worth(group: Group, groups: Sequence[Group]) -> Worth:
    if len(groups) == 1:
        return Worth.ALONE
    if group.median is None:
        return Worth.FEW
    against, turned = group.against, False
    if against is None and len(groups) == 2:
        other = groups[0] if groups[1] is group else groups[1]
        against, turned = other.against, True
    if against is None:
        return Worth.FEW
    if not against.claim or against.ratio is None:
        return Worth.ALIKE
    return Worth.MORE if (against.ratio > 1) is not turned else Worth.LESS
