"""Rules against self-praise, and the safe turns from "we" to "you", for promotional drafts."""

from __future__ import annotations

import re

from assistant.rewriter.rules import Rule, compiled

_HYPE = (
    r"amazing|incredible|stunning|unbelievable|fabulous|sensational|awesome|unmissable|world[- ]class"
    r"|state[- ]of[- ]the[- ]art"
    r"|cutting[- ]edge|gorgeous|jaw[- ]dropping|mind[- ]blowing|life[- ]changing|unbeatable|unrivall?ed"
    r"|game[- ]changing|must[- ]have|phenomenal"
)


def _article(match: re.Match[str]) -> str:
    article, following = match["article"], match["next"]
    if article.lower() in ("a", "an"):
        fitting = "an" if following[0].lower() in "aeiou" else "a"
        article = fitting.capitalize() if article[0].isupper() else fitting
    return f"{article} {following}"


PRAISE_RULES = (
    Rule(
        id="trim-hype",
        operation="trim superlatives",
        pattern=compiled(
            rf"(?<![\w'’-])(?:(?P<article>a|an|the|this|these|our|your|my|some) )(?:(?:absolutely|truly|simply"
            rf"|totally) )?(?-i:{_HYPE})(?:, (?=[a-z]))? (?P<next>(?-i:[a-z])\w{{1,30}})"
        ),
        replacement=_article,
        reason="the thing itself is more believable",
        principle="D1",
        fires=(
            ("Just finished this gorgeous sideboard.", "Just finished this sideboard."),
            ("It is an amazing orange cake.", "It is an orange cake."),
            ("Book your life changing appointment.", "Book your appointment."),
        ),
        silent=(
            "The Amazing Maurice is on at eight.",
            "The amazing Maurice",
            "It was amazing.",
            "an awesome-o costume",
        ),
    ),
    Rule(
        id="trim-brand-new",
        operation="trim superlatives",
        pattern=compiled(r"(?<![\w-])brand[- ]new(?=[ ][a-z])"),
        replacement=lambda m: "New" if m.group()[0] == "B" else "new",
        reason="new is new",
        principle="D1",
        fires=(("A brand new dashboard.", "A new dashboard."),),
        silent=("Brand newsletters are dull.", "Their brand, new to me, is good."),
    ),
    Rule(
        id="you-get",
        operation="from we to you",
        pattern=compiled(
            r"(?<![\w’'])we(?P<will>[’']ll| will)? (?:can )?(?:give|offer|provide) you (?:with )?(?=(?:a|an|the"
            r"|your|free|up|\d|two|three|full)\b)"
        ),
        replacement=lambda m: ("You" if m.group()[0] == "W" else "you") + (m["will"] or "") + " get ",
        reason="the reader comes first",
        principle="C2",
        fires=(
            ("We give you a key.", "You get a key."),
            ("On Friday we will provide you with the plan.", "On Friday you will get the plan."),
        ),
        silent=("We give you our word.", "We offer tours.", "They give you a lift."),
    ),
)
