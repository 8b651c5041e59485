"""`remake`: the owner's words lead, and the draft's offer follows as one calm closing line, or waits for another post.

Every remake is a list of edits of the draft, so it replays like a fix; kept sentences stay in their order and whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.rewriter.edits import Edit, apply, compose
from assistant.rewriter.reading import Read, Role, read
from assistant.text.facts import LINK

_KEPT = {Role.OFFER, Role.CONDITION, Role.CONTACT, Role.INFORMATION}
_FINAL = re.compile(r"[.!?…:)\"”'’\]]\Z")
# Read from the end, where the run of emoji must be: from the front each of them would begin a run to be tried.
_BACKWARD_EMOJI = re.compile(r"(?:[^\w\s.,!?;:()\[\]\"'“”‘’%&@#$£€/+*-]\s?)*+")
_NEEDS_NOUN = re.compile(r"\W{0,3}(?:[$£€]|it\b|they\b|this\b|these\b|each\b)", re.IGNORECASE)
_PERSONAL = re.compile(r"\b(?:we|i|you|your|our|my|us|me)\b|\b(?:we|i|you)[’']", re.IGNORECASE)
# A line that names the thing although it says "our" or "your": "Our exhibition is back!", "Rings made from your gold."
_OURS = re.compile(
    r"\A\W*(?:our|my) [a-z]|\A\W*(?:[a-z'’-]+ ){1,3}(?:made|built|cut|baked|sewn|knitted) ", re.IGNORECASE
)
_BOAST = re.compile(r"\b(?:best|finest|greatest|number one|unbeatable|second to none)\b|#1\b", re.IGNORECASE)
_LINK_END = re.compile(rf"(?:{LINK}|[\w.+-]{{1,64}}@[\w.-]{{1,200}}|\d)\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Remade:
    """Edits that turn the draft into a text, the words left out, and how long the lead is."""

    text: str
    edits: tuple[Edit, ...]
    dropped: tuple[str, ...]
    lead: str


def tidy(answer: str) -> str:
    """An answer as the beginning of a post: its own words, with a capital in front and a stop at the end."""
    lead = re.sub(r"[ \t]+", " ", answer.strip())
    lead = re.sub(r"\n{3,}", "\n\n", lead)
    if re.match(r"[a-z]+(?:['’][a-z]+)?(?![\w.@/])", lead):
        lead = lead[0].upper() + lead[1:]
    lead = re.sub(r"(?<=[.!?] )i\b|\bi(?=['’]|\s)", "I", lead)
    return lead if _FINAL.search(lead) or (not lead[-1:].isalnum() and lead[-1:] != "%") else lead + "."


def with_offer(draft: str, fixed: Sequence[Edit], lead: str) -> Remade | None:
    """The lead, then the draft's offer and contact; None when the draft has neither."""
    text = apply(draft, fixed)
    reading = read(text)
    kept = _kept(reading)
    return _remade(draft, fixed, text, reading, kept, lead) if kept else None


def value_only(draft: str, lead: str) -> Remade:
    """The lead alone; all of the draft waits for another post."""
    edit = Edit(
        0, len(draft), draft, lead, "lead with your words", "what helps the reader comes first", "C2", "value-only"
    )
    return Remade(lead, (edit,), tuple(r.text for r in read(draft) if _says(r)), lead)


def _kept(reading: Sequence[Read]) -> list[Read]:
    """The offer from its first to its last word, with the plain lines around it that say what and where."""
    stated = [i for i, r in enumerate(reading) if r.role in _KEPT]
    if not stated:
        return []
    first, last = stated[0], stated[-1]
    if first > 0 and _NEEDS_NOUN.match(reading[first].text) and _says(reading[first - 1]):
        first -= 1
    while first > 0 and _names(reading[first - 1]):
        first -= 1
    while last + 1 < len(reading) and _adds(reading[last + 1]):
        last += 1
    return [r for r in reading[first : last + 1] if r.role is not Role.TAGS and _says(r) and not _boasts(r)]


def _names(sentence: Read) -> bool:
    """A plain line before the offer that names it, such as "Longcase clocks serviced and repaired."."""
    plain = not _PERSONAL.search(sentence.text) or _OURS.match(sentence.text)
    return sentence.role is Role.PITCH and bool(plain) and _says(sentence)


def _adds(sentence: Read) -> bool:
    """A short line after the offer, such as "Bring ID!"."""
    return sentence.role is Role.PITCH and _says(sentence) and len(sentence.text.split()) <= 9


def _says(sentence: Read) -> bool:
    return any(c.isalnum() for c in sentence.text)


def _boasts(sentence: Read) -> bool:
    plain = sentence.role in {Role.PITCH, Role.STORY} and not sentence.facts
    return plain and _BOAST.search(sentence.text) is not None


def _remade(
    draft: str, fixed: Sequence[Edit], text: str, reading: Sequence[Read], kept: Sequence[Read], lead: str
) -> Remade:
    edits = [_edit(text, 0, kept[0].sentence.start, lead + "\n\n", "lead with your words", "lead")]
    for this, following in zip(kept, [*kept[1:], None], strict=True):
        start, end = _tail(this)
        stop = following.sentence.start if following else len(text)
        mark = text[start:end]
        calm = "." if "!" in mark else mark
        if following and not calm:
            calm = "\n" if _LINK_END.search(text[this.sentence.start : start]) else "."
        gap = " " if following and calm != "\n" else ""
        edits.append(_edit(text, start, stop, calm + gap, "one calm closing line", "closing"))
    then = [e for e in edits if e.before != e.after]
    dropped = tuple(r.text for r in reading if r not in kept and _says(r))
    whole = compose(draft, fixed, then)
    return Remade(apply(draft, whole), tuple(whole), dropped, lead)


def _tail(sentence: Read) -> tuple[int, int]:
    """Where the closing marks of a sentence begin and end; emoji may follow them."""
    own = sentence.text
    emoji = _BACKWARD_EMOJI.match(own[::-1])
    bare = own[: len(own) - emoji.end()] if emoji else own
    marks = re.search(r"[!.]*\Z|[?…,:]\Z", bare)
    begin = marks.start() if marks else len(bare)
    return sentence.sentence.start + begin, sentence.sentence.start + len(bare)


def _edit(text: str, start: int, end: int, after: str, operation: str, rule: str) -> Edit:
    reason = "what helps the reader comes first" if rule == "lead" else "the offer is there for those who want it"
    return Edit(start, end, text[start:end], after, operation, reason, "C2", rule)
