"""What the rewriter may know of the business: a few sentences in the owner's own words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Owner:
    """Who speaks. Everything is optional, and everything is the owner's own wording.

    `trade` is what customers call the business ("bakery"), `why` a sentence on why it began, `notes` the notebook:
    tips, answers and stories that may stand in a post. `wants` are the customers' words: they choose the question and
    never stand in a post.
    """

    trade: str | None = None
    why: str | None = None
    notes: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
