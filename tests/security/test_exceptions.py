"""Every exception from the linter's security rules says why it may be."""

from __future__ import annotations

import re
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
EXCEPTION = re.compile(r"# noqa: (?:[A-Z]+\d+, )*S\d+(?:, [A-Z]+\d+)*(?P<why>.*)")


def test_every_exception_from_a_security_rule_has_its_reason() -> None:
    rooms = ("assistant", "benchmarks", "docs", "examples", "models", "tests")
    files = [path for room in rooms for path in (TOP / room).rglob("*.py")]
    bare = []
    for path in files:
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            found = EXCEPTION.search(line)
            if found and not re.match(r" - \S.{3,}", found["why"]) and path != Path(__file__):
                bare.append(f"{path.relative_to(TOP)}:{number}")
    assert bare == []
