"""`assistant ideas` as a user calls it."""

from __future__ import annotations

from tests.conftest import Assistant


def test_ideas_start_from_what_nobody_serves(assistant: Assistant) -> None:
    assistant("wants", "add", "parking near the shop")
    run = assistant("ideas", "-n", "3", "--format", "json")
    assert len(run.json["ideas"]) == 3
    assert "parking near the shop" in run.json["ideas"][0]["prompt"]


def test_a_want_that_a_draft_serves_is_no_idea(assistant: Assistant) -> None:
    assistant("wants", "add", "how to keep bread fresh")
    assistant("queue", "add", "A linen bag keeps your bread fresh for three days.")
    assert "keep bread fresh" not in assistant("ideas", "-n", "20").out


def test_every_idea_has_blanks_and_says_why_it_is_offered(assistant: Assistant) -> None:
    for idea in assistant("ideas", "-n", "12", "--format", "json").json["ideas"]:
        assert idea["blanks"]
        assert idea["because"]
        assert idea["principle"]


def test_a_silly_number_is_refused(assistant: Assistant) -> None:
    for number in ("0", "51", "many"):
        run = assistant("ideas", "-n", number)
        assert (run.code, run.out) == (2, "")
