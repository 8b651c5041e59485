"""`assistant notebook` as a user calls it."""

from __future__ import annotations

from tests.conftest import Assistant


def test_notes_are_kept_all_or_none(assistant: Assistant) -> None:
    failed = assistant("notebook", "add", "Salt steak overnight.", "")
    assert (failed.code, failed.out) == (2, "")
    assert assistant("notebook", "list", "--format", "json").json["notes"] == []
    kept = assistant("notebook", "add", "Salt steak overnight.", "Rest it.", "--format", "json").json["notes"]
    assert [(n["id"], n["text"]) for n in kept] == [(1, "Salt steak overnight."), (2, "Rest it.")]
    assert assistant("notebook", "list", "--format", "json").json["notes"] == kept
