"""Reading labelled posts: what cannot be used is named with file and line, all of it at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import FileMissing, FileUnreadable, RowsRejected
from assistant.learning.corpus import (
    LabelledPost,
    corpus_digest,
    corpus_files,
    fold_groups,
    read_corpus,
    read_files,
    read_lines,
)
from assistant.post import Kind, Label


def post(text: str, label: Label = Label.VALUE, **fields: str) -> LabelledPost:
    return LabelledPost(text=text, label=label, **fields)


def reading(line: str | bytes) -> str:
    """The one problem of a file that holds this line behind a good one."""
    good = b'{"text": "A good line", "kind": "tip"}\n'
    content = good + (line if isinstance(line, bytes) else line.encode("utf-8", "surrogatepass"))
    posts, problems = read_lines(content, "posts.jsonl")
    assert len(posts) == 1
    (problem,) = problems
    assert problem.place == ("posts.jsonl", 2)
    return str(problem)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{text: 1}", "posts.jsonl:2: not JSON (Expecting property name enclosed in double quotes at column 2)"),
        ("[" * 100_000, "posts.jsonl:2: not JSON that can be read (it is nested too deep)"),
        ('["text", "tip"]', "posts.jsonl:2: not a JSON object: write one post a line"),
        ("null", "posts.jsonl:2: not a JSON object: write one post a line"),
        ('{"kind": "tip"}', "posts.jsonl:2: no text"),
        ('{"text": "  \\n", "kind": "tip"}', "posts.jsonl:2: no text"),
        ('{"text": ["a"], "kind": "tip"}', "posts.jsonl:2: no text"),
        ('{"text": "a"}', "posts.jsonl:2: neither kind nor label"),
        ('{"text": "a", "label": "promo"}', "posts.jsonl:2: unknown label 'promo' (known: promotional, value)"),
        (
            '{"text": "a", "kind": "offer", "label": "value"}',
            "posts.jsonl:2: kind offer is promotional, the line says value",
        ),
        ('{"text": "a", "kind": "tip", "hard": "no"}', "posts.jsonl:2: hard is 'no': it must be true or false"),
        ('{"text": "a", "kind": "tip", "id": ["x"]}', "posts.jsonl:2: id must be a text or a number"),
        ('{"text": "a", "kind": "tip", "pair": true}', "posts.jsonl:2: pair must be a text or a number"),
        (b'{"text": "caf\xe9", "kind": "tip"}', "posts.jsonl:2: not UTF-8 at byte 13"),
    ],
)
def test_a_line_that_cannot_be_used_is_named_with_its_reason(line: str | bytes, message: str) -> None:
    assert reading(line) == message


def test_an_unknown_kind_is_told_with_the_known_ones() -> None:
    said = reading('{"text": "a", "kind": "advert"}')
    assert said.startswith("posts.jsonl:2: unknown kind 'advert' (known: offer, product")


@pytest.mark.parametrize("kind", ["{}", "[]", "3", "true"])
def test_a_kind_that_is_no_text_is_unknown(kind: str) -> None:
    assert "unknown kind" in reading(f'{{"text": "a", "kind": {kind}}}')


def test_blank_lines_a_byte_order_mark_and_foreign_line_ends_pass() -> None:
    content = b'\xef\xbb\xbf{"text": "one", "kind": "tip"}\r\n\r\n  \n{"text": "two", "label": "promotional"}'
    posts, problems = read_lines(content, "x")
    assert not problems
    assert [(p.text, p.kind, p.label, p.place) for p in posts] == [
        ("one", Kind.TIP, Label.VALUE, ("x", 1)),
        ("two", None, Label.PROMOTIONAL, ("x", 4)),
    ]


def test_every_field_of_a_corpus_line_is_read() -> None:
    row = {
        "id": "a1", "text": "t", "kind": "offer", "industry": "bakery", "platform": "facebook", "voice": "baker",
        "sort": "shop", "pair": "2-1", "writer": 2, "second": "product", "hard": True,
    }  # fmt: skip
    (read,), _ = read_lines(json.dumps(row).encode(), "x")
    assert read == LabelledPost(
        text="t", label=Label.PROMOTIONAL, kind=Kind.OFFER, id="a1", industry="bakery", platform="facebook",
        voice="baker", sort="shop", pair="2-1", writer="2", second="product", hard=True,
    )  # fmt: skip


@given(st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_no_bytes_whatever_break_the_reader(content: bytes) -> None:
    posts, problems = read_lines(content, "x")
    assert len(posts) + len(problems) <= len(content.splitlines())


def test_a_corpus_is_refused_with_all_its_problems_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    (tmp_path / "b.jsonl").write_text('{"text": "Twice", "kind": "tip"}\n{"text": "x", "kind": "nope"}\n')
    (tmp_path / "a.jsonl").write_text('oops\n{"text": "twice ", "kind": "fun"}\n{"text": "y", "label": "value"}\n')
    with pytest.raises(RowsRejected) as refused:
        read_corpus(tmp_path)
    places = [problem.split(": ")[0].removeprefix(f"{tmp_path}/") for problem in refused.value.problems]
    assert places == ["a.jsonl:1", "a.jsonl:3", "b.jsonl:1", "b.jsonl:2"]
    assert refused.value.problems[1].endswith("no kind")
    assert refused.value.problems[2].endswith("a.jsonl:2")
    assert refused.value.exit_code == 2


def test_a_corpus_is_read_in_the_order_of_its_files(tmp_path: Path) -> None:
    (tmp_path / "b.jsonl").write_text('{"text": "two", "kind": "tip"}\n')
    (tmp_path / "a.jsonl").write_text('{"text": "one", "kind": "fun"}\n')
    assert [p.text for p in read_corpus(tmp_path)] == ["one", "two"]


def test_a_folder_without_posts_a_missing_file_and_a_folder_named_like_a_file_are_told(tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        corpus_files(tmp_path)
    with pytest.raises(FileMissing):
        read_files([tmp_path / "no.jsonl"])
    with pytest.raises(FileUnreadable):
        read_files([tmp_path])


def test_the_digest_hangs_on_texts_kinds_and_order_alone() -> None:
    one, two = post("a", kind=Kind.TIP), post("b", kind=Kind.FUN)
    assert corpus_digest([one, two]) == corpus_digest([post("a", kind=Kind.TIP, id="7"), two])
    assert len({corpus_digest(p) for p in ([one, two], [two, one], [one], [post("a", kind=Kind.FUN), two])}) == 4


def test_a_lone_surrogate_has_a_digest() -> None:
    assert len(corpus_digest([post("\ud83d")])) == 64


def test_pairs_and_near_copies_share_a_fold_and_strangers_do_not() -> None:
    near = "Rinse the filter under the cold tap and let it dry for a day before you put it back"
    posts = [
        post("Fresh loaves at eight.", pair="1-1"),
        post("Rinse the filter, please"),
        post("Loaves go stale by eight.", pair="1-1"),
        post(near),
        post(near.replace("a day", "one day") + "! https://x.example/1"),
        post("link in bio"),
        post("Link in bio \u2728"),
    ]
    groups = fold_groups(posts)
    assert groups[0] == groups[2]
    assert groups[3] == groups[4]
    assert groups[5] == groups[6]
    assert len(set(groups)) == 4
