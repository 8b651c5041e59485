"""The company that a number or claim keeps: it may only stand beside words that it stands beside in a source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from assistant.rewriter.wording import FUNCTION, QUALIFIER_STEMS, Token, stem, tokens
from assistant.text.conditions import claims

# Units and the like stand beside so many numbers that they prove nothing.
# Words that turn a limit around; those of one class say the same.
TURNS = tuple(
    frozenset(stem(word) for word in words.split())
    for words in ("after beyond", "before until till", "under below", "over above", "without")
)
_CLASS = {word: min(same) for same in TURNS for word in same}
_EVERYWHERE = frozenset({"each", "per", "pp", "person", "hour", "day", "week", "off", "left", "availabl", "mo", "only"})
Neighbours = tuple[str | None, str | None, frozenset[str]]


class Company:
    """All stems of the sources, and for each token the neighbours it has there."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.stems: set[str] = set()
        self._kept: dict[str, list[Neighbours]] = defaultdict(list)
        self._shapes: dict[str, set[str]] = defaultdict(set)
        for text in texts:
            found = tokens(text)
            for token in found:
                self._shapes[_shape(token)].add(token.stem)
            for index, token in enumerate(found):
                self.stems.add(token.stem)
                self._kept[token.stem].append(_neighbours(found, index))

    def turns(self, found: Sequence[Token], index: int) -> bool:
        """Whether a word such as "after" or "over" stands where no source has it or one of its class."""
        same = next((c for c in TURNS if found[index].stem in c), None)
        if same is None:
            return False
        left, right, _ = _neighbours(found, index)
        kept = [k for word in same for k in self._kept.get(word, ())]
        if left is None and right is None and kept:
            return False
        return not any((left is not None and left == k[0]) or (right is not None and right == k[1]) for k in kept)

    def is_claim(self, token: Token) -> bool:
        """Whether the word promises something that could be disputed."""
        return bool(claims(token.text))

    def knows(self, found: Sequence[Token], index: int) -> bool:
        """Whether a source has this token with the same neighbour on a side, and the same words that qualify it."""
        kept = self._kept.get(found[index].stem)
        if not kept:
            return False
        left, right, qualifiers = _neighbours(found, index)
        alone = found[index].is_number and len(self._shapes[_shape(found[index])]) == 1  # nothing to confuse it with
        return any(
            qualifiers == known_qualifiers
            and (
                alone
                or (left is None and right is None)
                or (left == known_left and left is not None)
                or (right == known_right and right is not None)
                or (left is None and known_left is None and right == known_right)
                or (right is None and known_right is None and left == known_left)
            )
            for known_left, known_right, known_qualifiers in kept
        )


def _neighbours(found: Sequence[Token], index: int) -> Neighbours:
    """The nearest telling words on both sides within the sentence, and the qualifiers right before and after."""
    sentence = found[index].sentence
    left = [t for t in found[max(0, index - 6) : index] if t.sentence == sentence]
    right = [t for t in found[index + 1 : index + 7] if t.sentence == sentence]
    near = left[-2:] if found[index].is_number else []
    return (
        next((t.stem for t in reversed(left) if _tells(t)), None),
        next((t.stem for t in right if _tells(t)), None),
        frozenset(_CLASS.get(t.stem, t.stem) for t in near if t.stem in QUALIFIER_STEMS),
    )


def _tells(token: Token) -> bool:
    return token.stem not in FUNCTION and token.stem not in QUALIFIER_STEMS and token.stem not in _EVERYWHERE


def _shape(token: Token) -> str:
    """What sort of number: of a currency, a share, or bare; words have none."""
    if not token.is_number:
        return ""
    return token.text[0] if not token.text[0].isalnum() else "%" if "%" in token.text else "0"
