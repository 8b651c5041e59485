"""What every test needs: the command line as a user calls it, in a home and folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("house", deadline=None)  # a loaded machine is no failure
settings.load_profile("house")


# What a process of its own needs in order to be watched, where coverage is measured.
WATCHED = {name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")}


@dataclass(frozen=True)
class Run:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Assistant:
    """Calls `python -m assistant` in its own process, with its own home, folder and environment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.environment = {
            "PATH": os.environ["PATH"],
            **WATCHED,
            "PYTHONPATH": str(Path(__file__).resolve().parents[1]),
            "PYTHONDONTWRITEBYTECODE": "1",
            "ASSISTANT_HOME": str(self.home),
            "TZ": "UTC",
            "COLUMNS": "100",
        }

    def __call__(self, *arguments: str | Path, stdin: str | bytes = b"", **environment: str) -> Run:
        done = subprocess.run(
            [sys.executable, "-m", "assistant", *map(str, arguments)],
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            capture_output=True,
            cwd=self.folder,
            env={**self.environment, **environment},
            timeout=120,
            check=False,
        )
        return Run(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    return Assistant(tmp_path)
