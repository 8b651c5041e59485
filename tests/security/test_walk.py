"""Every command, walked: nothing connects, starts a program, unpickles, writes elsewhere, trusts a database or steers
the terminal."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_docs import commands

TOP = Path(__file__).resolve().parents[2]
REFUSED = {"queue export --to ical -o plan.ics"}  # where the plan leaves a promotion without a moment


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    folder = tmp_path_factory.mktemp("walk")
    done = subprocess.run(
        [sys.executable, "-m", "tests.security.walk", str(folder)],
        cwd=TOP,
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(TOP),
            "PYTHONDONTWRITEBYTECODE": "1",
            "ASSISTANT_HOME": str(folder / "home"),
            "TMPDIR": str(folder),
            "MPLCONFIGDIR": str(folder / "matplotlib"),
            "TZ": "UTC",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, dict[str, object]] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_nothing_forbidden_was_seen(walked: dict[str, dict[str, object]]) -> None:
    assert {command: said["seen"] for command, said in walked.items() if said["seen"]} == {}


def test_every_command_did_its_work(walked: dict[str, dict[str, object]]) -> None:
    assert {c: said["code"] for c, said in walked.items() if said["code"] != 0 and c not in REFUSED} == {}


def test_every_command_of_the_program_is_walked(walked: dict[str, dict[str, object]]) -> None:
    names = {name.removeprefix("assistant ") for name, _ in commands()}
    assert {name for name in names if not any(f"{command} ".startswith(f"{name} ") for command in walked)} == set()
