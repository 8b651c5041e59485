"""The fault campaign (`make torture`) has every command that writes, and damages every file of the home."""

from __future__ import annotations

from tests.test_docs import commands
from tests.torture.commands import COMMANDS
from tests.torture.damage import FILES, LATER

READING = {
    "classify", "evaluate", "models list", "models show", "queue list", "queue show", "queue balance", "corpus check",
    "corpus stats", "today", "ideas", "insights show", "explain", "wants list", "wants match", "notebook list",
    "profile show", "doctor", "completion", "man",
}  # fmt: skip


def test_every_command_reads_alone_or_is_tortured() -> None:
    tortured = {" ".join(words) for command in COMMANDS.values() for words in (command[:1], command[:2])}
    names = {name.removeprefix("assistant ") for name, _ in commands()}
    assert names - tortured == READING


def test_every_file_of_the_home_is_damaged() -> None:
    damaged = {"queue.db", "insight.db", "profile.json", "notebook.jsonl", "learnt.json", "assistant.toml"}
    assert {name for name in FILES if "/" not in name} == damaged
    assert set(LATER) == set(FILES)
