"""Noticing the same text twice: exactly (case and spacing aside), and nearly.

Near-identical texts meet under MinHash keys (Broder 1997, "On the resemblance and containment of documents"): bands of
two minima of the hashed words, so that texts sharing four fifths of their words almost surely share a band. What meets
is then compared word by word.
"""

from __future__ import annotations

from hashlib import blake2b
from zlib import crc32

from assistant.text.tokens import PUNCTUATION, encode, normal_tokens

NEAR = 0.8  # shared words / all words of both
_BANDS = 6
_MASK = 0xFFFFFFFF
# Odd multipliers spread the one hash of a word into twelve (multiply-shift hashing, Dietzfelbinger et al. 1997).
_MULTIPLIERS = tuple((0x9E3779B1 * (2 * i + 1)) & _MASK | 1 for i in range(2 * _BANDS))


def digest(text: str) -> str:
    """Equal for texts that differ in letter case and white space only."""
    return blake2b(encode(" ".join(text.casefold().split())), digest_size=16).hexdigest()


def words_of(text: str) -> frozenset[bytes]:
    """The words, links and symbols of a text, each once, in their normal form."""
    return frozenset(normal_tokens(encode(text))) - PUNCTUATION


def keys(words: frozenset[bytes]) -> list[int]:
    """The keys under which near-identical texts meet (63-bit, one per band; none for a text without words)."""
    hashes = [crc32(word) for word in words]
    if not hashes:
        return []
    minima = [min([(h * m) & _MASK for h in hashes]) for m in _MULTIPLIERS]
    pairs = zip(minima[::2], minima[1::2], strict=True)
    return [(band << 60) ^ ((a * 0x9E3779B97F4A7C15 ^ b) & ((1 << 60) - 1)) for band, (a, b) in enumerate(pairs)]


def resemblance(one: frozenset[bytes], other: frozenset[bytes]) -> float:
    """Shared words over all words of both, 0..1 (Jaccard)."""
    together = len(one | other)
    return len(one & other) / together if together else 1.0
