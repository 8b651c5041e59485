"""Words compared: stems, function words, and the plain vocabulary that a rewording may add without stating anything."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.text.facts import LINK, NUMBER_WORDS
from assistant.text.sentences import sentences
from assistant.text.words import listed

FUNCTION = listed(
    "a an the and or but so if as at by for from in into of on onto to with about over under up down out off"
    " is are was "
    "were be been being am do does did have has had will would can could should may might must shall this"
    " that these "
    "those it its it's they them their there here he she his her we us our i me my you your yours who whom"
    " whose which "
    "what when where why how than then too also just very just while because though although s t re ve ll d"
    " m don "
    "i'm i've we're we've we'll you're you've you'll it'll they're that's there's here's let's what's who's"
)
NEGATIONS = listed(
    "no not never none nobody nothing neither nor without cannot can't don't doesn't didn't won't isn't"
    " aren't wasn't "
    "weren't hasn't haven't hadn't wouldn't shouldn't couldn't mustn't needn't ain't"
)
# These change what a number means, so they belong to it.
QUALIFIERS = listed(
    "from over under above below least most min max minimum maximum up until till before after by every each per"
)
# Words that a rewording may bring in. No noun for a thing, no quality, no promise.
PLAIN = listed(
    "ask asks begin bring brings come comes drop find finds get gets getting give gives go goes happy have"
    " keep keeps "
    "know let look make makes mean means need needs open put read reach say says see sees send start starts"
    " stop take "
    "takes tell think try turn use using want wants welcome work works write book booking call order message"
    " ring text "
    "answer question thing things way ways time day bit lot lots one ones people somebody someone something"
    " anybody "
    "anyone anything else next first then again still already before after when while until once often usually "
    "sometimes maybe perhaps really quite rather now later soon back away around through between against"
    " during "
    "more less many much few several other another same own such both either like well also too please"
    " thanks yes "
    "sure ok okay details detail info help helps hello hi place places spot visit line word words ahead"
    " along together "
    "instead available costs cost price priced pay comes included includes including running runs run held"
    " happen happens "
    "simply simple easy easily good better right wrong left long short little big small new old real true"
    " fine ready each bad because since till until otherwise"
)
TOKEN = re.compile(
    rf"(?P<link>{LINK})|(?P<number>[$£€¥₹₱]?\d[\d.,:/-]*\d(?:\s?%|[a-z]{{0,4}})|[$£€¥₹₱]?\d(?:\s?%"
    rf"|[a-z]{{0,4}}))"
    r"|(?P<word>[^\W\d_][^\W\d_'’-]*(?:['’-][^\W\d_]+)*)",
    re.IGNORECASE,
)
_BLANK = re.compile(r"\[[^\]\n]{1,120}\]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or link of a text; `stem` is its comparable form, `sentence` counts from 0."""

    text: str
    stem: str
    start: int
    sentence: int
    opens: bool

    @property
    def is_number(self) -> bool:
        """Whether the token states a quantity, in digits or as a word from two on."""
        return self.text[0] in "$£€¥₹₱" or self.text[0].isdigit() or self.text.lower() in _COUNTED


_COUNTED = frozenset(NUMBER_WORDS) - {"zero", "one"}


def tokens(text: str) -> list[Token]:
    """The tokens of a text in order; blanks in square brackets are skipped."""
    found = []
    blanked = _BLANK.sub(lambda m: " " * len(m.group()), text)
    for index, sentence in enumerate(sentences(blanked)):
        opens = True
        for match in TOKEN.finditer(blanked, sentence.start, sentence.end):
            found.append(Token(match.group(), stem(match.group()), match.start(), index, opens))
            opens = False
    return found


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A comparable form: lower case, digits for number words, without a plural, a past or an -ing."""
    lowered = word.lower().replace("’", "'")
    if lowered[0].isdigit() or lowered[0] in "$£€¥₹₱":
        return re.sub(r"[\s,]", "", lowered).rstrip(".:/-")
    if lowered in NUMBER_WORDS:
        return NUMBER_WORDS[lowered] if lowered != "one" else "one"
    if lowered in NEGATIONS or lowered in FUNCTION:
        return lowered
    lowered = lowered.removesuffix("'s")
    for ending in ("ings", "ing", "ies", "ied", "ers", "ed", "es", "er", "ly", "s", "e", "y"):
        if lowered.endswith(ending) and len(lowered) - len(ending) >= 3:
            lowered = lowered[: -len(ending)]
            break
    return lowered[:-1] if len(lowered) > 3 and lowered[-1] == lowered[-2] else lowered


PLAIN_STEMS = frozenset(stem(word) for word in PLAIN)
QUALIFIER_STEMS = frozenset(stem(word) for word in QUALIFIERS)
