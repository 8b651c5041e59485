"""JSON as people's files may hold it: each member of an object once, and nothing that Python gives up on."""

from __future__ import annotations

import json
from typing import Any


class NotUsable(ValueError):
    """JSON that is well formed and cannot be taken as it is: nobody knows what it means, or it is absurdly large."""


def loads(text: str) -> Any:
    """The value that the text holds. Raises `json.JSONDecodeError`, and `NotUsable` as `raw_decode` does."""
    value, end = raw_decode(text, len(text) - len(text.lstrip()))
    if text[end:].strip():
        raise json.JSONDecodeError("more stands behind the value", text, end)
    return value


def raw_decode(text: str, at: int = 0) -> tuple[Any, int]:
    """The value that begins at `at`, and where it ends.

    Raises `json.JSONDecodeError` for what is no JSON; `NotUsable` where an object has two members of one name, for a
    number of thousands of digits, and for nesting too deep to follow.
    """
    try:
        return _DECODER.raw_decode(text, at)
    except RecursionError as error:
        raise NotUsable("it is nested too deep") from error
    except (json.JSONDecodeError, NotUsable):
        raise
    except ValueError as error:
        raise NotUsable("it holds a number of thousands of digits") from error


def encoded(text: str) -> bytes:
    """JSON as UTF-8; half an emoji, which JSON can hold as an escape alone, becomes that escape."""
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return "".join(f"\\u{ord(c):04x}" if "\ud800" <= c <= "\udfff" else c for c in text).encode("utf-8")


def why(error: ValueError) -> str:
    """What an error of `raw_decode` says, without the place."""
    return error.msg if isinstance(error, json.JSONDecodeError) else str(error)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for name, value in pairs:
        if name in members:
            raise NotUsable(f"it has {name[:60]!r} twice")
        members[name] = value
    return members


_DECODER = json.JSONDecoder(object_pairs_hook=_once)
