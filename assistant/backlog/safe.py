"""`--spreadsheet-safe`: cells that a spreadsheet would run as a formula get an apostrophe in front, reversibly.

The rule (OWASP, CSV injection): a cell that begins with = + - @ tab or carriage return. A cell that has apostrophes
before such a beginning gets one more, so that taking one away always gives back what was there.
"""

from __future__ import annotations

import re

_RISKY = re.compile(r"'*[=+\-@\t\r]")
_NEUTRAL = re.compile(r"'+[=+\-@\t\r]")


def neutralised(cell: str) -> str:
    """The cell as a spreadsheet shows it without running it."""
    return "'" + cell if _RISKY.match(cell) else cell


def restored(cell: str) -> str:
    """What `neutralised` was given."""
    return cell[1:] if _NEUTRAL.match(cell) else cell
