"""The guard: decides what may be shown, whoever wrote it.

Every number, name, link, condition and claim of an output must come from the draft, the owner's answer, the profile or
the notebook, and stand in the same company there. New words are refused unless they are plain ones that state nothing,
so a claim that no list foresaw is refused as well. When in doubt it refuses: a missing suggestion costs less.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.rewriter.company import Company
from assistant.rewriter.offers import lost_conditions
from assistant.rewriter.profile import Profile
from assistant.rewriter.wording import FUNCTION, NEGATIONS, PLAIN_STEMS, Token, tokens
from assistant.text.facts import Fact, FactKind, facts
from assistant.text.platforms import problems
from assistant.text.sentences import sentences


@dataclass(frozen=True, slots=True)
class Violation:
    """What is wrong, and the words that are."""

    code: str
    words: str

    def __str__(self) -> str:
        return f"{self.code}: {self.words}"


@dataclass(frozen=True, slots=True)
class Sources:
    """What an output may draw on: the draft, and the owner's own words."""

    draft: str
    answer: str | None = None
    profile: Profile | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """All texts, the draft first."""
        profile = self.profile or Profile()
        return tuple(t for t in (self.draft, self.answer, profile.why, profile.trade, *profile.notes) if t)


_EXACT = {FactKind.LINK, FactKind.EMAIL, FactKind.PHONE, FactKind.HANDLE, FactKind.HASHTAG, FactKind.CODE}
_DANGLING = re.compile(
    r"\b(?:and|or|but|with|to|the|a|an|of|for|from|your|our|my)[ \t]*(?:[.!?,;:]|\Z|\n)", re.IGNORECASE
)
_DOUBLED = re.compile(r"\b([^\W\d_]{2,30})\s+\1\b", re.IGNORECASE)
_ORPHANED = re.compile(r"(?:^|\s)[,;:.!?)](?=\s|\Z)(?<!:\))|,\s*[.!?]|\(\s*\)|[,;:]{2}|\{\{|\}\}", re.MULTILINE)
_PAIRS = (("(", ")"), ("[", "]"), ("“", "”"))
_OPENER = re.compile(r"\A[\"'“‘(*\s-]*[a-z]")


class Guard:
    """Sources read once, to check any number of outputs against. `platform` is the one whose length counts."""

    def __init__(self, sources: Sources, platform: str | None = None) -> None:
        self._sources = sources
        self._platform = platform

    def check(self, output: str) -> tuple[Violation, ...]:
        """Everything that speaks against showing `output`; nothing if it may be shown."""
        if not output.strip():
            return (Violation("empty", ""),)
        texts = self._sources.texts
        return (
            *(Violation("too long", str(p)) for p in problems(output, self._platform or "")),
            *_form(output, texts),
            *_facts(output, texts),
            *_wording(output, texts),
            *_polarity(output, texts),
            *(Violation("condition dropped", c) for c in lost_conditions(output, self._sources.draft)),
        )


def check(output: str, sources: Sources, *, platform: str | None = None) -> tuple[Violation, ...]:
    """`Guard.check` for one output."""
    return Guard(sources, platform).check(output)


def _form(output: str, texts: Sequence[str]) -> Iterator[Violation]:
    for code, pattern in (("doubled word", _DOUBLED), ("dangling word", _DANGLING), ("orphaned mark", _ORPHANED)):
        for match in pattern.finditer(output):
            if not any(_around(match) in _flat(text) for text in texts):
                yield Violation(code, match.group().strip())
    for opening, closing in _PAIRS:
        if output.count(opening) != output.count(closing) and all(t.count(opening) == t.count(closing) for t in texts):
            yield Violation("unbalanced", opening + closing)
    known = {_bare(s.text) for text in texts for s in sentences(text)}
    for sentence in sentences(output):
        if _OPENER.match(sentence.text) and _bare(sentence.text) not in known and not _tail_of(sentence.text, texts):
            yield Violation("fragment", sentence.text)


def _facts(output: str, texts: Sequence[str]) -> Iterator[Violation]:
    known = [fact for text in texts for fact in facts(text)]
    exact = {fact.value for fact in known if fact.kind in _EXACT}
    for fact in facts(output):
        if fact.kind in _EXACT and fact.value not in exact and not _is_part(fact, texts):
            yield Violation(f"{fact.kind} of no source", fact.text)


def _is_part(fact: Fact, texts: Sequence[str]) -> bool:
    """Patterns read a code or number differently in other company; the characters count then."""
    return fact.kind in {FactKind.CODE, FactKind.PHONE} and any(
        re.search(rf"(?<!\w){re.escape(fact.text)}(?!\w)", text) for text in texts
    )


def _wording(output: str, texts: Sequence[str]) -> Iterator[Violation]:
    company = Company(texts)
    found = tokens(output)
    for index, token in enumerate(found):
        if company.turns(found, index):
            yield Violation("limit turned around", token.text)
        if token.is_number or token.stem in NEGATIONS:
            if token.is_number and not company.knows(found, index):
                yield Violation("number of no source, or in other company", token.text)
        elif token.stem in company.stems or token.stem in FUNCTION:
            if company.is_claim(token) and not company.knows(found, index):
                yield Violation("claim in other company", token.text)
        elif not _plain(token):
            yield Violation("name or word of no source", token.text)


def _plain(token: Token) -> bool:
    return token.stem in PLAIN_STEMS and (token.opens or token.text.islower())


def _polarity(output: str, texts: Sequence[str]) -> Iterator[Violation]:
    """What a source denies stays denied, and nothing else is denied."""
    company, found = Company(texts), tokens(output)
    for index, token in enumerate(found):
        if token.stem in NEGATIONS and not company.knows(found, index):
            yield Violation("denied without a source", token.text)
    near = _neighbourhoods(found)
    for text in texts:
        own = tokens(text)
        for index, token in enumerate(own):
            pair = _pair(own, index) if token.stem in NEGATIONS else None
            if pair and pair in near and not near[pair]:
                yield Violation("denial lost", f"{token.text} {pair[1]} {pair[2]}")


_Pair = tuple[str, str, str]  # where the denial stands (before, between or after), and two telling words


def _pair(found: Sequence[Token], index: int) -> _Pair | None:
    """The two telling words that follow a denial in its sentence, or stand on both sides, or precede it."""
    sentence = found[index].sentence
    right = [t.stem for t in found[index + 1 : index + 8] if t.sentence == sentence and _telling(t)][:2]
    left = [t.stem for t in found[max(0, index - 8) : index] if t.sentence == sentence and _telling(t)][-2:]
    if len(right) == 2:
        return "before", right[0], right[1]
    if left and right:
        return "between", left[-1], right[0]
    return ("after", left[0], left[1]) if len(left) == 2 else None


def _neighbourhoods(found: Sequence[Token]) -> dict[_Pair, bool]:
    """For each two telling words that follow each other in a sentence: is there a denial before, between or after?"""
    near: dict[_Pair, bool] = {}
    telling = [i for i, t in enumerate(found) if _telling(t)]
    for this, following in pairwise(telling):
        if found[this].sentence != found[following].sentence:
            continue
        stretches = {
            "before": found[max(0, this - 5) : this],
            "between": found[this + 1 : following],
            "after": found[following + 1 : following + 6],
        }
        for place, stretch in stretches.items():
            denied = any(t.stem in NEGATIONS for t in stretch if t.sentence == found[this].sentence)
            key = (place, found[this].stem, found[following].stem)
            near[key] = near.get(key, False) or denied
    return near


def _telling(token: Token) -> bool:
    return token.stem not in FUNCTION and token.stem not in NEGATIONS


def _flat(text: str) -> str:
    return " ".join(text.split()).lower().replace("!", ".")


def _bare(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().lower()


def _tail_of(sentence: str, texts: Sequence[str]) -> bool:
    """Whether a source has the sentence so, after a mark rather than in the middle of other words."""
    begins = re.compile(rf"(?:\A|[^\w\s,'’-])\s*{re.escape(sentence[:30])}", re.IGNORECASE)
    return any(begins.search(text) for text in texts)


def _around(match: re.Match[str]) -> str:
    return _flat(match.string[max(0, match.start() - 4) : match.end() + 2])
