from __future__ import annotations

import tracemalloc
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import InputError
from assistant.insight.compare import DRAWS, Comparison, bootstrap_medians, compare
from assistant.insight.engagement import PostFigures, kept, kept_answers, read_answers, read_export, save, save_answers
from assistant.insight.lifetime import Lifetime, lifetimes
from assistant.insight.moments import Moment
from assistant.insight.pagefile import read_page
from assistant.insight.store import Store
from assistant.post import Kind, Label
from tests.insight.verdicts import verdict

NOW = datetime(2026, 5, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Line:
    line: int
    text: str
    fields: dict[str, Any] = field(default_factory=dict)


def lines(*rows: dict[str, Any]) -> list[Line]:
    return [Line(i, str(row.get("Text", f"post {i}")), row) for i, row in enumerate(rows, 2)]


def simulated(seed: int, effect: float, posts: int = 140) -> Comparison:
    """An export in which value posts draw `effect` times the median interactions of promotional ones."""
    generator = np.random.default_rng(seed)
    rows = []
    for i in range(posts):
        value = bool(generator.random() < 0.6)
        likes = np.exp(generator.normal(np.log(60 * (effect if value else 1)), 0.7))
        at = datetime(2026, 1, 1, 6, tzinfo=UTC) + timedelta(hours=7 * i)
        words = "word " * int(generator.integers(2, 120))
        rows.append(
            {"Date": at.isoformat(), "Likes": f"{round(likes):,}", "Human label": "value" if value else "promotional",
             "Platform": "Facebook", "Text": f"{words}{i}"}
        )  # fmt: skip
    export = read_export(lines(*rows), UTC, name="x.csv")
    kinds = {Label.VALUE: Kind.TIP, Label.PROMOTIONAL: Kind.OFFER}
    figures = [
        PostFigures(r.text, r.moment.at, True, r.platform, r.label, kinds[r.label], r.figures)
        for r in export.rows
        if r.label
    ]
    return compare(figures, UTC, np.random.default_rng(seed))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path)


def test_a_known_effect_lies_in_the_interval_in_90_to_99_of_100_runs() -> None:
    covered = 0
    for seed in range(100):
        value = simulated(seed, 1.6).groups["label"][0]
        assert value.name == "value"
        assert value.against
        covered += (value.against.low or 0) <= 1.6 <= (value.against.high or 0)
    assert 90 <= covered <= 99


def test_without_any_effect_at_most_5_of_100_reports_claim_one() -> None:
    claiming = sum(bool(simulated(1000 + seed, 1.0).claims) for seed in range(100))
    assert claiming <= 5


@given(st.integers(1, 3000), st.integers(0, 2**32))
@settings(max_examples=15, deadline=None)
def test_a_bootstrap_in_parts_gives_the_numbers_of_one_in_one_piece(posts: int, seed: int) -> None:
    values = np.random.default_rng(posts).lognormal(4, 1, posts)
    whole = np.random.default_rng(seed).integers(0, posts, (DRAWS, posts))
    assert np.array_equal(bootstrap_medians(values, np.random.default_rng(seed)), np.median(values[whole], axis=1))


def test_a_bootstrap_of_ten_thousand_posts_holds_under_40_megabytes() -> None:
    values = np.random.default_rng(1).lognormal(4, 1, 10_000)
    tracemalloc.start()
    bootstrap_medians(values, np.random.default_rng(1))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 40e6


def test_a_strong_effect_is_claimed() -> None:
    assert ("label", "value") in [(what, g.name) for what, g in simulated(1, 3.0).claims]


def test_few_posts_say_nothing() -> None:
    found = simulated(1, 3.0, posts=9)
    assert found.claims == []
    assert all(g.against is None for own in found.groups.values() for g in own)


def test_rows_that_are_not_clear_are_left_out_with_their_reason() -> None:
    export = read_export(
        lines(
            {"Date": "2026-01-01", "Likes": "1.2K", "Reach": "9,000"},
            {"Date": "2026-01-02", "Likes": "1.204"},
            {"Date": "2026-01-03", "Likes": "-4"},
            {"Date": "someday", "Likes": "4"},
            {"Date": "2026-01-05", "Likes": "900", "Reach": "2"},
            {"Date": "2026-01-06", "Likes": "--"},
        ),
        UTC,
        name="x.csv",
    )
    assert [r.figures for r in export.rows] == [{"reach": 9000, "likes": 1200}]
    assert [row.line for row in export.left_out] == [3, 4, 5, 6, 7]


def test_of_two_rows_of_one_post_the_later_one_counts() -> None:
    rows = lines(
        {"Post ID": "7", "Date": "2026-01-01", "Likes": "3", "Text": "hello"},
        {"Post ID": "7", "Date": "2026-01-01", "Likes": "5", "Text": "hello"},
    )
    export = read_export(rows, UTC, name="x.csv")
    assert [r.figures["likes"] for r in export.rows] == [5]
    assert [row.line for row in export.left_out] == [2]


def test_an_export_without_dates_or_figures_names_its_columns() -> None:
    with pytest.raises(InputError, match="'Mood'"):
        read_export(lines({"Mood": "fine", "Likes": "3"}), UTC, name="x.csv")
    with pytest.raises(InputError, match="likes, comments, shares or saves"):
        read_export(lines({"Date": "2026-01-01", "Mood": "fine"}), UTC, name="x.csv")


def test_a_second_import_brings_newer_figures_and_no_second_post(store: Store) -> None:
    for likes in ("3", "8"):
        export = read_export(lines({"Date": "2026-01-01", "Likes": likes, "Text": "hello"}), UTC, name="x.csv")
        save(store, export.rows, [verdict("hello")], "x.csv", NOW)
    (post,) = kept(store)
    assert post.interactions == 8


@pytest.mark.parametrize(
    ("said", "label", "kind"),
    [
        ([{}, {"Human label": "promotional"}], Label.PROMOTIONAL, Kind.OFFER),
        ([{"Human label": "promotional"}, {}], Label.PROMOTIONAL, Kind.OFFER),
        ([{"Human label": "promotional"}, {"Human label": "value"}], Label.VALUE, Kind.TIP),
        ([{"Human kind": "story"}, {"Human label": "value"}], Label.VALUE, Kind.STORY),
        ([{"Human kind": "story"}, {"Human label": "value", "Human kind": "fun"}], Label.VALUE, Kind.FUN),
        ([{"Human kind": "story"}, {"Human label": "promotional"}, {}], Label.PROMOTIONAL, Kind.OFFER),
    ],
)
def test_what_a_person_says_of_a_post_wins_over_the_model_whenever_it_is_imported(
    store: Store, said: list[dict[str, str]], label: Label, kind: Kind
) -> None:
    for labels in said:
        row = {"Date": "2026-01-01", "Likes": "3", "Text": "hello", "Human label": "", "Human kind": "", **labels}
        save(store, read_export(lines(row), UTC, name="x.csv").rows, [verdict("hello", Kind.TIP)], "x.csv", NOW)
    (post,) = kept(store)
    assert (post.label, post.kind) == (label, kind)


def test_the_lifetime_is_learnt_from_comments_once_there_are_enough(store: Store) -> None:
    start = datetime(2026, 1, 1, 12, tzinfo=UTC)
    rows = [
        {
            "Date": (start + timedelta(days=d)).isoformat(),
            "Comment time": (start + timedelta(days=d, hours=h)).isoformat(),
        }
        for d in range(10)
        for h in (1, 2, 5, 30)
    ]
    answers, left = read_answers(lines(*rows), UTC, name="x.csv")
    assert (save_answers(store, answers, "facebook"), save_answers(store, answers, "facebook"), left) == (40, 0, [])
    assert lifetimes(kept_answers(store), np.random.default_rng(1)) == {"facebook": Lifetime(5.0, 5.0, 5.0)}


def test_a_platform_without_enough_commented_posts_has_no_lifetime() -> None:
    answers = {("x", day): [1.0, 2.0, 3.0, 4.0] for day in range(7)} | {("x", 99): [1.0, 2.0, 3.0]}
    assert lifetimes(answers, np.random.default_rng(1)) == {}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"Likes": "1.204"}, "may be a thousand or a fraction"),
        ({"Likes": "-4"}, "is negative"),
        ({"Likes": "99999999999"}, "more than there are people"),
        ({"Likes": "12%"}, "is no count"),
        ({"Likes": "4.5"}, "is no count"),
        ({"Likes": ""}, "there is no figure"),
        ({"Date": "someday"}, "is no date"),
        ({"Date": ""}, "there is no date"),
        ({"Date": "2026-01-05 07:00 XYZ"}, "no time zone"),
        ({"Date": "1999-01-05"}, "no year of a post"),
        ({"Date": "2026-02-30"}, "no day 30"),
        ({"Likes": "5000", "Reach": "3"}, "cannot be"),
        ({"Date": "2026-01-01", "Text": "hello"}, "is the same post, and later"),
        ({"Human label": "perhaps"}, "is no label"),
    ],
)
def test_a_row_that_is_not_clear_is_left_out_and_says_why(row: dict[str, str], said: str) -> None:
    good = {"Date": "2026-01-01", "Likes": "1.2K", "Text": "hello", "Reach": "9,000", "Human label": ""}
    other = {**good, "Date": "2026-01-05", "Text": "another", "Likes": "1,204"}
    export = read_export(lines(good, {**other, **row}), UTC, name="x.csv")
    assert [r.figures["likes"] for r in export.rows] in ([1200], [1204])  # a repetition: the later one counts
    (left,) = export.left_out
    assert said in left.reason


def test_times_of_several_zones_are_one_moment_each() -> None:
    cells = ["2026-07-31 17:00 +02:00", "2026-07-31T15:00:00Z", "31 July 2026 11:00 EDT", "2026-07-31 15:00"]
    export = read_export(lines(*({"Date": c, "Likes": "3", "Text": c} for c in cells)), UTC, name="x.csv")
    assert {r.moment.at for r in export.rows} == {datetime(2026, 7, 31, 15, tzinfo=UTC)}


@pytest.mark.parametrize(
    "row", [{"Date": "2026-07-31", "Time": "17:03"}, {"Publish date": "2026-07-31", "Publish hour": "5:03 pm"},
            {"Time": "2026-07-31 17:03"}, {"Date": "2026-07-31", "Time": "2026-07-31 17:03"}]
)  # fmt: skip
def test_date_and_time_in_two_columns_are_one_moment(row: dict[str, str]) -> None:
    export = read_export(lines({**row, "Likes": "3"}), UTC, name="x.csv")
    page = read_page(lines(row), UTC, name="x.csv")
    assert export.rows[0].moment == page.rows[0].moment == Moment(datetime(2026, 7, 31, 17, 3, tzinfo=UTC), timed=True)


def test_a_column_of_both_orders_of_day_and_month_keeps_the_clear_rows() -> None:
    cells = ["13/04/2026", "04/14/2026", "05/06/2026"]
    export = read_export(lines(*({"Date": c, "Likes": "3"} for c in cells)), UTC, name="x.csv")
    assert [(r.moment.at.month, r.moment.at.day) for r in export.rows] == [(4, 13), (4, 14)]
    assert [row.line for row in export.left_out] == [4]


def test_two_columns_of_one_name_are_not_chosen_between() -> None:
    with pytest.raises(InputError, match="2 columns called 'likes'"):
        read_export(lines({"Date": "2026-01-01", "Likes": "3", "likes": "4"}), UTC, name="x.csv")
