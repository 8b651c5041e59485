"""The company that a number or claim keeps: it may only stand beside words that it stands beside in a source."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from assistant.rewriter.vocabulary import COMMON, ENDINGS, UNITS
from assistant.rewriter.wording import PLAIN_STEMS, Token, stem, tokens
from assistant.text.conditions import claims
from assistant.text.words import listed

_REACH = 4  # telling words or quantities on either side that count as company
_SURELY = 1.5  # times as near must another number stand for this one to be in its place
_OTHER_CLAUSE = 0.25  # what company in another clause of the sentence counts
_UNIT_STEMS = frozenset(stem(word) for word in UNITS)
_COMMON_STEMS = frozenset(stem(word) for word in COMMON)
_FREQUENT = listed("once twice times every each per")
_LIMITS = {
    word: limit
    for limit, words in {
        "from": "from available start starts starting opens open begins beginning",
        "end": "until till by before end ends ending close closes closing deadline expires valid through",
        "after": "after beyond",
        "over": "over above least min minimum more",
        "under": "under below less fewer",
        "most": "up max maximum most limited limit",
        "within": "within inside",
    }.items()
    for word in words.split()
}
_KEPT_LIMITS = {"over", "under", "most", "within", "from"}
_INCLUDING = listed("includes included including include incl inc with plus")
_INCLUDES = listed("includes included including include")
Context = dict[str, float]


class Company:
    """The words of all sources, and what each quantity and claim stands beside there."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = [tokens(text) for text in texts]
        self.stems = {t.stem for found in self._texts for t in found}
        self._places: dict[str, list[tuple[Sequence[Token], int]]] = {}
        self._shapes: dict[str, set[str]] = {}
        for found in self._texts:
            for index, token in enumerate(found):
                self._places.setdefault(token.stem, []).append((found, index))
                if token.shape:
                    self._shapes.setdefault(token.shape, set()).add(token.stem)

    @cached_property
    def _words(self) -> list[str]:
        return [w for w in {t.text.lower() for found in self._texts for t in found if t.tells} if len(w) > 3]

    def word(self, found: Sequence[Token], index: int) -> bool:
        """Whether a word that no source has may stand here: it is plain, derived, or common in the sources' company."""
        token = found[index]
        if not (token.opens or token.text.islower()):
            return False
        if token.stem in PLAIN_STEMS or self._derived(token.text.lower()):
            return True
        if token.text.lower() == "only":  # of a fact it is a limit
            return not any(t.shape for t in found if t.sentence == token.sentence)
        if token.stem not in _COMMON_STEMS or claims(token.text):
            return False
        sentence = [t for t in found if t.sentence == token.sentence]
        near = [t for t in sentence if t.clause == token.clause]
        return self._mostly(near, 2, 1) or self._mostly(sentence, 4, 4)

    def _mostly(self, stretch: Sequence[Token], least: int, times: int) -> bool:
        """Whether at least `least` telling words of a stretch are the sources', and `times` as many as are new."""
        telling = [t for t in stretch if t.shape or (t.tells and t.stem not in PLAIN_STEMS)]
        known = sum(t.stem in self.stems for t in telling)
        return known >= max(least, times * (len(telling) - known))

    def _derived(self, word: str) -> bool:
        for known in self._words:
            shared = next((i for i, (a, b) in enumerate(zip(word, known, strict=False)) if a != b), None)
            shared = min(len(word), len(known)) if shared is None else shared
            rests = word[shared:], known[shared:]
            if shared >= 4 and all(not r or r in ENDINGS for r in rests) and shared * 2 > len(word):
                return True
        return False

    def quantity(self, found: Sequence[Token], index: int) -> str | None:
        """What is wrong with a number, day or month here; None if a source says the same."""
        token = found[index]
        places = self._places.get(token.stem)
        if not places:
            return "number of no source"
        unit = _unit(found, index)
        if unit and unit not in {_unit(*p) for p in places}:
            return "number in another unit"
        if self._other_limit(found, index, places):
            return "limit turned around"
        mates = self._shapes.get(token.shape, set()) - {token.stem}
        if not mates or self._leads(found, index, places, mates):
            return None
        own = _context(found, index)
        best = max(_alike(own, _context(*p)) for p in places)
        rival = max((_alike(own, _context(*p)) for mate in mates for p in self._places[mate]), default=0.0)
        if rival > _SURELY * best or (not best and own and not self._same_sentence(found, index, places)):
            return "number of no source, or in other company"
        return None

    def _leads(
        self, found: Sequence[Token], index: int, places: Sequence[tuple[Sequence[Token], int]], mates: set[str]
    ) -> bool:
        """Whether the number counts what it counts in a source, and no other number of its shape counts that."""
        counted = _counted(found, index)
        others = {_counted(*p) for mate in mates for p in self._places[mate]}
        return counted is not None and counted in {_counted(*p) for p in places} and counted not in others

    def _same_sentence(self, found: Sequence[Token], index: int, places: Sequence[tuple[Sequence[Token], int]]) -> bool:
        own = {t.stem for t in found if t.sentence == found[index].sentence and t.tells}
        return any(
            own & {t.stem for t in source if t.sentence == source[place].sentence and t.tells}
            for source, place in places
        )

    def _other_limit(self, found: Sequence[Token], index: int, places: Sequence[tuple[Sequence[Token], int]]) -> bool:
        limits, known = _limits(found, index), [_limits(*p) for p in places]
        anywhere = frozenset().union(*known)
        if limits - anywhere - {"after"} - _ranging(found, index) or ("after" in limits and "end" in anywhere - limits):
            return True
        price = not found[index].shape.isalnum()
        return any((c != "from" or price) and all(c in k for k in known) and c not in limits for c in _KEPT_LIMITS)

    def claim(self, found: Sequence[Token], index: int) -> bool:
        """Whether a claim, or something "included", stands beside a word that it stands beside in a source."""
        token = found[index]
        if token.text.lower() in _INCLUDES:
            places = [p for word in _INCLUDING for p in self._places.get(stem(word), ())]
        else:
            places = self._places.get(token.stem, [])
        own = _context(found, index)
        return any(_alike(own, known) > 0 or not (own and known) for known in (_context(*p) for p in places))

    def frequency(self, found: Sequence[Token], index: int) -> bool:
        """Whether "once a week" and the like is what a source says; true for all other words."""
        unit = _often(found, index)
        return unit is None or any(
            _often(source, place) == unit or (token.stem == unit and token.text.lower().endswith("days"))
            for source in self._texts
            for place, token in enumerate(source)
        )


def is_claim(token: Token) -> bool:
    """Whether the word promises something that could be disputed."""
    return token.text.lower() in _INCLUDES or bool(claims(token.text))


def _often(found: Sequence[Token], index: int) -> str | None:
    if found[index].text.lower() not in _FREQUENT:
        return None
    ahead = [t for t in found[index + 1 : index + 4] if t.sentence == found[index].sentence]
    ahead = [t for t in ahead if t.text.lower() not in ("a", "an", "single")]
    if ahead and ahead[0].shape == "day" and found[index].text.lower() in ("every", "each"):
        return ahead[0].stem
    return ahead[0].stem if ahead and ahead[0].stem in _UNIT_STEMS else None


def _unit(found: Sequence[Token], index: int) -> str | None:
    if found[index].shape != "0":
        return None
    ahead = [t for t in found[index + 1 : index + 3] if t.sentence == found[index].sentence]
    ahead = [t for t in ahead if t.text.lower() not in ("more", "full", "whole")]
    return ahead[0].stem if ahead and ahead[0].stem in _UNIT_STEMS else None


def _counted(found: Sequence[Token], index: int) -> str | None:
    """The telling word right behind a number, which says what is counted."""
    ahead = [t for t in found[index + 1 : index + 3] if t.clause == found[index].clause]
    return next((t.stem for t in ahead if t.tells), None)


def _limits(found: Sequence[Token], index: int) -> frozenset[str]:
    """The limits that words right before a quantity ("over", "until") or after it ("or more") set."""
    before = _words_before(found, index)
    named = {_LIMITS[w] for w in before if w in _LIMITS}
    after = [t.text.lower() for t in found[index + 1 : index + 7] if t.clause == found[index].clause]
    beyond = [t.text.lower() for t in found[index + 1 : index + 5] if t.sentence == found[index].sentence]
    if "or" in beyond[:3]:  # it begins a clause of its own
        following = beyond[beyond.index("or") + 1 :][:1]
        named |= {_LIMITS[w] for w in following if w in ("more", "over", "above", "less", "under", "fewer")}
    if {"at", "most"} <= set(after) or {"max", "maximum"} & set(after[:2]):
        named.add("most")
    if {"at", "least"} <= set(after) or {"min", "minimum"} & set(after[:2]):
        named.add("over")
    return frozenset(named - {"most"} if "most" in named and "up" in before and "to" not in before else named)


def _words_before(found: Sequence[Token], index: int) -> list[str]:
    """Up to three words before a quantity in its clause, none beyond another quantity; a date's parts are one."""
    here, words = found[index], list[str]()
    dated = here.shape in ("0", "date", "day", "month", "time")
    for token in reversed(found[:index]):
        if token.clause != here.clause or len(words) == 3:
            break
        if token.shape and not (dated and (token.shape in ("day", "month") or here.shape == "month")):
            break
        words.insert(0, token.text.lower())
    return words


def _ranging(found: Sequence[Token], index: int) -> set[str]:
    """A "from" that begins a range limits nothing by itself."""
    ahead = [t.text.lower() for t in found[index + 1 : index + 7] if t.sentence == found[index].sentence]
    return {"from"} if "to" in ahead else set()


def _context(found: Sequence[Token], index: int) -> Context:
    """Telling words and quantities near a token in its sentence, by how near they are."""
    here = found[index]
    near: Context = {}
    for side in (reversed(range(index)), range(index + 1, len(found))):
        reach = _REACH
        for place in side:
            token = found[place]
            if token.sentence != here.sentence or not reach:
                break
            if not (
                token.shape or (token.tells and token.text.lower() not in _LIMITS and token.text.lower() != "only")
            ):
                continue
            weight = reach * (1.0 if token.clause == here.clause else _OTHER_CLAUSE)
            near[token.stem] = max(near.get(token.stem, 0.0), weight)
            reach -= 1
    return near


def _alike(one: Context, other: Context) -> float:
    return sum(weight * other[word] for word, weight in one.items() if word in other)
