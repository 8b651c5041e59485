"""Rewriting a backlog keeps rows, columns and order in every format, and loses no bad row."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from assistant.backlog import read_rows
from assistant.backlog.pipeline import Hooks, Input
from assistant.backlog.reading import ReadOptions
from assistant.backlog.rewrites import ADDED, rewrite_backlog
from assistant.classifier import Classifier
from assistant.errors import InputError, NoSuchColumn, OutputExists, UsageError
from assistant.rewriter.batch import Row, rewritten

PITCH = "HUGE SALE!!! Our lamps are 30% off until Sunday,\nnew customers only. Hurry! Book now at lamps.example"
VALUE = "Trim the wick to 5 mm before every burn: no soot, and the candle lasts a third longer."
JUDGE = Classifier.open(fast=True)


def rewrite(texts: Iterable[str]) -> Iterator[Row]:
    return rewritten(texts, judge=JUDGE)


def run(source: Path, target: Path, **options: object) -> object:
    return rewrite_backlog(Input(source), target, target.with_name(target.name + ".rejects.csv"), rewrite, **options)  # type: ignore[arg-type]


def table(path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerows(
            [("id", "label", "Post", "likes"), (1, "mine", PITCH, "3,5"), (2, "", VALUE, ""), (3, "", "", "é")]
        )
    return path


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".jsonl", ".json", ".parquet", ".xlsx", ".csv.gz"])
def test_every_format_keeps_its_rows_and_unknown_columns(tmp_path: Path, suffix: str) -> None:
    first = tmp_path / f"out{suffix}"
    summary = run(table(tmp_path / "in.csv"), first)
    assert (summary.posts, summary.rewritten, summary.rejected) == (3, 1, 0)  # type: ignore[attr-defined]
    rows = [r.fields for r in read_rows(first, text_column="Post")]
    assert [r["Post"] for r in rows] == [PITCH, VALUE, ""] or [r["Post"] for r in rows] == [PITCH, VALUE, None]
    assert [str(r["id"]) for r in rows] == ["1", "2", "3"] and rows[0]["label"] == "mine" and rows[2]["likes"] == "é"
    assert list(rows[0])[-3:] == list(ADDED)
    assert rows[0]["rewrite"] and rows[0]["rewrite_status"] == "needs your words"
    assert not rows[1]["rewrite"] and not rows[1]["rewrite_status"]


def test_a_rewritten_file_can_be_rewritten_again(tmp_path: Path) -> None:
    once, twice = tmp_path / "once.csv", tmp_path / "twice.csv"
    run(table(tmp_path / "in.csv"), once)
    run(once, twice)
    header = twice.read_text("utf-8").splitlines()[0]
    assert header.endswith("rewrite_original,rewrite_status_original,left_out_original,rewrite,rewrite_status,left_out")


def test_bad_rows_are_reported_with_line_and_reason(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(json.dumps({"text": PITCH}) + "\nnot json\n" + json.dumps({"text": 5}) + "\n", "utf-8")
    summary = run(source, target)
    assert (summary.posts, summary.rejected) == (1, 2)  # type: ignore[attr-defined]
    rejects = list(csv.DictReader((tmp_path / "out.jsonl.rejects.csv").read_text("utf-8").splitlines()))
    assert [r["line"] for r in rejects] == ["2", "3"] and all(r["reason"] for r in rejects)


def test_plain_text_and_compressed_input_are_read(tmp_path: Path) -> None:
    source = tmp_path / "in.txt.gz"
    source.write_bytes(gzip.compress(f"{PITCH}\n{VALUE}\n".encode()))
    assert run(source, tmp_path / "out.csv").posts == 3  # type: ignore[attr-defined]  # the pitch has two lines


@pytest.mark.parametrize(
    ("name", "content", "options", "error"),
    [
        ("in.csv", "a,b\n1,2\n", {}, NoSuchColumn),
        ("in.csv", "", {}, InputError),
        ("in.odt", "x", {}, InputError),
        ("in.csv", "Post\nx\n", {"read": ReadOptions(text_column="nowhere")}, NoSuchColumn),
    ],
)
def test_what_cannot_be_read_leaves_no_output(
    tmp_path: Path, name: str, content: str, options: dict[str, object], error: type[Exception]
) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    with pytest.raises(error):
        run(tmp_path / name, tmp_path / "out.csv", **options)
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_an_output_that_is_there_stays_unless_forced(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("precious", "utf-8")
    with pytest.raises(OutputExists):
        run(table(tmp_path / "in.csv"), target)
    assert target.read_text("utf-8") == "precious"
    run(tmp_path / "in.csv", target, force=True)
    assert target.read_text("utf-8").startswith("id,label,Post,likes,rewrite")


def test_a_table_whose_quotes_mean_nothing_comes_out_with_quotes_that_do(tmp_path: Path) -> None:
    source, notes = tmp_path / "in.tsv", []
    pitch = PITCH.replace("\n", " ")
    source.write_text(f'id\tPost\tsize\n1\t{pitch}\t5" wide\n2\t{VALUE}\t"half\n3\t\t\n', "utf-8")
    summary = run(source, tmp_path / "out.tsv", hooks=Hooks(note=notes.append))
    assert (summary.posts, summary.rewritten, summary.rejected) == (3, 1, 0)  # type: ignore[attr-defined]
    rows = [r.fields for r in read_rows(tmp_path / "out.tsv")]
    assert [r["Post"] for r in rows] == [pitch, VALUE, ""]
    assert [r["size"] for r in rows] == ['5" wide', '"half', ""]
    assert rows[0]["rewrite"]
    assert any("encloses cells in them" in note for note in notes)


def test_the_rejects_of_a_rewrite_never_replace_its_input(tmp_path: Path) -> None:
    source = table(tmp_path / "out.csv.rejects.csv")
    before = source.read_bytes()
    with pytest.raises(UsageError, match="an input"):
        run(source, tmp_path / "out.csv", force=True)
    assert source.read_bytes() == before


def test_plain_text_has_no_room_for_columns(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="rewrite"):
        run(table(tmp_path / "in.csv"), tmp_path / "out.txt")
