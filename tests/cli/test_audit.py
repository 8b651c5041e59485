"""`assistant audit` as a user calls it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Assistant

PAGE40 = Path(__file__).parents[1] / "data" / "page40.csv"


def export(folder: Path, rows: list[str], header: str = "Date,Text") -> Path:
    path = folder / "posts.csv"
    path.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    return path


def test_the_audit_as_json_carries_figures_changes_and_verdicts(assistant: Assistant) -> None:
    run = assistant("audit", PAGE40, "--format", "json")
    assert (run.code, run.json["schema"], run.json["posts"]) == (0, 1, 40)
    assert run.json["promotional"] == {"posts": 40, "promotional": 23, "share": 0.575, "likely": [0.575, 0.575]}
    assert [item["name"] for item in run.json["changes"]] == ["share", "run", "cadence"]
    for post in run.json["verdicts"]:
        assert post["human_label"] == post["effective_label"]
        assert all(post["text"][r["start"] : r["end"]] == r["phrase"] for r in post["reasons"])


def test_the_audit_as_text_names_the_lines_that_show_what_to_change(assistant: Assistant) -> None:
    run = assistant("audit", PAGE40)
    assert run.code == 0
    assert "57% (23 of 40); at most 20% is the limit" in run.out
    assert "5 promotions in a row (line 17 to 21)" in run.out
    assert run.out.count("\n   line ") >= 6


def test_the_report_is_written_and_not_replaced_without_force(assistant: Assistant, tmp_path: Path) -> None:
    report = tmp_path / "page.html"
    assert assistant("audit", PAGE40, "--report", report).code == 0
    written = report.read_text("utf-8")
    assert written.startswith("<!doctype html>")
    refused = assistant("audit", PAGE40, "--report", report)
    assert (refused.code, refused.out) == (2, "")
    assert "--force" in refused.err
    assert assistant("audit", PAGE40, "--report", report, "--force").code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--report", "nowhere/page.html"), "its folder does not exist"),
        (("--report", "folder", "--force"), "it is a folder"),
        (("--page", "foo"), "the page 'foo' is unknown"),
    ],
)
def test_a_wrong_report_or_page_fails_before_the_file_is_even_read(
    assistant: Assistant, words: tuple[str, ...], said: str
) -> None:
    (assistant.folder / "folder").mkdir()
    run = assistant("audit", "missing.csv", *words)
    assert (run.code, run.out) == (2, "")
    assert said in run.err


@pytest.mark.parametrize(
    "words",
    [("--newest-first",), ("--text-column", "x"), ("--blocks",), ("--at-column", "x"), ("--platform", "x"),
     ("--dates", "dmy"), ("--encoding", "cp1252"), ("--kind-column", "x")],
)  # fmt: skip
def test_what_went_out_from_the_queue_is_read_from_no_file(assistant: Assistant, words: tuple[str, ...]) -> None:
    run = assistant("audit", "--posted", *words)
    assert (run.code, "reads no file" in run.err) == (2, True)


def test_rows_that_cannot_be_used_are_told_by_line(assistant: Assistant, tmp_path: Path) -> None:
    path = export(
        tmp_path,
        ["2026-01-01,Knead the dough twice", "soon,Knead it again", "2026-01-03,", "2026-01-01,Knead the dough twice"],
    )
    run = assistant("audit", path, "--format", "json")
    assert [row["line"] for row in run.json["left_out"]] == [3, 4, 5]
    assert run.json["posts"] == 1
    assert "line 3 is left out: 'soon' is no date" in run.err


def test_dates_that_can_be_read_two_ways_end_with_a_question(assistant: Assistant, tmp_path: Path) -> None:
    path = export(tmp_path, ["03/04/2026,Knead the dough twice", "05/06/2026,Rest it overnight"])
    run = assistant("audit", path, "--format", "json")
    assert (run.code, run.out) == (2, "")
    assert "--dates" in json.loads(run.err)["error"]["hint"]
    assert assistant("audit", path, "--dates", "dmy", "--format", "json").json["from"].startswith("2026-04-03")


def test_a_file_without_dates_is_taken_in_its_order_and_that_is_said(assistant: Assistant, tmp_path: Path) -> None:
    path = tmp_path / "posts.txt"
    path.write_text("Knead the dough twice\nRest it overnight\n", "utf-8")
    run = assistant("audit", path)
    assert run.code == 0
    assert "the oldest first" in run.err


def test_a_wrong_label_column_names_those_that_exist(assistant: Assistant) -> None:
    run = assistant("audit", PAGE40, "--label-column", "mood")
    assert run.code == 2
    assert "'Human kind'" in run.err


def test_a_file_or_the_queue_must_be_named(assistant: Assistant) -> None:
    assert assistant("audit").code == 2
    assert assistant("audit", "missing.csv").code == 2
    assert assistant("audit", "--posted").code == 2  # nothing was posted yet


def test_a_terminal_sees_no_control_characters_of_a_post(assistant: Assistant, tmp_path: Path) -> None:
    path = export(tmp_path, [f"2026-01-0{i},Half price \x1b[31m today only {i}!" for i in range(1, 8)])
    run = assistant("audit", path)
    assert run.code == 0
    assert "\x1b" not in run.out
