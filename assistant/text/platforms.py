"""How long a post is in the eyes of each platform, and whether it fits. The numbers are in `platforms.toml`."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ALIASES = {
    "twitter": "x",
    "ig": "instagram",
    "insta": "instagram",
    "fb": "facebook",
    "yt": "youtube",
    "bsky": "bluesky",
}
# Links as platforms shorten them: with a scheme, or a bare name under a common top-level domain.
_LINK = re.compile(
    r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]]"
    r"|(?<![\w@./-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:com|org|net|co|io|app|shop|store|de|uk|us|eu|info|me|tv)\b"
    r"(?:/[^\s<>\"']*[^\s<>\"'.,;:!?)\]])?",
    re.IGNORECASE,
)
_HASHTAG = re.compile(r"(?<![\w&])[#＃](?=\w*[^\W\d_])\w+")
_REMOTE = re.compile(r"(?<!\w)(@\w+)@[\w.-]+\w")  # on Mastodon only the name counts, not the server
# twitter-text 3 counts these ranges as one, everything else as two.
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
_JOINER, _KEYCAP = "\u200d", "\u20e3"


@dataclass(frozen=True, slots=True)
class Platform:
    """What a platform takes: the longest post, how it counts, what a link counts (None: its letters), hashtags."""

    name: str
    length: int
    count: str
    link: int | None
    hashtags: int | None
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a text does not fit: what is counted, how many there are, how many may be."""

    platform: str
    what: str
    found: int
    allowed: int

    def __str__(self) -> str:
        return f"{self.found:,} {self.what} are too many for {self.platform} (at most {self.allowed:,})"


@cache
def platforms() -> Mapping[str, Platform]:
    """Every platform whose limits are known, by name."""
    table = tomllib.loads(Path(__file__).with_name("platforms.toml").read_text(encoding="utf-8"))
    return {
        name: Platform(
            name, row["length"], row["count"], row.get("link"), row.get("hashtags"), row["source"], row["status"]
        )
        for name, row in table.items()
    }


def known_name(name: str) -> str:
    """A platform's usual name: `twitter` is `x`, `ig` is `instagram`; unknown names stay."""
    return ALIASES.get(name, name)


def length_on(text: str, platform: str) -> int:
    """How long the platform takes this text to be; in code points where the platform is not known."""
    rules = platforms().get(known_name(platform))
    if rules is None:
        return len(text)
    links = 0
    if rules.link is not None:
        links = len(_LINK.findall(text)) * rules.link
        text = _LINK.sub("", text)
    if rules.name == "mastodon":
        text = _REMOTE.sub(r"\1", text)
    return links + _COUNTS[rules.count](text)


def problems(text: str, platform: str) -> list[Problem]:
    """What keeps the platform from taking this text; empty if nothing does or the platform is not known."""
    rules = platforms().get(known_name(platform))
    if rules is None:
        return []
    found = []
    length = length_on(text, platform)
    if length > rules.length:
        found.append(Problem(rules.name, "characters", length, rules.length))
    tags = len(_HASHTAG.findall(text))
    if rules.hashtags is not None and tags > rules.hashtags:
        found.append(Problem(rules.name, "hashtags", tags, rules.hashtags))
    return found


def graphemes(text: str) -> list[str]:
    """The text in what people see as single characters.

    The rules of Unicode Standard Annex 29 that matter in posts: marks, joined emoji, skin tones, flags, keycaps and
    Korean syllables; prepended marks of Indic scripts are left out.
    """
    found: list[str] = []
    for character in text:
        if found and _continues(found[-1], character):
            found[-1] += character
        else:
            found.append(character)
    return found


def _continues(cluster: str, character: str) -> bool:
    before = cluster[-1]
    if before == "\r" and character == "\n":
        return True
    if before in "\r\n" or unicodedata.category(before) == "Cc":
        return False
    if _extends(character):
        return True
    if before == _JOINER:
        return len(cluster) > 1 and ord(character) >= 0x203C and unicodedata.category(character) == "So"
    if _flag(before) and _flag(character):
        return len(cluster) % 2 == 1
    return _same_syllable(ord(before), ord(character))


def _extends(character: str) -> bool:
    """Marks, joiners, variation selectors, skin tones and tag characters belong to what stands before them."""
    code = ord(character)
    return (
        unicodedata.category(character) in {"Mn", "Me", "Mc"}
        or character in (_JOINER, _KEYCAP, "\u200c")
        or 0x1F3FB <= code <= 0x1F3FF
        or 0xE0020 <= code <= 0xE007F
    )


def _flag(character: str) -> bool:
    return 0x1F1E6 <= ord(character) <= 0x1F1FF


def _same_syllable(before: int, code: int) -> bool:
    vowel, final = 0x1160 <= code <= 0x11A7, 0x11A8 <= code <= 0x11FF
    if 0x1100 <= before <= 0x115F:
        return 0x1100 <= code <= 0x115F or vowel or 0xAC00 <= code <= 0xD7A3
    if 0xAC00 <= before <= 0xD7A3:
        return final or (vowel and (before - 0xAC00) % 28 == 0)
    return (0x1160 <= before <= 0x11A7 and (vowel or final)) or (0x11A8 <= before <= 0x11FF and final)


def _weighted(text: str) -> int:
    """twitter-text: composed, an emoji of any make counts two, Latin and its neighbours one, the rest two."""
    total = 0
    for cluster in graphemes(unicodedata.normalize("NFC", text)):
        if _emoji(cluster):
            total += 2
        else:
            total += sum(1 if any(a <= ord(c) <= b for a, b in _LIGHT) else 2 for c in cluster)
    return total


def _emoji(cluster: str) -> bool:
    first = ord(cluster[0])
    pictured = first >= 0x1F000 or (first >= 0x203C and unicodedata.category(cluster[0]) == "So")
    return pictured or _KEYCAP in cluster or (len(cluster) > 1 and "\ufe0f" in cluster)


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _graphemes(text: str) -> int:
    return len(graphemes(text))


def _characters(text: str) -> int:
    return len(text)


_COUNTS = {"graphemes": _graphemes, "utf16": _utf16, "weighted": _weighted, "characters": _characters}
