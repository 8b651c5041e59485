"""What the documentation shows is what the program does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]


def test_readme_and_reference_show_what_the_commands_print() -> None:
    done = subprocess.run(
        [sys.executable, str(TOP / "docs" / "refresh.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(TOP)},
    )
    assert done.returncode == 0, done.stdout + done.stderr
