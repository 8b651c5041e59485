"""The guard refuses what no source says, and lets pass what the sources say."""

from __future__ import annotations

import pytest

from assistant.rewriter.guard import Guard, Sources, check
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


RUGS = "Turn the rug over. If the knots show on the back, it is knotted."


def codes(output: str, draft: str = RUGS, answer: str | None = None, platform: str | None = None) -> list[str]:
    return [violation.code for violation in check(output, Sources(draft, answer), platform=platform)]


@pytest.mark.parametrize(
    "said",
    [
        "It is very very soft.",
        "Look for the.",
        "Turn it , over.",
        "Turn the rug,, over!",
        "We love rugs (and wool.",
        "We love rugs [and wool.",
        "We love rugs “and wool.",
        "turn the rug over.",
        "Open once a week.",
        "Not dyed and never glued",
        "It's a rug",
    ],
)
def test_a_source_may_be_repeated_with_all_its_faults(said: str) -> None:
    assert codes(said, said) == []
    assert codes(said, f"Look! {said} Come in!") == []
    assert codes(said, RUGS, said) == []


@pytest.mark.parametrize(
    ("output", "wrong"),
    [
        ("Turn the RUG rug over.", ["doubled word"]),
        ("Turn the rug over with.", ["dangling word"]),
        ("Turn the rug over, and\nIt is knotted.", ["dangling word"]),
        ("Turn the rug over to", ["dangling word"]),
        ("Turn the rug , over.", ["orphaned mark"]),
        ("Turn the rug,, over.", ["orphaned mark"]),
        ("Turn () the rug over.", ["orphaned mark"]),
        ("Turn the {{rug}} over.", ["orphaned mark", "orphaned mark"]),
        ("Turn the rug over (it is knotted.", ["unbalanced"]),
        ("Turn the rug over it is knotted].", ["unbalanced"]),
        ("Turn the rug over “it is knotted.", ["unbalanced"]),
        ("the rug over.", ["fragment"]),
        ("“the rug” over.", ["fragment"]),
    ],
)
def test_faults_of_form_are_named_each_once(output: str, wrong: list[str]) -> None:
    assert codes(output) == wrong


@pytest.mark.parametrize(
    "output", ["Turn the sofa.", "Bathe the rug.", "Turn the rug to theory.", "Turn (the rug) over (it)."]
)
def test_words_that_only_end_or_begin_like_a_fault_are_none(output: str) -> None:
    assert codes(output, "Bathe it. The sofa, in theory, is for a rug. Turn the rug over to it.") == []


def test_what_is_balanced_is_so_even_if_the_source_is_not() -> None:
    assert codes("Turn the rug over (it is knotted).", "Turn the rug over (it is knotted.") == []
    assert codes("Turn the rug over (it is knotted.", "Turn the rug over (it is [knotted.", RUGS) == []


def test_a_sentence_may_begin_small_where_a_source_has_it_so_after_a_mark_or_with_a_link() -> None:
    assert codes("turn the rug over.", "Listen: turn the rug over.") == []
    assert codes("turn the rug over.", "Listen: turn the rug over.", "It is knotted.") == []
    assert codes("turn the rug over.", "Now, turn the rug over.") == ["fragment"]
    assert codes("rugs.example/sale has more rugs.", "See more rugs at rugs.example/sale") == []
    assert codes("jo@rugs.example has more rugs.", "See more rugs: jo@rugs.example") == []


@pytest.mark.parametrize(
    ("output", "source", "wrong"),
    [
        ("See rugs.example.", "See https://www.rugs.example/", None),
        ("See rugs.example/b.", "See https://www.rugs.example/", "link of no source"),
        ("Follow @rugs.", "Follow @Rugs and @knots", None),
        ("Follow @rug.", "Follow @Rugs and @knots", "handle of no source"),
        ("See #rugs", "See #Rugs", None),
        ("See #rug", "See #Rugs", "hashtag of no source"),
        ("Mail jo@rugs.example", "Mail JO@rugs.example", None),
        ("Mail al@rugs.example", "Mail jo@rugs.example", "email of no source"),
        ("Call 01632 960 118.", "Call 01632-960-118.", None),
        ("Call 01632 960 119.", "Call 01632-960-118.", "phone of no source"),
        ("Use the code RUGS.", "RUGS is the code: use it.", None),
        ("Use the code RUG.", "RUGS is the code: use it.", "code of no source"),
        ("Use the code KNOTS.", "Use the code RUGS, no knots.", "code of no source"),
    ],
)
def test_contacts_and_codes_are_those_of_a_source_in_whatever_form(output: str, source: str, wrong: str | None) -> None:
    assert codes(output, source)[:1] == ([wrong] if wrong else [])


@pytest.mark.parametrize(
    ("output", "source", "wrong"),
    [
        ("Nadia weaves.", "Nadia weaves rugs.", []),
        ("Nadia and Omar weave.", "Nadia weaves rugs.", ["name or word of no source"]),
        ("Silk is organic.", "Rugs are organic. We have silk.", ["claim in other company"]),
        ("Rugs are organic.", "Rugs are organic. We have silk.", []),
        ("Includes silk.", "Rugs, including silk", []),
        ("Open once a month.", "Open once a week. One month of rugs.", ["another frequency"]),
        ("Rugs for £40.", "Rugs for £45.", ["number of no source"]),
    ],
)
def test_words_names_claims_and_numbers_need_a_source(output: str, source: str, wrong: list[str]) -> None:
    assert codes(output, source) == wrong


@pytest.mark.parametrize(
    "said",
    [
        "[We are certified organic, voted best in Ireland, free parking, since 1950]",
        "[your tip about rugs]",
        "[Rugs]",
        "[Ask Brenda" + ", rugs" * 200 + "]",
    ],
)
def test_brackets_hide_nothing(said: str) -> None:
    assert check(f"{ANSWER} {said}", SOURCES) != ()
    assert Guard(SOURCES).check(f"{ANSWER} {said}", blanks=(said,)) == ()


def test_brackets_of_a_source_are_its_words() -> None:
    draft = "Rugs from £40 [not the silk ones]. I began in 2010 [in Cork] with one loom."
    assert check("I began in 2010 [in Cork] with one loom.", Sources(draft)) == ()
    assert check("I began in 2010 in Cork with one loom.", Sources(draft)) == ()
    assert "brackets of no source" in codes("Rugs from £40 [the silk ones].", draft)
    assert any("denial lost" in code for code in codes("Rugs from £40, the silk ones.", draft))


def test_texts_of_book_length_are_not_checked_but_refused() -> None:
    longest = "x" * 10_000
    assert codes(longest, longest) == []
    for output, draft, answer in ((longest + "x", "x", None), ("x", longest + "x", None), ("x", "x", longest + "x")):
        assert codes(output, draft, answer) == ["too long"]


@pytest.mark.parametrize(
    ("piece", "most", "said"),
    [
        ("Not wool. ", 60, "over 60 denials cannot be checked"),
        ("7 pm. ", 200, "over 200 numbers and days cannot be checked"),
    ],
)
def test_what_denies_or_counts_without_an_end_is_not_checked_but_refused(piece: str, most: int, said: str) -> None:
    assert check(piece * most, Sources(piece * most)) == ()
    for output, draft in ((piece * (most + 1), piece), (piece, piece * (most + 1))):
        assert [str(v) for v in check(output, Sources(draft))] == [f"too many: {said}"]
    half = piece * (most // 2)
    assert [str(v) for v in check(piece, Sources(half, f"{half}{piece}"))] == [f"too many: {said}"]


def test_two_words_that_changed_places_between_clauses_are_named() -> None:
    draft = "Wool mills spin in winter, dye works rinse in summer."
    assert codes("Wool works spin in winter, dye mills rinse in summer.", draft) == ["changed places"]


def test_a_violation_reads_as_what_is_wrong_and_where() -> None:
    assert [str(v) for v in check("Turn the the rug over.", Sources(RUGS))] == ["doubled word: the the"]
