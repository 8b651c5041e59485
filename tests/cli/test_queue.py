"""The queue as a user meets it."""

from __future__ import annotations

from datetime import datetime

import openpyxl
import pytest

from tests.conftest import Assistant

PROMOTIONS = [
    "Flash sale! 50% off all candles, today only!",
    "Buy now: 30% off everything",
    "Order our new candles today",
]
VALUES = ["Trim the wick to 5 mm before every burn.", "What does autumn smell of for you?"]


def test_the_queue_stops_where_value_posts_are_missing_and_goes_on_when_they_are_there(assistant: Assistant) -> None:
    assistant("queue", "add", *PROMOTIONS, "--label", "promotional")
    values = assistant("queue", "add", *VALUES, "--label", "value", "--format", "json").json["drafts"]
    for expected in (values[0]["id"], values[1]["id"]):
        found = assistant("queue", "next", "--format", "json")
        assert (found.code, found.json["draft"]["id"]) == (0, expected)
        assert assistant("queue", "posted", str(expected)).code == 0
    stopped = assistant("queue", "next", "--format", "json")
    assert (stopped.code, stopped.json["draft"], stopped.json["value_needed"]) == (1, None, 2)
    assert "2 value posts missing" in stopped.json["reason"]
    balance = assistant("queue", "balance", "--check", "--format", "json")
    assert balance.code == 1
    assert (balance.json["value_needed"], balance.json["promotional_allowed_now"]) == (2, False)
    more = ["Freeze the cloth, then scrape the wax off.", "Keep candles out of the draught."]
    for draft in assistant("queue", "add", *more, "--label", "value", "--format", "json").json["drafts"]:
        assistant("queue", "posted", str(draft["id"]))
    promoted = assistant("queue", "next", "--format", "json").json["draft"]
    assert promoted["effective_label"] == "promotional"
    assistant("queue", "posted", str(promoted["id"]))
    assert assistant("queue", "next").code == 1


def test_posted_twice_counts_once(assistant: Assistant) -> None:
    assistant("queue", "add", VALUES[0])
    first = assistant("queue", "posted", "1", "--at", "2026-01-02 12:00", "--format", "json").json
    again = assistant("queue", "posted", "1", "--at", "2026-01-03 12:00", "--format", "json").json
    assert (first["changed"], again["changed"]) == (True, False)
    assert first["draft"]["posted_at"] == again["draft"]["posted_at"] == "2026-01-02T12:00:00+00:00"
    assert assistant("queue", "balance", "--format", "json").json["posted"]["posts"] == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "7"), "there is no draft 7"),
        (("posted", "7"), "there is no draft 7"),
        (("add", "x", "--deadline", "2026-02-30"), "does not exist"),
        (("add", "x", "--deadline", "2020-01-01"), "is in the past"),
        (("add", "x", "--not-before", "soon"), "no date or time"),
        (("add", "  "), "the draft is empty"),
        (("add", "x", "--platform", "  "), "no platform"),
        (("add", "x", "--page", "shop"), "the page 'shop' is unknown"),
    ],
)
def test_wrong_input_is_explained_and_nothing_is_kept(
    assistant: Assistant, arguments: tuple[str, ...], said: str
) -> None:
    failed = assistant("queue", *arguments)
    assert (failed.code, failed.out) == (2, "")
    assert said in failed.err
    assert assistant("queue", "list", "--format", "json").json["drafts"] == []


def test_changes_are_kept_in_the_history_and_can_be_taken_back(assistant: Assistant) -> None:
    assistant("queue", "add", VALUES[0], VALUES[1])
    assistant("queue", "edit", "1", "--text", "Buy our candles, 30% off", "--priority", "3")
    assistant("queue", "label", "1", "value")
    assistant("queue", "drop", "1", "2")
    assert assistant("queue", "undo", "-n", "3").code == 0
    draft = assistant("queue", "show", "1", "--format", "json").json["drafts"][0]
    assert (draft["text"], draft["priority"], draft["human_label"], draft["state"]) == (VALUES[0], 0, None, "queued")
    assert [step["action"] for step in draft["history"]] == ["add", "edit", "label", "drop", "undo", "undo", "undo"]


def test_a_file_with_wrong_rows_is_refused_as_a_whole(assistant: Assistant) -> None:
    file = assistant.folder / "drafts.csv"
    rows = ["text,deadline,platform,posted_at", "Fine,,x,", "x,2026-02-31,,", "y,2020-01-01,,", "z,,,2199-01-01"]
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    failed = assistant("queue", "import", file)
    assert failed.code == 2
    assert "drafts.csv:3" in failed.err
    assert "drafts.csv:4" in failed.err
    assert "drafts.csv:5: posted_at 2199-01-01 is yet to come" in failed.err
    assert assistant("queue", "list", "--format", "json").json["drafts"] == []


def test_a_workbook_s_numbers_dates_and_truths_are_understood(assistant: Assistant) -> None:
    book = openpyxl.Workbook()
    for row in (
        ["text", "deadline", "priority", "evergreen", "tags"],
        ["Fresh bread at seven", datetime(2199, 1, 1, 17), 5.0, True, 7],
        ["Jam day", None, None, False, "jam,shop"],
    ):
        book.active.append(row)
    book.save(assistant.folder / "drafts.xlsx")
    run = assistant("queue", "import", "drafts.xlsx", "--format", "json")
    assert run.code == 0, run.err
    bread, jam = run.json["drafts"]
    assert (bread["priority"], bread["evergreen"], bread["tags"]) == (5, True, ["7"])
    assert bread["deadline"] == "2199-01-01T17:00:00+00:00"
    assert (jam["priority"], jam["evergreen"], jam["tags"]) == (0, False, ["jam", "shop"])


PITCH = "LAMP SALE!! All lamps 30% off until Sunday, new customers only. Order at lamps.example"
TIP = "A warm bulb of 2700 kelvin makes a room feel bigger in the evening."


def test_a_rewrite_takes_a_draft_s_place_and_undo_brings_the_original_back(assistant: Assistant) -> None:
    assistant("queue", "add", PITCH, "--platform", "x")
    tried = assistant("queue", "edit", "--rewrite", "1", "--answer", TIP, "--dry-run", "--format", "json")
    assert tried.json["drafts"][0]["text"].startswith(TIP)
    assert assistant("queue", "show", "1", "--format", "json").json["drafts"][0]["text"] == PITCH
    (changed,) = assistant("queue", "edit", "--rewrite", "1", "--answer", TIP, "--format", "json").json["drafts"]
    assert changed["text"].startswith(TIP) and changed["label"] == "value" and changed["state"] == "queued"
    assistant("queue", "undo")
    (back,) = assistant("queue", "show", "1", "--format", "json").json["drafts"]
    assert back["text"] == PITCH and back["label"] == "promotional"


def test_a_draft_without_a_ready_rewrite_stays_and_the_question_is_asked(assistant: Assistant) -> None:
    assistant("queue", "add", PITCH)
    run = assistant("queue", "edit", "1", "--rewrite")
    assert run.code == 2 and "--answer" in run.err and "?" in run.err and run.out == ""
    assert assistant("queue", "show", "1", "--format", "json").json["drafts"][0]["text"] == PITCH
    assert assistant("queue", "edit", "1", "--answer", TIP).code == 2
    assert assistant("queue", "edit", "1", "--rewrite", "--text", "x").code == 2


def test_a_dropped_draft_is_not_rewritten(assistant: Assistant) -> None:
    assistant("queue", "add", PITCH)
    assistant("queue", "drop", "1")
    run = assistant("queue", "edit", "1", "--rewrite", "--answer", TIP)
    assert run.code == 2 and "dropped" in run.err


def test_names_that_strangers_give_do_not_reach_the_terminal(assistant: Assistant) -> None:
    assistant("queue", "add", VALUES[0], "--label", "value")
    assert assistant("queue", "next", "--claim", "--by", "evil\x1b[31mRED").code == 0
    assert "held by evil␛[31mRED until" in assistant("queue", "claims").out
    (assistant.folder / "d\x1b[31m.txt").write_text("".join(f"Tip number {i * 7919}\n" for i in range(21)), "utf-8")
    assert "added 21 drafts from d␛[31m.txt" in assistant("queue", "import", "d\x1b[31m.txt").out
    assert "wrote o␛[31m.csv" in assistant("queue", "export", "--to", "csv", "-o", "o\x1b[31m.csv").out


def test_a_draft_that_is_not_queued_is_no_empty_queue(assistant: Assistant) -> None:
    assert "no drafts here yet" in assistant("queue", "list", "--tag", "nothing").out
    assistant("queue", "add", VALUES[0], "--draft")
    today = assistant("today").out
    assert "nothing is queued: assistant queue edit ID --ready" in today
    assert "queue plan" not in today
    assert "nothing is queued" in assistant("queue", "next").out
    assert assistant("queue", "plan").out == "nothing can be planned: no draft is queued\n"
    assert assistant("queue", "list", "--tag", "nothing").out == "no draft matches\n"
    assistant("queue", "drop", "1")
    assert assistant("queue", "list").out == "no draft matches; --state dropped shows those that were dropped\n"


def test_the_days_of_the_balance_are_the_page_s_own(assistant: Assistant) -> None:
    assistant("queue", "add", PROMOTIONS[0], "--label", "promotional")
    assistant("queue", "posted", "1", "--at", "2026-01-02T12:00Z")
    run = assistant("queue", "balance", ASSISTANT_TIMEZONE="Pacific/Auckland")
    assert "100% in the posts from 2026-01-03 to 2026-01-03" in run.out


def test_a_window_without_time_is_refused_in_the_same_words_everywhere(assistant: Assistant) -> None:
    said = "not before 2199-02-01 00:00 and not after 2199-01-01 23:59 leaves no time"
    late = ("--not-before", "2199-02-01", "--deadline", "2199-01-01")
    assert said in assistant("queue", "add", VALUES[0], *late).err
    assistant("queue", "add", VALUES[0], "--deadline", "2199-01-01")
    assert said in assistant("queue", "edit", "1", "--not-before", "2199-02-01").err
    past = assistant("queue", "edit", "1", "--deadline", "2020-01-01")
    assert "the deadline 2020-01-01 23:59 is in the past" in past.err
    (assistant.folder / "d.csv").write_text("text,not_before,deadline\nTip,2199-02-01,2199-01-01\n", "utf-8")
    assert said in assistant("queue", "import", "d.csv").err
