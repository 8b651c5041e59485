"""Keep the generated parts of the documentation true: `python docs/refresh.py [--check] [FILE...]`.

Console blocks (```console, lines that begin with `$`) are run in order, page by page, in a folder and home of their own
that are thrown away, with a copy of `examples/`; what the commands print takes the place of what stands there. A block
without any output is run as well, and each of its commands must succeed. Files that a page needs are named in it:
`<!-- here: docs/samples/survey.csv as survey.csv -->`. `docs/reference.md` is made from every command's `--help`.

With `--check` nothing is written and the exit code is 1 if a page is out of date; figures are not compared then, since
the last digit of a probability may differ between processors.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from unittest import mock

from assistant.cli.app import COMMANDS, app

TOP = Path(__file__).resolve().parents[1]
REFERENCE = TOP / "docs" / "reference.md"
PAGES = (TOP / "README.md", *sorted((TOP / "docs" / "guide").glob("*.md")))
_BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
_HERE = re.compile(r"<!-- here: (.*) -->")
_NUMBER = re.compile(r"\b[0-9a-f]{64}\b|[+-]?\d+(?:\.\d+)?")  # digests of files with a moment in them differ as well


def run(line: str, folder: Path, *, must_succeed: bool = False) -> str:
    """What a reader sees after typing `line` (an `assistant` command, perhaps with a redirect or `; echo $?`)."""
    environment = {
        **{name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")},  # tests watch what runs
        "PATH": os.pathsep.join([str(folder / "bin"), os.environ["PATH"]]),
        "ASSISTANT_HOME": str(folder / "home"),
        "PYTHONPATH": str(TOP),
        "COLUMNS": "100",
        "TZ": "UTC",
        "LANG": "C.UTF-8",
    }
    done = subprocess.run(  # noqa: S602 - the lines are our own documentation
        line, shell=True, cwd=folder / "work", env=environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", check=False, timeout=300,
    )  # fmt: skip
    if must_succeed and done.returncode:
        sys.exit(f"$ {line}\n{done.stdout}ended with {done.returncode}")
    return done.stdout.replace(str(folder / "home"), "~/assistant-home")


def refreshed(page: str) -> str:
    """The page with the output of its console blocks as it is today."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("bin", "home", "work"):
            (folder / part).mkdir()
        shutil.copytree(TOP / "examples", folder / "work" / "examples")
        for source, wanted in re.findall(r"(\S+) as ([^\s,]+)", "".join(_HERE.findall(page))):
            (folder / "work" / wanted).parent.mkdir(exist_ok=True)
            shutil.copyfile(TOP / source, folder / "work" / wanted)
        command = folder / "bin" / "assistant"
        command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m assistant "$@"\n')
        command.chmod(0o755)
        return _BLOCK.sub(lambda block: f"```console\n{_replayed(block[1], folder)}```", page)


def _replayed(block: str, folder: Path) -> str:
    commands = re.findall(r"^\$ ((?:.*\\\n)*.*)\n", block, re.MULTILINE)
    if block == "".join(f"$ {command}\n" for command in commands):
        for command in commands:
            run(command, folder, must_succeed=True)
        return block
    return "".join(f"$ {command}\n{run(command, folder)}" for command in commands)


def reference() -> str:
    """Every command's help, one after another."""
    parts = [
        "# Command reference\n\nMade from each command's `--help` by `python docs/refresh.py`; do not edit by hand.\n",
        _help(),
    ]
    for name in COMMANDS:
        parts.append(_help(name))
        parts += [_help(name, sub) for sub in _subcommands(name)]
    return "\n".join(parts)


def _help(*command: str) -> str:
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown), mock.patch.dict(os.environ, {"COLUMNS": "100", "NO_COLOR": "1"}):
        app.main(args=[*command, "--help"], prog_name="assistant", standalone_mode=False)
    return f"## assistant {' '.join(command)}".rstrip() + f"\n\n```text\n{shown.getvalue().strip()}\n```\n"


def _subcommands(name: str) -> list[str]:
    command = app.get_command(None, name)
    return sorted(command.list_commands(None)) if hasattr(command, "list_commands") else []


def main() -> int:
    """Refresh or check all pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("files", nargs="*", type=Path)
    options = parser.parse_args()
    stale = []
    for page in map(Path.resolve, options.files or (REFERENCE, *PAGES)):
        old = page.read_text("utf-8") if page.exists() else ""
        content = reference() if page == REFERENCE else refreshed(old)
        if options.check and _NUMBER.sub("0", old) != _NUMBER.sub("0", content):
            stale.append(page.name)
        elif not options.check:
            page.write_text(content, "utf-8")
    if stale:
        print(f"out of date: {', '.join(stale)}; run `python docs/refresh.py`")
    return int(bool(stale))


if __name__ == "__main__":
    sys.exit(main())
