"""The tutorial, walked: every command works, and at its end a month is planned."""

from __future__ import annotations

import csv
import json
import shlex
import subprocess
import sys
from pathlib import Path

from tests.conftest import WATCHED

TOP = Path(__file__).resolve().parents[1]
PAGE = TOP / "docs" / "tutorial.md"


def test_an_empty_folder_becomes_a_planned_month(tmp_path: Path) -> None:
    command = tmp_path / "bin" / "assistant"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m assistant "$@"\n')
    command.chmod(0o755)
    work = tmp_path / "work"
    work.mkdir()
    environment = {
        **WATCHED,
        "PATH": f"{command.parent}:/usr/bin:/bin",
        "PYTHONPATH": str(TOP),
        "TZ": "UTC",
        "HOME": str(tmp_path),
    }

    def run(line: str) -> str:
        done = subprocess.run(  # noqa: S602 - the lines are our own documentation
            line, shell=True, cwd=work, env=environment, capture_output=True, text=True, check=False, timeout=300
        )
        assert done.returncode == 0, f"{line}\n{done.stderr}"
        return done.stdout

    for line in PAGE.read_text("utf-8").splitlines():
        if line.startswith("$ "):
            run(line.removeprefix("$ "))
    drafts = json.loads(run("assistant queue list --format json"))["drafts"]
    assert len(drafts) == 12
    with (work / "month.csv").open(newline="", encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) >= 10
    balance = json.loads(run("assistant queue balance --format json"))
    assert balance["value_needed"] is not None
    assert (work / ".assistant").is_dir()
    assert (work / "month-of-candles.zip").is_file()
