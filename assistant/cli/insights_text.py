"""Insights as people read them in a terminal, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from assistant.cli.screen import paint, printable
from assistant.insight.compare import FEWEST, Group
from assistant.insight.offer import Offer, PlatformWorth, worth_of_platforms

if TYPE_CHECKING:
    from assistant.cli.insights import Found
    from assistant.insight.learnt import Learnt

CAUTION = "What went together in your numbers; never what caused it."
_TOGETHER = "likes, comments, shares and saves together"


def _measured(measure: str) -> str:
    return _TOGETHER if measure == "interactions" else measure


def insights_json(found: Found, measure: str, learnt: Learnt) -> dict[str, Any]:
    """All figures, what stands out, and what is offered to the planner and what it uses already."""
    return {
        "posts": found.comparison.posts,
        "measure": _measured(measure),
        "fewest": FEWEST,
        "groups": {what: [_group_json(g) for g in own] for what, own in found.comparison.groups.items()},
        "claims": [{"by": what, "name": g.name} for what, g in found.comparison.claims],
        "platforms": [_worth_json(w) for w in worth_of_platforms(found.comparison)],
        "lifetime_hours": {
            name: {"median": life.hours, "interval": [life.low, life.high]} for name, life in found.lifetimes.items()
        },
        "offer": {"slots": list(found.offer.slots), "spacing_hours": dict(found.offer.spacings)},
        "in_force": learnt.as_json(),
        "note": CAUTION,
    }


def _group_json(group: Group) -> dict[str, Any]:
    other = group.against
    return {
        "name": group.name,
        "posts": group.posts,
        "median": group.median,
        "interval": None if group.low is None else [group.low, group.high],
        "against_the_rest": None
        if other is None
        else {
            "ratio": other.ratio,
            "interval": None if other.low is None else [other.low, other.high],
            "p_adjusted": round(other.p, 6),
            "claim": other.claim,
        },
    }


def _worth_json(found: PlatformWorth) -> dict[str, Any]:
    return {
        "platform": found.platform,
        "posts": found.posts,
        "median": found.median,
        "worth": found.worth.name.lower(),
        "said": str(found.worth),
    }


def insights_text(found: Found, measure: str, learnt: Learnt) -> str:
    """The screen."""
    lines = [f"{_posts(found.comparison.posts)}, by {_measured(measure)}. {CAUTION}"]
    for what, own in found.comparison.groups.items():
        lines += ["", paint(what, "bold"), *(f"  {_group_text(g)}" for g in own)]
    claims = [f"  {_claim(what, g)}" for what, g in found.comparison.claims]
    lines += ["", paint("what stands out", "bold"), *(claims or ["  nothing beyond what chance can bring"])]
    worth = worth_of_platforms(found.comparison)
    if worth:
        lines += ["", paint("which platform earns its place", "bold")]
        lines += [f"  {printable(w.platform).ljust(20)} {w.worth}" for w in worth]
    lines += _lives(found)
    lines += _offered(found.offer, learnt)
    return "\n".join(lines)


def _lives(found: Found) -> Iterator[str]:
    if found.lifetimes:
        yield ""
        yield paint("how long posts live", "bold")
    for name, life in found.lifetimes.items():
        where = printable(name) or "all platforms"
        yield (
            f"  {where.ljust(20)} three quarters of the comments came within {life.hours:.1f} h "
            f"({life.low:.1f} to {life.high:.1f})"
        )


def _offered(offer: Offer, learnt: Learnt) -> Iterator[str]:
    if not offer and not learnt.slots and not learnt.spacings:
        return
    yield ""
    yield paint("for the planner", "bold")
    if offer.slots and offer.slots != learnt.slots:
        yield f"  offered: slots {', '.join(offer.slots)}"
    for name, hours in offer.spacings.items():
        if learnt.spacings.get(name) != hours:
            yield f"  offered: {hours} h between posts on {printable(name) or 'every platform'}"
    new = (offer.slots and offer.slots != learnt.slots) or any(
        learnt.spacings.get(name) != hours for name, hours in offer.spacings.items()
    )
    if new:
        yield "  `assistant insights use` accepts that, `assistant insights use --undo` takes it back"
    yield from (f"  in use: {line}" for line in _in_use(learnt))


def in_force_text(learnt: Learnt, *, changed: bool, dry_run: bool) -> str:
    """What the planner uses from now on."""
    said = list(_in_use(learnt))
    if not said:
        return f"the planner {'would use' if dry_run else 'uses'} the settings alone"
    again = "would use" if dry_run else "uses" if changed else "went on using"
    return f"the planner {again} {'; '.join(said)}" + ("" if changed else " (nothing new)")


def _in_use(learnt: Learnt) -> Iterator[str]:
    if learnt.slots:
        yield f"slots {', '.join(learnt.slots)}"
    for name, hours in learnt.spacings.items():
        yield f"{hours} h between posts on {printable(name) or 'every platform'}"


def _group_text(group: Group) -> str:
    name = printable(group.name.replace("_", " ")).ljust(20)
    if group.median is None:
        return f"{name} {_posts(group.posts, 5)}  not enough posts to say"
    return f"{name} {_posts(group.posts, 5)}  median {group.median:,.0f} ({group.low:,.0f} to {group.high:,.0f})"


def _posts(number: int, width: int = 0) -> str:
    return f"{number:{width},} post{'s' if number != 1 else ' ' if width else ''}"


def _claim(what: str, group: Group) -> str:
    other, name = group.against, printable(group.name.replace("_", " "))
    if other is None or other.ratio is None or other.low is None or other.high is None:
        return f"{what} {name}: differs from the rest"
    chance = f"{other.p:.3f}" if other.p >= 0.001 else "under 0.001"
    return (
        f"{what} {name}: {other.ratio:.2f} times the median of the rest "
        f"({other.low:.2f} to {other.high:.2f}; p {chance} over all comparisons)"
    )
