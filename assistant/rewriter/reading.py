"""A draft as the rewriter reads it: sentences, each with its role, its facts and its conditions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.text.conditions import conditions
from assistant.text.facts import Fact, FactKind, facts
from assistant.text.sentences import Sentence, sentences


class Role(StrEnum):
    """What a sentence does in a post."""

    OFFER = "offer"
    CONDITION = "condition"
    CONTACT = "contact"
    INFORMATION = "information"
    QUESTION = "question"
    STORY = "story"
    THANKS = "thanks"
    PITCH = "pitch"
    TAGS = "tags"


@dataclass(frozen=True, slots=True)
class Read:
    """A sentence of the draft; the spans of its facts and conditions count in the draft."""

    sentence: Sentence
    role: Role
    facts: tuple[Fact, ...]
    conditions: tuple[Fact, ...]

    @property
    def text(self) -> str:
        """The sentence's own words."""
        return self.sentence.text


_OFFERED = {FactKind.PRICE, FactKind.DISCOUNT, FactKind.CODE}
_REACHED = {FactKind.PHONE, FactKind.LINK, FactKind.EMAIL}
_STATED = {FactKind.DATE, FactKind.TIME, FactKind.PLACE, FactKind.NUMBER}
_OFFER = re.compile(
    r"\b(?:free (?!from|of|range|time|to)|sale\b|on sale|half price|discount|(?:places|spots|seats|slots"
    r"|tickets) (?:left|available)|for sale|"
    r"deal|giveaway|two for one|2 for 1|voucher|finance)",
    re.IGNORECASE,
)
CALL = re.compile(
    r"\b(?:book|call|ring|phone|text|message|dm|inbox|email|e-mail|order|sign up|register|enrol|enroll|reserve"
    r"|shop|buy|apply|"
    r"download|subscribe|join us|visit us|pop in|drop in|come (?:in|and|on|see|down)|contact|get in touch"
    r"|get yours|link in (?:bio|comments?)|tap the link|"
    r"click|swipe up|check out|follow us|see you (?:there|at)|ask [A-Z]|donate|pre-?order|get your|grab)\b",
    re.IGNORECASE,
)
_CONDITIONAL = re.compile(
    r"\b(?:only|excludes?|excluding|ends|valid|terms|t&cs?|while stocks|must|limit|min|minimum|max|maximum"
    r"|not included|per customer|"
    r"no (?:reservations|appointments|contracts|refunds)|required|needed|dine in|eat in|until|deadline"
    r"|last orders|members|first come)\b",
    re.IGNORECASE,
)
_STORY = re.compile(
    r"\b(?:I|we|she|he|they)\b[^.!?]{0,60}\b(?:was|were|had|made|found|took|told|said|started|began|learned"
    r"|learnt|spent|wrote|built|"
    r"came|went|met|thought|asked|used to|\w{3,12}ed)\b",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"\A\W{0,5}(?:thank|thanks|huge thanks|congratulations|congrats"
    r"|well done)\b",
    re.IGNORECASE,
)
_TAGS = re.compile(r"\A(?:[#@]\w+[\s,.]*)+\Z")


def read(draft: str) -> list[Read]:
    """The sentences of a draft in order, each with its role."""
    stated, limits = facts(draft), conditions(draft)
    found = []
    for sentence in sentences(draft):
        own = tuple(f for f in stated if sentence.start <= f.start < sentence.end)
        own_limits = tuple(c for c in limits if sentence.start <= c.start < sentence.end)
        found.append(Read(sentence, _role(sentence.text, own), own, own_limits))
    return found


def _role(text: str, own: tuple[Fact, ...]) -> Role:
    kinds = {f.kind for f in own}
    plain = text
    for fact in own:
        plain = plain.replace(fact.text, " ") if fact.kind in _REACHED else plain  # a link's words offer nothing
    checks = (
        (Role.TAGS, _TAGS.match(text) is not None),
        (Role.THANKS, _THANKS.match(text) is not None),
        (Role.OFFER, bool(kinds & _OFFERED) or _OFFER.search(plain) is not None),
        (Role.CONDITION, _CONDITIONAL.search(text) is not None and len(text) < 160),
        (Role.CONTACT, bool(kinds & _REACHED) or CALL.search(text) is not None),
        (Role.QUESTION, text.rstrip("\"'”’) ").endswith("?")),
        (Role.INFORMATION, bool(kinds & _STATED)),
        (Role.STORY, _STORY.search(text) is not None),
    )
    return next((role for role, holds in checks if holds), Role.PITCH)
