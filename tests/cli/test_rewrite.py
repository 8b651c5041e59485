"""`assistant rewrite` as a user calls it."""

from __future__ import annotations

import pytest

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


def test_an_answer_makes_a_ready_post(assistant: Assistant) -> None:
    answer = "Brush the shade with a dry paintbrush, because a damp cloth rubs the dust in."
    found = assistant("rewrite", DRAFT, "--answer", answer, "--format", "json").json["suggestions"]
    assert found[0]["status"] == "ready" and found[0]["text"].startswith(answer)


def test_a_platform_s_length_is_kept(assistant: Assistant) -> None:
    answer = "Brush the shade with a dry paintbrush. " * 9
    found = assistant("rewrite", DRAFT, "--answer", answer, "--platform", "x", "--format", "json").json["suggestions"]
    assert all(len(s["text"]) <= 280 for s in found)
    assert assistant("rewrite", DRAFT, "--platform", "fax").code == 2


def test_a_file_s_promotional_posts_are_rewritten_in_place(assistant: Assistant) -> None:
    value = "Trim the wick to 5 mm before every burn: no soot, and the candle lasts a third longer."
    rows = f'id,text\n1,"{DRAFT}"\n2,"{value}"\n'
    (assistant.folder / "posts.csv").write_text(rows, "utf-8")
    run = assistant("rewrite", "--file", "posts.csv", "-o", "out.csv", "--format", "json", "--fast")
    assert run.code == 0 and run.json["posts"] == 2 and run.json["rewritten"] == 1
    written = (assistant.folder / "out.csv").read_text("utf-8")
    assert written.startswith("id,text,rewrite,rewrite_status,left_out\n") and f'2,"{value}",,,' in written
    assert assistant("rewrite", "--file", "posts.csv", "-o", "out.csv").code == 2


@pytest.mark.parametrize(
    ("words", "out"),
    [
        (("--interactive", "--backend", "llm"), "--backend llm"),
        (("--interactive", "--format", "json"), "--format json"),
        (("--model", "mistral"), "--backend llm"),
        (("--send", "--interactive"), "--backend llm"),
        (("-o", "out.csv", "-n", "2"), "-n"),
    ],
)
def test_what_cannot_be_honoured_is_refused(assistant: Assistant, words: tuple[str, ...], out: str) -> None:
    run = assistant("rewrite", DRAFT, *words)
    assert (run.code, run.out) == (2, "")
    assert out in run.err and "terminal" not in run.err


def test_nothing_prompts_without_a_terminal(assistant: Assistant) -> None:
    assert assistant("rewrite", DRAFT, "--interactive").code == 2


def test_nothing_is_sent_elsewhere_unasked(assistant: Assistant) -> None:
    there = {"ASSISTANT_LLM_BASE_URL": "https://models.example/v1", "ASSISTANT_LLM_MODEL": "m"}
    run = assistant("rewrite", DRAFT, "--backend", "llm", **there)
    assert run.code == 2 and "--send" in run.err and run.out == ""


def test_a_model_that_is_not_there_leaves_the_offline_way(assistant: Assistant) -> None:
    there = {"ASSISTANT_LLM_BASE_URL": "http://127.0.0.1:9/v1", "ASSISTANT_LLM_MODEL": "m"}
    run = assistant("rewrite", DRAFT, "--backend", "llm", "--format", "json", "--fast", **there)
    assert run.code == 0 and run.json["suggestions"] and "offline way" in run.err


def test_a_file_can_be_the_first_argument_in_any_format(assistant: Assistant) -> None:
    (assistant.folder / "posts.jsonl").write_text('{"caption": "Trim the wick.", "n": 1}\nbad\n', "utf-8")
    run = assistant(
        "rewrite", "posts.jsonl", "-o", "out.xlsx", "--text-column", "caption", "--fast", "--format", "json"
    )
    assert run.code == 0 and run.json["posts"] == 1 and run.json["rejected"] == 1 and "1 row was not read" in run.err
    assert (assistant.folder / "out.xlsx.rejects.csv").exists()


def test_one_post_and_many_do_not_mix(assistant: Assistant) -> None:
    assert assistant("rewrite", DRAFT, "--text-column", "x").code == 2
    assert assistant("rewrite", "a.csv", "--file", "b.csv", "-o", "c.csv").code == 2
    assert assistant("rewrite", "a.csv", "-o", "c.csv", "--answer", "x").code == 2
    run = assistant("rewrite", "nothere.csv", "-o", "c.csv")
    assert run.code == 2 and "nothere.csv" in run.err


def test_the_notebook_answers_and_says_so(assistant: Assistant) -> None:
    added = assistant("notebook", "add", "Lamps last longer when the shade is open at the top.", "--format", "json")
    assert added.json["notes"][0]["id"] == 1
    run = assistant("rewrite", DRAFT + " Lamps with a shade that you choose.", "--format", "json")
    assert (run.json["suggestions"][0]["text"].startswith("Lamps last longer") and "notebook answers" in run.err) or (
        "your notebook answers" in run.json["notices"][0]
    )
    chosen = assistant("rewrite", "SALE! Cakes half price!", "--note", "1", "--format", "json").json
    assert any(s["text"].startswith("Lamps last longer") for s in chosen["suggestions"])
    assert assistant("rewrite", DRAFT, "--note", "9").code == 2
    assert assistant("rewrite", DRAFT, "--note", "1", "--answer", "x").code == 2
    assert assistant("notebook", "remove", "1", "2").code == 2  # all or none
    assert assistant("notebook", "remove", "1").code == 0
    assert "No notes yet" in assistant("notebook", "list").out


def test_a_customer_s_want_chooses_the_question(assistant: Assistant) -> None:
    assistant("wants", "add", "How do I clean a linen lampshade?")
    draft = "SALE! Linen lampshades 20% off until Sunday."
    assert "How do I clean a linen lampshade?" in assistant("rewrite", draft, "--format", "json").json["question"]


def test_an_answer_of_a_word_is_told_to_be_too_short(assistant: Assistant) -> None:
    assert "too short" in assistant("rewrite", DRAFT, "--answer", "Yes.", "--format", "json").json["notices"][0]
