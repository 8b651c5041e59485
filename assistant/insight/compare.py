"""What went with engagement: medians, bootstrap intervals, and claims only where chance is an unlikely reason.

Never a cause: posts differ in more than one way at once. A group is compared with all other posts by a Mann-Whitney
test; over all comparisons of one report the level is kept by Holm's method (1979). Intervals are percentile bootstraps
(Efron and Tibshirani 1993, chapter 13).
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import TYPE_CHECKING

from assistant.insight.engagement import INTERACTIONS_TOGETHER, PostFigures
from assistant.post import Label

if TYPE_CHECKING:
    import numpy as np
    from numpy.random import Generator
    from numpy.typing import NDArray

    Values = NDArray[np.float64]

FEWEST = 8  # posts of a group and of the rest, below which nothing is said
LEVEL = 0.02  # chance that a report on posts without any pattern claims one at all
DRAWS = 2000
_AT_ONCE = 2**20  # numbers of the bootstrap that are held at a time
TIME_OF_DAY = "time of day"
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()  # noqa: SIM905 - reads better
_BANDS = (
    (0, 5, "night"),
    (5, 10, "early morning"),
    (10, 15, "around noon"),
    (15, 23, "after three"),
    (23, 24, "night"),
)
_LENGTHS = ((80, "under 80 characters"), (200, "80 to 199"), (500, "200 to 499"), (10**9, "500 and more"))


@dataclass(frozen=True, slots=True)
class Against:
    """A group against all other posts: the ratio of the medians (None where the others' is 0) with its 95 % interval.

    `p` is adjusted over the report; `claim` says whether it is under `LEVEL` and the interval leaves out 1.
    """

    ratio: float | None
    low: float | None
    high: float | None
    p: float
    claim: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Posts that share something: their median interactions with its 95 % interval, None with too few posts."""

    name: str
    posts: int
    median: float | None
    low: float | None
    high: float | None
    against: Against | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """All groups by what they share, in a fixed order; `posts` is how many had figures."""

    posts: int
    groups: Mapping[str, tuple[Group, ...]]

    @property
    def claims(self) -> list[tuple[str, Group]]:
        """The groups that stand out, the most different first."""
        found = [(what, g) for what, own in self.groups.items() for g in own if g.against and g.against.claim]
        return sorted(found, key=lambda item: item[1].against.p if item[1].against else 1)


def band_of(hour: int) -> str:
    """The time of day that a local hour (0..23) belongs to."""
    return next(name for first, end, name in _BANDS if first <= hour < end)


def compare(
    posts: Sequence[PostFigures], zone: tzinfo, generator: Generator, measure: str = INTERACTIONS_TOGETHER
) -> Comparison:
    """Compare a figure of `MEASURES` by label, kind, time of day, weekday, platform and length.

    Posts without that figure are left out. With several platforms each post is measured against its platform's median,
    except where platforms are compared.
    """
    import numpy as np

    counted = [(p, number) for p in posts if (number := p.figure(measure)) is not None]
    known = [p for p, _ in counted]
    raw = np.array([number for _, number in counted], dtype=np.float64)
    relative = _relative(known, raw)
    groups: dict[str, list[Group]] = {}
    for what, name_of in _sharing(zone).items():
        names = [name_of(p) for p in known]
        values = raw if what == "platform" else relative
        distinct = sorted({n for n in names if n is not None}, key=_order(what))
        pool = np.array([n is not None for n in names])
        two = len(distinct) == 2  # then one comparison says all
        groups[what] = [
            _group(name, raw, values, np.array([n == name for n in names]), pool, generator, compared=not (two and i))
            for i, name in enumerate(distinct)
        ]
    return Comparison(len(known), _adjusted(groups))


def _sharing(zone: tzinfo) -> dict[str, Callable[[PostFigures], str | None]]:
    return {
        "label": lambda p: str(p.label),
        "kind": lambda p: str(p.kind),
        TIME_OF_DAY: lambda p: band_of(p.at.astimezone(zone).hour) if p.timed else None,
        "weekday": lambda p: _DAYS[p.at.astimezone(zone).weekday()],
        "platform": lambda p: p.platform or None,
        "length": lambda p: next(n for most, n in _LENGTHS if len(p.text) < most),
    }


def _order(what: str) -> Callable[[str], tuple[int, str]]:
    fixed = {
        "label": [str(Label.VALUE), str(Label.PROMOTIONAL)],
        "weekday": _DAYS,
        "length": [n for _, n in _LENGTHS],
        TIME_OF_DAY: [n for _, _, n in _BANDS[:4]],
    }.get(what, [])
    return lambda name: (fixed.index(name) if name in fixed else len(fixed), name)


def _relative(posts: Sequence[PostFigures], values: Values) -> Values:
    medians: dict[str, float] = {}
    for platform in {p.platform for p in posts}:
        own = [v for p, v in zip(posts, values.tolist(), strict=True) if p.platform == platform]
        medians[platform] = statistics.median(own) or 1.0
    if len(medians) < 2:
        return values
    import numpy as np

    scaled: Values = values / np.array([medians[p.platform] for p in posts])
    return scaled


def _group(
    name: str, raw: Values, values: Values, inside: Values, pool: Values, generator: Generator, *, compared: bool
) -> Group:
    import numpy as np

    chosen = inside.astype(bool)
    others = pool.astype(bool) & ~chosen
    count = int(chosen.sum())
    if count < FEWEST:
        return Group(name, count, None, None, None, None)
    own = raw[chosen]
    low, high = np.percentile(bootstrap_medians(own, generator), [2.5, 97.5])
    against = None
    if compared and int(others.sum()) >= FEWEST:
        against = _against(values[chosen], values[others], generator)
    return Group(name, count, float(np.median(own)), float(low), float(high), against)


def _against(own: Values, rest: Values, generator: Generator) -> Against:
    from scipy.stats import mannwhitneyu

    p = float(mannwhitneyu(own, rest, method="asymptotic").pvalue) if len({*own.tolist(), *rest.tolist()}) > 1 else 1.0
    ratio, low, high = ratio_of_medians(own, rest, generator)
    return Against(ratio, low, high, p, claim=False)


def ratio_of_medians(
    own: Values, rest: Values, generator: Generator
) -> tuple[float | None, float | None, float | None]:
    """The ratio of the medians and its 95 % bootstrap interval; None where the second median is 0."""
    import numpy as np

    if np.median(rest) <= 0:
        return None, None, None
    one, two = bootstrap_medians(own, generator), bootstrap_medians(rest, generator)
    low, high = np.percentile(one[two > 0] / two[two > 0], [2.5, 97.5])
    return float(np.median(own) / np.median(rest)), float(low), float(high)


def bootstrap_medians(values: Values, generator: Generator) -> Values:
    """The medians of `DRAWS` samples of all `values` (n,) with replacement, (DRAWS,): the numbers of one large draw.

    Drawn in parts of about a million numbers, so that the memory does not grow with the posts.
    """
    import numpy as np

    n = len(values)
    rows = max(1, _AT_ONCE // n)
    parts = [(min(rows, DRAWS - start), n) for start in range(0, DRAWS, rows)]
    return np.concatenate([np.median(values[generator.integers(0, n, part)], axis=1) for part in parts])


def _adjusted(groups: Mapping[str, Sequence[Group]]) -> dict[str, tuple[Group, ...]]:
    tests = sorted(
        ((g.against.p, what, i) for what, own in groups.items() for i, g in enumerate(own) if g.against),
    )
    adjusted: dict[tuple[str, int], float] = {}
    highest = 0.0
    for rank, (p, what, i) in enumerate(tests):
        highest = max(highest, min(1.0, p * (len(tests) - rank)))
        adjusted[what, i] = highest
    return {
        what: tuple(_settled(g, adjusted.get((what, i), 1.0)) for i, g in enumerate(own))
        for what, own in groups.items()
    }


def _settled(group: Group, p: float) -> Group:
    old = group.against
    if old is None:
        return group
    apart = old.low is None or old.high is None or not old.low <= 1 <= old.high
    return replace(group, against=replace(old, p=p, claim=p < LEVEL and apart))
