"""The interview: one question to the owner, whose answer is what the new post will give."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

from assistant.post import Kind, Verdict
from assistant.rewriter.owner import Owner
from assistant.rewriter.vocabulary import FUNCTION, NEGATIONS
from assistant.rewriter.wording import PLAIN_STEMS, tokens
from assistant.text.words import is_ordinary, listed


class Angle(StrEnum):
    """Four ways from a pitch to something worth reading."""

    TIP = "tip"
    QUESTION = "question"
    STORY = "story"
    BEHIND = "behind the scenes"


_ANGLES = {
    Kind.BRAG: (Angle.STORY, Angle.BEHIND, Angle.TIP, Angle.QUESTION),
    Kind.COMPANY_NEWS: (Angle.BEHIND, Angle.STORY, Angle.QUESTION, Angle.TIP),
}
_NOUNS = r"(?P<topic>(?-i:[A-Za-z][a-z]{2,20})(?: (?-i:[a-z]{3,20})){0,2})"
_STOP = (
    r"(?= (?:and|or|before|now|today|from|for|with|at|in|on|by|of|to|this|when|until|till|during|is|are"
    r"|starts?|(?:[$£€]|\d))|\s?[!.,:(]|\Z)"
)
# Places of a pitch where the thing sold is named: after the discount, after "book your", before the price.
_TOPICS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:off|on|book|order) (?P<one>(?:your |our |a |an |any |every )?)(?:all |first )?" + _NOUNS + _STOP,
        r"(?:\A|[.!\n] ?)" + _NOUNS + r" (?:from )?(?=[$£€]\d)",
        r"\b(?:new|custom|free) " + _NOUNS + _STOP,
    )
)
_NO_TOPIC = listed(
    "the and this that our your all first second now today more here early before order price prices open "
    "back tickets time slot place spot seat season services service items item stock things purchase "
    "purchases orders sale order bookings everything half entry get with for any every max min online "
    "demo quote team client clients customers members sign you just call only ends quick visit"
)
_UNFILLED = re.compile(r"\[[^\]\n]{1,120}\]")


def question(verdict: Verdict, owner: Owner | None = None) -> str:
    """What to ask the owner: what a customer wanted to know of the same, else by the draft's kind and what it sells."""
    want = _nearest(verdict.text, owner.wants) if owner else None
    if want:
        return f"A customer wanted this: “{want.rstrip('.')}”. What do you tell them?"
    about = topic(verdict.text) or (owner.trade if owner else None)
    if verdict.kind is Kind.BRAG:
        return "What happened on the way there that you would tell a friend?"
    if verdict.kind is Kind.COMPANY_NEWS:
        return "What is behind this news that people outside never get to see?"
    if verdict.kind is Kind.LINK_DROP:
        return "What is the one thing that somebody learns there, in your own words?"
    if verdict.kind is Kind.OFFER or verdict.kind is Kind.PRODUCT:
        what = about or "something like this"
        return f"What should somebody know about {what}, even if they never buy from you?"
    return "What would you tell a friend who asked you about this?"


def topic(draft: str) -> str | None:
    """What the draft sells, in its own lower-case words, or None when that is not certain."""
    for pattern in _TOPICS:
        for match in pattern.finditer(draft[:600]):
            found = match["topic"].lower().split()
            while found and found[-1] in _NO_TOPIC:
                found.pop()
            while found and found[0] in _NO_TOPIC:
                found.pop(0)
            if found and not set(found) & _NO_TOPIC and all(is_ordinary(w) for w in found[:1]):
                name = " ".join(found)
                article = "an " if name[0] in "aeiou" else "a "
                single = match.groupdict().get("one") and not name.endswith("s")
                return article + name if single else name
    return None


def angles(kind: Kind) -> Sequence[Angle]:
    """The ways from a pitch of this kind, the nearest first."""
    return _ANGLES.get(kind, tuple(Angle))


def blank(angle: Angle, draft: str, asked: str, owner: Owner | None = None) -> str:
    """What stands in place of the owner's words until they are there, in square brackets."""
    about = topic(draft) or (owner.trade if owner else None)
    if angle is Angle.TIP:
        return f"[your tip about {about}]" if about else f"[your answer: {asked}]"
    if angle is Angle.QUESTION:
        return (
            f"[a question about {about} that you want your followers to answer]"
            if about
            else "[a question to your followers]"
        )
    if angle is Angle.STORY:
        return "[a moment when that showed]" if owner and owner.why else "[why you began with this]"
    return "[what happened at work this week that customers never see]"


@lru_cache(maxsize=4096)
def is_answer(answer: str) -> bool:
    """Whether an answer says enough to stand in a post: at least four telling words outside of square brackets."""
    said = tokens(_UNFILLED.sub(" ", answer))
    return sum(t.stem not in FUNCTION and t.stem not in NEGATIONS for t in said) >= 4


def from_notebook(draft: str, owner: Owner | None) -> str | None:
    """The note that shares the most telling words with the draft: two, or one that names the trade."""
    if owner is None:
        return None
    return _nearest(draft, [n for n in owner.notes if is_answer(n)], owner.trade or "")


def _nearest(draft: str, texts: Sequence[str], trade: str = "") -> str | None:
    if not texts:
        return None
    about = _telling(draft)
    best = max(texts, key=lambda text: len(_telling(text) & about))
    shared = _telling(best) & about
    return best if len(shared) > 1 or shared & _telling(trade) else None


@lru_cache(maxsize=4096)  # a batch asks the same notes about every draft
def _telling(text: str) -> frozenset[str]:
    return frozenset(
        t.stem
        for t in tokens(text)
        if t.stem not in FUNCTION and t.stem not in NEGATIONS and t.stem not in PLAIN_STEMS and not t.is_number
    )
