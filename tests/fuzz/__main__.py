"""`python -m tests.fuzz TARGET [libFuzzer options]`; needs `pip install atheris`. The targets are in `targets.py`.

A target feeds bytes to a part of the program that reads what strangers wrote. Our own errors are its answers; anything
else is a crash, whose input is printed: it becomes a test. README.md says what was run and what it found.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["assistant"]):
    from assistant.errors import AssistantError
    from tests.fuzz.targets import TARGETS

from tests.fuzz.seeds import SEEDS


def main() -> None:
    """Fuzz the target that is named first, from valid inputs on; where files are named, run these alone."""
    name = sys.argv.pop(1)
    target = TARGETS[name]
    if all(option.startswith("-") for option in sys.argv[1:]):
        begin = Path(tempfile.mkdtemp(prefix=f"fuzz-{name}-"))
        for number, content in enumerate(SEEDS[name]()):
            (begin / f"seed-{number}").write_bytes(content)
        sys.argv.append(str(begin))

    def one(data: bytes) -> None:
        if data:
            try:
                target(data)
            except AssistantError:
                return

    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
