"""`docs/guide/json.md` is true: every field that it names is printed, and no command is left out."""

from __future__ import annotations

import io
import json
import re
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

import pytest

from assistant.cli.main import _run
from tests.test_docs import TOP, commands

PAGE = (TOP / "docs" / "guide" / "json.md").read_text("utf-8")
TEXT_ALONE = {"assistant completion", "assistant man"}
FIGURES = "text,date,likes\n" + "".join(
    f"Tip {n},2026-0{1 + n // 28}-{1 + n % 28:02} {(6, 12, 17)[n % 3]:02}:00,{(5, 9, 60)[n % 3] + n % 7}\n"
    for n in range(60)
)
VERSION = "VERSION"  # stands for the name of the own version
CALLS: tuple[tuple[str, ...], ...] = (
    ("init",),
    ("classify", "Sale! 50% off", "--fast"),
    ("label", "posts.csv", "-o", "out.csv", "--fast"),
    ("rewrite", "Sale! 50% off candles", "--fast"),
    ("evaluate", "posts.csv", "--fast"),
    ("train", "home/examples/posted.csv", "--fast", "--force"),
    ("review", "posts.csv", "--answers", "posts.csv", "--fast"),
    ("models", "list"),
    ("models", "show"),
    ("models", "export", VERSION, "-o", "own.model"),
    ("models", "rollback"),
    ("models", "use", "base"),
    ("models", "remove", VERSION),
    ("models", "import", "own.model"),
    ("queue", "next"),
    ("queue", "add", "Trim the wick", "--label", "value"),
    ("queue", "import", "posts.csv", "--dry-run"),
    ("queue", "import", "posts.csv"),
    ("queue", "list"),
    ("queue", "show", "1"),
    ("queue", "next"),
    ("queue", "claims"),
    ("queue", "posted", "1"),
    ("queue", "edit", "2", "--tag", "x"),
    ("queue", "label", "2", "value"),
    ("queue", "rejudge"),
    ("queue", "drop", "2"),
    ("queue", "restore", "2"),
    ("queue", "undo"),
    ("queue", "plan"),
    ("queue", "balance"),
    ("queue", "export", "--to", "csv", "-o", "plan.csv"),
    ("audit", "home/examples/posted.csv", "--fast"),
    ("corpus", "check", "posts.csv"),
    ("corpus", "stats", "posts.csv"),
    ("today",),
    ("ideas",),
    ("insights", "import", "figures.csv", "--platform", "instagram"),
    ("insights", "show"),
    ("insights", "use"),
    ("explain", "offer"),
    ("wants", "add", "how long candles burn"),
    ("wants", "import", "posts.csv", "--text-column", "post"),
    ("wants", "list"),
    ("wants", "match"),
    ("wants", "ask"),
    ("wants", "done", "1"),
    ("wants", "remove", "1"),
    ("notebook", "add", "Trim the wick"),
    ("notebook", "list"),
    ("notebook", "remove", "1"),
    ("profile", "set", "--trade", "candles"),
    ("profile", "show"),
    ("doctor",),
    ("backup", "../home.zip"),
    ("restore", "../home.zip"),
)


def documented() -> dict[str, tuple[set[str], set[str]]]:
    """Each command's fields, and those of the items of its last field, as the page has them."""
    found = {}
    for names, fields in re.findall(r"^\| (`assistant [^|]*) \| (.*) \|$", PAGE, re.MULTILINE):
        top, _, items = fields.partition(": each with ")
        items, _, rest = items.partition(";")
        named = (set(re.findall(r"`(\w+)`", top + rest)), set(re.findall(r"`(\w+)`", items)))
        found |= dict.fromkeys(re.findall(r"`([^`]+)`", names), named)
    return found


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What each command printed as JSON, all that it printed in several calls together."""
    folder = tmp_path_factory.mktemp("scripts") / "work"
    folder.mkdir()
    (folder / "posts.csv").write_text('post,label\n"Sale! 50% off",promotional\n"Trim the wick",value\n')
    (folder / "figures.csv").write_text(FIGURES)
    found: dict[str, dict[str, Any]] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("ASSISTANT_HOME", str(folder / "home"))
        for call in CALLS:
            words = [next((folder / "home" / "models").glob("own-*")).name if w == VERSION else w for w in call]
            said = io.StringIO()
            with redirect_stdout(said), redirect_stderr(io.StringIO()):
                assert _run([*words, "--format", "json"]) in {0, 1}
            depth = 2 if call[0] in {"models", "queue", "corpus", "insights", "wants", "notebook", "profile"} else 1
            name = " ".join(("assistant", *call[:depth]))
            found[name] = {**found.get(name, {}), **json.loads(said.getvalue())}
    return found


def test_every_command_that_reports_is_on_the_page() -> None:
    assert {name for name, _ in commands()} - TEXT_ALONE == set(documented())


def test_every_field_on_the_page_is_printed(printed: dict[str, dict[str, Any]]) -> None:
    missing = {}
    for name, (fields, items) in documented().items():
        said = printed[name]
        assert said["schema"] == 1
        lists = [
            value[0] for value in said.values() if isinstance(value, list) and value and isinstance(value[0], dict)
        ]
        absent = fields - set(said) | (items - set().union(*lists) if items else set())
        if absent:
            missing[name] = absent
    assert missing == {}


@pytest.mark.parametrize(
    ("title", "command", "field"), [("verdict", "classify", "posts"), ("draft", "queue list", "drafts")]
)
def test_verdicts_and_drafts_have_the_fields_on_the_page(
    printed: dict[str, dict[str, Any]], title: str, command: str, field: str
) -> None:
    section = PAGE.partition(f"## A {title}\n")[2].partition("\n## ")[0]
    [first, *_] = printed[f"assistant {command}"][field]
    assert set(first) <= set(re.findall(r"`(\w+)`", section))
    named = re.sub(r"\([^)]*\)", "", section.partition(". ")[0])
    assert set(re.findall(r"`(\w+)`", named)) <= set(first)
