"""The guard: decides what may be shown, whoever wrote it.

Every number, name, link, condition and claim of an output must come from the draft, the owner's answer, the profile or
the notebook, and stand in the same company there. New words are refused unless they are plain ones that state nothing,
so a claim that no list foresaw is refused as well. When in doubt it refuses: a missing suggestion costs less.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.rewriter.company import Company, is_claim
from assistant.rewriter.offers import lost_conditions
from assistant.rewriter.owner import Owner
from assistant.rewriter.polarity import dropped, lost, unlicensed
from assistant.rewriter.reading import read
from assistant.rewriter.relations import compared, opposed, reordered, swapped, turned
from assistant.rewriter.vocabulary import FUNCTION
from assistant.rewriter.wording import Token, tokens
from assistant.text.facts import LINK, Fact, FactKind, facts
from assistant.text.platforms import problems
from assistant.text.sentences import sentences
from assistant.text.words import listed


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
    owner: Owner | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """All texts, the draft first."""
        owner = self.owner or Owner()
        return tuple(t for t in (self.draft, self.answer, owner.why, owner.trade, *owner.notes) if t)


_EXACT = {FactKind.LINK, FactKind.EMAIL, FactKind.PHONE, FactKind.HANDLE, FactKind.HASHTAG, FactKind.CODE}
_DANGLING = re.compile(
    r"\b(?:and|or|but|with|to|the|a|an|of|for|from|your|our|my)[ \t]*(?:[.!?,;:]|\Z|\n)", re.IGNORECASE
)
_DOUBLED = re.compile(r"\b([^\W\d_]{2,30})\s+\1\b", re.IGNORECASE)
_ORPHANED = re.compile(r"(?:^|\s)[,;:.!?)](?=\s|\Z)(?<!:\))|,\s*[.!?)]|\(\s*\)|[,;:]{2}|\{\{|\}\}", re.MULTILINE)
# Words are compared in pairs, so the work is bounded: no post but Facebook's may have more than 3,000 characters, and a
# text that denies or counts as often as this is none that somebody reads.
_LONGEST = 10_000  # characters
_MOST_DENIALS, _MOST_QUANTITIES = 60, 200
_BRACKETS = re.compile(r"\[[^\]\n]{1,1000}\]")
_PAIRS = (("(", ")"), ("[", "]"), ("“", "”"))
_OPENER = re.compile(r"\A[\"'“‘(*\s-]*[a-z]")
_LINKED = re.compile(rf"\A(?:{LINK}|[\w.+-]{{1,64}}@)", re.IGNORECASE)
_INCLUDES = listed("includes included including include")


class Guard:
    """Sources read once, to check any number of outputs against. `platform` is the one whose length counts."""

    def __init__(self, sources: Sources, platform: str | None = None) -> None:
        self._texts = sources.texts
        self._platform = platform
        self._reading = read(sources.draft)
        self._tokens = [tokens(text) for text in self._texts]
        self._company = Company(self._texts)
        known = [fact for text in self._texts for fact in facts(text)]
        self._exact = {fact.value for fact in known if fact.kind in _EXACT}
        self._flat = [_flat(text) for text in self._texts]
        self._known_sentences = {_bare(s.text) for text in self._texts for s in sentences(text)}

    def check(self, output: str, blanks: Sequence[str] = ()) -> tuple[Violation, ...]:
        """Everything that speaks against showing `output`; nothing if it may be shown.

        `blanks` are the program's own words in it, which ask the owner for theirs and state nothing.
        """
        if not output.strip():
            return (Violation("empty", ""),)
        if max([len(output), *map(len, self._texts)]) > _LONGEST:
            return (Violation("too long", f"over {_LONGEST:,} characters cannot be checked"),)
        stated = output
        for blank in blanks:
            stated = stated.replace(blank, " " * len(blank))
        found = tokens(stated)
        for what, most, counted in self._counted(found):
            if counted > most:
                return (Violation("too many", f"over {most} {what} cannot be checked"),)
        return (
            *(Violation("too long", str(p)) for p in problems(output, self._platform or "")),
            *self._form(output),
            *self._brackets(stated),
            *self._facts(output),
            *self._wording(output, found),
            *self._statements(found),
            *(Violation("condition dropped", c) for c in lost_conditions(stated, self._reading)),
        )

    def _counted(self, found: Sequence[Token]) -> Iterator[tuple[str, int, int]]:
        """What is compared most often, how often it may stand in a text or in all sources, and how often it does."""
        everywhere = [t for source in self._tokens for t in source]
        for stretch in (found, everywhere):
            yield "denials", _MOST_DENIALS, sum(t.denies for t in stretch)
            yield "numbers and days", _MOST_QUANTITIES, sum(bool(t.shape) for t in stretch)

    def _brackets(self, stated: str) -> Iterator[Violation]:
        """A reader would take them for a blank that somebody forgot to fill."""
        for match in _BRACKETS.finditer(stated):
            if not any(match.group() in text for text in self._texts):
                yield Violation("brackets of no source", match.group())

    def _form(self, output: str) -> Iterator[Violation]:
        for code, pattern in (("doubled word", _DOUBLED), ("dangling word", _DANGLING), ("orphaned mark", _ORPHANED)):
            for match in pattern.finditer(output):
                if not any(_around(match) in text for text in self._flat):
                    yield Violation(code, match.group().strip())
        for opening, closing in _PAIRS:
            uneven = output.count(opening) != output.count(closing)
            if uneven and all(t.count(opening) == t.count(closing) for t in self._texts):
                yield Violation("unbalanced", opening + closing)
        for sentence in sentences(output):
            if not _OPENER.match(sentence.text) or _LINKED.match(sentence.text):
                continue
            if _bare(sentence.text) not in self._known_sentences and not _tail_of(sentence.text, self._texts):
                yield Violation("fragment", sentence.text)

    def _facts(self, output: str) -> Iterator[Violation]:
        for fact in facts(output):
            if fact.kind in _EXACT and fact.value not in self._exact and not _is_part(fact, self._texts):
                yield Violation(f"{fact.kind} of no source", fact.text)

    def _wording(self, output: str, found: Sequence[Token]) -> Iterator[Violation]:
        """Numbers, names, claims and words, each against the company that it keeps in the sources."""
        company = self._company
        whole = [(f.start, f.end) for f in facts(output) if f.kind in _EXACT and f.value in self._exact]
        whole += [(s.start, s.end) for s in sentences(output) if _bare(s.text) in self._known_sentences]
        for index, token in enumerate(found):
            if token.denies or any(a <= token.start < b for a, b in whole):
                continue
            if token.shape:
                wrong = company.quantity(found, index)
                if wrong:
                    yield Violation(wrong, token.text)
            elif token.stem not in company.stems and token.stem not in FUNCTION and token.text.lower() not in _INCLUDES:
                if not company.word(found, index):
                    yield Violation("name or word of no source", token.text)
            elif is_claim(token) and not company.claim(found, index):
                yield Violation("claim in other company", token.text)
            if not company.frequency(found, index):
                yield Violation("another frequency", token.text)

    def _statements(self, found: Sequence[Token]) -> Iterator[Violation]:
        """Yes and no, before and after, who and whom."""
        sources = self._tokens
        yield from (Violation("denied without a source", t.text) for t in unlicensed(found, sources))
        yield from (Violation("denial lost", words) for words in lost(found, sources))
        yield from (Violation("denial lost", words) for words in dropped(found, sources))
        yield from (Violation("limit turned around", t.text) for t in turned(found, sources))
        yield from (Violation("turned around", t.text) for t in opposed(found, sources))
        yield from (Violation("compared with another", t.text) for t in compared(found, sources))
        yield from (Violation("order turned around", t.text) for t in reordered(found, sources))
        yield from (Violation("changed places", words) for words in swapped(found, sources))


def check(output: str, sources: Sources, *, platform: str | None = None) -> tuple[Violation, ...]:
    """`Guard.check` for one output."""
    return Guard(sources, platform).check(output)


def _is_part(fact: Fact, texts: Sequence[str]) -> bool:
    """Patterns read a code or number differently in other company; the characters count then."""
    return fact.kind in {FactKind.CODE, FactKind.PHONE} and any(
        re.search(rf"(?<!\w){re.escape(fact.text)}(?!\w)", text) for text in texts
    )


def _flat(text: str) -> str:
    return " ".join(text.split()).lower().replace("!", ".")


def _bare(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().lower()


def _tail_of(sentence: str, texts: Sequence[str]) -> bool:
    """Whether a source has the sentence so, after a mark rather than in the middle of other words."""
    begins = re.compile(rf"(?:\A|[^\w\s,'’-])\s*{re.escape(sentence[:30])}", re.IGNORECASE)
    return any(begins.search(text) for text in texts)


def _around(match: re.Match[str]) -> str:
    return _flat(match.string[max(0, match.start() - 4) : match.end()])
