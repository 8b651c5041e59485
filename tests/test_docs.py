"""What the documentation shows is what the program does."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from assistant.cli.app import app
from assistant.settings import Settings
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


def card_figures() -> dict[str, list[str]]:
    """The model card's table of the shipped files: measure -> default all, clear, `--fast` all, clear."""
    card = (TOP / "models" / "README.md").read_text("utf-8")
    table = card.partition("| measure |")[2].partition("\n\n")[0]
    rows = (line.strip("| ").split(" | ") for line in table.splitlines()[2:])
    return {name: figures for name, *figures in rows}


def rounded(figure: str) -> str:
    """A share as the short pages have it: .843 is .84."""
    return f"{Decimal(figure).quantize(Decimal('.01'), ROUND_HALF_UP)}".lstrip("0")


def test_the_readme_has_the_figures_of_the_model_card() -> None:
    figures, readme = card_figures(), (TOP / "README.md").read_text("utf-8")
    default, clear, fast, fast_clear = map(rounded, figures["macro-F1"])
    assert f"| macro-F1, default | {default} | {clear} |" in readme
    assert f"| macro-F1, `--fast` | {fast} | {fast_clear} |" in readme
    auc, auc_clear = map(rounded, figures["AUC"][:2])
    assert f"| area under the ROC curve, default | {auc} | {auc_clear} |" in readme


def test_the_limits_have_the_figures_of_the_model_card() -> None:
    figures, limits = card_figures(), " ".join((TOP / "docs" / "limits.md").read_text("utf-8").split())
    default, clear, fast, _ = map(rounded, figures["macro-F1"])
    assert f"a macro-F1 of {clear}; on all posts {default}" in limits
    assert f"macro-F1 {fast} instead of {default}" in limits
    kinds, kinds_clear = (f"{Decimal(f) * 100:.0f} %" for f in figures["kind accuracy"][:2])
    assert f"right on {kinds} of posts, on {kinds_clear} of the clear ones" in limits
    card = " ".join((TOP / "models" / "README.md").read_text("utf-8").split())
    sorts = dict(re.findall(r"(small businesses|big brands) (\.\d\d) \(", card))
    small, big = sorts["small businesses"], sorts["big brands"]
    assert f"For small businesses the macro-F1 is {small}, for big brands {big}" in limits


@pytest.mark.parametrize("page", ["README.md", "docs/limits.md", "models/README.md"])
def test_who_reads_the_figures_is_told_that_the_posts_were_used_to_tune(page: str) -> None:
    told = (TOP / page).read_text("utf-8")
    assert "flatter" in told
    assert "threshold" in told or "development set" in told


def test_the_guide_lists_every_setting_with_its_default() -> None:
    page = (TOP / "docs" / "guide" / "home.md").read_text("utf-8")
    table = page.partition("| setting | default |")[2].partition("\n\n")[0]
    said = dict(re.findall(r"^\| `(\w+)` \| `?([^|]*?)`? \|", table, re.MULTILINE))
    values = {n: None if d == "not set" else tomllib.loads(f"x = {d}")["x"] for n, d in said.items()}
    settings = {f.name: f.default for f in fields(Settings) if f.name not in {"home", "sources"}}
    assert values == {n: list(d) if isinstance(d, tuple) else d for n, d in settings.items()}


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
