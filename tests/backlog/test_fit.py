"""A row that the output cannot hold, in whatever column, goes to the rejects and stops nothing."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import InputError
from tests.backlog.doubles import label, texts_of
from tests.backlog.test_excel import workbook

TABLES = ["csv", "tsv", "xlsx", "parquet"]
BAD: dict[str, dict[str, Any]] = {
    "a field": {"author": "\ud83d"},
    "a list": {"author": ["x", "\ud83d"]},
    "an object": {"author": {"name": "\udc00"}},
    "a name": {"aut\ud83dhor": "x"},
    "a name inside": {"author": {"\ud83d": 1}},
}


@pytest.mark.parametrize("suffix", TABLES)
@pytest.mark.parametrize("source", ["in.jsonl", "in.json"])
@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_half_a_character_beside_the_text_rejects_its_row_alone(
    bad: dict[str, Any], source: str, suffix: str, tmp_path: Path
) -> None:
    items = [{"text": "one", "author": "a"}, {"text": "two"} | bad, {"text": "three", "author": "\U0001f600"}]
    lines = [json.dumps(item) for item in items]
    (tmp_path / source).write_text("\n".join(lines) if source == "in.jsonl" else f"[{','.join(lines)}]")
    summary = label(tmp_path / source, tmp_path / f"out.{suffix}")
    assert (summary.posts, summary.rejected) == (2, 1)
    assert texts_of(tmp_path / f"out.{suffix}") == ["one", "three"]
    [reject] = csv.DictReader((tmp_path / f"out.{suffix}.rejects.csv").read_text("utf-8").splitlines())
    assert "half a character" in reject["reason"] and reject["raw"] == "two"


def test_excel_cells_with_half_a_character_or_a_zero_byte_do_not_stop_a_table(tmp_path: Path) -> None:
    rows: list[list[object]] = [["text", "by"], ["one", "a"], ["two", "_xD83D_"], ["three", "_x0000_"], ["four", 4]]
    summary = label(workbook(tmp_path / "in.xlsx", rows), tmp_path / "out.csv")
    assert (summary.posts, summary.rejected) == (2, 2)
    assert texts_of(tmp_path / "out.csv") == ["one", "four"]


def test_a_header_that_the_output_cannot_hold_is_named(tmp_path: Path) -> None:
    source = workbook(tmp_path / "in.xlsx", [["text", "_xD83D_"], ["one", "a"]])
    with pytest.raises(InputError, match=r"column name '\\ud83d' holds half a character"):
        label(source, tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()
