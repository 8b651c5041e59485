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


def test_every_command_is_in_a_guide_page() -> None:
    from assistant.cli.app import COMMANDS

    pages = [TOP / "README.md", TOP / "docs" / "tutorial.md", *(TOP / "docs" / "guide").glob("*.md")]
    told = "\n".join(page.read_text("utf-8") for page in pages)
    assert [name for name in COMMANDS if f"assistant {name}" not in told] == []


def test_every_command_and_flag_is_in_the_reference() -> None:
    from assistant.cli.app import COMMANDS, app

    reference = (TOP / "docs" / "reference.md").read_text("utf-8")
    sections = {part.partition("\n")[0]: part for part in reference.split("\n## ")}
    missing = []
    for name in COMMANDS:
        command = app.get_command(None, name)
        subs = command.list_commands(None) if hasattr(command, "list_commands") else [None]
        for sub in subs:
            found = command.get_command(None, sub) if sub else command
            section = sections.get(" ".join(filter(None, ("assistant", name, sub))), "")
            flags = [option for p in found.params for option in p.opts if option.startswith("--")]
            missing += [f"{name} {sub or ''} {flag}" for flag in flags if flag not in section]
    assert missing == []
