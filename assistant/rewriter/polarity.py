"""Yes and no: what a source denies stays denied, and nothing else is denied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.rewriter.vocabulary import DENYING
from assistant.rewriter.wording import PLAIN_STEMS, Token, stem
from assistant.text.words import listed

_DENYING = frozenset(stem(word) for word in DENYING)
_OPEN = listed("before if when whether unless instead of for to without avoid stop")  # what follows is not asserted


def unlicensed(found: Sequence[Token], sources: Sequence[Sequence[Token]]) -> Iterator[Token]:
    """The denials of an output that deny what no source denies."""
    known = {w for source in sources for i in range(len(source)) if _denies(source, i) for w in _denied(source, i)}
    before = any(t.text.lower() == "before" for source in sources for t in source)
    for index, token in enumerate(found):
        if not token.denies or _idle(found, index):
            continue
        ahead = [t.text.lower() for t in found[index + 1 :] if t.sentence == token.sentence]
        waits = before and bool({"until", "till"} & set(ahead))
        scope = _scope(found, index)
        own = {t.stem for t in found if t.clause == token.clause and t.tells and t.stem not in PLAIN_STEMS}
        strange = len(own - known) * 2 >= len(own) > 1 and len(own) < 4
        if scope and not waits and (strange or not known & {t.stem for t in scope}):
            yield token


def lost(found: Sequence[Token], sources: Sequence[Sequence[Token]]) -> Iterator[str]:
    """Words that sources only ever deny and that an output asserts of the same thing."""
    asserted: dict[tuple[str, frozenset[str]], list[Token]] = {}  # the same denial may stand there many times
    for source in sources:
        denied = [i for i, t in enumerate(source) if t.denies and t.text.lower() != "without"]
        inside = {id(t) for i in denied for t in source if t.clause == source[i].clause}
        free = {t.stem for s in sources for t in s if id(t) not in inside}
        for index in denied:
            scope = [t.stem for t in _scope(source, index)][:2]
            plain = bool(scope) and scope[0] in PLAIN_STEMS
            verb = scope[-1] if plain else scope[0] if scope else ""
            if not verb or verb in free or verb in PLAIN_STEMS:
                continue
            sentence = {t.stem for t in source if t.sentence == source[index].sentence and t.tells}
            about = frozenset({scope[0]} if plain else sentence - {verb})
            if (verb, about) not in asserted:
                asserted[verb, about] = [t for t in found if t.stem == verb and _asserted(found, t, about)]
            for token in asserted[verb, about]:
                yield f"{source[index].text} {token.text}"


def dropped(found: Sequence[Token], sources: Sequence[Sequence[Token]]) -> Iterator[str]:
    """Denials that are missing among the very words that stand around them in a source."""
    for source in sources:
        for index, token in enumerate(source):
            if not token.denies or token.text.lower() == "without":
                continue
            behind = [t.text.lower() for t in source[index + 1 : index + 4] if t.sentence == token.sentence]
            ahead = [t.text.lower() for t in source[max(0, index - 2) : index] if t.clause == token.clause]
            opened = any(t.text.lower() in _OPEN for t in source[:index] if t.clause == token.clause)
            if len(behind) > 1:
                lost_ = _plainly(found, behind, before=True, open_too=opened) > _plainly(
                    source, behind, before=True, open_too=opened
                )
            else:
                lost_ = len(ahead) == 2 and _plainly(found, ahead, before=False) > _plainly(source, ahead, before=False)
            if lost_:
                yield " ".join([token.text, *behind])


def _plainly(found: Sequence[Token], words: Sequence[str], *, before: bool, open_too: bool = False) -> int:
    """How often these words stand in a row without a denial before (or else behind) them in their clause.

    What stands behind an "if" or "before" is not asserted; it counts with `open_too` alone.
    """
    count = 0
    for index in range(len(found) - len(words) + 1):
        here = found[index : index + len(words)]
        if [t.text.lower() for t in here] != list(words) or here[0].sentence != here[-1].sentence:
            continue
        near = found[max(0, index - 4) : index] if before else found[index + len(words) : index + len(words) + 2]
        same = [t for t in near if t.sentence == here[0].sentence]
        opened = before and not open_too and any(t.text.lower() in _OPEN for t in same if t.clause == here[0].clause)
        count += not opened and not any(t.denies or t.stem in _DENYING for t in same)
    return count


def _asserted(found: Sequence[Token], token: Token, about: frozenset[str]) -> bool:
    clause = [t for t in found if t.clause == token.clause]
    if not about & {t.stem for t in clause} or token.text.lower().endswith("ing"):
        return False
    near = [t for t in found if t.sentence == token.sentence and abs(t.clause - token.clause) <= 1]
    ahead = [t.text.lower() for t in clause if t.start < token.start]
    return not any(t.denies or t.stem in _DENYING for t in near) and not _OPEN & set(ahead)


def _denies(found: Sequence[Token], index: int) -> bool:
    ahead = [t.text.lower() for t in found[index + 1 : index + 2]]
    token = found[index]
    return token.denies or token.stem in _DENYING or (token.text.lower() == "out" and ahead == ["of"])


def _denied(found: Sequence[Token], index: int) -> set[str]:
    """The telling words on both sides of a denial in its clause, else of the clause beside it."""
    clause = {t.stem for t in found if t.clause == found[index].clause and (t.tells or t.shape)}
    return clause - {found[index].stem} or {t.stem for t in _scope(found, index)}


def _idle(found: Sequence[Token], index: int) -> bool:
    """A denial that denies nothing: "no matter what"."""
    return found[index].stem == "no" and [t.stem for t in found[index + 1 : index + 2]] == [stem("matter")]


def _scope(found: Sequence[Token], index: int) -> list[Token]:
    """What a denial is about: the telling words after it in its clause, else before it, else of the clause before or
    after."""
    here = found[index]

    def telling(stretch: Sequence[Token], clause: int) -> list[Token]:
        return [t for t in stretch if t.clause == clause and (t.tells or t.shape)]

    own = telling(found[index + 1 :], here.clause)[:4] or telling(found[:index], here.clause)[-4:]
    if own:
        return own
    sentence = [t for t in found if t.sentence == here.sentence]
    if not any(t.tells or t.shape for t in sentence):
        return [t for t in found if t.sentence == here.sentence - 1 and (t.tells or t.shape)]
    before, after = telling(sentence, here.clause - 1)[-6:], telling(sentence, here.clause + 1)[:4]
    opens = index == 0 or found[index - 1].clause != here.clause
    return after or before if opens else before or after
