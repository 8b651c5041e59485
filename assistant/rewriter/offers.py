"""An offer's parts travel together or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from assistant.rewriter.reading import Read, Role
from assistant.rewriter.vocabulary import FUNCTION, NEGATIONS, UNITS
from assistant.rewriter.wording import PLAIN_STEMS, QUALIFIER_STEMS, Token, stem, tokens
from assistant.text.conditions import CONDITION as _OPENED
from assistant.text.conditions import conditions
from assistant.text.facts import FactKind, facts
from assistant.text.words import listed

_OFFERED = {FactKind.PRICE, FactKind.DISCOUNT}
_FREE = re.compile(r"\bfree\b(?! (?:from|of|range|time))|\bhalf price\b|\bon us\b", re.IGNORECASE)
# Words of a pitch that conditions are found among and that no reader misses.
_HYPE = frozenset(
    stem(w)
    for w in listed(
        "hurry now today's quick fast book call order grab get yours love lovely great perfect amazing best"
        " big huge must shop come see back here sign enrol enroll reserve register message dm text ring phone contact"
        " visit available offer deal special please don't miss out last chance sale gorgeous just introducing use left"
    )
)
# Different words that set the same limit.
_SAME = tuple(
    frozenset(stem(w) for w in listed(words))
    for words in (
        "ends end ending until till by before closes close expires valid deadline through",
        "min minimum least more",
        "max maximum most limited limit up",
        "excluding excludes excl except not exclude without",
        "inc incl including includes included include with plus",
        "normally usually regular was rrp instead",
        "per each every a pp",
        "only must required needed",
        "extra not excluding plus",
        "starts start starting from",
        "clients customers people",
        "saturday sunday weekend",
    )
)
# These close a limit ("members only"), so the whole clause is needed; the others open one ("before May 31").
_CLOSES = frozenset(stem(w) for w in listed("only extra required needed waived members residents welcome each final"))
_HARD = QUALIFIER_STEMS | frozenset(stem(word) for word in UNITS)
_WHO = re.compile(r"\A\W*(?:over|under|aged?)\W+\d{1,3}s?\?", re.IGNORECASE)  # "Over 65? Yours is free."
_NOT_NEEDED = re.compile(r"\b(?:no|not)\b[^.]{0,40}\b(?:needed|required|necessary)\b", re.IGNORECASE)
_RELIEF = re.compile(
    r"\bcash or card\b|\bbefore (?:you|prices?)\b"
    r"|\bby (?!\d|appointment|mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|noon|midnight"
    r"|tomorrow|the end|end|next|two|three|four)",
    re.IGNORECASE,
)
_LIMITS = frozenset(
    stem(w)
    for w in listed(
        "only excludes ends until valid must min max minimum maximum limit members appointment by before until till"
        " extra required final within"
    )
)
_LEAST_SPENT = re.compile(r"\b(?:over|above|under|below|of|spend) [$£€]\d[\d.,]*", re.IGNORECASE)
_PIECE = re.compile(r"[,;()+]\s|\s[-–—|•]\s|\s(?:and|plus|or|but)\s|[()]|:\s")


def lost_conditions(output: str, reading: Sequence[Read]) -> list[str]:
    """The clauses of the draft's offers that an output with such an offer fails to state.

    An offer is a sentence with what is offered, or the piece of one that has a price of its own; what is not offered in
    the output need not be limited there. Limits in sentences of their own hold for every offer.
    """
    said = {t.stem for t in tokens(output)}
    if not any(_states(r.text, said) for r in reading if r.role in {Role.OFFER, Role.CONDITION}):
        return []
    lost: list[str] = []
    for sentence, following in zip(reading, [*reading[1:], None], strict=True):
        if following and _WHO.match(sentence.text) and _offered(following.text) and _states(following.text, said):
            lost += [t.text for t in tokens(sentence.text) if t.is_number and t.stem not in said]
        if sentence.role is Role.TAGS or (
            sentence.role in {Role.QUESTION, Role.THANKS, Role.STORY} and not sentence.facts
        ):
            continue
        own = sentence.role in {Role.OFFER, Role.CONDITION} or _offered(sentence.text)
        several = sum(map(_offered, _pieces(sentence.text))) > 1  # then its words tell one offer from another
        for piece, clause in _bound(sentence, said):
            if (own or _limits(clause)) and not _kept(clause, said, whole=several and bool(_prices(clause))):
                lost.append(clause.strip())
            elif own:
                lost += [t.text for t in _numbers(piece) if t.stem not in said]
    return lost


def _bound(sentence: Read, said: set[str]) -> Iterator[tuple[str, str]]:
    """(piece, clause) for the clauses of a sentence that limit something which the output offers."""
    offers = [p for p in _pieces(sentence.text) if _offered(p)]
    if offers and not any(_states(p, said) for p in offers):
        return
    absent = {p for p in offers if not _states(p, said)}
    for clause in conditions(sentence.text):
        limiting = "" if _NOT_NEEDED.search(clause.text) else _RELIEF.sub(" ", clause.text)
        if not _OPENED.search(limiting) or any(clause.text.strip() in p or p in clause.text for p in absent):
            continue
        yield clause.text, limiting


@lru_cache(maxsize=512)
def _pieces(text: str) -> tuple[str, ...]:
    return tuple(p.strip() for p in _PIECE.split(text) if p and p.strip())


@lru_cache(maxsize=1024)
def _prices(piece: str) -> tuple[str, ...]:
    """The prices and discounts that a piece offers; a price that an order has to reach offers nothing."""
    plain = _LEAST_SPENT.sub(" ", piece)
    return tuple(f.text for f in facts(plain) if f.kind in _OFFERED)


def _offered(piece: str) -> bool:
    return bool(_prices(piece)) or _FREE.search(piece) is not None


def _states(piece: str, said: set[str]) -> bool:
    """Whether an output repeats what a piece offers: a price or discount, or most of a thing that is free."""
    offered = [t.stem for price in _prices(piece) for t in tokens(price) if t.is_number]
    if offered:
        return bool(set(offered) & said)
    telling = {t.stem for t in tokens(piece) if t.stem not in FUNCTION}
    return len(telling & said) * 2 > len(telling) if telling else False


def _limits(clause: str) -> bool:
    return any(t.stem in _LIMITS for t in tokens(clause))


def _kept(clause: str, said: set[str], *, whole: bool) -> bool:
    """Whether an output says what a clause limits; `whole` counts the words before the limit, too."""
    found: Sequence[Token] = tokens(clause)
    opened = _OPENED.search(clause)
    if opened and not whole and not any(t.stem in _CLOSES for t in found):
        found = [t for t in found if t.start >= opened.start()]
    # "Only 4 left" loses nothing with its "only".
    plain = {i for i, t in enumerate(found[:1]) if len(found) > 1 and t.stem == stem("only") and found[i + 1].is_number}
    needed = [t for i, t in enumerate(found) if i not in plain and _needed(t)]
    missing = [t for t in needed if not _said(t.stem, said) and t.text.lower() not in ("every", "each")]
    hard = [t for t in missing if t.shape or t.denies or t.stem in _HARD or t.stem in _LIMITS]
    return not hard and (not missing or (len(missing) == 1 and len(needed) >= 4))


def _needed(token: Token) -> bool:
    if token.shape or token.stem in QUALIFIER_STEMS or token.stem in _LIMITS:
        return token.stem not in _HYPE
    return token.stem not in FUNCTION and token.stem not in _HYPE and token.stem not in PLAIN_STEMS


def _said(word: str, said: set[str]) -> bool:
    if word in said or (word in NEGATIONS and said & NEGATIONS):
        return True
    return any(word in same and said & same for same in _SAME)


def _numbers(piece: str) -> list[Token]:
    return [t for t in tokens(piece) if t.is_number]
