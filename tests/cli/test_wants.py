"""`assistant wants` as a user calls it."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import Assistant


def test_wants_are_kept_listed_and_done(assistant: Assistant) -> None:
    added = assistant("wants", "add", "how to store bread", "parking", "storing bread", "--format", "json")
    assert [w["id"] for w in added.json["wants"]] == [1, 2, 3]
    groups = assistant("wants", "list", "--format", "json").json["groups"]
    assert [(g["count"], g["wants"][0]["text"]) for g in groups] == [(2, "how to store bread"), (1, "parking")]
    assert assistant("wants", "done", "2").code == 0
    assert len(assistant("wants", "list", "--format", "json").json["groups"]) == 1
    assert assistant("wants", "done", "9").code == 2


def test_a_survey_is_imported_once(assistant: Assistant, tmp_path: Path) -> None:
    survey = tmp_path / "survey.csv"
    survey.write_text('When,Comment\n2026-01-01,"gluten free, please"\n2026-01-02,\n2026-01-03,parking\n', "utf-8")
    run = assistant("wants", "import", survey, "--text-column", "comment", "--format", "json")
    assert (run.json["added"], run.json["empty"]) == (2, 1)
    again = assistant("wants", "import", survey, "--text-column", "comment")
    assert (again.code, again.out) == (2, "")
    assert "--force" in again.err


def test_a_dry_run_of_an_import_adds_nothing(assistant: Assistant, tmp_path: Path) -> None:
    survey = tmp_path / "survey.txt"
    survey.write_text("parking\n", "utf-8")
    assert assistant("wants", "import", survey, "--dry-run").code == 0
    assert assistant("wants", "list", "--format", "json").json["groups"] == []


def test_drafts_are_matched_and_unserved_wants_named(assistant: Assistant) -> None:
    assistant("wants", "add", "how to keep bread fresh", "parking near the shop")
    run = assistant("wants", "match", "A linen bag keeps your bread fresh for three days.", "--format", "json")
    assert [s["want"]["id"] for s in run.json["drafts"][0]["serves"]] == [1]
    assert [u["want"]["id"] for u in run.json["unserved"]] == [2]


def test_the_drafts_of_the_queue_are_matched_where_none_is_given(assistant: Assistant) -> None:
    assistant("wants", "add", "how to keep bread fresh")
    assert assistant("wants", "match").code == 2
    assistant("queue", "add", "A linen bag keeps your bread fresh for three days.")
    assert "serves want 1" in assistant("wants", "match").out


def test_questions_change_their_style_and_a_dry_run_does_not_count(assistant: Assistant) -> None:
    first = assistant("wants", "ask", "--dry-run", "--format", "json").json
    second = assistant("wants", "ask", "--format", "json").json
    third = assistant("wants", "ask", "--format", "json").json
    assert first["text"] == second["text"]
    assert second["style"] != third["style"]
    assert assistant("wants", "ask", "--style", third["style"]).code == 2
    assert assistant("wants", "ask", "--style", "shouting").code == 2


def test_nothing_to_add_and_no_wants_to_match_are_said(assistant: Assistant) -> None:
    assert assistant("wants", "add", " ").code == 2
    assert assistant("wants", "match", "A draft").code == 2
