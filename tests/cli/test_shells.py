"""For scripts, editors and shells: findings, completion, the manual page, the hook."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from assistant.cli.app import app
from assistant.cli.completion import candidates
from assistant.cli.man import page, roff
from tests.conftest import Assistant

OFFER = "Hello!\nFlash sale! 50% off all candles, today only!\n"


def test_files_are_checked_in_the_form_of_a_compiler(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(OFFER)
    (tmp_path / "b.txt").write_text("Trim the wick to 5 mm before every burn: no soot, and it lasts longer.\n")
    done = assistant("classify", "--files", "a.txt", "b.txt", "--check", "--fast", "--format", "line")
    assert done.code == 1
    assert done.out.startswith("a.txt:2:")
    assert done.out.count("\n") == 1
    sarif = assistant("classify", "--file", "b.txt", "--check", "--fast", "--format", "sarif")
    assert (sarif.code, json.loads(sarif.out)["runs"][0]["results"]) == (0, [])


def test_commands_and_options_are_completed() -> None:
    assert candidates(app, ["cla"]) == ["classify"]
    assert "next" in candidates(app, ["queue", ""])
    assert candidates(app, ["label", "--sched"]) == ["--scheduler"]
    assert candidates(app, ["label", "--engine", ""]) == ["local", "dask"]
    assert candidates(app, ["label", "posts"]) == []
    assert candidates(app, ["queue", "edit", "1", "--onc"]) == ["--once"]


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
def test_the_bash_script_is_valid(assistant: Assistant) -> None:
    bash = str(shutil.which("bash"))
    script = assistant("completion", "bash").out
    assert subprocess.run([bash, "-n"], input=script.encode(), check=False).returncode == 0


def test_the_manual_page_names_every_command_and_option() -> None:
    pytest.importorskip("assistant.cli.train")
    text = "\n".join(page(app))
    for words in (
        "assistant label",
        "assistant queue next",
        roff("--spreadsheet-safe"),
        roff("--evergreen, --once"),
        ".SH EXIT STATUS",
    ):
        assert words in text


@pytest.mark.skipif(not shutil.which("groff"), reason="needs groff")
def test_the_manual_page_is_typeset_without_a_warning() -> None:
    pytest.importorskip("assistant.cli.train")
    done = subprocess.run(
        [str(shutil.which("groff")), "-man", "-Tutf8", "-ww"],
        input="\n".join(page(app)).encode(),
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_the_hook_runs_a_command_that_exists() -> None:
    text = (Path(__file__).resolve().parents[2] / ".pre-commit-hooks.yaml").read_text()
    entry = next(line for line in text.splitlines() if "entry:" in line).split()[1:]
    assert entry[:2] == ["assistant", "classify"]
    assert set(entry[2:]) - {"line"} <= set(candidates(app, ["classify", "--"]))
