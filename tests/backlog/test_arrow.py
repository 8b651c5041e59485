"""What Parquet can hold and Python or another format cannot."""

from __future__ import annotations

import csv
import json
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from assistant.errors import FileUnreadable, InputError
from tests.backlog.doubles import label

BEYOND = {
    "nanoseconds": (pa.array([1_767_605_400_000_000_001], pa.timestamp("ns")), "2026-01-05 09:30:00.000000001"),
    "a late date": (pa.array([4_000_000], pa.int32()).cast(pa.date32()), "12921-08-18"),
    "a late time": (pa.array([400_000_000_000_000], pa.timestamp("ms")), "14645-06-30 15:06:40"),
}


def written(path: Path, **columns: Any) -> Path:
    pq.write_table(pa.table({"text": ["one"], **columns}), path)
    return path


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(("values", "text"), BEYOND.values(), ids=BEYOND)
def test_times_that_python_cannot_hold_are_written_as_text(values: pa.Array, text: str, tmp_path: Path) -> None:
    source = written(tmp_path / "in.parquet", at=values)
    label(source, tmp_path / "out.csv")
    label(source, tmp_path / "out.jsonl")
    label(source, tmp_path / "out.parquet")
    assert table(tmp_path / "out.csv")[0]["at"] == text
    assert json.loads((tmp_path / "out.jsonl").read_text())["at"] == text
    assert pq.read_table(tmp_path / "out.parquet").column("at").combine_chunks() == values


def test_nanoseconds_beside_whole_times_look_like_those_of_python(tmp_path: Path) -> None:
    start = 1_767_605_400_000_000_000
    times = pa.array([start + n for n in (1, 0, 500_000_000, 1_000)] + [None], pa.timestamp("ns"))
    pq.write_table(pa.table({"text": list("abcde"), "at": times}), tmp_path / "in.parquet")
    for rows, name in ((1, "one.csv"), (5, "all.csv")):
        label(tmp_path / "in.parquet", tmp_path / name, rows=rows)
    texts = ["2026-01-05 09:30:00.000000001", *(str(datetime(2026, 1, 5, 9, 30, 0, m)) for m in (0, 500_000, 1)), ""]
    assert [row["at"] for row in table(tmp_path / "all.csv")] == texts
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "all.csv").read_bytes()


def test_dates_times_and_decimals_are_cells_without_quotes_of_json(tmp_path: Path) -> None:
    columns = {
        "at": [datetime(2026, 1, 5, 9, 30)],
        "day": [date(2026, 1, 5)],
        "hour": [time(9, 30)],
        "price": [Decimal("12.50")],
        "likes": [3],
        "own": [True],
        "tags": [["a", "b"]],
    }
    label(written(tmp_path / "in.parquet", **columns), tmp_path / "out.csv")
    [row] = table(tmp_path / "out.csv")
    assert [row[c] for c in columns] == [
        *("2026-01-05 09:30:00", "2026-01-05", "09:30:00", "12.50", "3", "true"),
        '["a", "b"]',
    ]


@pytest.mark.parametrize("suffix", ["jsonl", "json"])
def test_json_has_null_for_what_is_no_number(suffix: str, tmp_path: Path) -> None:
    columns = {"rate": [float("nan")], "all": [[1.5, float("inf")]], "fine": [0.25]}
    label(written(tmp_path / "in.parquet", **columns), tmp_path / f"out.{suffix}")

    def refuse(name: str) -> None:
        raise AssertionError(name)

    found = json.loads((tmp_path / f"out.{suffix}").read_text(), parse_constant=refuse)
    row = found[0] if suffix == "json" else found
    assert (row["rate"], row["all"], row["fine"]) == (None, [1.5, None], 0.25)


def test_what_has_no_text_at_all_is_named(tmp_path: Path) -> None:
    inner = pa.array([[1_767_605_400_000_000_001]], pa.list_(pa.timestamp("ns")))
    source = written(tmp_path / "in.parquet", at=inner)
    with pytest.raises(InputError, match="'at' holds list"):
        label(source, tmp_path / "out.csv")
    label(source, tmp_path / "out.parquet")


def test_bytes_that_are_no_text_are_damage(tmp_path: Path) -> None:
    bad = pa.array([b"\xff\xfe"], pa.binary()).view(pa.string())
    pq.write_table(pa.table({"text": bad}), tmp_path / "in.parquet")
    with pytest.raises(FileUnreadable, match="damaged after row 0"):
        label(tmp_path / "in.parquet", tmp_path / "out.csv")
