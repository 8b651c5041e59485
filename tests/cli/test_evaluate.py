from __future__ import annotations

import json
from pathlib import Path

from tests.conftest import Assistant

POSTS = [
    ("Flash sale! 50% off all candles, today only!", "promotional"),
    ("Trim the wick to 5 mm before every burn: no soot.", "value"),
    ("Buy two, get one free until Sunday. Order now!", "promotional"),
    ("What is the best advice your grandmother gave you?", "value"),
]


def write(path: Path, rows: list[tuple[str, str]], column: str = "label") -> Path:
    path.write_text("\n".join(json.dumps({"text": t, column: la}) for t, la in rows) + "\n", "utf-8")
    return path


def test_the_figures_of_the_contract_come_as_json(assistant: Assistant, tmp_path: Path) -> None:
    run = assistant("evaluate", write(tmp_path / "posts.jsonl", POSTS), "--format", "json")
    assert run.code == 0, run.err
    assert run.json["schema"] == 1
    assert run.json["posts"] == 4
    assert set(run.json) >= {"accuracy", "macro_f1", "promotional", "value", "calibration_error", "confusion", "kinds"}
    assert set(run.json["promotional"]) == {"precision", "recall", "f1"}


def test_words_read_as_labels_are_told(assistant: Assistant, tmp_path: Path) -> None:
    rows = [(text, {"promotional": "Promo", "value": "0"}[label]) for text, label in POSTS]
    run = assistant("evaluate", write(tmp_path / "posts.jsonl", rows))
    assert run.code == 0
    assert "read 'Promo' as promotional (2 posts)" in run.err
    assert "read '0' as value (2 posts)" in run.err


def test_an_unknown_label_is_named_with_file_and_line(assistant: Assistant, tmp_path: Path) -> None:
    run = assistant("evaluate", write(tmp_path / "posts.jsonl", [*POSTS, ("Hm", "dunno")]))
    assert run.code == 2
    assert "posts.jsonl:5" in run.err
    assert "'dunno' is no label" in run.err
    assert run.out == ""


def test_a_file_without_labels_names_the_columns_there_are(assistant: Assistant, tmp_path: Path) -> None:
    run = assistant("evaluate", write(tmp_path / "posts.jsonl", POSTS, "mood"), "--format", "json")
    assert run.code == 2
    error = json.loads(run.err)["error"]
    assert "'mood'" in error["message"]
    assert "--label-column" in error["hint"]


def test_the_same_text_with_two_labels_is_refused(assistant: Assistant, tmp_path: Path) -> None:
    run = assistant("evaluate", write(tmp_path / "posts.jsonl", [*POSTS, (POSTS[0][0], "value")]))
    assert run.code == 2
    assert "says value" in run.err


def test_a_missing_file_is_a_clear_error(assistant: Assistant) -> None:
    run = assistant("evaluate", "nothing.csv")
    assert run.code == 2
    assert "nothing.csv does not exist" in run.err
