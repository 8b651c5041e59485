"""Files for other tools hold exactly what those tools take, and say what they cannot hold."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import InputError
from assistant.exchange.export import export, formats
from assistant.exchange.ical import escaped, folded, unfolded
from assistant.exchange.tools import tools
from assistant.exchange.validate import problems
from assistant.post import Draft, Kind, Label, State

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
DUBLIN = ZoneInfo("Europe/Dublin")
AWKWARD = [
    'She said "wow", and\nleft; =1+1 \\ 🎉 عربي',
    "@somebody hello",
    "x" * 5000,
    "odd\u2028ends\x85of\u2029lines",
]


def draft(number: int, text: str = "Hello", *, hours: float | None = None, platform: str = "facebook") -> Draft:
    at = NOW + timedelta(hours=number if hours is None else hours)
    return Draft(
        number, text, platform, "business", State.QUEUED, Label.VALUE, 0.1, Kind.TIP, False, "base", planned_at=at
    )


@pytest.mark.parametrize("to", formats())
def test_a_file_for_each_tool_passes_its_rules_and_holds_the_texts(to: str) -> None:
    drafts = [draft(i, text) for i, text in enumerate(AWKWARD, 1)]
    made = export(drafts, to, zone=DUBLIN, now=NOW)
    assert [problems(f.content, to) for f in made.files] == [[]]
    assert made.files[0].posts == len(AWKWARD)
    content = made.files[0].content.decode()
    if to in tools():
        place = tools()[to].column_of("text")
        assert place is not None
        rows = list(csv.reader(io.StringIO(content, newline="")))[int(tools()[to].header) :]
        assert [row[place] for row in rows] == AWKWARD
    elif to == "jsonl":
        assert [json.loads(line)["text"] for line in content.removesuffix("\n").split("\n")] == AWKWARD
    else:
        lines = [line for line in unfolded(content) if line.startswith("DESCRIPTION:")]
        assert lines == [f"DESCRIPTION:{escaped(text)}" for text in AWKWARD]


@pytest.mark.parametrize("to", sorted(set(tools()) - {"csv"}))
def test_each_platform_has_a_file_and_long_ones_are_numbered(to: str) -> None:
    cap = tools()[to].rows or 1000
    drafts = [draft(i, platform="facebook") for i in range(1, cap + 2)] + [draft(5000, platform="x")]
    made = export(drafts, to, zone=UTC, now=NOW)
    expected = {"facebook-1": cap, "facebook-2": 1, "x": 1} if tools()[to].rows else {"facebook": cap + 1, "x": 1}
    assert {f.part: f.posts for f in made.files} == expected
    assert all(problems(f.content, to) == [] for f in made.files)


def test_moments_are_local_and_in_the_tools_form() -> None:
    summer = Draft(
        1, "Hi", "x", "business", State.QUEUED, Label.VALUE, 0.1, Kind.TIP, False, "base",
        planned_at=datetime(2026, 7, 4, 16, 5, tzinfo=UTC),
    )  # fmt: skip
    expected = {
        "publer": "2026-07-04 17:05",
        "buffer": "2026-07-04 17:05",
        "sprout": "07/04/2026,17:05",
        "highlevel": "2026-07-04 17:05:00",
        "vista": "2026-07-04 17:05",
        "ical": "DTSTART:20260704T160500Z",
    }
    for to, moment in expected.items():
        assert moment in export([summer], to, zone=DUBLIN, now=NOW).files[0].content.decode(), to


def test_headers_are_exactly_those_of_the_tools() -> None:
    publer = export([draft(1)], "publer", zone=UTC, now=NOW).files[0].content.decode()
    header = next(csv.reader(io.StringIO(publer)))
    assert (len(header), header[0], header[1]) == (12, "Date - Intl. format or prompt", "Text")
    assert header[4] == "Title - For the video, pin, PDF .."
    sprout = export([draft(1)], "sprout", zone=UTC, now=NOW).files[0].content
    assert sprout.startswith(b"date,time_24hr,message_text\r\n")
    assert b"date" not in export([draft(1)], "hootsuite", zone=UTC, now=NOW).files[0].content


def test_a_draft_without_a_moment_is_refused_where_the_tool_needs_one() -> None:
    waiting = Draft(7, "Hi", "x", "business", State.QUEUED, Label.VALUE, 0.1, Kind.TIP, False, "base")
    for to in ("buffer", "sprout", "vista", "hootsuite", "highlevel", "ical"):
        with pytest.raises(InputError, match="draft 7"):
            export([waiting], to, zone=UTC, now=NOW)
    for to in ("publer", "socialbee", "csv", "jsonl"):
        assert problems(export([waiting], to, zone=UTC, now=NOW).files[0].content, to) == []


def test_what_is_unknown_or_lost_is_said() -> None:
    tagged = Draft(
        1, "Hi", "x", "business", State.QUEUED, Label.VALUE, 0.1, Kind.TIP, False, "base",
        tags=("a",), planned_at=NOW + timedelta(minutes=5),
    )  # fmt: skip
    close = draft(2, platform="x", hours=0.2)
    said = " | ".join(export([tagged, close], "sprout", zone=UTC, now=NOW).warnings)
    for words in ("more columns", "tags", "too early", "are closer"):
        assert words in said
    assert export([tagged], "publer", zone=UTC, now=NOW).warnings == ()


def test_the_validator_notices_what_breaks_a_rule() -> None:
    good = export([draft(1), draft(2, hours=1.05)], "sprout", zone=UTC, now=NOW).files[0].content
    for old, new in ((b"date", b"Date"), (b"11/21", b"21/11"), (b"Hello", b" ")):
        assert problems(good.replace(old, new), "sprout"), old
    calendar = export([draft(1)], "ical", zone=UTC, now=NOW).files[0].content
    for old, new in (
        (b"\r\n", b"\n"),
        (b"UID", b"XID"),
        (b"VERSION:2.0\r\n", b""),
        (b"SUMMARY:", b"SUMMARY:" + b"x" * 80),
    ):
        assert problems(calendar.replace(old, new), "ical"), old


@given(st.text(st.characters(exclude_categories=["Cs"])))
@settings(max_examples=50, deadline=None)
def test_folded_lines_fit_and_unfold_to_what_they_were(text: str) -> None:
    line = f"DESCRIPTION:{escaped(text)}"
    physical = folded(line)
    assert all(len(p.encode()) <= 75 for p in physical.split("\r\n"))
    assert next(unfolded(physical)) == line


def test_every_format_says_how_well_it_is_known() -> None:
    for tool in tools().values():
        assert tool.status in {"vendor", "partial", "secondary"}
        assert "2026" in tool.source or tool.key == "csv"
        assert tool.unsure or tool.status == "vendor"
        assert set(tool.fill) <= set(tool.columns)


@pytest.mark.parametrize("to", ["publer", "buffer", "hootsuite"])
def test_a_text_that_its_platform_does_not_take_is_an_error_that_names_the_draft(to: str) -> None:
    with pytest.raises(InputError, match=r"draft 2: .* too many for x") as caught:
        export([draft(1), draft(2, "word " * 80, platform="x")], to, zone=DUBLIN, now=NOW)
    assert "queue edit" in caught.value.hint
