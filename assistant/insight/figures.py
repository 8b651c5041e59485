"""Numbers as analytics exports write them: "1,204", "1.2K", "--". What can mean two things is refused, not guessed."""

from __future__ import annotations

import math
import re
from typing import Any

ABSURD = 10**10  # more than there are people
_NOTHING = {"", "-", "--", "–", "—", "n/a", "na", "nan", "null", "none", "not available"}
_GAPS = dict.fromkeys(map(ord, "    \u202f'’"))  # spaces and apostrophes between groups of three
_SHORT = re.compile(r"(\d+)(?:[.,](\d{1,2}))?([kmb])", re.IGNORECASE)
_WHOLE = re.compile(r"(\d+|(?!0)\d{1,3}(?:,\d{3})+)(?:\.0+)?|(?!0)\d{1,3}(?:\.\d{3}){2,}")
_EITHER = re.compile(r"\d{1,3}\.\d{3}")
_SPACED = re.compile(r"\d{1,3}([    \u202f'’]\d{3})+")
_FACTOR = {"k": 1_000, "m": 1_000_000, "b": 1_000_000_000}


def read_count(value: Any) -> int | None:
    """The whole number that a cell states, None where it states none ("", "--", "n/a").

    "1.2K" and "1,2k" are 1200; "1,204", "1 204" and "1'204" are 1204, "1.023.456" and "1,023,456.0" are 1023456, "12.0"
    is 12. A comma before three digits is read as the thousands' one, as English exports have it; a full stop there is
    refused, since "1.204" is what a program writes for one and a bit and a German export for a thousand and more.
    Raises `ValueError` with the reason for what is no count: that, negative, absurdly large, a fraction ("1.234,5",
    "0,204"), a percentage.
    """
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        if isinstance(value, float) and math.isnan(value):
            return None
        return _checked(value, str(value))
    text = str(value).strip().strip("\u200e\u200f")
    if text.lower() in _NOTHING:
        return None
    return _checked(_number(text), text)


def _number(text: str) -> float:
    negative = text.startswith(("-", "−"))
    digits = text[1:] if negative else text.removeprefix("+")
    if _SPACED.fullmatch(digits):
        digits = digits.translate(_GAPS)
    short = _SHORT.fullmatch(digits.replace(" ", ""))
    if short:
        whole, part, unit = short.groups()
        number = round(float(f"{whole}.{part or 0}") * _FACTOR[unit.lower()])
    elif _EITHER.fullmatch(digits):
        raise ValueError(f"{text!r} may be a thousand or a fraction")
    elif whole := _WHOLE.fullmatch(digits):
        number = int((whole[1] or digits).replace(",", "").replace(".", ""))
    else:
        raise ValueError(f"{text!r} is no count")
    return -number if negative else number


def _checked(number: float, shown: str) -> int:
    if number < 0:
        raise ValueError(f"{shown!r} is negative")
    if number > ABSURD:
        raise ValueError(f"{shown!r} is more than there are people")
    if number != int(number):
        raise ValueError(f"{shown!r} is no whole number")
    return int(number)
