"""What the light model sees of a post: hashed words and word pairs, and its surface.

A feature is a row number of the weight table: the first `BUCKETS` rows are hashed words and pairs, the rows after
them the surface features of `SURFACE`. Words weigh 1/sqrt(number of different words and pairs), so that a long post is
not surer than a short one for its length alone (the light model counts rare words for more on top); each surface
feature weighs `SURFACE_WEIGHT`. Marks are words: how a post is punctuated tells its purpose about as much as a common
word does.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import sqrt
from zlib import crc32

from assistant.text.tokens import HANDLE, LINK, encode, normal_tokens

BUCKETS = 1 << 17
SURFACE_WEIGHT = 0.35

WE_WORDS = frozenset(b"we our us ours we're we've we'll".split())
YOU_WORDS = frozenset(b"you your yours you're you'll you've yourself ur".split())
I_WORDS = frozenset(b"i my me mine i'm i've i'll i'd".split())

COUNTED: dict[bytes, str] = {
    LINK: "links",
    HANDLE: "handles",
    b"!": "exclamations",
    b"?": "questions",
    **dict.fromkeys((b"$", b"%", "\u00a3".encode(), "\u20ac".encode()), "money"),
    **dict.fromkeys(WE_WORDS, "we"),
    **dict.fromkeys(YOU_WORDS, "you"),
    **dict.fromkeys(I_WORDS, "i"),
    b"#": "hashtags",
}
_COUNTED_BY_FIRST: dict[int, str] = {0xE2: "symbols", 0xF0: "symbols"}
_CAPITALS = bytes(range(ord("A"), ord("Z") + 1))
_NO_CAPITALS = bytes(set(range(256)) - set(_CAPITALS))
_NO_LETTERS = bytes(set(range(256)) - set(_CAPITALS + _CAPITALS.lower()))
_THREAD = re.compile(rb"\(?\b\d{1,2}/(?:\d{1,2}\b|n\b)?")

# name -> upper bounds of its bins; a count c falls into the first bin whose bound is >= c, else into the last one
SURFACE_BINS: dict[str, tuple[int, ...]] = {
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
FLAGS = ("reply", "ends in link", "ends in question", "thread", "quoted", "colon before end")


def _surface_names() -> tuple[str, ...]:
    names = [f"{name}<={bound}" for name, bounds in SURFACE_BINS.items() for bound in (*bounds, "more")]
    return (*names, *FLAGS)


SURFACE = _surface_names()
_SIZES = [len(bounds) + 1 for bounds in SURFACE_BINS.values()]
FIRST_ROW = dict(zip(SURFACE_BINS, accumulate(_SIZES, initial=BUCKETS), strict=False))
FIRST_FLAG = BUCKETS + len(SURFACE) - len(FLAGS)
ROWS = BUCKETS + len(SURFACE)


def word_rows(tokens: Sequence[bytes]) -> list[int]:
    """Rows of the words, then of the pairs of neighbours (CRC-32 of the bytes, chained for a pair)."""
    hashes = [crc32(t) for t in tokens]
    mask = BUCKETS - 1
    return [h & mask for h in hashes] + [
        crc32(b, h) & mask for h, (_, b) in zip(hashes, pairwise(tokens), strict=False)
    ]


def surface_rows(data: bytes, tokens: Sequence[bytes]) -> list[int]:
    """One row for each count of `SURFACE_BINS`, and the rows of the flags that hold."""
    counts = dict.fromkeys(SURFACE_BINS, 0)
    for token in tokens:
        name = COUNTED.get(token) or _COUNTED_BY_FIRST.get(token[0])
        if name is not None:
            counts[name] += 1
    letters = len(data.translate(None, _NO_LETTERS))
    counts["words"] = len(tokens)
    counts["lines"] = data.count(b"\n")
    counts["capitals"] = 100 * len(data.translate(None, _NO_CAPITALS)) // letters if letters else 0
    rows = [FIRST_ROW[name] + bisect_left(SURFACE_BINS[name], count) for name, count in counts.items()]
    last = tokens[-1] if tokens else b""
    flags = (
        bool(tokens) and tokens[0] == HANDLE,
        last == LINK,
        last == b"?",
        _THREAD.search(data) is not None,
        data[:1] == b'"' or data[:3] == "\u201c".encode(),
        data.rstrip()[-1:] == b":",
    )
    return rows + [FIRST_FLAG + i for i, holds in enumerate(flags) if holds]


def rows_and_weights(text: str) -> tuple[list[int], float, list[int]]:
    """Word rows, each once, the weight of each of them, and the surface rows of one text.

    A word said ten times says hardly more about the purpose of a post than said once (binary features: Pang, Lee and
    Vaithyanathan 2002; here .04 of AUC on strangers' posts).
    """
    data = encode(text)
    tokens = normal_tokens(data)
    words = list(dict.fromkeys(word_rows(tokens)))
    return words, 1 / sqrt(len(words)) if words else 0.0, surface_rows(data, tokens)
