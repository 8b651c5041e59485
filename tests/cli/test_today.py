"""`assistant today` as a user calls it."""

from __future__ import annotations

from tests.conftest import Assistant


def test_an_empty_home_is_told_what_to_write_first(assistant: Assistant) -> None:
    run = assistant("today", "--format", "json")
    assert run.code == 0
    assert run.json["write"]["blanks"]
    assert [n["draft"] for n in run.json["next"]] == [None]


def test_what_may_go_out_is_on_the_screen(assistant: Assistant) -> None:
    assistant("queue", "add", "Store your loaf cut side down: it stays soft for three days.", "--label", "value")
    run = assistant("today")
    assert run.code == 0
    assert "facebook: draft 1" in run.out
    assert "write" in run.out
