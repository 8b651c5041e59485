"""Words compared: tokens with their place in sentence and clause, and the stems by which they are the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.rewriter.vocabulary import FUNCTION, IRREGULAR, NEGATIONS, PLAIN, QUALIFIERS
from assistant.text.facts import LINK, NUMBER_WORDS
from assistant.text.sentences import sentences
from assistant.text.words import listed

TOKEN = re.compile(
    rf"(?P<link>{LINK})|(?P<number>[$£€¥₹₱]?\d[\d.,:/-]*\d(?:\s?%|[a-z]{{0,4}})|[$£€¥₹₱]?\d(?:\s?%"
    rf"|[a-z]{{0,4}}))"
    r"|(?P<word>[^\W\d_][^\W\d_'’-]*(?:['’-][^\W\d_]+)*)",
    re.IGNORECASE,
)

_DAYS = listed("monday tuesday wednesday thursday friday saturday sunday tues thurs mon tue wed thu thur fri sat sun")
_MONTHS = listed(
    "january february march april may june july august september october november december"
    " jan feb mar apr jun jul aug sep sept oct nov dec"
)
_ALSO_WORDS = listed("sat sun mar may march")  # names of days and months only with a capital
_COUNTED = frozenset(NUMBER_WORDS) - {"zero", "one"} | listed(
    "thirty forty fifty sixty seventy eighty ninety hundred thousand"
)
_SIGNS = "$£€¥₹₱"
_WRITTEN = (
    ("%", re.compile("%")),
    ("time", re.compile(r":\d\d|\d(?:am|pm)\b")),
    ("range", re.compile(r"\d-\d")),
    ("date", re.compile(r"\d(?:st|nd|rd|th)\b|\d/\d")),
    ("measure", re.compile(r"\d[a-z]")),
)
_CUT = re.compile(r"[,;:()!?…|•/\n]|\s[-–—]\s|[–—]|\.(?!\w)")
_JOINS = listed("and but so or because since while whereas then")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or link; `stem` is its comparable form; `sentence` and `clause` count from 0 in the text.

    `shape` tells what sort of quantity it is: of a currency, a share, a bare number, a day, a month; "" for words.
    """

    text: str
    stem: str
    start: int
    sentence: int
    clause: int
    opens: bool
    shape: str

    @property
    def is_number(self) -> bool:
        """Whether the token states a quantity, in digits or as a word from two on."""
        return bool(self.shape) and self.shape not in ("day", "month")

    @property
    def denies(self) -> bool:
        """Whether the word says no."""
        return self.text.lower().replace("’", "'") in NEGATIONS

    @property
    def tells(self) -> bool:
        """Whether the token carries meaning by itself: no function word, no denial, no quantity."""
        return not self.shape and self.stem not in FUNCTION and not self.denies


@lru_cache(maxsize=512)
def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a text in order."""
    found: list[Token] = []
    clause = -1
    for index, sentence in enumerate(sentences(text)):
        at = sentence.start
        for match in TOKEN.finditer(text, sentence.start, sentence.end):
            opens = at == sentence.start
            if opens or _CUT.search(text, at, match.start()) or match.group().lower() in _JOINS:
                clause += 1
            word = match.group()
            found.append(Token(word, stem(word), match.start(), index, clause, opens, shape(word)))
            at = match.end()
    return tuple(found)


def shape(word: str) -> str:
    """What sort of quantity a word is; "" for none."""
    if word[0] in _SIGNS:
        return word[0]
    lowered = word.lower()
    if word[0].isdigit():
        return next((name for name, pattern in _WRITTEN if pattern.search(lowered)), "0")
    if lowered in _COUNTED:
        return "0"
    named = lowered.rstrip("s") if lowered.removesuffix("s") in _DAYS else lowered
    if word.isalpha() and (word[0].isupper() or named not in _ALSO_WORDS):
        return "day" if named in _DAYS else "month" if named in _MONTHS else ""
    return ""


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A comparable form: lower case, digits for number words, the present for a past, without a plural or an -ing."""
    lowered = word.lower().replace("’", "'")
    if lowered[0].isdigit() or lowered[0] in _SIGNS:
        return re.sub(r"[\s,]", "", lowered).rstrip(".:/-")
    if lowered in NUMBER_WORDS:
        return NUMBER_WORDS[lowered] if lowered != "one" else "one"
    if shape(word) in ("day", "month"):
        return lowered[:3]
    if lowered in NEGATIONS or lowered in FUNCTION:
        return lowered
    lowered = lowered.removesuffix("'s")
    lowered = IRREGULAR.get(lowered, lowered)
    for ending in ("ings", "ing", "ies", "ied", "ers", "ed", "es", "er", "ly", "s", "e", "y"):
        if lowered.endswith(ending) and len(lowered) - len(ending) >= 3:
            lowered = lowered[: -len(ending)]
            break
    return lowered[:-1] if len(lowered) > 3 and lowered[-1] == lowered[-2] else lowered


PLAIN_STEMS = frozenset(stem(word) for word in PLAIN)
QUALIFIER_STEMS = frozenset(stem(word) for word in QUALIFIERS)
