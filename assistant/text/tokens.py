"""Words, links, handles, marks and symbols of a post, found in its UTF-8 bytes.

Bytes rather than characters, so that a compiled pass over a column of text can follow the same rules: ASCII letters are
lowered, other scripts stay as they are, every emoji and typographic symbol stands alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

_LETTER = rb"[a-z0-9_']|\xe2\x80\x99|[\xc2-\xdf][\x80-\xbf]|[\xe0\xe1\xe3-\xef][\x80-\xbf]{2}"
MARKS = b"!?$%&#.,:;()/*+|-"
TOKEN = re.compile(
    rb"https?://[^\s]+|www\.[^\s]+"  # links
    rb"|@?(?:" + _LETTER + rb")+"  # words and handles; the sign of a hashtag stands before its word
    rb"|\xe2[\x80-\xbf]{2}|\xf0[\x80-\xbf]{3}"  # typographic symbols and emoji, one by one
    rb"|[" + re.escape(MARKS) + rb"]"
)
PUNCTUATION = frozenset(bytes([mark]) for mark in b".,:;()/*+|-")  # marks that no phrase begins or ends with
LINK, HANDLE = b"<link>", b"<handle>"
DIGITS = bytes.maketrans(b"123456789", b"000000000")


def encode(text: str) -> bytes:
    """UTF-8, in which a lone surrogate (broken JSON escapes hold such) keeps its place."""
    return text.encode("utf-8", "surrogatepass")


def normal_form(token: bytes) -> bytes:
    """What a lowered token counts as: every link and handle alike, digits as 0, one sort of apostrophe."""
    first = token[:1]
    if first == b"@" and len(token) > 1:
        return HANDLE
    if first in b"hw" and token.startswith((b"http://", b"https://", b"www.")):
        return LINK
    if b"\xe2\x80\x99" in token:
        token = token.replace(b"\xe2\x80\x99", b"'")
    return token.translate(DIGITS)


def spans(data: bytes) -> list[tuple[int, int]]:
    """Byte offsets of the tokens of encoded text, in order."""
    return [m.span() for m in TOKEN.finditer(data.lower())]


def normal_tokens(data: bytes) -> list[bytes]:
    """The tokens of encoded text in their normal form, in order."""
    return [normal_form(t) for t in TOKEN.findall(data.lower())]


class CharacterOffsets:
    """Turns byte offsets of encoded text into character offsets of the text itself."""

    def __init__(self, text: str) -> None:
        self._ends = list(accumulate(len(encode(c)) for c in text))

    def __call__(self, byte: int) -> int:
        """The index of the character that begins at this byte (or holds it)."""
        return bisect_right(self._ends, byte)
