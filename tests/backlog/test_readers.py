"""Each reader for itself: whatever is written comes back, in its place, and every fault is named with its place."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from assistant.backlog import arrow, excel, objects, read_rows
from assistant.backlog import source as source_module
from assistant.backlog import tables as tables_module
from assistant.backlog.columns import (
    find_column,
    find_text_column,
    find_text_field,
    has_known_header,
    has_known_name,
    kept_name,
    unique_names,
)
from assistant.backlog.plain import posts_by_block, posts_by_line
from assistant.backlog.reading import Backlog, ReadOptions
from assistant.backlog.rows import Reject
from assistant.backlog.source import SAMPLE, Source, checked_encoding, guess_encoding
from assistant.backlog.tables import Dialect, TableReader, detect_dialect
from assistant.errors import FileMissing, FileUnreadable, InputError, NoSuchColumn, WrongEncoding

ANY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
on_any_file = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def read(path: Path, **how: Any) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Line and text of each post, line and reason of each reject."""
    rejects: list[Reject] = []
    rows = [(row.line, row.text) for row in read_rows(path, on_reject=rejects.append, **how)]
    return rows, [(r.line, r.reason) for r in rejects]


# From a file to lines


@on_any_file
@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), min_size=1),
    st.integers(1, 9),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"]),
)
def test_lines_come_whole_and_in_order_however_the_blocks_cut_them(
    tmp_path: Path, lines: list[str], block: int, encoding: str
) -> None:
    text = "\n".join(lines) + "."
    (tmp_path / "in").write_bytes(text.encode(encoding))
    with pytest.MonkeyPatch.context() as patch, Source(tmp_path / "in", encoding) as source:
        patch.setattr(source_module, "BLOCK", block)
        found = list(source.lines())
    assert "".join(found) == text.removeprefix("\ufeff" if encoding == "utf-8" else "")
    assert all(line.endswith("\n") and line.count("\n") == 1 for line in found[:-1])
    assert source.zeros == ("\0" in text)


@on_any_file
@given(st.binary(min_size=1, max_size=60), st.integers(1, 9))
@example(b"a\nb\xc3\n", 3)
@example(b"\xef\xbb\xbfa\n\n\xff", 4)
def test_a_wrong_byte_is_named_with_its_place_however_the_blocks_cut_it(
    tmp_path: Path, content: bytes, block: int
) -> None:
    assume(content not in (b"\xef", b"\xef\xbb"))  # Python takes half a mark alone for nothing
    (tmp_path / "in").write_bytes(content)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        expected = error.start, 1 + content[: error.start].count(b"\n")
    else:
        expected = None
    with pytest.MonkeyPatch.context() as patch, Source(tmp_path / "in", "utf-8") as source:
        patch.setattr(source_module, "BLOCK", block)
        if expected is None:
            assert "".join(source.lines()) == content.decode("utf-8-sig")
        else:
            with pytest.raises(WrongEncoding) as caught:
                list(source.lines())
            assert (caught.value.byte, caught.value.line) == expected


def test_a_wrong_byte_within_the_first_bytes_is_named_before_any_row_is_read(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(b"text\nfine\n\xff\n")
    with pytest.raises(WrongEncoding) as caught:
        Backlog(tmp_path / "in.csv", ReadOptions())
    assert (caught.value.byte, caught.value.line) == (10, 3)
    assert "windows-1252" in caught.value.hint


def test_no_hint_at_windows_where_its_table_has_no_such_byte_or_the_user_named_the_encoding(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_bytes(b"a\xff\x81\n")
    with pytest.raises(WrongEncoding) as caught:
        read(tmp_path / "in.txt")
    assert "it may be a Windows file" not in caught.value.hint
    (tmp_path / "in.txt").write_bytes(b"a\xff\n")
    with pytest.raises(WrongEncoding) as caught:
        read(tmp_path / "in.txt", encoding="utf-8")
    assert "it may be a Windows file" not in caught.value.hint


def test_utf_16_without_its_mark_is_not_what_its_name_says(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_bytes(b"plain words")
    with pytest.raises(WrongEncoding, match=r"is not utf-16: byte 0 \(line 1\)"):
        read(tmp_path / "in.txt", encoding="utf-16")


@pytest.mark.parametrize(
    ("sample", "encoding"),
    [
        (b"plain", "utf-8"),
        (b"\xef\xbb\xbfa", "utf-8-sig"),
        (b"\xff\xfea\0", "utf-16"),
        (b"\xfe\xff\0a", "utf-16"),
        (b"\xff\xfe\0\0a\0\0\0", "utf-32"),
        (b"\0\0\xfe\xff\0\0\0a", "utf-32"),
        (b"a\0b\0c\0d\0", "utf-16-le"),
        (b"\0a\0b\0c\0d", "utf-16-be"),
        (b"a\0b\0c\0", "utf-8"),  # three letters are too few to tell
        (b"\0a\0b\0c", "utf-8"),
        (b"\0" * 40, "utf-8"),
        (b"a\0" * 8 + b"aa" * 2, "utf-8"),  # not more than four of five are zero
        (b"\0a" * 8 + b"aa" * 2, "utf-8"),
        (b"a\0" * 9 + b"aa" * 2, "utf-16-le"),
        (b"\0a" * 9 + b"aa" * 2, "utf-16-be"),
        (b"a\0" * 8 + b"\0\0" * 2, "utf-8"),
        (b"\0a" * 8 + b"\0\0" * 2, "utf-8"),
        (b"a\0" * 1000 + b"aa" * 5000, "utf-16-le"),  # the first 2,000 bytes decide
    ],
)
def test_the_first_bytes_say_how_a_text_is_encoded(sample: bytes, encoding: str) -> None:
    assert guess_encoding(sample) == encoding


def test_names_of_encodings_are_settled() -> None:
    assert [checked_encoding(n) for n in ("UTF8", "latin-1", "cp1252")] == ["utf-8-sig", "iso8859-1", "cp1252"]


def test_a_source_knows_its_size_its_place_and_whether_it_has_a_mark(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_bytes(b"\xef\xbb\xbfone\ntwo\n")
    with Source(tmp_path / "in.txt") as source:
        assert (source.size, source.position(), source.has_mark, source.detected) == (11, 0, True, True)
        assert list(source.lines()) == ["one\n", "two\n"]
        assert source.position() == 11
    assert source.position() == 0
    (tmp_path / "plain.txt").write_bytes(b"one")
    with Source(tmp_path / "plain.txt", "ascii") as source:
        assert (source.has_mark, source.detected, source.name) == (False, False, str(tmp_path / "plain.txt"))


def test_the_sample_is_of_whole_lines_where_the_file_goes_on(tmp_path: Path) -> None:
    line = b"x" * 99 + b"\n"
    (tmp_path / "long.gz").write_bytes(gzip.compress(line * 1000))
    with Source(tmp_path / "long.gz") as source:
        assert len(source.sample) == SAMPLE
        assert source.sample_text() == (line * (SAMPLE // 100)).decode()
    (tmp_path / "one").write_bytes(b"x" * 2 * SAMPLE)
    with Source(tmp_path / "one") as source:
        assert source.sample_text() == "x" * SAMPLE
    (tmp_path / "short").write_bytes(b"a\nb")
    with Source(tmp_path / "short") as source:
        assert source.sample_text() == "a\nb"


def test_a_sample_may_end_within_a_letter_but_a_file_may_not(tmp_path: Path) -> None:
    (tmp_path / "long").write_bytes(b"x" * (SAMPLE - 1) + "é\n".encode())
    with Source(tmp_path / "long") as source:
        assert source.sample_text() == "x" * (SAMPLE - 1)
    (tmp_path / "cut").write_bytes(b"ab\xc3")
    with Source(tmp_path / "cut") as source, pytest.raises(WrongEncoding):
        source.sample_text()


def test_a_line_that_is_longer_than_any_table_has_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_module, "LINE_LIMIT", 1 << 20)
    monkeypatch.setattr(source_module, "BLOCK", 1 << 18)
    (tmp_path / "in.txt").write_text("a\n" + "x" * (1 << 20) + "\n")
    assert [line for line, _ in read(tmp_path / "in.txt")[0]] == [1]
    (tmp_path / "in.txt").write_text("a\nb\n" + "x" * ((1 << 20) + (1 << 18)) + "\n")
    with pytest.raises(InputError, match=r"a line of more than 1 million characters \(line 3\)"):
        read(tmp_path / "in.txt")


def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").touch()
    with pytest.raises(InputError, match="is empty"):
        Source(tmp_path / "empty.csv")
    with pytest.raises(FileMissing):
        Source(tmp_path / "nowhere.csv")
    with pytest.raises(FileMissing):
        Source(tmp_path / "empty.csv" / "below.csv")
    with pytest.raises(FileUnreadable, match="it is a folder"):
        Source(tmp_path)
    with pytest.raises(FileUnreadable):
        Source(tmp_path / ("x" * 300))


# CSV and TSV


@on_any_file
@given(
    st.lists(st.tuples(ANY, ANY, ANY), min_size=1, max_size=20),
    st.sampled_from(",;\t|"),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
def test_a_table_comes_back_cell_by_cell(
    tmp_path: Path, rows: list[tuple[str, str, str]], delimiter: str, newline: str, quoting: Any
) -> None:
    if newline != "\r" and quoting == csv.QUOTE_MINIMAL:
        rows = [tuple(cell.replace("\r", "") for cell in row) for row in rows]  # type: ignore[misc]
    if newline == "\r":
        rows = [tuple(cell.replace("\n", "") for cell in row) for row in rows]  # type: ignore[misc]
    with (tmp_path / "in.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator=newline, quoting=quoting)
        writer.writerows([["id", "text", "more"], *rows])
    with Source(tmp_path / "in.csv") as source:
        reader = TableReader(source)
        assert reader.header == ("id", "text", "more")
        assert [cells for _, cells in reader.records()] == [list(row) for row in rows]


@pytest.mark.parametrize(
    ("sample", "expected"),
    [
        ("text\nhello\n", Dialect(",", True, "\n")),
        ("text\r\nhello\r\n", Dialect(",", True, "\r\n")),
        ("a,text\r1,b\r", Dialect(",", True, "\r")),
        ("a,text\r\n1,x\ny\n", Dialect(",", True, "\r\n")),
        ("a,text", Dialect(",", True, "\n")),
        ("a|text\n1|x,y\n", Dialect("|", True, "\n")),
        ("a,b;text\n1;x\n2;y,z\n", Dialect(";", True, "\n")),
        ("a;b,text\n1,x\n2,y;z\n", Dialect(",", True, "\n")),
        ("a,b\tc,d\n1,2\tx,y\n", Dialect(",", True, "\n")),  # three cells rather than two
        ('a\ttext\n1\t"x\ty"\n', Dialect("\t", True, "\n")),
        ('a\ttext\n1\t5" wide\n', Dialect("\t", True, "\n")),
        ('a\ttext\n1\t"wide" 5\n', Dialect("\t", False, "\n")),
    ],
)
def test_the_dialect_is_read_off_the_first_rows(sample: str, expected: Dialect) -> None:
    assert detect_dialect(sample) == expected


def test_a_tab_separated_name_settles_the_delimiter() -> None:
    assert detect_dialect("a,text\n1,b\n", tabs=True).delimiter == "\t"
    assert not detect_dialect('a\ttext\n1\t"open\n', tabs=True).quoted
    assert detect_dialect('a\ttext\n1\t"open\n' + "words\n" * 20, tabs=True, whole=False).quoted
    assert not detect_dialect('a\ttext\n1\t"open\n' + "2\tb\n" * 20, tabs=True, whole=False).quoted


def test_a_dialect_says_what_it_is() -> None:
    assert str(Dialect(";")) == "separated by semicolons"
    assert str(Dialect("\t", quoted=False)) == "separated by tabs, no quoting"


def test_bad_rows_of_a_table_are_told_with_the_line_in_which_they_begin(tmp_path: Path) -> None:
    many = "\n".join("x" * 60)
    content = f'text,id\n"a\nb",1\nc\nd,1,2\n\n"{many}",1,2\ne,5\n'
    (tmp_path / "in.csv").write_text(content)
    rows, rejects = read(tmp_path / "in.csv")
    assert rows == [(2, "a\nb"), (67, "e")]
    assert rejects == [
        (4, "the row has 1 cell instead of 2"),
        (5, "the row has 3 cells instead of 2"),
        (7, "the row has 3 cells instead of 2 (a quote may be open: one cell runs over many lines)"),
    ]


def test_a_header_that_cannot_be_one_is_said(tmp_path: Path) -> None:
    for content, said in (("\n\n", "holds no rows"), ("te\0xt,id\na,1\n", "zero bytes in its header")):
        (tmp_path / "in.csv").write_text(content)
        with pytest.raises(InputError, match=said):
            read(tmp_path / "in.csv")


def test_a_giant_cell_is_told_apart_from_a_quote_that_nobody_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables_module, "CELL_LIMIT", 1 << 20)
    giant = "x" * ((1 << 20) + 1)
    (tmp_path / "in.csv").write_text(f"text,id\n{giant},1\nb,2\n")
    rows, rejects = read(tmp_path / "in.csv")
    assert (rows, rejects) == ([(3, "b")], [(2, "a cell has more than 1 million characters")])
    (tmp_path / "in.csv").write_text(f'text,id\na,1\n"{giant},1\nb,2\n')
    with pytest.raises(InputError, match=r"it begins in line 3"):
        read(tmp_path / "in.csv")
    (tmp_path / "in.csv").write_text(f"{giant},id\nb,2\n")
    with pytest.raises(InputError, match=r"more than 1 million characters \(line 1\)"):
        read(tmp_path / "in.csv")


def test_what_spreadsheet_safe_put_before_cells_is_taken_back_in_header_and_rows(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("text,'=id\n'=a,'b\n")
    backlog = Backlog(tmp_path / "in.csv", ReadOptions(safe=True))
    assert backlog.header == ("text", "=id")
    assert [list(row) for chunk in backlog.chunks() for row in chunk.rows.cells(backlog.header)] == [["=a", "'b"]]
    backlog.close()


# JSON


JSON = st.dictionaries(ANY, st.none() | st.booleans() | st.integers() | ANY | st.lists(ANY), max_size=3)


@on_any_file
@given(
    st.lists(JSON, max_size=12), st.sampled_from([None, 0, 2]), st.sampled_from(["", "x = ", '{"n": [1], "posts": '])
)
def test_the_objects_of_a_list_come_one_by_one_with_their_lines(
    tmp_path: Path, items: list[dict[str, Any]], indent: int | None, before: str
) -> None:
    items = [{"text": f"T{i}"} | item | {"id": f"I{i}!"} for i, item in enumerate(items)]
    text = "\n" + before + json.dumps(items, indent=indent, ensure_ascii=False) + ("}" if "{" in before else "")
    (tmp_path / "in.json").write_text(text, encoding="utf-8", newline="")
    with Source(tmp_path / "in.json") as source:
        found = list(objects.json_items(source))
    assert [item for _, item, _ in found] == items
    lines = text.split("\n")
    for line, item, _ in found:
        here = "\n".join(lines[line - 1 :])
        assert isinstance(item, dict) and here.index("{") < here.index(item["id"])
        assert indent is None or lines[line - 1].strip().startswith(("{", "[{"))


def test_elements_that_are_no_objects_are_rejected_and_the_rest_read(tmp_path: Path) -> None:
    (tmp_path / "in.json").write_text('[{"text": "a"},\n5,\n"word", {"text": "b"}]')
    rows, rejects = read(tmp_path / "in.json")
    assert rows == [(1, "a"), (3, "b")]
    assert rejects == [(2, "the element is no JSON object"), (3, "the element is no JSON object")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('[{"text": "a"},\n{"text": "b"', "no usable JSON .*line 2"),
        ('[{"text": "a"},\n', "it ends in the middle, line"),
        ('[{"text": "a"},\n\n{broken}]', "no usable JSON .*line 3"),
        ("[" * 100_000, "nested too deep"),
        ('{"a": 1}', "holds no list of posts"),
        ('{"a": [1, 2]}', "holds no list of posts"),
    ],
)
def test_broken_json_is_named_with_its_line(content: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "in.json").write_text(content)
    with pytest.raises(InputError, match=said):
        read(tmp_path / "in.json")


def test_a_list_must_begin_near_the_beginning(tmp_path: Path) -> None:
    (tmp_path / "in.json").write_text('{"note": "' + "x" * SAMPLE + '",\n' + '"posts": [{"text": "a"}]}')
    with pytest.raises(InputError, match="holds no list"):
        read(tmp_path / "in.json")


def test_one_element_larger_than_any_post_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objects, "LINE_LIMIT", 200_000)
    (tmp_path / "in.json").write_text('[{"text": ["' + ('a",\n"' * 100_000) + '"]}]')
    with pytest.raises(InputError, match="one element is larger than any post"):
        read(tmp_path / "in.json")


@on_any_file
@given(st.lists(JSON | st.just("") | st.just("{bad") | st.integers(), max_size=12))
def test_json_lines_come_with_their_lines_and_bad_ones_are_named(tmp_path: Path, items: list[Any]) -> None:
    raw = [item if isinstance(item, str) else json.dumps(item) for item in items]
    (tmp_path / "in.jsonl").write_text("\ufeff" + "\n".join([*raw, '{"end": 1}']), encoding="utf-8")
    with Source(tmp_path / "in.jsonl", "utf-8") as source:
        found = list(objects.json_lines(source))
    good = [(i, item, json.dumps(item)) for i, item in enumerate(items, 1) if isinstance(item, dict)]
    assert [f for f in found if isinstance(f[1], dict)] == [*good, (len(items) + 1, {"end": 1}, '{"end": 1}')]
    bad = [i for i, item in enumerate(items, 1) if isinstance(item, int) or item == "{bad"]
    assert [line for line, item, _ in found if isinstance(item, Reject)] == bad


def test_why_a_line_is_no_json_is_said(tmp_path: Path) -> None:
    lines = ['{"text": "a"} b', "[1]", "[" * 100_000, '{"text": "ok"}']
    (tmp_path / "in.jsonl").write_text("\n".join(lines))
    rows, rejects = read(tmp_path / "in.jsonl")
    assert rows == [(4, "ok")]
    assert [reason for _, reason in rejects] == [
        "the line is no usable JSON (more stands behind the value)",
        "the line is no JSON object",
        "the line is no usable JSON (it is nested too deep)",
    ]


def test_the_first_object_settles_the_way_to_the_text(tmp_path: Path) -> None:
    lines = [{"tweet": {"full_text": "a"}}, {"tweet": {"full_text": None}}, {"tweet": 5}, {"tweet": {"full_text": 5}}]
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, lines)))
    rows, rejects = read(tmp_path / "in.jsonl")
    assert rows == [(1, "a"), (2, "")]
    assert rejects == [(3, "there is no 'tweet.full_text'"), (4, "'tweet.full_text' is no text")]


# Plain text


@on_any_file
@given(st.lists(st.sampled_from(["a", " b ", "", "  ", "---", " --- ", "----", "c\r"]), min_size=1, max_size=14))
def test_posts_stand_in_lines_or_between_dashes(tmp_path: Path, lines: list[str]) -> None:
    (tmp_path / "in.txt").write_bytes(("\n".join(lines) + "\n").encode())
    bare = [line.removesuffix("\r") for line in lines]
    with Source(tmp_path / "in.txt") as source:
        assert list(posts_by_line(source)) == [(n, line) for n, line in enumerate(bare, 1) if line.strip()]
        found = list(posts_by_block(source))
    dashes = [n for n, line in enumerate(bare, 1) if line.strip() == "---"]
    expected = []
    for before, after in zip([0, *dashes], [*dashes, len(bare) + 1], strict=True):
        filled = [n for n in range(before + 1, after) if bare[n - 1].strip()]
        if filled:
            expected.append((filled[0], "\n".join(bare[filled[0] - 1 : filled[-1]])))
    assert found == expected


# Columns


@given(st.lists(st.sampled_from(["a", "a_2", "a_3", "", "column_2", "b"]), max_size=9))
def test_names_of_columns_become_unique_and_the_first_of_a_name_keeps_it(columns: list[str]) -> None:
    found = unique_names(columns)
    assert len(found) == len(columns) == len(set(found))
    assert "" not in found
    for place, name in enumerate(columns):
        if name and name not in columns[:place] and not any(n.startswith(name) for n in found[:place]):
            assert found[place] == name


def test_the_text_column_goes_by_its_exact_name_first_then_by_any_case_then_by_known_headers() -> None:
    assert find_text_column(["Words", "words"], "f", "words") == 1
    assert find_text_column(["id", "WORDS"], "f", " words: ") == 1
    assert find_text_column(["id", ' "Text" '], "f") == 1
    with pytest.raises(InputError, match="2 columns called 'Text'"):
        find_text_column(["Text", "text"], "f")
    with pytest.raises(NoSuchColumn, match="column with the posts"):
        find_text_column(["id", "n"], "f")
    with pytest.raises(NoSuchColumn, match="column 'nope'"):
        find_text_column(["id", "text"], "f", "nope")


def test_an_inner_field_is_found_by_its_dots_unless_a_field_has_that_very_name() -> None:
    assert find_text_field({"tweet": {"full_text": "a"}}, "f") == ("tweet", "full_text")
    assert find_text_field({"a": {"b": 1}, "a.b": 2}, "f", "a.b") == ("a.b",)
    assert find_text_field({"a": {"b": 1}}, "f", "a.b") == ("a", "b")


def test_the_first_of_several_columns_of_a_name_is_found() -> None:
    assert find_column(["x", "Label", "label"], ["nope", "LABEL"]) == "Label"
    assert find_column(["x"], ["label"]) is None


def test_a_kept_name_is_free() -> None:
    assert kept_name("label", []) == "label_original"
    assert kept_name("label", ["label_original", "label_original_2"]) == "label_original_3"


def test_a_line_of_headers_is_known_by_the_name_of_the_posts() -> None:
    assert has_known_header("id;Text;n") and has_known_header("text") and has_known_header("a|b|message")
    assert not has_known_header("some words of a post")
    assert has_known_name(["id", "Text"], None) and has_known_name(["id", "Mine"], "mine")
    assert not has_known_name(["id"], None) and not has_known_name(["text"], "mine")


# Excel


def workbook(path: Path, *rows: list[Any]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_the_header_of_a_sheet_is_the_first_known_of_ten_rows_else_the_first_that_is_filled(tmp_path: Path) -> None:
    notes = [["note"]] * 9
    assert read(workbook(tmp_path / "a.xlsx", *notes, ["id", "Text"], [1, "a"]))[0] == [(11, "a")]
    with pytest.raises(NoSuchColumn):
        read(workbook(tmp_path / "b.xlsx", *notes, ["note"], ["id", "Text"], [1, "a"]))
    mine = workbook(tmp_path / "c.xlsx", [None], ["id", "Mine"], [1, "a"], ["x", "Text"])
    assert read(mine, text_column="Mine")[0] == [(3, "a"), (4, "Text")]
    with pytest.raises(InputError, match="holds no rows"):
        read(workbook(tmp_path / "d.xlsx", [None, None]))


def test_cells_of_a_sheet_keep_their_types_and_short_rows_are_filled(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx", ["text", "n", "yes"], ["a_x0041_", 1.5, True], ["b"], [None, None, None], [7, 2]
    )
    rows = list(read_rows(path))
    assert [(r.line, r.text) for r in rows] == [(2, "aA"), (3, "b"), (5, "7")]
    assert [dict(r.fields) for r in rows][1:] == [
        {"text": "b", "n": None, "yes": None},
        {"text": 7, "n": 2, "yes": None},
    ]
    assert rows[0].fields["n"] == 1.5 and rows[0].fields["yes"] is True


def test_a_workbook_that_unpacks_to_more_than_memory_holds_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workbook(tmp_path / "a.xlsx", ["text"], ["a"])
    monkeypatch.setattr(excel, "UNPACKED_LIMIT", 1000)
    with pytest.raises(FileUnreadable, match="it unpacks to 0 MB"):
        read(path)


def test_a_packed_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path / "a.xlsx", ["text"], ["a"])
    (tmp_path / "a.xlsx.gz").write_bytes(gzip.compress(path.read_bytes()))
    monkeypatch.setattr(source_module, "UNPACKED_LIMIT", 1000)
    with pytest.raises(FileUnreadable, match="it unpacks to more than 0 MB"):
        read(tmp_path / "a.xlsx.gz")


# Parquet


def parquet(path: Path, **columns: Any) -> Path:
    pq.write_table(pa.table(columns), path)
    return path


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.dictionary(pa.int8(), pa.string())])
def test_texts_of_every_text_type_are_read_and_a_missing_one_is_empty(kind: Any, tmp_path: Path) -> None:
    texts = pa.array(["a", None, "b"], pa.string()).cast(kind)
    assert read(parquet(tmp_path / "a.parquet", id=[1, 2, 3], text=texts))[0] == [(1, "a"), (2, ""), (3, "b")]


def test_a_column_of_numbers_holds_no_posts(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds int64, no text"):
        read(parquet(tmp_path / "a.parquet", text=[1, 2]))


def test_parquet_columns_of_one_name_are_told_apart_and_rows_keep_their_cells(tmp_path: Path) -> None:
    table = pa.Table.from_arrays([pa.array(["a", "b"]), pa.array([1, 2]), pa.array([3, 4])], ["text", "n", "n"])
    pq.write_table(table, tmp_path / "a.parquet")
    assert [dict(r.fields) for r in read_rows(tmp_path / "a.parquet")][1] == {"text": "b", "n": 2, "n_2": 4}


@given(st.lists(st.integers(0, 10)), st.integers(1, 12))
def test_chunks_end_where_their_texts_reach_the_limit(sizes: list[int], limit: int) -> None:
    cuts = list(arrow._cuts(sizes, limit))
    assert [n for start, end in cuts for n in range(start, end)] == list(range(len(sizes)))
    assert all(sum(sizes[start:end]) >= limit for start, end in cuts[:-1])
    assert all(sum(sizes[start : end - 1]) < limit for start, end in cuts)


# Any file


@pytest.mark.parametrize("suffix", ["csv", "tsv", "jsonl", "json", "txt", "xlsx", "parquet", "csv.gz", "jsonl.zst"])
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.binary(min_size=1, max_size=200) | st.text(alphabet='{}[]",:\n\r\t;\\ texa1', min_size=1).map(str.encode)
)
@example(content=b'text,id\n"a')
@example(content=b'[{"text"')
def test_any_bytes_are_read_or_refused_with_a_reason(tmp_path: Path, suffix: str, content: bytes) -> None:
    path = tmp_path / f"in.{suffix}"
    path.write_bytes(gzip.compress(content) if suffix == "csv.gz" else content)
    try:
        rows, rejects = read(path)
    except InputError as error:
        assert str(error) and error.hint
    else:
        lines = [line for line, _ in rows]
        assert lines == sorted(set(lines)) and all(reason for _, reason in rejects)


def test_progress_is_told_in_bytes_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("text\n" + "a\n" * 100)
    backlog = Backlog(tmp_path / "in.csv", ReadOptions(rows=30))
    assert [len(chunk.texts) for chunk in backlog.chunks()] == [30, 30, 30, 10]
    assert backlog.position() == (205, 205)
    backlog.close()


def test_blocks_are_read_where_they_are_asked_for(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("a\nb\n---\n\nc\n")
    assert read(tmp_path / "in.txt", blocks=True)[0] == [(1, "a\nb"), (5, "c")]
    assert [line for line, _ in read(tmp_path / "in.txt")[0]] == [1, 2, 3, 5]


def test_a_buffer_of_csv_is_what_python_reads(tmp_path: Path) -> None:
    content = 'id,text\n1,"a ""b"" c"\n2, d \n'
    (tmp_path / "in.csv").write_text(content)
    assert [text for _, text in read(tmp_path / "in.csv")[0]] == [
        row["text"] for row in csv.DictReader(io.StringIO(content))
    ]
