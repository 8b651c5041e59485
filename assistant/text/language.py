"""Is this English? A cheap test that only has to notice what the model never learned."""

from __future__ import annotations

import re
import unicodedata

# The commonest function words that are no words of the other languages here (closed classes, so the lists stay short).
_FUNCTION_WORDS = {
    "English": "the and of to is are you your this that with for it we our be have what how my not was they will just",
    "German": "der die das und ist nicht ein eine mit für auf wir ihr euch sie auch von zu den dem im bei unser unsere",
    "French": "le la les et est des une un pour avec vous nous votre notre dans sur pas que qui ce cette au aux du",
    "Spanish": "el los las y es una por para con que del en tu su nuestro nuestra más este esta como hay se lo",
    "Italian": "il gli e è una per con che del della nel nella non sono vi noi nostro nostra questo questa anche più",
    "Portuguese": "os as e é uma para com que do da no na não você nosso nossa este esta mais seu sua um",
    "Dutch": "de het een en is niet voor met van wij jullie ons onze ook op zijn je dat deze bij naar",
}
_LISTS = {name: frozenset(words.split()) for name, words in _FUNCTION_WORDS.items()}
_ENGLISH = _LISTS.pop("English")
_FOREIGN = frozenset().union(*_LISTS.values())
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_NO_WORDS = re.compile(r"https?://\S+|www\.\S+|@\w+")
_STRIPPED = re.compile(r"https?://\S+|www\.\S+|[@#]\w+")
_LOOKED_AT = 2000  # characters


def has_words(text: str) -> bool:
    """Whether anything is left to judge when links, handles and hashtags are set aside (a hashtag counts as a word)."""
    return _WORD.search(_NO_WORDS.sub(" ", text[:_LOOKED_AT])) is not None


def foreign_language(text: str) -> str | None:
    """The language (or "another script") that the text is in, or None if it may be English.

    Needs two function words of another language and over twice as many as of English, or a majority of letters from a
    script other than Latin; short or mixed text passes as English.
    """
    words = _WORD.findall(_STRIPPED.sub(" ", text[:_LOOKED_AT]).lower())
    if not text.isascii() and _mostly_other_script("".join(words)):
        return "another script"
    foreign = [w for w in words if w in _FOREIGN]
    if len(foreign) < 2:
        return None
    english = sum(w in _ENGLISH for w in words)
    hits = {name: sum(w in known for w in foreign) for name, known in _LISTS.items()}
    best = max(hits, key=lambda name: hits[name])
    return best if hits[best] >= 2 and hits[best] > 2 * english else None


def _mostly_other_script(letters: str) -> bool:
    other = sum(not c.isascii() and not unicodedata.name(c, "LATIN").startswith("LATIN") for c in letters)
    return other * 2 > len(letters)
