"""Another surface for a post, so that the encoder learns what it is about and not how its writer typed it."""

from __future__ import annotations

import random
import re
import string

_WORD = re.compile(r"(?<![#@\w/.])[A-Za-z]{5,14}\b(?![/@.])")
_LINK_LAST = re.compile(r"\s*https?://\S+\s*$")
_SIGNS = string.ascii_letters + string.digits


def varied(text: str, chance: random.Random) -> str:
    """The post with a hashtag, a link, a last mark or capitals more or less; its words stay."""
    if chance.random() < 0.25:
        text = re.sub(r"[.!]+(\s*)$", "", text)
    words = list(_WORD.finditer(text))
    if words and chance.random() < 0.2:
        word = chance.choice(words)
        text = f"{text[: word.start()]}#{text[word.start() :]}"
    if words and chance.random() < 0.12:
        chosen = chance.sample(words, min(len(words), chance.choice((1, 1, 2, 3))))
        text += "".join(f" #{w[0].lower() if chance.random() < 0.5 else w[0].capitalize()}" for w in chosen)
    if chance.random() < 0.18:
        text += f"{chance.choice((' ', ' ', chr(10) * 2))}https://t.co/{''.join(chance.choices(_SIGNS, k=10))}"
    elif len(text.split()) > 8 and chance.random() < 0.06:
        text = _LINK_LAST.sub("", text)
    return text.lower() if chance.random() < 0.05 else text
