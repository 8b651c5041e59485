"""The rules of a page as one frozen value. The settings say what they are; here they are only carried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

WEEK = 7  # days
QUIET_DAYS = 14  # without a story (E1) or a question (A2) that are long


@dataclass(frozen=True, slots=True)
class Limits:
    """How much promotion, how often, how close together.

    `share_percent` of every `window` consecutive posts on a platform may be promotional (B1, B2). `spacing_hours` lie
    between two posts on one platform (D3), other hours on those that `spacings` names. A personal page takes
    `personal_per_day` posts, a business page `business_per_week` in any seven days in a row (D4). `risk` is the chance
    of breaking the limit that is still taken when verdicts are unsure.
    """

    share_percent: int
    window: int
    spacing_hours: int
    personal_per_day: int
    business_per_week: int
    risk: float = 0.05
    spacings: Mapping[str, int] = field(default_factory=dict)

    def on(self, platform: str) -> Limits:
        """The rules as they hold on one platform."""
        hours = self.spacings.get(platform)
        return self if hours is None else replace(self, spacing_hours=hours)

    @property
    def reach(self) -> int:
        """How many posts before (or after) another one can matter for its balance, spacing and cadence at most."""
        return max(self.window, WEEK * self.personal_per_day + self.business_per_week + 1)

    def cadence(self, page: str) -> tuple[int, int]:
        """(posts, days): at most so many posts in any so many local days in a row."""
        return (self.personal_per_day, 1) if page == "personal" else (self.business_per_week, WEEK)
