"""Who does what to whom: words of the sources that changed places, order or side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from assistant.rewriter.vocabulary import OPPOSITES, PLAIN
from assistant.rewriter.wording import PLAIN_STEMS, Token, stem
from assistant.text.words import listed

_SIDES = {
    "before": ("before", "until", "till"),
    "after": ("after", "beyond"),
    "under": ("under", "below"),
    "over": ("over", "above"),
    "with": ("with",),
    "without": ("without",),
    "in": ("in", "into", "inside"),
    "out": ("out", "outside"),
}
_SIDE = {word: side for side, words in _SIDES.items() for word in words}
_OTHER_SIDE = {"before": "after", "after": "before", "under": "over", "over": "under", "with": "without",
               "without": "with", "in": "out", "out": "in"}  # fmt: skip
_BETWEEN = listed("to and until till was instead usually normally regular rrp price")
_OPPOSED = tuple((frozenset(map(stem, a)), frozenset(map(stem, b))) for a, b in OPPOSITES)


def turned(found: Sequence[Token], sources: Sequence[Sequence[Token]]) -> Iterator[Token]:
    """Words such as "before" or "over" that stand where sources have the other side."""
    known: dict[str, set[str]] = {}
    for source in sources:
        for index, token in enumerate(source):
            if token.text.lower() in _SIDE:
                known.setdefault(_SIDE[token.text.lower()], set()).update(_object(source, index))
    for index, token in enumerate(found):
        side = _SIDE.get(token.text.lower())
        thing = _object(found, index) if side else []
        if side in ("before", "after") and not thing and _day_side(found, index, sources):
            yield token
        if not side or not thing or set(thing) & known.get(side, set()):
            continue
        negated = any(t.denies for t in found if t.sentence == token.sentence)
        if negated and side in ("in", "out", "before", "after"):
            continue  # "don't leave it in the car" is "keep it out of the car"
        if set(thing) & known.get(_OTHER_SIDE[side], set()) or _moved(thing[0], token, sources):
            yield token


def _object(found: Sequence[Token], index: int) -> list[str]:
    """The telling word or quantity that follows a preposition in its clause."""
    here = found[index]
    if here.text.lower() == "out" and [t.text.lower() for t in found[index + 1 : index + 2]] != ["of"]:
        return []
    ahead = [t for t in found[index + 1 : index + 6] if t.clause == here.clause and (t.tells or t.shape)]
    return [t.stem for t in ahead[:1]]


def _day_side(found: Sequence[Token], index: int, sources: Sequence[Sequence[Token]]) -> bool:
    """Whether "the day after" stands where sources have "the day before" alone."""
    said, ahead = found[index].text.lower(), found[index - 1].stem if index else ""
    pairs = {(s[i - 1].stem, t.text.lower()) for s in sources for i, t in enumerate(s) if i}
    return (ahead, _OTHER_SIDE[_SIDE[said]]) in pairs and (ahead, said) not in pairs


def _moved(thing: str, word: Token, sources: Sequence[Sequence[Token]]) -> bool:
    """Whether a source's sentence with this "before" or "after" has the thing in front of it instead of behind."""
    said = word.text.lower()
    if said not in ("before", "after") or thing in PLAIN_STEMS:
        return False
    for source in sources:
        for token in source:
            sentence = [t for t in source if t.sentence == token.sentence]
            if token.text.lower() == said and not any(t.denies for t in sentence):
                return any(t.stem == thing and t.start < token.start for t in sentence)
    return False


def opposed(found: Sequence[Token], sources: Sequence[Sequence[Token]]) -> Iterator[Token]:
    """Words that no source has, beside a word beside which a source has their opposite."""
    stems = {t.stem for source in sources for t in source}
    for index, token in enumerate(found):
        if token.stem in stems or token.shape:
            continue
        for one, other in (*_OPPOSED, *((b, a) for a, b in _OPPOSED)):
            if token.stem in one and other & stems and _beside(found, index) & _beside_any(other, sources):
                yield token
                break


def _beside_any(stems: frozenset[str], sources: Sequence[Sequence[Token]]) -> set[str]:
    return {w for s in sources for i, t in enumerate(s) if t.stem in stems for w in _beside(s, i)}


def _beside(found: Sequence[Token], index: int) -> set[str]:
    here = found[index]
    telling = [i for i, t in enumerate(found) if t.sentence == here.sentence and (t.tells or t.shape) and i != index]
    left, right = [i for i in telling if i < index][-2:], [i for i in telling if i > index][:2]
    return {found[i].stem for i in (*left, *right)}


def compared(found: Sequence[Token], sources: Sequence[Sequence[Token]]) -> Iterator[Token]:
    """What stands behind a "than" though a source has it in front of one."""
    behind = {t for s in sources for i, w in enumerate(s) if w.stem == "than" for t in _object(s, i)}
    stems = {t.stem for source in sources for t in source}
    for index, token in enumerate(found):
        thing = _object(found, index) if token.stem == "than" else []
        if behind and thing and thing[0] in stems and thing[0] not in behind:
            yield token


def reordered(found: Sequence[Token], sources: Sequence[Sequence[Token]]) -> Iterator[Token]:
    """The first of two days, months, numbers or prices that a source has the other way round: "£40 instead of £60"."""
    known = {pair[:3] for source in sources for pair in _ranges(source)}
    for first, word, second, token in _ranges(found):
        if (second, word, first) in known and (first, word, second) not in known:
            yield token


def _ranges(found: Sequence[Token]) -> Iterator[tuple[str, str, str, Token]]:
    for index, token in enumerate(found):
        ahead = [t for t in found[index + 1 : index + 7] if t.sentence == token.sentence]
        following = next((t for t in ahead if t.shape), None)
        if not token.shape or following is None or following.shape != token.shape:
            continue
        between = [t.text.lower() for t in ahead if t.start < following.start]
        for word in between or [""]:
            if not word or word in _BETWEEN:
                yield token.stem, word, following.stem, token


def swapped(found: Sequence[Token], sources: Sequence[Sequence[Token]]) -> Iterator[str]:
    """Two words that changed places between two clauses: each stands alone among the other's company.

    Once among the words that tell most, once among all, where more of them must speak for it.
    """
    for source in sources:
        for plain, least in ((False, 0), (True, 2)):
            homes = _clauses(source, plain=plain)
            owners: dict[str, list[int]] = {}
            for place, home in enumerate(homes):
                for word in home:
                    owners.setdefault(word, []).append(place)
            stated = dict.fromkeys(_clauses(found, plain=plain))
            guests = [g for words in stated for g in _guests(words, homes, owners)]
            for word, at, belongs, company in guests:
                for other, there, belonging, others in guests:
                    known = max(company, others) > 1 and min(company, others) > least
                    if word < other and there == belongs and at == belonging and known:
                        yield f"{word} and {other}"


def _guests(
    words: frozenset[str], homes: Sequence[frozenset[str]], owners: Mapping[str, Sequence[int]]
) -> Iterator[tuple[str, int, int, int]]:
    """(word, clause it stands in, clause of the source that it belongs to, words that belong where it stands).

    `owners` are the clauses of the source that have a word.
    """
    shared = Counter(home for word in words for home in owners.get(word, ()))
    most = max(shared.values(), default=0)
    for at in sorted(home for home, count in shared.items() if count == most):
        strangers: dict[int, list[str]] = {}
        for word in words - homes[at]:
            if len(owners.get(word, ())) == 1:
                strangers.setdefault(owners[word][0], []).append(word)
        for home, group in strangers.items():
            if len(group) == 1:  # several came together: two clauses were joined, and nothing was swapped
                yield group[0], at, home, most


def _clauses(found: Sequence[Token], *, plain: bool) -> list[frozenset[str]]:
    clauses: dict[int, set[str]] = {}
    for token in found:
        if token.tells and (plain or token.text.lower() not in PLAIN):
            clauses.setdefault(token.clause, set()).add(token.stem)
    return list(map(frozenset, clauses.values()))
