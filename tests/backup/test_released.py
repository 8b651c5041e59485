"""A backup of every released format comes back with all that was in it; `tests/data/backups/make.py` made them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Assistant

BACKUPS = sorted((Path(__file__).parents[1] / "data" / "backups").glob("*.zip"))
STATES = ("--state", "queued", "--state", "posted", "--state", "dropped")


@pytest.mark.parametrize("file", BACKUPS, ids=lambda p: p.stem)
def test_a_released_backup_comes_back(assistant: Assistant, file: Path) -> None:
    run = assistant("restore", file, "--format", "json")
    assert run.code == 0, run.err
    assert run.json["put_aside"] is None
    drafts = {d["id"]: d for d in assistant("queue", "list", *STATES, "--format", "json").json["drafts"]}
    states = {number: (d["state"], d["human_label"]) for number, d in drafts.items()}
    assert states == {1: ("queued", None), 2: ("posted", "value"), 3: ("dropped", None)}
    assert drafts[1]["text"] == "Flash sale! 50% off all candles, today only!"
    balance = assistant("queue", "balance", "--format", "json").json
    assert balance["posted"]["posts"] == 1
    assert (
        assistant("wants", "list", "--format", "json").json["groups"][0]["wants"][0]["text"] == "how long candles burn"
    )
    assert assistant("profile", "show", "--format", "json").json["profile"]["trade"] == "candle maker"
    listed = assistant("models", "list", "--format", "json").json
    assert (listed["active"], [v["name"] for v in listed["versions"]]) == ("own-1-0123abcd", ["own-1-0123abcd"])
    assert '"Two for one on jars until Sunday"' in (assistant.home / "review" / "answers.jsonl").read_text()
    assert "timezone from" in assistant("doctor").out


def test_there_is_one() -> None:
    assert BACKUPS
