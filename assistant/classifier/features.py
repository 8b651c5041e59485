"""What the light model sees of a post: hashed words and word pairs, and its surface.

A feature is a row number of the weight table: the first `BUCKETS` rows are hashed words and pairs, the rows after
them the surface features of `SURFACE`. Words weigh 1/sqrt(number of words and pairs), so that a long post is not surer
than a short one for its length alone; each surface feature weighs `SURFACE_WEIGHT`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import sqrt
from zlib import crc32

from assistant.text.tokens import HANDLE, LINK, encode, normal_tokens

BUCKETS = 1 << 17
SURFACE_WEIGHT = 0.35

_WE = frozenset((b"we", b"our", b"us", b"we're", b"we've", b"we'll", b"ours"))
_YOU = frozenset((b"you", b"your", b"you're", b"yours", b"yourself", b"ur", b"you'll", b"you've"))
_I = frozenset((b"i", b"my", b"me", b"i'm", b"i've", b"i'll", b"mine", b"i'd"))
_MONEY = (b"$", "£".encode(), "€".encode(), b"%")
_THREAD = re.compile(rb"\(?\b\d{1,2}/(?:\d{1,2}\b|n\b)?")
_CAPITALS = re.compile(rb"[A-Z]")
_LETTERS = re.compile(rb"[A-Za-z]")

# name -> upper bounds of its bins; a count c falls into the first bin whose bound is >= c, else into the last one
_BINS: dict[str, tuple[int, ...]] = {
    "words": (3, 7, 12, 20, 35, 60, 120),
    "links": (0, 1),
    "handles": (0, 1),
    "hashtags": (0, 1, 2, 5),
    "exclamations": (0, 1),
    "questions": (0, 1),
    "money": (0, 1),
    "we": (0, 1, 3),
    "you": (0, 1, 3),
    "i": (0, 1, 3),
    "symbols": (0, 1, 3),
    "lines": (0, 1, 4, 10),
    "capitals": (5, 12, 25, 50),  # per cent of the ASCII letters
}
_FLAGS = ("reply", "ends in link", "ends in question", "thread", "quoted", "colon before end")


def _surface_names() -> tuple[str, ...]:
    names = [f"{name}<={bound}" for name, bounds in _BINS.items() for bound in (*bounds, "more")]
    return (*names, *_FLAGS)


SURFACE = _surface_names()
_SIZES = [len(bounds) + 1 for bounds in _BINS.values()]
_FIRST_ROW = dict(zip(_BINS, accumulate(_SIZES, initial=BUCKETS), strict=False))
_FIRST_FLAG = BUCKETS + len(SURFACE) - len(_FLAGS)
ROWS = BUCKETS + len(SURFACE)


def word_rows(tokens: Sequence[bytes]) -> list[int]:
    """Rows of the words, then of the pairs of neighbours (CRC-32 of the bytes, chained for a pair)."""
    hashes = [crc32(t) for t in tokens]
    mask = BUCKETS - 1
    return [h & mask for h in hashes] + [
        crc32(b, h) & mask for h, (_, b) in zip(hashes, pairwise(tokens), strict=False)
    ]


def surface_rows(data: bytes, tokens: Sequence[bytes]) -> list[int]:
    """One row for each count of `_BINS`, and the rows of the flags that hold."""
    letters = len(_LETTERS.findall(data))
    last = tokens[-1] if tokens else b""
    counts = {
        "words": len(tokens),
        "links": tokens.count(LINK),
        "handles": tokens.count(HANDLE),
        "hashtags": sum(t[:1] == b"#" for t in tokens),
        "exclamations": tokens.count(b"!"),
        "questions": tokens.count(b"?"),
        "money": sum(t in _MONEY for t in tokens),
        "we": sum(t in _WE for t in tokens),
        "you": sum(t in _YOU for t in tokens),
        "i": sum(t in _I for t in tokens),
        "symbols": sum(t[:1] in b"\xe2\xf0" for t in tokens if t),
        "lines": data.count(b"\n"),
        "capitals": 100 * len(_CAPITALS.findall(data)) // letters if letters else 0,
    }
    rows = [_FIRST_ROW[name] + _bin(count, _BINS[name]) for name, count in counts.items()]
    flags = (
        bool(tokens) and tokens[0] == HANDLE,
        last == LINK,
        last == b"?",
        _THREAD.search(data) is not None,
        data[:1] == b'"' or data[:3] == "“".encode(),
        data.rstrip()[-1:] == b":",
    )
    return rows + [_FIRST_FLAG + i for i, holds in enumerate(flags) if holds]


def _bin(count: int, bounds: tuple[int, ...]) -> int:
    for i, bound in enumerate(bounds):
        if count <= bound:
            return i
    return len(bounds)


def rows_and_weights(text: str) -> tuple[list[int], float, list[int]]:
    """Word rows, the weight of each of them, and the surface rows of one text."""
    data = encode(text)
    tokens = normal_tokens(data)
    words = word_rows(tokens)
    return words, 1 / sqrt(len(words)) if words else 0.0, surface_rows(data, tokens)
