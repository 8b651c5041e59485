"""The guard refuses what no source says, and lets pass what the sources say."""

from __future__ import annotations

import pytest

from assistant.rewriter.guard import Sources, check
from assistant.rewriter.owner import Owner

DRAFT = (
    "HUGE SALE! Rugs from £40, runners £25, new customers only, until Sunday 8 June. Excludes silk. "
    "Call Nadia on 01632 960 118 or see rugs.example/sale"
)
ANSWER = "Turn the rug over. If the knots don't show on the back, it is glued, not knotted."
SOURCES = Sources(DRAFT, ANSWER, Owner(trade="rug shop", why="My mother wove until she was 80."))
OFFER = "Rugs from £40, runners £25, new customers only, until Sunday 8 June. Excludes silk."


@pytest.mark.parametrize(
    "output",
    [
        ANSWER,
        f"{ANSWER}\n\n{OFFER}",
        f"{OFFER} You can call Nadia on 01632 960 118.",
        "My mother wove until she was 80. Turn the rug over.",
        "Turn the rug over: if the knots don't show on the back, it is glued.",
        "Till Sunday 8 June, new customers only: rugs from £40, runners £25. Excludes silk.",
    ],
)
def test_what_the_sources_say_may_be_shown(output: str) -> None:
    assert check(output, SOURCES) == ()


@pytest.mark.parametrize(
    ("output", "code"),
    [
        (f"{ANSWER} Since 1962.", "number of no source"),
        (OFFER.replace("£40", "£45"), "number of no source"),
        (OFFER.replace("£40", "£X").replace("£25", "£40").replace("£X", "£25"), "limit turned around"),
        (OFFER.replace(", new customers only", ""), "condition dropped"),
        (OFFER.replace(" Excludes silk.", ""), "condition dropped"),
        (OFFER.replace("until", "after"), "limit turned around"),
        (OFFER.replace("from ", ""), "limit turned around"),
        (f"{ANSWER} Ask for Brenda.", "name or word of no source"),
        (f"{ANSWER} Our rugs are organic.", "name or word of no source"),
        (f"{ANSWER} See rugs.example/sales", "link of no source"),
        (f"{ANSWER} Call 01632 960 119.", "phone of no source"),
        (ANSWER.replace("don't show", "show"), "denial lost"),
        ("Runners £25 each, rugs from £45.", "number of no source"),
        ("If the knots show on the back, it is not glued.", "denial lost"),
        ("Turn the rug over: on the back it is knotted, not glued.", "denied without a source"),
        (f"{ANSWER} My mother wove until she was 80 years a week.", "number in another unit"),
        (f"{ANSWER} My mother wove twice a week.", "another frequency"),
        (f"{ANSWER} My mother wove after she was 80.", "limit turned around"),
        (f"{OFFER} Silk included.", "claim in other company"),
        (f"{ANSWER} Rugs never show.", "denied without a source"),
        ("Turn the the rug over.", "doubled word"),
        ("Turn the rug over and.", "dangling word"),
        ("(Turn the rug over.", "unbalanced"),
        ("Turn the rug over , it is glued.", "orphaned mark"),
        ("show on the back.", "fragment"),
        ("  ", "empty"),
    ],
)
def test_what_no_source_says_is_refused(output: str, code: str) -> None:
    assert any(code in str(v) for v in check(output, SOURCES))


@pytest.mark.parametrize(
    ("output", "platform", "fits"),
    [
        (f"{ANSWER} See rugs.example/sale", "x", True),
        ("Turn the rug over. " * 15, "x", False),
        ("地" * 141, "x", False),
        ("地" * 140, "x", True),
        ("🧶" * 140, "x", True),
        ("🧶" * 141, "x", False),
        ("🧶" * 300, "bluesky", True),
        ("https://rugs.example/sale/" + "a" * 300, "x", True),
        ("https://rugs.example/sale/" + "a" * 300, "bluesky", False),
    ],
)
def test_a_length_counts_as_the_platform_counts_it(output: str, platform: str, fits: bool) -> None:
    codes = {v.code for v in check(output, SOURCES, platform=platform)}
    assert ("too long" not in codes) == fits
