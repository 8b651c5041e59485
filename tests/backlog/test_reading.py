"""What is read, and what is said about that which cannot be."""

from __future__ import annotations

import gzip
import json
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from assistant.backlog import find_column, read_rows
from assistant.backlog.columns import kept_names, text_headers, unique_names
from assistant.backlog.reading import Backlog, ReadOptions
from assistant.errors import FileUnreadable, InputError, NoSuchColumn, RowsRejected, WrongEncoding
from tests.backlog.doubles import label, texts_of

TEXT = "Café 🎉 “quotes”"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_encodings_are_detected(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(f"id,text\n1,{TEXT}\n", encoding=encoding)
    assert texts_of(tmp_path / "in.csv") == [TEXT]


def test_windows_1252_is_read_when_named_and_hinted_at_otherwise(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes("id,text\n1,fine\n2,Café “open”\n".encode("windows-1252"))
    assert texts_of(tmp_path / "in.csv", encoding="windows-1252") == ["fine", "Café “open”"]
    with pytest.raises(WrongEncoding) as caught:
        texts_of(tmp_path / "in.csv")
    assert (caught.value.byte, caught.value.line) == (20, 3)
    assert "windows-1252" in caught.value.hint


def test_a_wrong_byte_deep_in_a_file_is_found_exactly(tmp_path: Path) -> None:
    content = b"text\n" + "é fine\n".encode() * 300_000
    (tmp_path / "in.csv").write_bytes(content + b"\xff\n")
    with pytest.raises(WrongEncoding) as caught:
        texts_of(tmp_path / "in.csv")
    assert (caught.value.byte, caught.value.line) == (len(content), 300_002)


def test_an_encoding_that_does_not_exist_is_said(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("text\nx\n")
    for name in ("klingon", "base64", "rot13"):
        with pytest.raises(InputError, match="no text encoding"):
            texts_of(tmp_path / "in.csv", encoding=name)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Date - Intl. format or prompt,Text,Link(s) - Separated by comma for FB carousels", "Text"),
        ("date,time_24hr,message_text", "message_text"),
        ("Post ID,Page name,Title,Description,Publish time", "Description"),
        ("Post ID,Account username,Description,Duration (sec)", "Description"),
        ("Post title,Post link,Post type,Impressions", "Post title"),
        ("Tweet id,Tweet permalink,Tweet text,time", "Tweet text"),
        ("Text,Image URL,Tags,Posting Time", "Text"),
        ("postAtSpecificTime (YYYY-MM-DD HH:mm:ss),content,link (OGmetaUrl)", "content"),
        ("message,type,link,time", "message"),
        ("Media,Caption,Posted at", "Caption"),
    ],
)
def test_exports_of_known_tools_need_no_column_name(header: str, expected: str, tmp_path: Path) -> None:
    cells = ["here" if h == expected else "x" for h in header.split(",")]
    (tmp_path / "in.csv").write_text(f"{header}\n{','.join(cells)}\n")
    assert texts_of(tmp_path / "in.csv") == ["here"]


def test_known_headers_are_unique() -> None:
    assert len(set(text_headers())) == len(text_headers())


def test_an_x_archive_is_read_through_its_assignment(tmp_path: Path) -> None:
    tweets = [{"tweet": {"full_text": "One [1], two", "id": "1"}}, {"tweet": {"full_text": "Two", "id": "2"}}]
    (tmp_path / "tweets.js").write_text(f"window.YTD.tweets.part0 = {json.dumps(tweets, indent=2)}")
    rows = list(read_rows(tmp_path / "tweets.js"))
    assert [r.text for r in rows] == ["One [1], two", "Two"]
    assert rows[1].line > rows[0].line > 1


def test_json_documents_are_read_one_element_at_a_time(tmp_path: Path) -> None:
    posts = [{"text": f"Post {i} " + "x" * 500, "n": [i]} for i in range(1000)]
    (tmp_path / "a.json").write_text(json.dumps(posts))
    (tmp_path / "b.json").write_text(json.dumps({"account": "me [x]", "posts": posts}))
    assert texts_of(tmp_path / "a.json") == texts_of(tmp_path / "b.json") == [p["text"] for p in posts]


@pytest.mark.parametrize(
    "content",
    ["[", '[{"text": "a"}', '[{"text": "a"} {"text"', "[{]", '{"a": 1}', "nonsense", '[{"text": "a", "text": "b"}]'],
)
def test_broken_json_is_an_error(content: str, tmp_path: Path) -> None:
    (tmp_path / "in.json").write_text(content)
    with pytest.raises(InputError):
        texts_of(tmp_path / "in.json")


def test_json_that_leaves_open_what_is_meant_is_rejected(tmp_path: Path) -> None:
    lines = ['{"text": "a", "text": "b"}', '{"text": "c", "likes": ' + "1" * 5000 + "}", '{"text": "d"}']
    (tmp_path / "in.jsonl").write_text("\n".join(lines))
    rejects = []
    assert [r.text for r in read_rows(tmp_path / "in.jsonl", on_reject=rejects.append)] == ["d"]
    assert [r.reason for r in rejects] == [
        "the line is no usable JSON (it has 'text' twice)",
        "the line is no usable JSON (it holds a number of thousands of digits)",
    ]


def test_bad_json_lines_are_rejected_each_with_its_line(tmp_path: Path) -> None:
    lines = ['{"text": "a"}', "{broken", '"text"', '{"other": 1}', '{"text": 5}', "[" * 100_000, '{"text": null}']
    (tmp_path / "in.jsonl").write_text("\n".join(lines))
    rejects = []
    rows = list(read_rows(tmp_path / "in.jsonl", on_reject=rejects.append))
    assert [r.text for r in rows] == ["a", ""]
    assert [r.line for r in rejects] == [2, 3, 4, 5, 6]


def test_without_a_listener_the_first_bad_row_ends_the_reading(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("text,id\na,1\nb\n")
    with pytest.raises(RowsRejected, match=r"in\.csv:3: the row has 1 cell instead of 2"):
        list(read_rows(tmp_path / "in.csv"))


def test_ragged_rows_and_zero_bytes_are_rejected(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(b'text,id\na,1\nb,2,3\n\nc\x00d,4\n"e\nf",5\ng,6\n')
    rejects = []
    assert [r.text for r in read_rows(tmp_path / "in.csv", on_reject=rejects.append)] == ["a", "e\nf", "g"]
    assert [(r.line, r.reason[:18]) for r in rejects] == [(3, "the row has 3 cell"), (5, "the row holds zero")]


def test_a_giant_cell_is_rejected_and_the_rest_goes_on(tmp_path: Path) -> None:
    giant = "x" * 20_000_000
    (tmp_path / "in.csv").write_text(f'text,id\na,1\n"{giant}",2\nb,3\n')
    rejects = []
    assert [r.text for r in read_rows(tmp_path / "in.csv", on_reject=rejects.append)] == ["a", "b"]
    assert "16 million characters" in rejects[0].reason


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "json", "txt", "parquet"])
def test_a_text_longer_than_any_post_is_rejected_in_every_format(suffix: str, tmp_path: Path) -> None:
    texts = ["a", "x" * 1_500_000, "y" * 100_000, "b"]
    path = tmp_path / f"in.{suffix}"
    if suffix == "parquet":
        pq.write_table(pa.table({"text": texts}), path)
    elif suffix == "csv":
        path.write_text("text,id\n" + "".join(f"{t},1\n" for t in texts))
    elif suffix == "txt":
        path.write_text("\n".join(texts))
    else:
        rows = [json.dumps({"text": t}) for t in texts]
        path.write_text("\n".join(rows) if suffix == "jsonl" else f"[{','.join(rows)}]")
    rejects = []
    assert [r.text for r in read_rows(path, on_reject=rejects.append)] == ["a", "y" * 100_000, "b"]
    assert [r.reason for r in rejects] == ["the text has 1,500,000 characters, more than any post"]
    assert len(rejects[0].raw) == 500


def test_a_line_of_many_blocks_takes_time_in_proportion(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("a\n" + "x" * 60_000_000 + "\nb\n")
    before = time.process_time()
    assert [r.line for r in read_rows(tmp_path / "in.txt", on_reject=lambda _: None)] == [1, 3]
    assert time.process_time() - before < 5  # joining it again at every block took a minute


def test_huge_posts_are_few_in_a_chunk(tmp_path: Path) -> None:
    texts = ["x" * 300_000] * 9
    pq.write_table(pa.table({"text": texts}), tmp_path / "in.parquet")
    (tmp_path / "in.txt").write_text("\n".join(texts))
    for name in ("in.parquet", "in.txt"):
        backlog = Backlog(tmp_path / name, ReadOptions(rows=100))
        assert [(len(c.texts), c.lines[0]) for c in backlog.chunks()] == [(4, 1), (4, 5), (1, 9)]
        backlog.close()


def test_a_quote_that_is_never_closed_is_named(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text('text,id\na,1\n"open,2\n' + "some words here,3\n" * 1_000_000)
    with pytest.raises(InputError, match="begins in line 3"):
        list(read_rows(tmp_path / "in.csv"))


def test_two_columns_of_the_same_name_are_an_error_only_for_the_text(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("text,id,id\na,1,2\n")
    assert next(read_rows(tmp_path / "in.csv")).fields == {"text": "a", "id": "1", "id_2": "2"}
    (tmp_path / "two.csv").write_text("text,text\na,b\n")
    with pytest.raises(InputError, match="2 columns called 'text'"):
        read_rows(tmp_path / "two.csv")


def test_zero_bytes_in_the_header_are_no_table_and_long_headers_are_cut_short(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(b"\0" * 5000)
    with pytest.raises(InputError, match="zero bytes in its header"):
        read_rows(tmp_path / "in.csv")
    (tmp_path / "in.csv").write_text(",".join(f"{i}{'x' * 500}" for i in range(500)) + "\n")
    with pytest.raises(NoSuchColumn, match="and 460 more") as caught:
        read_rows(tmp_path / "in.csv")
    assert len(str(caught.value)) < 5000


def test_names_are_told_apart_and_make_room() -> None:
    assert unique_names(["a", "a", "a_2", ""]) == ("a", "a_3", "a_2", "column_4")
    assert kept_names(["label", "label_original"]) == ["label_original_2", "label_original"]
    assert find_column(["ID", " Label "], ["kind", "label"]) == " Label "


def test_a_missing_column_names_those_that_exist(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("id,words\n1,a\n")
    with pytest.raises(NoSuchColumn, match="'id', 'words'"):
        read_rows(tmp_path / "in.csv")
    with pytest.raises(NoSuchColumn, match="'nope'"):
        read_rows(tmp_path / "in.csv", text_column="nope")
    assert [r.text for r in read_rows(tmp_path / "in.csv", text_column="WORDS")] == ["a"]


@pytest.mark.parametrize("name", ["in.parquet", "in.xlsx", "in.csv.gz", "in.csv.zst", "in.xlsx.gz"])
def test_what_only_pretends_to_be_a_format_is_unreadable(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"this is not what it says" * 10)
    with pytest.raises(FileUnreadable):
        list(read_rows(tmp_path / name))


@pytest.mark.parametrize("suffix", ["csv.gz", "csv.zst", "parquet", "xlsx", "parquet.zst", "xlsx.gz"])
def test_cut_off_files_are_unreadable(suffix: str, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(
        "".join(json.dumps({"text": f"{i} {i * 7919 % 1013}"}) + "\n" for i in range(20_000))
    )
    label(tmp_path / "in.jsonl", tmp_path / f"whole.{suffix}")
    content = (tmp_path / f"whole.{suffix}").read_bytes()
    (tmp_path / f"cut.{suffix}").write_bytes(content[: len(content) * 2 // 3])
    with pytest.raises(FileUnreadable):
        list(read_rows(tmp_path / f"cut.{suffix}"))


def test_a_known_header_may_stand_below_notes_in_excel(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for row in (["All metrics in organic", None], [], ["Post title", "Likes"], ["Hello", 3], [None, None], ["Bye", 4]):
        book.active.append(row)
    book.save(tmp_path / "in.xlsx")
    rows = list(read_rows(tmp_path / "in.xlsx"))
    assert [(r.line, r.text, r.fields["Likes"]) for r in rows] == [(4, "Hello", 3), (6, "Bye", 4)]


def test_several_gzip_members_are_one_file(tmp_path: Path) -> None:
    (tmp_path / "in.csv.gz").write_bytes(gzip.compress(b"text\na\n") + gzip.compress(b"b\n"))
    assert texts_of(tmp_path / "in.csv.gz") == ["a", "b"]


def test_old_line_breaks_are_line_breaks(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(b"text,id\ra,1\rb,2\r")
    assert texts_of(tmp_path / "in.csv") == ["a", "b"]
