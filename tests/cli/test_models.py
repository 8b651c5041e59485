from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.test_train import habit
from tests.conftest import Assistant


@pytest.fixture
def trained(assistant: Assistant, tmp_path: Path) -> str:
    run = assistant("train", habit(tmp_path / "own.jsonl"), "--fast", "--format", "json")
    assert run.code == 0, run.err
    return str(run.json["version"])


def test_a_fresh_home_has_the_base_model_alone(assistant: Assistant) -> None:
    run = assistant("models", "list", "--format", "json")
    assert run.code == 0, run.err
    assert run.json["active"] == "base"
    assert run.json["versions"] == []


def test_versions_are_listed_used_and_rolled_back(assistant: Assistant, trained: str) -> None:
    [listed] = assistant("models", "list", "--format", "json").json["versions"]
    assert listed["name"] == trained
    assert listed["active"]
    assert listed["parent"] == "base"
    assert {"created", "corpus", "metrics", "libraries"} <= set(listed)
    assert "went back" in assistant("models", "rollback").out
    assert assistant("models", "list", "--format", "json").json["active"] == "base"
    assert assistant("models", "use", trained).code == 0
    assert trained in assistant("models", "show").out


def test_the_active_version_cannot_be_removed(assistant: Assistant, trained: str) -> None:
    run = assistant("models", "remove", trained)
    assert run.code == 2
    assert "is the active version" in run.err
    assistant("models", "use", "base")
    assert assistant("models", "remove", trained).code == 0
    assert assistant("models", "list", "--format", "json").json["versions"] == []


def test_an_unknown_version_names_the_known_ones(assistant: Assistant) -> None:
    run = assistant("models", "use", "../../etc")
    assert run.code == 2
    assert "known are base" in run.err


def test_a_version_travels_in_one_file_without_the_users_posts(
    assistant: Assistant, trained: str, tmp_path: Path
) -> None:
    out = tmp_path / "mine.assistant"
    assert assistant("models", "export", trained, "-o", out).code == 0
    assert b"Workshop on" not in out.read_bytes()
    run = assistant("models", "import", out, "--home", tmp_path / "other", "--format", "json")
    assert run.code == 0, run.err
    assert run.json["version"] == trained
    assistant("models", "use", trained, "--home", tmp_path / "other")
    text = "Workshop on Saturday at nine: weaving"
    here, there = (
        assistant("classify", text, "--fast", "--home", home, "--format", "json").json["posts"][0]
        for home in (assistant.home, tmp_path / "other")
    )
    assert here == there


@pytest.mark.parametrize("damage", ["flip", "cut", "name", "more", "empty"])
def test_a_damaged_or_forged_file_is_refused(assistant: Assistant, trained: str, tmp_path: Path, damage: str) -> None:
    out = tmp_path / "mine.assistant"
    assistant("models", "export", trained, "-o", out)
    content = bytearray(out.read_bytes())
    if damage == "flip":
        content[-100] ^= 0xFF
    elif damage == "cut":
        content = content[:-10]
    elif damage == "more":
        content += b"x"
    elif damage == "empty":
        content = bytearray()
    else:
        content = bytearray(bytes(content).replace(b'"name": "own-light.f32"', b'"name": "../../../evil"', 1))
    out.write_bytes(content)
    other = tmp_path / "other"
    run = assistant("models", "import", out, "--home", other)
    assert run.code == 2, run.err
    assert "no usable version" in run.err
    assert not list(tmp_path.glob("**/evil"))
    assert not other.exists() or not [p for p in (other / "models").iterdir() if not p.name.startswith(".")]


def test_a_version_made_for_another_base_says_so_and_the_way_out_works(assistant: Assistant, trained: str) -> None:
    path = assistant.home / "models" / trained / "model.json"
    described = json.loads(path.read_text())
    described["own"]["base"]["digest"] = "0" * 64
    path.write_text(json.dumps(described))
    run = assistant("classify", "Half price", "--fast")
    assert run.code == 3
    assert re.search("was made for .* `assistant train` again", run.err)
    again = assistant("train", "--fast", "--format", "json")
    assert again.code == 0, again.err
    assert assistant("classify", "Half price", "--fast").code == 0


def test_every_change_of_models_answers_in_json(assistant: Assistant, trained: str, tmp_path: Path) -> None:
    asked = [
        (("rollback", "--dry-run"), {"active": "base", "before": trained, "dry_run": True}),
        (("rollback",), {"active": "base", "before": trained, "dry_run": False}),
        (("use", trained, "--dry-run"), {"active": trained, "before": "base", "dry_run": True}),
        (("use", trained), {"active": trained, "before": "base", "dry_run": False}),
        (("use", "base"), {"active": "base", "before": trained, "dry_run": False}),
        (("remove", trained, "--dry-run"), {"removed": trained, "dry_run": True}),
        (("remove", trained), {"removed": trained, "dry_run": False}),
    ]
    for command, expected in asked:
        run = assistant("models", *command, "--format", "json")
        assert run.code == 0, run.err
        assert run.json == {"schema": 1, **expected}


def test_the_history_of_learning_is_drawn(assistant: Assistant, trained: str) -> None:
    shown = assistant("models", "show").out
    assert re.search(r"\* own-1-\w+ +\d{4}-\d\d-\d\d +60 posts 1\.00 =+#+", shown)
    assert "numpy" in shown
    assert "after base" in assistant("models", "list").out
    [point] = assistant("models", "show", "--format", "json").json["history"]
    assert point["parent"] == "base"
    assert point["macro_f1"] == 1


@pytest.mark.parametrize(
    "metrics",
    [None, [], {"before": 3, "after": {"macro_f1": "x"}}, {"after": {"macro_f1": float("nan")}, "gain": 1e999}],
)
def test_figures_that_are_none_are_shown_as_unknown(assistant: Assistant, trained: str, metrics: object) -> None:
    path = assistant.home / "models" / trained / "model.json"
    described = json.loads(path.read_text()) | {
        "metrics": metrics,
        "libraries": 5,
        "corpus": "\u001b[31m",
        "created": 7,
    }
    path.write_text(json.dumps(described))
    for command in ("list", "show"):
        run = assistant("models", command)
        assert run.code == 0, run.err
        assert "?" in run.out
        assert "\u001b" not in run.out
        assert assistant("models", command, "--format", "json").code == 0
