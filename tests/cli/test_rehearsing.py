"""A dry run tells what the real one would do, refuses what it would refuse, and keeps nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from assistant.post import Label
from assistant.schedule.rows import NewDraft
from assistant.schedule.store import Store
from tests.conftest import Assistant
from tests.insight.verdicts import verdict
from tests.schedule.conftest import RULES

TIP, STORY = "Trim the wick to 5 mm before every burn.", "My gran poured her first candle in a teacup."


def drafts(assistant: Assistant) -> list[tuple[int, str, str | None]]:
    found = assistant("queue", "list", "--format", "json").json["drafts"]
    return [(d["id"], d["state"], d["human_label"]) for d in found]


@pytest.fixture
def queue(assistant: Assistant) -> Assistant:
    """1 went out, 2 is dropped, 3 is claimed, 4 is queued."""
    texts = (TIP, STORY, "Which scent is autumn to you?", "Freeze the cloth.")
    with Store.open(assistant.home / "queue.db", clock=lambda: datetime.now(UTC)) as store:
        store.add([NewDraft(verdict(text), "facebook", human_label=Label.VALUE) for text in texts])
        store.posted(1, datetime(2026, 1, 2, 12, tzinfo=UTC))
        store.drop(2)
        store.claim(RULES, UTC, by="bot", minutes=60)
    return assistant


BEFORE = [(1, "posted", "value"), (2, "dropped", "value"), (3, "claimed", "value"), (4, "queued", "value")]


@pytest.mark.parametrize(
    ("arguments", "state", "label"),
    [
        (("drop", "4"), "dropped", "value"),
        (("restore", "2"), "queued", "value"),
        (("label", "4", "promotional"), "queued", "promotional"),
        (("claims", "--release", "3"), "queued", "value"),
        (("edit", "4", "--draft"), "draft", "value"),
    ],
)
def test_a_draft_is_shown_as_it_would_be_and_stays_as_it_is(
    queue: Assistant, arguments: tuple[str, ...], state: str, label: str
) -> None:
    tried = queue("queue", *arguments, "--dry-run", "--format", "json").json
    assert (tried["dry_run"], tried["drafts"][0]["state"], tried["drafts"][0]["human_label"]) == (True, state, label)
    assert "would be " in queue("queue", *arguments, "--dry-run").out
    assert drafts(queue) == BEFORE
    done = queue("queue", *arguments, "--format", "json").json
    assert done["dry_run"] is False
    assert (done["drafts"][0]["state"], done["drafts"][0]["human_label"]) == (state, label)


@pytest.mark.parametrize(
    "arguments",
    [
        ("drop", "1"),
        ("restore", "1"),
        ("claims", "--release", "2"),
        ("posted", "2"),
        ("edit", "2", "--ready"),
        ("label", "9", "value"),
        ("undo", "-n", "9"),
    ],
)
def test_what_would_be_refused_is_refused_in_the_same_words(queue: Assistant, arguments: tuple[str, ...]) -> None:
    tried, real = queue("queue", *arguments, "--dry-run"), queue("queue", *arguments)
    assert (tried.code, tried.out, tried.err) == (real.code, real.out, real.err) == (2, "", real.err)


def test_undo_and_posted_are_told_and_not_done(queue: Assistant) -> None:
    tried = queue("queue", "undo", "-n", "2", "--dry-run", "--format", "json").json
    assert ([u["action"] for u in tried["undone"]], tried["dry_run"]) == (["claim", "drop"], True)
    assert "would take back: claim of" in queue("queue", "undo", "--dry-run").out
    posted = queue("queue", "posted", "4", "--at", "2026-01-03 12:00", "--dry-run", "--format", "json").json
    assert (posted["draft"]["state"], posted["changed"], posted["dry_run"]) == ("posted", True, True)
    assert queue("queue", "posted", "4", "--at", "2026-01-03 12:00", "--dry-run").out == (
        "4 would count as out since 2026-01-03 12:00\n"
    )
    assert drafts(queue) == BEFORE


def test_an_import_counts_without_what_is_there_already(queue: Assistant) -> None:
    (queue.folder / "d.txt").write_text(f"{TIP}\nKeep candles out of the draught.\n", "utf-8")
    tried = queue("queue", "import", "d.txt", "--skip-duplicates", "--dry-run", "--format", "json").json
    assert (tried["would_add"], tried["left_out"], tried["dry_run"]) == (1, 1, True)
    assert queue("queue", "import", "d.txt", "--dry-run").out == "2 drafts would be added\n"
    assert drafts(queue) == BEFORE


def test_an_export_is_refused_where_the_file_is_there(queue: Assistant) -> None:
    asked = ("queue", "export", "--to", "csv", "-o", "out.csv")
    assert queue(*asked).code == 0
    tried = queue(*asked, "--dry-run")
    assert (tried.code, tried.out) == (2, "")
    assert "out.csv" in tried.err
    assert queue(*asked, "--dry-run", "--force").code == 0


def test_an_import_of_figures_counts_the_new_ones(assistant: Assistant) -> None:
    (assistant.folder / "eng.csv").write_text(f"Date,Likes,Text\n2026-01-01,3,{TIP}\n2026-01-02,4,{STORY}\n", "utf-8")
    tried = assistant("insights", "import", "eng.csv", "--dry-run")
    assert "2 rows would be used, 2 of them new" in tried.out
    assert assistant("insights", "import", "eng.csv", "--format", "json").json["new"] == 2
    tried_again = assistant("insights", "import", "eng.csv", "--dry-run", "--format", "json").json
    assert (tried_again["used"], tried_again["new"], tried_again["dry_run"]) == (2, 0, True)


def test_wants_are_told_and_stay_as_they_are(assistant: Assistant) -> None:
    assistant("wants", "add", "how to store bread", "parking")
    for asked, said in [(("done", "2"), "would be done: 2"), (("remove", "1"), "would be removed: 1")]:
        assert assistant("wants", *asked, "--dry-run").out == f"{said}\n"
        assert assistant("wants", *asked, "--dry-run", "--format", "json").json["dry_run"] is True
    assert [g["count"] for g in assistant("wants", "list", "--format", "json").json["groups"]] == [1, 1]
    assert assistant("wants", "done", "7", "--dry-run").code == 2


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("wants", "import", "w.csv"), 0),
        (("wants", "ask"), 0),
        (("wants", "done", "1"), 2),
        (("queue", "import", "w.csv"), 0),
        (("queue", "drop", "1"), 2),
        (("queue", "undo"), 2),
    ],
)
def test_a_new_home_is_not_even_made(assistant: Assistant, arguments: tuple[str, ...], code: int) -> None:
    (assistant.folder / "w.csv").write_text("text\nparking\ngluten free\n", "utf-8")
    run = assistant(*arguments, "--dry-run")
    assert (run.code, assistant.home.exists()) == (code, False), run.err


def test_notes_that_would_go_are_named_as_such(assistant: Assistant) -> None:
    assistant("notebook", "add", "Salt steak overnight.")
    tried = assistant("notebook", "remove", "1", "--dry-run", "--format", "json").json
    assert ([n["id"] for n in tried["notes"]], tried["dry_run"]) == ([1], True)
    assert assistant("notebook", "remove", "1", "--dry-run").out == "would be removed: 1: Salt steak overnight. (tip)\n"
    assert assistant("notebook", "remove", "1").out == "removed 1: Salt steak overnight. (tip)\n"
    assert assistant("notebook", "list", "--format", "json").json["notes"] == []
