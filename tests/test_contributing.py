"""What CONTRIBUTING.md promises: each addition in one place, and a test that names what is still missing."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from assistant.classifier import base_model_folder
from assistant.classifier.modelfile import open_folder
from assistant.classifier.naming import sentence
from assistant.cli import review_keys
from assistant.exchange import findings
from assistant.exchange import tools as tool_files
from assistant.exchange.export import export, formats
from assistant.post import LABEL_OF, PROMOTIONAL_KINDS, VALUE_KINDS, Draft, Kind, Label, State
from assistant.rewriter.rules import Rule
from assistant.text import platforms as platform_files
from assistant.text.platforms import platforms, problems

TOP = Path(__file__).resolve().parents[1]
INSIGHT = TOP / "assistant" / "insight"
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize("kind", Kind)
def test_a_kind_is_known_everywhere(kind: Kind) -> None:
    assert kind in LABEL_OF
    assert kind in tomllib.loads((INSIGHT / "explanations.toml").read_text("utf-8"))["kinds"]
    if kind in VALUE_KINDS:
        assert tomllib.loads((INSIGHT / "prompts.toml").read_text("utf-8"))["kinds"][kind]
    assert kind in review_keys.KINDS.values()
    if kind in PROMOTIONAL_KINDS:
        assert kind in findings._ABOUT
    assert sentence("A post.", kind)
    assert (TOP / "corpus" / f"{kind}.jsonl").stat().st_size


def test_the_compiled_pass_sums_a_weight_for_each_kind() -> None:
    pytest.importorskip("numba")
    from assistant.classifier.compiled_table import RARITY, summed

    assert len(Kind) == RARITY
    table = np.arange(3.0 * (len(Kind) + 1), dtype=np.float32).reshape(3, -1)
    sums = np.zeros(len(Kind) + 1)
    summed(np.array([0, 2, 1], dtype=np.uint32), 0, 2, table, sums)
    assert sums.tolist() == (table[0] + table[2]).tolist()


def test_the_shipped_model_was_made_for_these_kinds() -> None:
    assert open_folder(base_model_folder()).has_encoder


def test_promotional_kinds_come_first() -> None:
    assert (*PROMOTIONAL_KINDS, *VALUE_KINDS) == tuple(Kind)


def test_a_new_export_format_is_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    table = tool_files.Tool(
        "newtool",
        "New Tool",
        "vendor",
        "its help page",
        ("When", "What"),
        {"When": "at", "What": "text"},
        date="%Y-%m-%d",
    )
    known = {**tool_files.tools(), "newtool": table}
    monkeypatch.setattr("assistant.exchange.export.tools", lambda: known)
    assert "newtool" in formats()
    draft = Draft(1, "Hello", "facebook", "business", State.QUEUED, Label.VALUE, 0.1, Kind.TIP, False, "base")
    made = export([replace(draft, planned_at=NOW)], "newtool", zone=UTC, now=NOW)
    assert made.files[0].content.decode().splitlines() == ["When,What", "2026-11-21,Hello"]


def test_a_new_limit_is_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    new = platform_files.Platform("shortsite", 5, "characters", None, None, "its help page", "vendor")
    known = {**platforms(), "shortsite": new}
    monkeypatch.setattr(platform_files, "platforms", lambda: known)
    assert problems("12345", "shortsite") == []
    assert problems("123456", "shortsite")


def test_a_new_rule_is_a_value_with_its_own_examples() -> None:
    rule = Rule(
        id="calm-wow", operation="calm", pattern=re.compile(r"\bWOW\b"), replacement="wow", reason="no shouting",
        principle="D1", fires=(("WOW, soap.", "wow, soap."),), silent=("wow, soap.",), calm=True,
    )  # fmt: skip
    [edit] = rule.edits("WOW, soap.")
    assert (edit.before, edit.after, edit.rule) == ("WOW", "wow", "calm-wow")


@pytest.mark.parametrize(
    "page", ["CONTRIBUTING.md", "SECURITY.md", "README.md", "models/README.md", "corpus/README.md"]
)
def test_what_a_page_says_to_make_can_be_made(page: str) -> None:
    targets = set(re.findall(r"^(\w+):", (TOP / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:`|^)make (\w+)", (TOP / page).read_text("utf-8"), re.MULTILINE)) <= targets


def test_the_source_archive_has_every_page_and_folder_that_the_readme_links() -> None:
    project = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))
    packed = project["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    pages = {f"/{path.name}" for path in TOP.glob("*.md")}
    linked = re.findall(r"\]\(([^)#:]+)\)", (TOP / "README.md").read_text("utf-8"))
    assert (pages | {f"/{link.partition('/')[0]}" for link in linked}) - set(packed) == set()


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "SECURITY.md", "docs/limits.md", "docs/tutorial.md", "README.md"])
def test_files_that_a_page_names_exist(page: str) -> None:
    text = (TOP / page).read_text("utf-8")
    linked = re.findall(r"\]\(([^)#:]+)\)", text)
    named = re.findall(r"`((?:assistant|tests|docs|benchmarks|corpus|models)/[\w./-]+)`", text)
    missing = [n for n in linked if not ((TOP / page).parent / n).exists()]
    named += [
        word for line in re.findall(r"^    pytest (.*)$", text, re.MULTILINE) for word in line.split() if "/" in word
    ]
    missing += [n for n in named if "KIND" not in n and not (TOP / n).exists()]
    assert missing == []
