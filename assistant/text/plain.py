"""One plain form of a post for a reader of meaning: what differs only in typing looks the same."""

from __future__ import annotations

import re

# White space belongs to a link from its beginning on alone, or a long stretch of it would be tried from everywhere.
_LINKS = re.compile(r"(?:(?<!\s)\s+)?\b(?:https?://|www\.)\S+(?:\s+\b(?:https?://|www\.)\S+)*")
_HANDLE = re.compile(r"(?<![\w@])@\w[\w.]*\w|(?<![\w@])@\w")
_TYPOGRAPHY = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201b": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2013": "-",
        "\u2014": "-",
        "\u2212": "-",
        "\u2026": "...",
        "\u00a0": " ",
        "\u200b": "",
        "\ufeff": "",
        "\ufe0f": "",
        **{chr(code): "\ufffd" for code in range(0xD800, 0xE000)},  # halves of a cut emoji, which no tokenizer takes
    }
)


def plain(text: str) -> str:
    """Straight quotes and dashes, a run of links as one `http`, a handle as `@user`; the words stay as they are.

    Which link or account it is tells nothing about a stranger's post; how many a platform appends is its habit.
    """
    text = _LINKS.sub(" http", text.translate(_TYPOGRAPHY))
    return _HANDLE.sub("@user", text)
