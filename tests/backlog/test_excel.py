"""What an Excel sheet holds beside its table, and sheets that lie about themselves."""

from __future__ import annotations

import csv
import time
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from assistant.errors import FileUnreadable
from tests.backlog.doubles import label, texts_of

SHEET = "xl/worksheets/sheet1.xml"


def workbook(path: Path, rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def changed(path: Path, old: str, new: str) -> Path:
    """The workbook with something else in the XML of its sheet."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old.encode() in parts[SHEET]
    parts[SHEET] = parts[SHEET].replace(old.encode(), new.encode())
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def test_a_row_with_more_cells_than_the_header_is_rejected_and_kept(tmp_path: Path) -> None:
    rows: list[list[object]] = [["text", "id"], ["one", 1], ["two", 2, None, "a note"], ["three", 3, " ", None]]
    summary = label(workbook(tmp_path / "in.xlsx", rows), tmp_path / "out.csv")
    assert (summary.posts, summary.rejected) == (2, 1)
    [reject] = csv.DictReader((tmp_path / "out.csv.rejects.csv").read_text("utf-8").splitlines())
    assert (reject["line"], reject["reason"]) == ("3", "the row has 4 cells instead of 2")
    assert reject["raw"] == "two\t2\t\ta note"


def test_a_row_number_beyond_excels_limit_is_refused_soon(tmp_path: Path) -> None:
    source = workbook(tmp_path / "in.xlsx", [["text"], ["one"], ["two"]])
    changed(source, '<row r="3">', '<row r="999999999999">')
    begun = time.monotonic()
    with pytest.raises(FileUnreadable, match=r"row has a number above 1,048,576"):
        texts_of(source)
    assert time.monotonic() - begun < 60  # it was days


def test_a_text_that_the_workbook_lacks_is_damage(tmp_path: Path) -> None:
    source = workbook(tmp_path / "in.xlsx", [["text"], *[[f"Post {i}"] for i in range(20)]])
    changed(source, 't="inlineStr"><is><t>Post 17</t></is>', 't="s"><v>999</v>')
    with pytest.raises(FileUnreadable, match="the sheet is damaged"):
        texts_of(source)


def test_days_and_moments_are_written_as_what_excel_takes_for_them(tmp_path: Path) -> None:
    day, moment = date(2026, 1, 5), datetime(2026, 1, 5, 9, 30)
    label(workbook(tmp_path / "in.xlsx", [["text", "day", "moment"], ["one", day, moment]]), tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert [cell.value for cell in sheet[2]][:3] == ["one", datetime(2026, 1, 5), moment]
