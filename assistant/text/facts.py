"""What a post states that can be right or wrong: prices, discounts, dates, times, places, phones, links and codes, each
with its span. Patterns are bounded, so that no text takes more than linear time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class FactKind(StrEnum):
    """What a fact is about."""

    LINK = "link"
    EMAIL = "email"
    PHONE = "phone"
    HANDLE = "handle"
    HASHTAG = "hashtag"
    PRICE = "price"
    DISCOUNT = "discount"
    CODE = "code"
    DATE = "date"
    TIME = "time"
    PLACE = "place"
    NUMBER = "number"
    CONDITION = "condition"
    CLAIM = "claim"


@dataclass(frozen=True, slots=True)
class Fact:
    """`text[start:end]` is `.text`; `value` is the form in which two mentions of the same fact are equal."""

    kind: FactKind
    text: str
    start: int
    end: int
    value: str


DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?s?"
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_ORDINAL = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s(?:19|20)\d\d\b)?"
_AMOUNT = r"(?:\d{1,3}(?:[,.]\d{3}){1,3}(?:\.\d{2})?|\d{1,9}(?:[.,]\d{1,2})?)"
_CURRENCY = r"(?:[$£€¥₹₱]|\b(?:USD|EUR|GBP|CAD|AUD|NZD|CHF|Rs\.?|RM|NOK|SEK|DKK))"
LINK = (
    r"https?://[^\s<>\"']{1,2000}|www\.[^\s<>\"']{1,500}"
    r"|(?<![@\w.-])(?:[a-z0-9-]{1,63}\.){1,4}(?:com|org|net|io|co|uk|de|fr|es|it|nl|eu|us|ca|au|nz|ie|app|shop"
    r"|dev|ly|me|tv|info|biz|example|store|studio|online|site|club|gg|be|ch|at|no|se|dk|fi|pl|in|sg|za|jp|st|to)\b"
    r"(?:/[^\s<>\"']{0,500})?"
)
_PATTERNS: tuple[tuple[FactKind, str], ...] = (
    (FactKind.EMAIL, r"(?<![\w.+-])[\w.+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,10}\b"),
    (FactKind.LINK, LINK),
    (FactKind.HANDLE, r"(?<!\w)@\w[\w.]{0,60}\w|(?<!\w)@\w"),
    (FactKind.HASHTAG, r"(?<![\w&])#[^\W\d_]\w{0,100}"),
    (
        FactKind.DISCOUNT,
        r"\b\d{1,3}(?:[.,]\d)?\s?(?:%|percent|per cent)\s(?:off|discount|extra|cashback)\b"
        rf"|\b(?:save|extra|get)\s(?:up\sto\s)?(?:\d{{1,3}}\s?%|{_CURRENCY}\s?{_AMOUNT})"
        rf"|{_CURRENCY}\s?{_AMOUNT}\soff\b|\bhalf[\s-]price\b"
        r"|\b(?:\d|two|three|four|five|buy\s\w{1,6})[\s-]?(?:\w{1,12}\s)?(?:for\sthe\sprice\sof\s|(?:for|get)[\s-])"
        r"(?:\d|one|two|three)\b(?:\sfree\b)?"
        r"|\bbogof?\b|\bpay\sfor\s\d\b",
    ),
    (
        FactKind.PRICE,
        rf"{_CURRENCY}\s?{_AMOUNT}(?:\s?[km]\b)?"
        rf"|\b{_AMOUNT}\s?(?:€|£|\$|euros?\b|pounds?\b|dollars?\b"
        r"|(?:usd|eur|gbp|nok|sek)\b|p\b(?=\s(?:a|per|each)\b))",
    ),
    (
        FactKind.DATE,
        rf"\b(?:{DAY},?\s)?{_ORDINAL}(?:\s?(?:-|–|to|and|&)\s?{_ORDINAL})?\s(?:of\s)?{MONTH}\b{_YEAR}"
        rf"|\b{MONTH}\.?\s{_ORDINAL}(?:\s?(?:-|–)\s?{_ORDINAL})?\b{_YEAR}"
        r"|\b(?:19|20)\d\d-\d\d-\d\d\b|\b\d{1,2}[/.]\d{1,2}[/.](?:19|20)?\d\d\b|\b(?!24/7\b)\d{1,2}/\d{1,2}\b(?!/)"
        rf"|\b{DAY}\b(?:\s{_ORDINAL}\b)?|\b(?:today|tonight|tomorrow|midnight|weekends?|weekdays?)\b"
        rf"|\b(?!(?:may|mar)\b){MONTH}\b{_YEAR}|\b(?-i:May)\b",
    ),
    (
        FactKind.TIME,
        r"\b(?:[01]?\d|2[0-3])[:.][0-5]\d(?!\d)\s?(?:[ap]\.?m\b\.?)?|\b(?:1[0-2]|0?[1-9])\s?(?:[ap]\.?m\b\.?)"
        r"|\b\d{1,2}\so'clock\b|\bnoon\b|\b24/7\b",
    ),
    (
        FactKind.PHONE,
        r"(?<![\w.,/])(?:\+\d{1,3}[\s.-]?)?(?:\(\d{2,5}\)\s?)?\d{2,5}(?:[\s.-]\d{2,5}){0,3}[\s.-]\d{2,6}(?![\w%/])"
        r"|(?<![\w.,/])\+?\d{9,14}(?![\w%])",
    ),
    (
        FactKind.CODE,
        r"(?:(?<=\bcode\s)|(?<=\bcode:\s)|(?<=\bcoupon\s)|(?<=\bvoucher\s)|(?<=\bwith\s))"
        r"[\"'“‘]?(?-i:[A-Z0-9]{3,20})\b[\"'”’]?"
        r"|\b(?-i:(?=[A-Z0-9]{4,20}\b)[A-Z]{2,15}\d{1,6}[A-Z0-9]{0,5})\b",
    ),
    (
        FactKind.PLACE,
        r"\b\d{1,4}[a-z]?\s(?-i:(?:[A-Z][\w'’]{1,20}\s){1,3})"
        r"(?:street|st|road|rd|lane|avenue|ave|parade|square|walk|way|drive|terrace)\b",
    ),
    (
        FactKind.NUMBER,
        r"(?<!\w)\d{1,12}(?:[.,:/]\d{1,6}){0,3}(?:\s?%|(?:st|nd|rd|th|k|m|kg|g|ml|l|cm|mm|km|h|x)\b)?\+?",
    ),
)
_FACT = re.compile("|".join(f"(?P<{kind.value}>{pattern})" for kind, pattern in _PATTERNS), re.IGNORECASE)
_WORDS = (
    "zero one two three four five six seven eight nine ten "
    "eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty"
)
NUMBER_WORDS = {word: str(number) for number, word in enumerate(_WORDS.split())}


def facts(text: str) -> list[Fact]:
    """The facts of a text in order, none overlapping another; conditions and claims are in `conditions`, `claims`."""
    found = []
    for match in _FACT.finditer(text):
        kind = FactKind(match.lastgroup or "")
        start, end = match.span()
        if kind is FactKind.LINK:
            end -= len(match.group()) - len(match.group().rstrip(".,!?;:)'\"”’…"))
        if kind is FactKind.PHONE and sum(c.isdigit() for c in text[start:end]) < 7:
            kind = FactKind.NUMBER
        found.append(Fact(kind, text[start:end], start, end, value_of(kind, text[start:end])))
    return found


def value_of(kind: FactKind, text: str) -> str:
    """The comparable form: a phone is its digits, a link loses its scheme, a code its quotes, all else its case."""
    lowered = " ".join(text.lower().split())
    if kind is FactKind.PHONE:
        return re.sub(r"\D", "", lowered)
    if kind is FactKind.LINK:
        return re.sub(r"^(?:https?://)?(?:www\.)?", "", lowered).rstrip("/")
    if kind is FactKind.CODE:
        return text.strip("\"'“”‘’")
    return lowered
