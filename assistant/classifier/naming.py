"""What a post has that is typical of its kind, in a plain sentence: "offers a deal: it names a price and a deadline".

Kinds follow from the model alone. The sentence only points at what stands in the text, found by fixed patterns, and
says less rather than guessing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from assistant.post import Kind
from assistant.text.facts import DAY, FactKind, facts

_LOOKED_AT = 4000  # characters
_FACTS = {
    "a price": {FactKind.PRICE},
    "a discount": {FactKind.DISCOUNT},
    "a code": {FactKind.CODE},
    "a day": {FactKind.DATE},
    "a time": {FactKind.TIME},
    "a place": {FactKind.PLACE},
    "a link": {FactKind.LINK},
    "an account": {FactKind.HANDLE},
    "a phone number": {FactKind.PHONE},
}


def _pattern(expression: str) -> Callable[[str], bool]:
    compiled = re.compile(expression, re.IGNORECASE)
    return lambda text: compiled.search(text) is not None


_SIGNS: Mapping[str, Callable[[str], bool]] = {
    "a deadline": _pattern(
        r"\b(?:until|till|ends?|ending|expires?|deadline|last (?:chance|day|call)|hurry|(?:today|tonight|weekend|week|"
        rf"{DAY}) only|only (?:today|tonight|this week)|(?:by|before) (?:midnight|tonight|tomorrow|{DAY}))\b"
    ),
    "something free": _pattern(r"\b(?:free|giveaway|on us|bogo)\b"),
    "something new": _pattern(r"\b(?:new|just (?:in|landed|launched)|introducing|launch(?:es|ing)?|coming soon)\b"),
    "a way to order or book": _pattern(
        r"\b(?:book|order|shop|buy|reserve|pre-?order|sign up|tickets?|dm (?:me|us)|call us|enquire|get yours)\b"
    ),
    "an award or a rank": _pattern(
        r"\b(?:award\w*|winners?|won|voted|named|ranked|rated|finalists?|top \d+|no\.? ?1)\b"
    ),
    "its own pride": _pattern(r"\b(?:proud\w*|thrilled|honou?red|excited|delighted|humbled|milestone)\b"),
    "people of the business": _pattern(
        r"\b(?:team|staff|colleagues?|hiring|joins?|joined|appointed|welcome|founders?)\b"
    ),
    "partners or events": _pattern(
        r"\b(?:partner\w*|sponsor\w*|booth|conference|summit|expo|announce\w*|acqui\w+|opening|opens?)\b"
    ),
    "an invitation to follow or read on": _pattern(
        r"\b(?:link in (?:the )?bio|read (?:more|here|on)|click|follow|subscribe|watch|listen|check out|blog)\b"
    ),
    "steps or advice": _pattern(
        r"\b(?:tips?|how to|first|then|before|avoid|never|always|instead|make sure|try|use|remember|why|because)\b"
    ),
    "numbers to go by": _pattern(
        r"\b\d+(?:[.,]\d+)?\s?(?:%|mm|cm|km|m|g|kg|ml|l|°|minutes?|mins?|hours?|days?|times?)"
    ),
    "a question to the reader": lambda text: "?" in text,
    "a greeting or a joke": _pattern(r"\b(?:happy|merry|good morning|cheers|lol|haha\w*|monday|friday|weekend|mood)\b"),
    "its own experience": _pattern(r"\b(?:i|my|me|we|our)\b"),
    "a time gone by": _pattern(r"\b(?:years?|ago|yesterday|last (?:week|month|year|night)|when (?:i|we)|remember)\b"),
    "help or news for customers": _pattern(
        r"\b(?:sorry|closed|delay\w*|open(?:ing)?|hours|update|recall|fix\w*|support|help|contact|thank(?:s| you))\b"
    ),
    "thanks or praise for others": _pattern(
        r"\b(?:thank(?:s| you)|congrat\w*|support|charity|neighbou?rs?|community|volunteers?|donat\w*|local|together)\b"
    ),
}
_ASKED_OF: Mapping[Kind, tuple[str, str, Sequence[str]]] = {
    Kind.OFFER: ("offers a deal", "names", ("a discount", "a price", "something free", "a code", "a deadline")),
    Kind.PRODUCT: (
        "presents something to buy or book",
        "names",
        ("something new", "a price", "a day", "a way to order or book", "a link"),
    ),
    Kind.BRAG: ("shows the business's own success", "tells of", ("an award or a rank", "its own pride", "an account")),
    Kind.LINK_DROP: ("points elsewhere", "has", ("an invitation to follow or read on", "a link", "an account")),
    Kind.COMPANY_NEWS: (
        "tells what the business does",
        "names",
        ("people of the business", "partners or events", "a day", "a place"),
    ),
    Kind.TIP: ("explains something of use", "gives", ("steps or advice", "numbers to go by")),
    Kind.FUN: ("is a lighter minute", "has", ("a greeting or a joke", "a question to the reader")),
    Kind.QUESTION: ("asks its followers for their view", "ends in", ()),
    Kind.STORY: ("tells of people and how it came about", "tells of", ("its own experience", "a time gone by")),
    Kind.SERVICE: (
        "helps customers and the public",
        "names",
        ("help or news for customers", "a day", "a time", "a phone number"),
    ),
    Kind.COMMUNITY: ("puts others first", "has", ("thanks or praise for others", "an account", "a place")),
}
_MOST = 3


def sentence(text: str, kind: Kind) -> str:
    """What a post of this kind does and, where the text has something typical of it, what; without a full stop."""
    does, verb, asked = _ASKED_OF[kind]
    names = named(text, asked)
    return f"{does}: it {verb} {_listed(names)}" if names else does


def named(text: str, asked: Sequence[str]) -> list[str]:
    """Which of these signs the text has, in their order, `_MOST` at most."""
    head = text[:_LOOKED_AT]
    kinds = {fact.kind for fact in facts(head)}
    found = [sign for sign in asked if (kinds & _FACTS[sign] if sign in _FACTS else _SIGNS[sign](head))]
    return found[:_MOST]


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
