"""What goes to a stream: JSON documents, safe text, colour where it is wanted."""

from __future__ import annotations

import json
import os
import re
import sys
import unicodedata
from collections.abc import Mapping
from typing import Any, TextIO

from assistant.errors import AssistantError, RowsRejected
from assistant.strictjson import encoded

SCHEMA = 1
_CONTROLS = re.compile(r"[\x7f-\x9f]")  # JSON itself escapes those below U+0020
_CHARACTERS_A_COLUMN = 8  # an emoji of a family has eleven in two columns; more are no writing


def emit(fields: Mapping[str, Any]) -> None:
    """Print one JSON document with the schema number in front."""
    emit_line({"schema": SCHEMA, **fields})


def emit_line(fields: Mapping[str, Any]) -> None:
    """Print one line of a JSON Lines stream; where the stream is no UTF-8, with everything else as escapes."""
    escaped = (sys.stdout.encoding or "").lower() not in {"utf-8", "utf8"}
    print(_one_line(fields, escaped=escaped))


def say(message: str) -> None:
    """Talk: one line to standard error."""
    print(printable(message), file=sys.stderr)


def error_line(error: AssistantError, *, as_json: bool) -> str:
    """The one line of a failure, in words or as JSON."""
    if as_json:
        fields: dict[str, Any] = {"code": error.code, "message": error.message, "hint": error.hint}
        if isinstance(error, RowsRejected):
            fields["problems"] = error.problems
        return _one_line({"error": fields}, escaped=False)
    return "error: " + " ".join(printable(str(error)).split())


def _one_line(fields: Mapping[str, Any], *, escaped: bool) -> str:
    """JSON in which nothing stands that a terminal would act on: DEL and the C1 controls are escapes as well."""
    line = encoded(json.dumps(fields, ensure_ascii=escaped, allow_nan=False)).decode()
    return _CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", line)


def counted(number: int, word: str) -> str:
    """How many of what: `1 post`, `2,000 posts`."""
    return f"{number:,} {word}{'s' * (number != 1)}"


def printable(text: str, *, keep_lines: bool = False) -> str:
    """The text with everything made visible that a terminal would act on.

    Control characters become their Unicode pictures (ESC is shown as U+241B), bidirectional overrides and lone
    surrogates an escape. Joiners and variation selectors of emoji stay.
    """
    return "".join(_shown(c, keep_lines) for c in text)


def excerpt(text: str, width: int) -> str:
    """The beginning of a text on one line of at most `width` terminal columns, made safe."""
    line = " ".join(text.split())
    shown = printable(line[: width * _CHARACTERS_A_COLUMN])
    if len(line) <= width * _CHARACTERS_A_COLUMN and columns_of(shown) <= width:
        return shown
    kept, used = [], 0
    for character in shown:
        used += columns_of(character)
        if used > width - 1:
            break
        kept.append(character)
    return "".join(kept) + "…"


def columns_of(text: str) -> int:
    """How many terminal columns a text takes (Unicode East Asian Width; joiners and marks take none)."""
    return sum(
        0 if unicodedata.category(c) in {"Mn", "Me", "Cf"} else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def _shown(character: str, keep_lines: bool) -> str:
    code = ord(character)
    if character == "\n" and keep_lines:
        return character
    if code < 0x20:
        return " " if character in "\n\t" else chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if (
        0x80 <= code < 0xA0
        or 0x202A <= code <= 0x202E
        or 0x2066 <= code <= 0x2069
        or unicodedata.category(character) == "Cs"
    ):
        return f"\\u{code:04x}"
    return character


def colour_wanted(stream: TextIO) -> bool:
    """NO_COLOR, FORCE_COLOR, TERM=dumb, then whether the stream is a terminal (no-color.org, force-color.org)."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


_CODES = {"red": "31", "green": "32", "yellow": "33", "dim": "2", "bold": "1", "underline": "4"}


def paint(text: str, *styles: str, stream: TextIO | None = None) -> str:
    """The text in these styles (names of `_CODES`), or as it is where colour is not wanted."""
    if not styles or not colour_wanted(stream or sys.stdout):
        return text
    return f"\x1b[{';'.join(_CODES[s] for s in styles)}m{text}\x1b[0m"
