"""The main commands, walked: nothing connects, starts a program, unpickles, writes elsewhere or steers the terminal."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
REFUSED = {"queue export --to ical -o plan.ics", "insights show"}  # a promotion without a moment; nothing imported


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


def test_every_command_of_the_program_is_walked_or_named_here(walked: dict[str, dict[str, object]]) -> None:
    from assistant.cli.app import COMMANDS

    asks_at_the_terminal = {"review"}
    assert set(COMMANDS) - {command.split()[0] for command in walked} == asks_at_the_terminal
