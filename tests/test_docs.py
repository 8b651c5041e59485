"""What the documentation shows is what the program does."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.cli.app import app
from tests.conftest import WATCHED

TOP = Path(__file__).resolve().parents[1]
REFERENCE = TOP / "docs" / "reference.md"
TUTORIAL = TOP / "docs" / "tutorial.md"
GUIDE = [TOP / "README.md", *sorted((TOP / "docs" / "guide").glob("*.md"))]


def run(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(TOP / script), *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**WATCHED, "PATH": os.environ["PATH"], "PYTHONPATH": str(TOP)},
    )


def commands(group: Any = app, path: str = "assistant") -> Iterator[tuple[str, Any]]:
    """Every command that does something, by its whole name."""
    for name in group.list_commands(None):
        command = group.get_command(None, name)
        if hasattr(command, "list_commands"):
            yield from commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


@pytest.mark.parametrize("page", [*GUIDE, REFERENCE], ids=lambda page: page.name)
def test_a_page_shows_what_the_commands_print(page: Path) -> None:
    """Every console block is run, in order; the tutorial's are in `test_tutorial.py`."""
    done = run("docs/refresh.py", "--check", str(page))
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_tour_that_the_readme_names_runs() -> None:
    assert "examples/tour.py" in (TOP / "Makefile").read_text("utf-8")
    done = run("examples/tour.py")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "missing before a promotion may go out" in done.stdout


def test_every_shell_block_is_one_that_is_run() -> None:
    languages = {
        page.name: set(re.findall(r"^ *```(\w+)", page.read_text("utf-8"), re.MULTILINE)) for page in [*GUIDE, TUTORIAL]
    }
    assert languages.pop("README.md") == {"console", "sh"}  # `make run` is the tour, `make test` is this
    shells = {"sh", "bash", "shell", "shell-session"}
    assert {name: found & shells for name, found in languages.items() if found & shells} == {}


def test_every_command_is_in_a_guide_page() -> None:
    told = "\n".join(page.read_text("utf-8") for page in [*GUIDE, TUTORIAL])
    short = [(name, name.removeprefix("assistant ")) for name, _ in commands()]
    assert [name for name, own in short if not re.search(rf"{name}\b|`{own}\b", told)] == []


def test_every_command_and_flag_is_in_the_reference() -> None:
    sections = {part.partition("\n")[0]: part for part in REFERENCE.read_text("utf-8").split("\n## ")}
    missing = []
    for name, command in commands():
        flags = [option for p in command.params for option in (*p.opts, *p.secondary_opts) if option.startswith("--")]
        missing += [f"{name} {flag}" for flag in flags if flag not in sections.get(name, "")]
    assert missing == []
