"""An offer's parts travel together or not at all."""

from __future__ import annotations

import re

from assistant.rewriter.reading import Read, Role, read
from assistant.rewriter.wording import FUNCTION, NEGATIONS, QUALIFIER_STEMS, stem, tokens
from assistant.text.conditions import CONDITION as _OPENED
from assistant.text.conditions import conditions
from assistant.text.facts import FactKind
from assistant.text.words import listed

_OFFERED = {FactKind.PRICE, FactKind.DISCOUNT}
# Words of a pitch that conditions are found among and that no reader misses.
_HYPE = frozenset(
    stem(w)
    for w in listed(
        "hurry now today's quick fast book call order grab get yours love lovely great perfect amazing best"
        " big huge must shop "
        "come see back here sign enrol enroll reserve register message dm text ring phone contact visit"
        " available offer "
        "deal special please don't miss out last chance sale gorgeous just introducing use"
    )
)
# Different words that set the same limit.
_SAME = (
    frozenset(
        stem(w) for w in listed("ends end ending until till til by before closes close expires valid deadline through")
    ),
    frozenset(stem(w) for w in listed("min minimum least more")),
    frozenset(stem(w) for w in listed("max maximum most limited limit")),
    frozenset(stem(w) for w in listed("excluding excludes excl except not exclude")),
    frozenset(stem(w) for w in listed("inc incl including includes included include with plus")),
    frozenset(stem(w) for w in listed("normally usually regular was rrp instead")),
    frozenset(stem(w) for w in listed("per each every a pp")),
)


def lost_conditions(output: str, draft: str) -> list[str]:
    """The clauses of the draft's offer that an output with that offer fails to state."""
    reading = read(draft)
    said = {t.stem for t in tokens(output)}
    if not any(_states(r, said) for r in reading if r.role in {Role.OFFER, Role.CONDITION}):
        return []
    lost = []
    for sentence in reading:
        if sentence.role is Role.TAGS or (
            sentence.role in {Role.QUESTION, Role.THANKS, Role.STORY} and not sentence.facts
        ):
            continue
        bound = sentence.role in {Role.OFFER, Role.CONDITION}
        for clause in conditions(sentence.text):
            if not _RELIEF.search(clause.text) and (bound or _limits(clause.text)) and not _kept(clause.text, said):
                lost.append(clause.text.strip())
        lost += _lost_numbers(sentence, said) if bound else []
    return lost


def _states(sentence: Read, said: set[str]) -> bool:
    """Whether an output repeats what this sentence offers: a price, a discount, a code, or most of a free thing."""
    offered = [t.stem for f in sentence.facts if f.kind in _OFFERED for t in tokens(f.text) if t.is_number]
    if offered:
        return bool(set(offered) & said)
    telling = {t.stem for t in tokens(sentence.text) if t.stem not in FUNCTION}
    return sentence.role is Role.OFFER and len(telling & said) * 2 > len(telling)


def _limits(clause: str) -> bool:
    return any(t.stem in _LIMITS for t in tokens(clause))


# These close a limit ("members only"), so the whole clause is needed; the others open one ("before May 31").
_CLOSES = frozenset(
    stem(w) for w in listed("only extra required needed waived members residents welcome left each final")
)
_RELIEF = re.compile(r"\b(?:no|not)\b[^.]{0,40}\b(?:needed|required|necessary)\b", re.IGNORECASE)
_LIMITS = frozenset(
    stem(w)
    for w in listed(
        "only excludes ends until valid must min max minimum maximum limit members appointment by before until till"
    )
)


def _kept(clause: str, said: set[str]) -> bool:
    found = tokens(clause)
    opened = _OPENED.search(clause)
    if opened and not any(t.stem in _CLOSES for t in found):
        found = [t for t in found if t.start >= opened.start()]
    # "Only 4 left" loses nothing with its "only".
    plain = {i for i, t in enumerate(found[:1]) if len(found) > 1 and t.stem == stem("only") and found[i + 1].is_number}
    found = [t for i, t in enumerate(found) if i not in plain]
    needed = [t.stem for t in found if (t.stem not in FUNCTION or t.stem in QUALIFIER_STEMS) and t.stem not in _HYPE]
    return all(_said(word, said) for word in needed)


def _said(word: str, said: set[str]) -> bool:
    if word in said or (word in NEGATIONS and said & NEGATIONS):
        return True
    return any(word in same and said & same for same in _SAME)


def _lost_numbers(sentence: Read, said: set[str]) -> list[str]:
    return [t.text for t in tokens(sentence.text) if t.is_number and t.stem not in said]
