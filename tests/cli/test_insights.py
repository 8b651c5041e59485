"""`assistant insights` as a user calls it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from tests.conftest import Assistant

PAGE40 = Path(__file__).parents[1] / "data" / "page40.csv"


def comments(path: Path) -> Path:
    """Ten posts whose comments had come after five hours, three quarters of them."""
    rows = ["Date,Comment time,Message"]
    for day in range(10):
        post = datetime(2026, 1, 1 + day, 12, tzinfo=UTC)
        rows += [f"{post.isoformat()},{(post + timedelta(hours=h)).isoformat()},so true" for h in (1, 2, 5, 30)]
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


def test_engagement_is_imported_and_shown_with_what_is_too_little_to_say(assistant: Assistant) -> None:
    run = assistant("insights", "import", PAGE40, "--format", "json")
    assert (run.code, run.json["used"], run.json["new"]) == (0, 40, 40)
    assert assistant("insights", "import", PAGE40, "--format", "json").json["new"] == 0
    shown = assistant("insights", "show", "--format", "json").json
    assert {g["name"]: g["posts"] for g in shown["groups"]["label"]} == {"value": 17, "promotional": 23}
    assert shown["claims"][0]["by"] == "label"
    assert shown["platforms"] == [
        {"platform": "facebook", "posts": 40, "median": 20.0, "worth": "alone", "said": "the only one with figures"}
    ]
    text = assistant("insights", "show").out
    assert "not enough posts to say" in text
    assert "never what caused it" in text


def test_one_figure_alone_can_be_compared(assistant: Assistant) -> None:
    assistant("insights", "import", PAGE40)
    assert assistant("insights", "show", "--measure", "likes", "--format", "json").json["posts"] == 40
    assert assistant("insights", "show", "--measure", "saves", "--format", "json").json["posts"] == 0
    assert assistant("insights", "show", "--measure", "love").code == 2


def test_insights_without_any_import_say_what_to_do(assistant: Assistant) -> None:
    for command in ("show", "use"):
        run = assistant("insights", command)
        assert (run.code, run.out) == (2, "")
        assert "insights import" in run.err


def test_a_learnt_lifetime_is_offered_then_used_by_the_plan_and_taken_back(
    assistant: Assistant, tmp_path: Path
) -> None:
    assistant("insights", "import", comments(tmp_path / "comments.csv"), "--comments", "--platform", "facebook")
    shown = assistant("insights", "show", "--format", "json").json
    assert shown["offer"] == {"slots": [], "spacing_hours": {"facebook": 5}}
    assert shown["in_force"]["spacing_hours"] == {}

    tried = assistant("insights", "use", "--dry-run", "--format", "json").json
    assert (tried["in_force"]["spacing_hours"], tried["dry_run"]) == ({"facebook": 5}, True)
    assert assistant("insights", "show", "--format", "json").json["in_force"]["spacing_hours"] == {}

    for text in ("Wet the crust and bake ten minutes.", "Which crumb do you like?", "Flour keeps a year in the dark."):
        assistant("queue", "add", text, "--label", "value", "--page", "personal")

    def hours_between() -> float:
        slots = assistant("queue", "plan", "--from", "2027-03-01", "--weeks", "1", "--format", "json").json["slots"]
        times = sorted(datetime.fromisoformat(slot["at"]) for slot in slots)
        return min((b - a).total_seconds() for a, b in pairwise(times)) / 3600

    (assistant.home / "assistant.toml").write_text('slots = ["12:00", "16:00"]\n', "utf-8")
    assert hours_between() == 4
    assert assistant("insights", "use").code == 0
    assert hours_between() >= 5
    again = assistant("insights", "use", "--format", "json").json
    assert again["changed"] is False
    undone = assistant("insights", "use", "--undo", "--format", "json").json
    assert undone["in_force"]["spacing_hours"] == {}
    assert hours_between() == 4
    nothing = assistant("insights", "use", "--undo")
    assert (nothing.code, nothing.out) == (2, "")


def test_a_setting_goes_before_what_was_learnt_and_that_is_said(assistant: Assistant, tmp_path: Path) -> None:
    assistant("insights", "import", comments(tmp_path / "comments.csv"), "--comments", "--platform", "facebook")
    assistant.home.mkdir(exist_ok=True)
    (assistant.home / "assistant.toml").write_text("spacing_hours = 2\n", "utf-8")
    run = assistant("insights", "use")
    assert run.code == 0
    assert "goes first" in run.err


def test_a_part_that_is_not_offered_is_refused(assistant: Assistant, tmp_path: Path) -> None:
    assistant("insights", "import", comments(tmp_path / "comments.csv"), "--comments")
    for arguments in (("--slots",), ("--no-lifetimes",), ("--undo", "--slots"), ("--undo",)):
        run = assistant("insights", "use", *arguments)
        assert (run.code, run.out) == (2, "")
    assert assistant("insights", "use", "--lifetimes", "--format", "json").json["in_force"]["spacing_hours"] == {"": 5}


def test_rows_that_are_not_clear_are_told_by_line_and_the_rest_is_kept(assistant: Assistant, tmp_path: Path) -> None:
    export = tmp_path / "export.csv"
    export.write_text(
        'Date,Likes,Text\n2026-01-01,1.2K,a\n2026-01-02,"1,204",b\n2026-01-03,1.204,c\n13/13/2026,4,d\n', "utf-8"
    )
    run = assistant("insights", "import", export, "--format", "json")
    assert (run.code, run.json["used"]) == (0, 2)
    assert [row["line"] for row in run.json["rejected"]] == [4, 5]
    assert "line 4 is left out: Likes: '1.204' may be a thousand or a fraction" in run.err


def test_dates_that_can_be_read_two_ways_are_asked_about(assistant: Assistant, tmp_path: Path) -> None:
    export = tmp_path / "export.csv"
    export.write_text("Date,Likes,Text\n03/04/2026,3,one\n05/06/2026,4,two\n", "utf-8")
    run = assistant("insights", "import", export)
    assert (run.code, run.out) == (2, "")
    assert "--dates" in run.err
    assert assistant("insights", "import", export, "--dates", "dmy", "--format", "json").json["used"] == 2
