"""`assistant rewrite` as a user calls it."""

from __future__ import annotations

from tests.conftest import Assistant

DRAFT = "HUGE SALE!!! Our lamps are 30% off until Sunday, new customers only. Hurry! Book now at lamps.example"


def replay(draft: str, edits: list[dict[str, object]]) -> str:
    for edit in sorted(edits, key=lambda e: e["start"], reverse=True):  # type: ignore[arg-type, return-value]
        assert draft[edit["start"] : edit["end"]] == edit["before"]  # type: ignore[misc]
        draft = f"{draft[: edit['start']]}{edit['after']}{draft[edit['end'] :]}"  # type: ignore[misc]
    return draft


def test_json_holds_the_contract_and_edits_replay(assistant: Assistant) -> None:
    run = assistant("rewrite", DRAFT, "--format", "json")
    assert run.code == 0, run.err
    found = run.json
    assert found["schema"] == 1 and found["post"]["label"] == "promotional"
    assert found["bar_test"].startswith("A stranger") and found["question"].endswith("?")
    for suggestion in found["suggestions"]:
        assert {"text", "status", "mode", "post", "edits", "blanks", "dropped", "backend"} <= suggestion.keys()
        assert replay(DRAFT, suggestion["edits"]) == suggestion["text"]


def test_conditions_survive_the_edits(assistant: Assistant) -> None:
    (fixed,) = [s for s in assistant("rewrite", DRAFT, "--format", "json").json["suggestions"] if s["mode"] == "fix"]
    assert "30% off until Sunday, new customers only" in fixed["text"]
    assert "Hurry" not in fixed["text"] and fixed["status"] == "edits only"


def test_text_shows_each_edit_with_its_reason(assistant: Assistant) -> None:
    run = assistant("rewrite", DRAFT)
    assert "bar test: " in run.out and "drop urgency" in run.out and "a question for you: " in run.out


def test_a_draft_can_come_from_a_pipe_or_a_file(assistant: Assistant) -> None:
    (assistant.folder / "draft.txt").write_text(DRAFT, "utf-8")
    piped = assistant("rewrite", "-", "--format", "json", stdin=DRAFT)
    filed = assistant("rewrite", "--file", "draft.txt", "--format", "json")
    assert piped.json == filed.json


def test_an_empty_draft_is_refused(assistant: Assistant) -> None:
    run = assistant("rewrite", "  ")
    assert run.code == 2 and "no text to rewrite" in run.err and run.out == ""


def test_a_text_that_no_platform_takes_is_refused(assistant: Assistant) -> None:
    run = assistant("rewrite", "--file", "-", stdin="Sale! " * 20_000)
    assert run.code == 2 and "cut it first" in run.err


def test_two_drafts_at_once_are_refused(assistant: Assistant) -> None:
    (assistant.folder / "draft.txt").write_text(DRAFT, "utf-8")
    assert assistant("rewrite", DRAFT, "--file", "draft.txt").code == 2
