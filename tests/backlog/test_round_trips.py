"""Every format in, every format out: the same texts, whatever stands in them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from assistant.backlog.safe import neutralised, restored
from assistant.backlog.tables import detect_dialect
from tests.backlog.doubles import label, texts_of

FORMATS = ["csv", "tsv", "json", "jsonl", "parquet", "xlsx", "csv.gz", "jsonl.zst", "parquet.gz", "xlsx.gz"]
AWKWARD = [
    'She said "wow", and left',
    "line one\nline two\r\nline three\rlast",
    "=HYPERLINK(1)",
    "-5",
    "@someone hello",
    "'=x",
    "عربي مرحبا 🎉 👩‍👩‍👧",
    "a;b|c\td,e",
    "_x0041_ and \x01",
    " spaces around ",
    "\u2028 sep \x85 \x0b \x0c",
    "\ufeffmark",
    "null",
    "",
    "x" * 30_000,
    '"',
    "'",
]
# Zero bytes and lone surrogates are tested apart: no table can hold them.
TEXTS = st.lists(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60) | st.sampled_from(AWKWARD),
    min_size=1,
    max_size=30,
)


def write_jsonl(path: Path, texts: list[str]) -> Path:
    path.write_text("".join(json.dumps({"text": t, "id": i}) + "\n" for i, t in enumerate(texts)))
    return path


@pytest.mark.parametrize("second", FORMATS)
@pytest.mark.parametrize("first", FORMATS)
def test_texts_survive_every_pair_of_formats(first: str, second: str, tmp_path: Path) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", AWKWARD)
    label(source, tmp_path / f"one.{first}")
    label(tmp_path / f"one.{first}", tmp_path / f"two.{second}")
    assert texts_of(tmp_path / f"two.{second}") == AWKWARD


@given(TEXTS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(["a\rb", "0"])
def test_any_texts_survive_a_tour_of_all_formats(tmp_path: Path, texts: list[str]) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", texts)
    for number, suffix in enumerate([*FORMATS, "jsonl"]):
        target = tmp_path / f"{number}.{suffix}"
        label(source, target, force=True)
        source = target
    assert texts_of(source) == texts


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1), min_size=1))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_plain_text_gives_each_line_as_it_is(tmp_path: Path, texts: list[str]) -> None:
    texts = [t for t in texts if t.strip() and not t.startswith("\ufeff")] or ["x"]
    (tmp_path / "in.txt").write_text("\n".join(texts), encoding="utf-8", newline="")
    label(tmp_path / "in.txt", tmp_path / "out.csv", force=True)
    assert texts_of(tmp_path / "out.csv") == texts


@given(st.text())
def test_a_neutralised_cell_is_restored_and_runs_nowhere(cell: str) -> None:
    assert restored(neutralised(cell)) == cell
    assert not neutralised(cell).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_spreadsheet_safe_files_are_read_back_with_the_same_flag(tmp_path: Path) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", AWKWARD)
    label(source, tmp_path / "safe.csv", safe=True)
    with (tmp_path / "safe.csv").open(newline="", encoding="utf-8") as file:
        assert not any(cell.startswith(("=", "+", "-", "@")) for row in csv.reader(file) for cell in row)
    label(tmp_path / "safe.csv", tmp_path / "back.jsonl", safe=True)
    assert texts_of(tmp_path / "back.jsonl") == AWKWARD


@pytest.mark.parametrize("suffix", ["csv", "parquet", "xlsx"])
def test_what_only_json_can_hold_is_rejected_elsewhere(suffix: str, tmp_path: Path) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", ["fine", "half \ud83d"])
    summary = label(source, tmp_path / f"out.{suffix}")
    assert (summary.posts, summary.rejected) == (1, 1)
    assert "surrogate" in (tmp_path / f"out.{suffix}.rejects.csv").read_text()
    assert label(source, tmp_path / "out.jsonl").posts == 2


def test_a_text_too_long_for_excel_is_rejected_there(tmp_path: Path) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", ["fine", "x" * 100_000])
    assert label(source, tmp_path / "out.xlsx").rejected == 1
    assert label(source, tmp_path / "out.csv").rejected == 0
    assert texts_of(tmp_path / "out.csv")[1] == "x" * 100_000


def test_columns_of_a_csv_come_back_the_same_from_csv(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(b'\xef\xbb\xbfid;Text;id;\r\n1;Hello;2;\r\n007;"a;b";;x\r\n')
    label(tmp_path / "in.csv", tmp_path / "out.csv")
    lines = (tmp_path / "out.csv").read_bytes().split(b"\r\n")
    assert lines[0] == b"\xef\xbb\xbfid;Text;id;;label;probability;kind;unsure"
    assert lines[2].startswith(b'007;"a;b";;x;')


def test_types_of_a_parquet_file_survive(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table(
        {
            "text": ["a", None],
            "n": pa.array([1, None], pa.int16()),
            "at": pa.array([0, 1], pa.timestamp("ms", "UTC")),
            "tags": [["x"], []],
        }
    )
    pq.write_table(table, tmp_path / "in.parquet")
    label(tmp_path / "in.parquet", tmp_path / "out.parquet")
    out = pq.read_table(tmp_path / "out.parquet")
    assert out.select(table.column_names).equals(table)
    assert out.column_names[4:] == ["label", "probability", "kind", "unsure"]


@pytest.mark.parametrize(
    ("text", "delimiter", "quoted"),
    [
        ("text\nhello, you\n", ",", True),
        ("a,text\n1,x;y\n", ",", True),
        ("a;text\n1;x,y\n2;z\n", ";", True),
        ('a\ttext\n1\tsay "hi"\n', "\t", True),
        ('a\ttext\n1\t"open quote\n2\t"also" open\n', "\t", False),
        ('a,"te,xt",c\n1,"x\ny",3\n', ",", True),
    ],
)
def test_dialects_are_told_apart(text: str, delimiter: str, quoted: bool) -> None:
    found = detect_dialect(text)
    assert (found.delimiter, found.quoted) == (delimiter, quoted)


def test_quotes_of_a_tab_separated_file_count_though_its_first_cells_are_long(tmp_path: Path) -> None:
    long = 'line one\n\tand "two"\n' * 20_000  # far beyond what is looked at to tell the dialect
    with (tmp_path / "in.tsv").open("w", newline="") as file:
        csv.writer(file, delimiter="\t", quoting=csv.QUOTE_ALL).writerows([["id", "text"], ["1", long], ["2", "b"]])
    assert texts_of(tmp_path / "in.tsv") == [long, "b"]


def test_a_quote_that_means_nothing_in_a_long_tab_separated_file(tmp_path: Path) -> None:
    texts = ['"open', *(f"post {i}" for i in range(9000))]
    (tmp_path / "in.tsv").write_text("id\ttext\n" + "".join(f"{i}\t{t}\n" for i, t in enumerate(texts)))
    assert texts_of(tmp_path / "in.tsv") == texts
