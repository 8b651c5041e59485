"""`assistant profile` as a user calls it."""

from __future__ import annotations

import json

from assistant.cli.profile import QUESTIONS, interview
from assistant.insight.profile import Profile
from tests.conftest import Assistant


def test_what_is_set_is_shown_and_the_rest_stays(assistant: Assistant) -> None:
    assert assistant("profile", "set", "--trade", "bakery", "--goal", "Listen", "--goal", "teach my street").code == 0
    assert assistant("profile", "set", "--why", "Nobody here baked rye", "--page", "facebook=personal").code == 0
    shown = assistant("profile", "show", "--format", "json").json["profile"]
    assert (shown["trade"], shown["why"]) == ("bakery", "Nobody here baked rye")
    assert shown["goals"] == ["listen", "teach my street"]
    assert shown["pages"] == {"facebook": "personal"}


def test_a_field_can_be_emptied(assistant: Assistant) -> None:
    assistant("profile", "set", "--trade", "bakery", "--avoid", "cheap")
    run = assistant("profile", "set", "--clear", "avoid", "--format", "json")
    assert (run.json["profile"]["avoid"], run.json["profile"]["trade"]) == ([], "bakery")


def test_a_field_is_emptied_before_it_is_set_anew(assistant: Assistant) -> None:
    assistant("profile", "set", "--page", "linkedin=business")
    run = assistant("profile", "set", "--clear", "page", "--page", "facebook=personal", "--format", "json")
    assert run.json["profile"]["pages"] == {"facebook": "personal"}


def test_a_dry_run_changes_nothing(assistant: Assistant) -> None:
    assistant("profile", "set", "--trade", "bakery")
    assert assistant("profile", "set", "--trade", "plumber", "--dry-run").code == 0
    assert assistant("profile", "show", "--format", "json").json["profile"]["trade"] == "bakery"


def test_values_that_cannot_be_are_refused_by_name(assistant: Assistant) -> None:
    for arguments, said in [
        (("--timezone", "Mars/Olympus"), "Mars/Olympus"),
        (("--page", "facebook=friendly"), "personal or business"),
        (("--page", "facebook"), "facebook=business"),
        (("--platform", "a b/c"), "no platform"),
        (("--clear", "mood"), "mood"),
        (("--why", "x" * 501), "501 characters"),
        ((), "nothing to set"),
    ]:
        run = assistant("profile", "set", *arguments)
        assert (run.code, run.out) == (2, "")
        assert said in run.err


def test_a_damaged_profile_is_named_and_not_overwritten(assistant: Assistant) -> None:
    assistant.home.mkdir()
    path = assistant.home / "profile.json"
    path.write_text("{oops")
    assert assistant("profile", "set", "--trade", "bakery").code == 2
    assert path.read_text() == "{oops"
    path.write_text(json.dumps({"schema": 99}))
    assert "another version" in assistant("profile", "show").err


def test_many_platforms_draw_a_word(assistant: Assistant) -> None:
    names = ("facebook", "instagram", "x", "tiktok")
    run = assistant("profile", "set", *(part for name in names for part in ("--platform", name)))
    assert run.code == 0
    assert "4 platforms are many" in run.err


def test_the_interview_keeps_what_is_there_where_nothing_is_answered() -> None:
    answers = {
        QUESTIONS["trade"]: "florist",
        QUESTIONS["goals"]: "help, a quiet street",
        QUESTIONS["timezone"]: "Nowhere",
    }
    before = Profile(business="Petals", timezone="Europe/Paris")
    after = interview(before, lambda question, present: answers.get(question, ""))
    assert after == Profile("Petals", "florist", goals=("help", "a quiet street"), timezone="Europe/Paris")
