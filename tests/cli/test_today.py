"""`assistant today`, `ideas`, `insights` and `explain` as a user calls them."""

from __future__ import annotations

from pathlib import Path

from assistant.post import Kind, Label
from tests.conftest import Assistant

PAGE40 = Path(__file__).parents[1] / "data" / "page40.csv"


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


def test_ideas_start_from_what_nobody_serves(assistant: Assistant) -> None:
    assistant("wants", "add", "parking near the shop")
    run = assistant("ideas", "-n", "3", "--format", "json")
    assert len(run.json["ideas"]) == 3
    assert "parking near the shop" in run.json["ideas"][0]["prompt"]


def test_engagement_is_imported_and_shown_with_what_is_too_little_to_say(assistant: Assistant) -> None:
    run = assistant("insights", "import", PAGE40, "--format", "json")
    assert (run.code, run.json["used"], run.json["new"]) == (0, 40, 40)
    assert assistant("insights", "import", PAGE40, "--format", "json").json["new"] == 0
    shown = assistant("insights", "show", "--format", "json").json
    assert {g["name"]: g["posts"] for g in shown["groups"]["label"]} == {"value": 17, "promotional": 23}
    assert shown["claims"][0]["by"] == "label"
    text = assistant("insights", "show").out
    assert "not enough posts to say" in text
    assert "never what caused it" in text


def test_insights_without_any_import_say_what_to_do(assistant: Assistant) -> None:
    run = assistant("insights", "show")
    assert (run.code, run.out) == (2, "")
    assert "insights import" in run.err


def test_every_kind_label_and_principle_is_explained(assistant: Assistant) -> None:
    names = assistant("explain", "--format", "json").json["names"]
    assert set(names["kinds"]) == set(Kind)
    assert set(Label) <= set(names["labels"])
    assert len(names["principles"]) == 20
    assert assistant("explain", "link-drop").out.startswith("link_drop")
    wrong = assistant("explain", "stroy")
    assert wrong.code == 2
    assert "story" in wrong.err
