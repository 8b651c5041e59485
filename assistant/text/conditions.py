"""Conditions of an offer (who, when, how long, how many, what is left out) and claims, each with its span.

A condition's span is the clause that holds it, because half a condition is a wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.text.facts import DAY, MONTH, Fact, FactKind, value_of
from assistant.text.sentences import sentences

_COUNT = r"(?:\d{1,4}|one|two|three|four|five|six|seven|eight|nine|ten|twelve)"
CONDITION = re.compile(
    r"\b(?:only|excl(?:\.|ud\w{1,5})|except|apart from|not (?:valid|included|including|incl)|without"
    r"|no (?:reservations|appointments?|refunds|returns|"
    r"exchanges|contracts?|partner|experience|delivery|shipping|bookings?|dogs|cards)|unless|provided"
    r"|subject to"
    r"|terms|t&cs?|t&c|conditions apply|"
    r"while (?:stocks?|supplies|they) lasts?|limit(?:ed)? (?:to|of)|limit \d|max(?:imum|\.)?|min(?:imum|\.)?"
    r"|at least|up to|or more|or over|"
    r"first[- ]time|new (?:\w{1,20} )?(?:clients?|customers?|members?|patients?|subscribers?|students?)"
    r"|existing"
    r"|members\b(?! of)|residents|"
    r"trade customers|under[- ]?\d{1,2}s?|over[- ]?\d{1,2}s?|aged?s? \d|ages|adults?|kids|children|seniors?"
    r"|pensioners|students|concessions|"
    r"ends?|ending|expires?|until|till|til|through|by|before|from|valid|deadline|closes?|"
    r"on purchases|orders? (?:over|of|above)|over [$£€]\d{1,6}|above [$£€]|when you|if you|if \w{1,20}"
    r"|with (?:any|every|each|code|your|the code)|"
    r"use code|code|per (?:person|customer|household|title|head|night|hour|metre|property|session|pair|class"
    r"|month|week|day|rental)|each|pp|"
    r"inc(?:l(?:\.|ud\w{1,3})?)?|plus|\+ ?vat|extra|must|required|needed|deposit|normally|usually|regular|was"
    r"|rrp"
    r"|instead of|"
    r"(?:in|within|inside) \w{1,20} ?\w{0,20}|dine in|eat in|in store|collection|pick ?up|cash|all sales final"
    r"|cancel|waived|"
    rf"for {_COUNT}|{_COUNT} (?:left|per|places|spots|seats|slots)|{_COUNT} or more|(?:during|in|this|every"
    rf"|on) (?:{DAY}|{MONTH}|week\w{{0,3}}|month)|"
    rf"{DAY}(?:s)? (?:to|and|&|-) {DAY})\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[,;():]\s|\s(?=(?:so|because|since|as well)\s)|\s[-–—|•]\s|\s(?:but|and)\s(?=\w)|[()]"
    r"|\s(?=(?:EXCLUDES)\b)"
)
_CLAIM_WORDS = (
    r"organic|certified|handmade|hand[- ]?made|free|best|award\w{0,8}|winner|winning|guaranteed?|accredited"
    r"|licen[sc]ed|insured|registered|"
    r"approved|authentic|genuine|natural|vegan|sustainabl\w|eco(?:-friendly)?|cruelty|fair ?trade"
    r"|local(?:ly)?|fresh(?:ly|est)?|cheap(?:est)?|"
    r"lowest|fastest|largest|biggest|leading|premium|luxury|exclusive|unique|proven|expert|professional"
    r"|qualified|trusted|safe(?:st)?|"
    r"finest|perfect|no\.? ?1|number one|#1|voted|rated|recommended|official|artisan\w?"
    r"|gluten|sugar|"
    r"healthy|healthier|clinically|tested|scientifically|everyone|nobody"
)
_CLAIM = re.compile(rf"(?<![\w@#])(?:{_CLAIM_WORDS})(?!\w)", re.IGNORECASE)


def conditions(text: str) -> list[Fact]:
    """The clauses that limit an offer, in order, not overlapping."""
    return [
        Fact(FactKind.CONDITION, text[start:end], start, end, value_of(FactKind.CONDITION, text[start:end]))
        for start, end in _clauses(text)
        if CONDITION.search(text, start, end)
    ]


def claims(text: str) -> list[Fact]:
    """Words that promise a quality which somebody could check or dispute."""
    return [
        Fact(FactKind.CLAIM, m.group(), m.start(), m.end(), value_of(FactKind.CLAIM, m.group()))
        for m in _CLAIM.finditer(text)
    ]


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    for sentence in sentences(text):
        at = sentence.start
        for cut in [*_CLAUSE.finditer(text, sentence.start, sentence.end), None]:
            stop = cut.start() if cut else sentence.end
            if text[at:stop].strip():
                yield at, stop
            at = cut.end() if cut else stop
