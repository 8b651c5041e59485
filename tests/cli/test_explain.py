"""`assistant explain` as a user calls it."""

from __future__ import annotations

import re

from assistant.cli.explain import explanations
from assistant.post import Kind, Label
from assistant.settings import Settings
from tests.conftest import Assistant

PRINCIPLES = [
    "A1",
    "A2",
    "A3",
    "A4",
    "B1",
    "B2",
    "B3",
    "B4",
    "C1",
    "C2",
    "C3",
    "D1",
    "D2",
    "D3",
    "D4",
    "D5",
    "D6",
    "E1",
    "E2",
    "E3",
]


def test_every_kind_label_and_principle_is_explained(assistant: Assistant) -> None:
    names = assistant("explain", "--format", "json").json["names"]
    assert set(names["kinds"]) == set(Kind)
    assert set(Label) <= set(names["labels"])
    assert sorted(names["principles"]) == PRINCIPLES


def test_a_name_is_found_however_it_is_written(assistant: Assistant) -> None:
    for name in ("link-drop", "Link Drop", "LINK_DROP"):
        assert assistant("explain", name).out.startswith("link_drop")
    assert assistant("explain", "a4", "--format", "json").json["name"] == "A4"


def test_a_wrong_name_is_told_what_was_perhaps_meant(assistant: Assistant) -> None:
    wrong = assistant("explain", "stroy")
    assert (wrong.code, wrong.out) == (2, "")
    assert "story" in wrong.err


def test_the_paragraphs_name_only_settings_and_commands_that_exist() -> None:
    from assistant.cli.app import COMMANDS

    text = " ".join(words for own in explanations().values() for words in own.values())
    assert {name.split()[0] for name in re.findall(r"`assistant ([a-z]+)", text)} <= set(COMMANDS)
    for setting in re.findall(r"Change (?:it|them) with (\w+)", text):
        assert setting in Settings.__dataclass_fields__
