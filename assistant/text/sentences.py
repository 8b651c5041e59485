"""Sentences of a post, with their spans. Posts break every rule of prose, so the splitter is built from what posts do.

A line break ends a sentence; so do `.`, `!`, `?` and `…` before white space, unless the full stop belongs to an
abbreviation, an initial, a number or a link; so does a run of emoji before a capital letter; and the hashtags that
close a post are one sentence of their own. No final stop is needed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.text.words import listed

_ABBREVIATIONS = listed(
    "dr mr mrs ms prof rev st sr jr vs etc approx inc incl excl ltd co dept est tel ext min max ave rd mt "
    "ft fig jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun "
    "e.g i.e no nos p pp vol cf ca"
)
# These can close a sentence as well, so they hold it open only before a lower-case letter or a digit.
_CAN_CLOSE = listed(
    "etc inc ltd co jr sr a.m p.m am pm min max mon tue wed thu fri sat sun "
    "jan feb mar apr jun jul aug sep sept oct nov dec"
)
_NEEDS_NUMBER = listed("no nos p pp vol")
EMOJI = (
    r"[\U0001F000-\U0001FAFF\u2190-\u21FF\u2300-\u23FF\u25A0-\u27BF\u2B00-\u2BFF]"
    r"[\uFE0F\u200D\u20E3\U0001F3FB-\U0001F3FF]{0,4}+"  # a skin tone is both, so what was taken stays taken
)
_BREAK = re.compile(
    r"(?P<line>\n+)"
    r"|(?P<stop>(?<![.!?…])[.!?…]++[\"'”’)\]]{0,3}(?:[ \t]{0,3}(?:" + EMOJI + r")){0,20})(?=\s|\Z)"
    r"|(?P<emoji>(?:(?:" + EMOJI + r")[ \t]{0,3}){1,20})(?=[A-Z\"“])"
)
_TAG = re.compile(r"#\w{1,100}")
_CALENDAR = re.compile(r"\s{1,3}(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)")
_LAST_WORD = re.compile(r"(?:\A|[\s(\[\"“]|(?<!\w)['‘])([A-Za-z][A-Za-z.]{0,9}|\d{1,3})\Z")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and its place: `text[start:end]` is `.text`, without white space around it."""

    text: str
    start: int
    end: int


def sentences(text: str) -> list[Sentence]:
    """The sentences in order; together they hold every character that is not white space."""
    end = len(text)
    tags = _closing_tags(text)
    cuts = [m.end() for m in _BREAK.finditer(text) if m.end() <= (tags or end) and _breaks(text, m)]
    if tags is not None:
        cuts.append(tags)
    found = []
    for start, stop in zip([0, *cuts], [*cuts, end], strict=True):
        piece = text[start:stop]
        kept = piece.strip()
        if kept:
            first = start + len(piece) - len(piece.lstrip())
            found.append(Sentence(kept, first, first + len(kept)))
    return found


def _closing_tags(text: str) -> int | None:
    """Where the closing run of two or more hashtags begins, if the post ends so and has words before it."""
    at = len(text.rstrip())
    starts: list[int] = []
    while (word := text.rfind("#", max(0, at - 101), at)) > 0 and text[word - 1].isspace():
        if not _TAG.fullmatch(text, word, at):
            break
        starts.append(word)
        at = len(text[:word].rstrip())
    return starts[-1] if len(starts) > 1 and at else None


def _breaks(text: str, match: re.Match[str]) -> bool:
    marks = match["stop"]
    if not marks or not marks.startswith(".") or marks.startswith(".."):
        return True
    before = _LAST_WORD.search(text[max(0, match.start() - 14) : match.start()])
    return before is None or _closes(text, match, before[1].lower())


def _closes(text: str, match: re.Match[str], word: str) -> bool:
    """Whether a single full stop after this word ends a sentence."""
    after = text[match.end() : match.end() + 20].lstrip()[:1]
    if word.isdigit():  # the number of a list ("1. knead"), not a sum at the end of a sentence
        closes = text[max(0, match.start() - 20) : match.start() - len(word)].rstrip(" \t")[-1:] not in ("", "\n")
    elif len(word) == 1:
        closes = word == "i" or not after.isupper()
    elif word in _NEEDS_NUMBER:
        closes = not after.isdigit()
    elif word in _CAN_CLOSE:
        closes = (after.isupper() or not after) and not _CALENDAR.match(text, match.end())
    else:
        closes = word not in _ABBREVIATIONS and not re.fullmatch(r"(?:[a-z]\.)+[a-z]", word)
    return closes
