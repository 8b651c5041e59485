from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.cli import review_session
from assistant.cli.labelled import Columns
from assistant.cli.review_session import pool_of
from assistant.errors import NoSuchColumn
from assistant.post import Label
from assistant.settings import Settings
from tests.cli.test_train import habit
from tests.conftest import Assistant


def unlabelled(path: Path, source: Path) -> Path:
    rows = [{"text": json.loads(line)["text"]} for line in source.read_text().splitlines()]
    path.write_text("\n".join(map(json.dumps, rows)) + "\n")
    return path


def at_terminal(
    assistant: Assistant, *arguments: str | Path, out: int | None = None
) -> tuple[subprocess.Popen[bytes], int]:
    """The running command, and the other end of its terminal; `out` takes standard output elsewhere."""
    outer, inner = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant", *map(str, arguments)],
        stdin=inner,
        stdout=inner if out is None else out,
        stderr=inner,
        cwd=assistant.folder,
        env={**assistant.environment, "TERM": "dumb"},
    )
    os.close(inner)
    return process, outer


def test_answers_from_a_file_are_kept_and_taught(assistant: Assistant, tmp_path: Path) -> None:
    truth = habit(tmp_path / "truth.jsonl")
    posts = unlabelled(tmp_path / "posts.jsonl", truth)
    run = assistant("review", posts, "--answers", truth, "-n", 24, "--fast", "--format", "json")
    assert run.code == 0, run.err
    assert run.json["answered"] == 24
    more = assistant("review", posts, "--answers", truth, "-n", 6, "--fast", "--format", "json")
    assert "24 of" in more.err
    assert more.json["answered_in_all"] == 30
    trained = assistant("train", "--fast", "--format", "json")
    assert trained.code == 0, trained.err
    assert trained.json["posts"] == 30


def test_without_a_terminal_nothing_prompts(assistant: Assistant, tmp_path: Path) -> None:
    run = assistant("review", habit(tmp_path / "posts.jsonl"))
    assert run.code == 2
    assert "--answers" in run.err


def test_an_empty_queue_says_what_to_give(assistant: Assistant, tmp_path: Path) -> None:
    run = assistant("review", "--answers", habit(tmp_path / "posts.jsonl"))
    assert run.code == 2
    assert "assistant review posts.csv" in run.err


def test_keys_answer_go_back_and_quit(assistant: Assistant, tmp_path: Path) -> None:
    truth = habit(tmp_path / "truth.jsonl")
    posts = unlabelled(tmp_path / "posts.jsonl", truth)
    process, outer = at_terminal(assistant, "review", posts, "--fast")
    seen = b""
    for key in b"pvbts":
        seen += until(outer, b"q quit")
        os.write(outer, bytes([key]))
    seen += until(outer, b"q quit")
    os.write(outer, b"q")
    seen += rest(outer)
    os.close(outer)
    assert process.wait(300) == 0, seen.decode()
    assert b"\x1b" not in seen
    rows = [json.loads(line) for line in (assistant.home / "review" / "answers.jsonl").read_text().splitlines()]
    assert [r["label"] for r in rows] == ["promotional", "value", None, "value"]
    assert rows[2]["undone"]
    assert rows[3]["kind"] == "tip"
    assert rows[3]["text"] == rows[1]["text"]
    assert b"2 answered, 1 skipped" in seen


# Arrows (CSI and SS3), F5, F1 of the Linux console, Alt with an arrow and with a letter, ESC alone.
LONG_KEYS = (b"\x1b[A", b"\x1bOB", b"\x1b[15~", b"\x1b[[A", b"\x1b\x1b[C", b"\x1bp", b"\x1b")


def test_an_arrow_or_function_key_is_no_answer(assistant: Assistant, tmp_path: Path) -> None:
    posts = unlabelled(tmp_path / "posts.jsonl", habit(tmp_path / "truth.jsonl"))
    process, outer = at_terminal(assistant, "review", posts, "--fast", "--format", "json", out=subprocess.PIPE)
    seen = until(outer, b"q quit")
    for key in LONG_KEYS:
        os.write(outer, key)
        seen += until(outer, b"q quit")
    os.write(outer, b"\x1b[Dv")  # what is typed ahead behind such a key counts
    seen += until(outer, b"\n  value")
    os.write(outer, b"q")
    found = json.loads(process.communicate(timeout=300)[0])
    seen += rest(outer)
    os.close(outer)
    assert process.returncode == 0, seen.decode()
    assert (found["answered"], found["skipped"]) == (1, 0)
    assert [row["label"] for row in answers(assistant)] == ["value"]
    assert seen.count(b" answered, ") == 2  # no key but the v led to another question


def test_the_talk_of_review_stays_out_of_its_json(assistant: Assistant, tmp_path: Path) -> None:
    posts = unlabelled(tmp_path / "posts.jsonl", habit(tmp_path / "truth.jsonl"))
    process, outer = at_terminal(assistant, "review", posts, "--fast", "--format", "json", out=subprocess.PIPE)
    seen = until(outer, b"q quit")
    os.write(outer, b"q")
    assert json.loads(process.communicate(timeout=300)[0])["answered"] == 0
    seen += rest(outer)
    os.close(outer)
    assert process.returncode == 0
    assert b"promotional, the model thinks" in seen


def answers(assistant: Assistant) -> list[dict[str, object]]:
    return [json.loads(line) for line in (assistant.home / "review" / "answers.jsonl").read_text().splitlines()]


def until(terminal: int, wanted: bytes) -> bytes:
    seen, deadline = b"", time.monotonic() + 300
    while wanted not in seen:
        assert time.monotonic() < deadline, seen
        seen += os.read(terminal, 4096)
    return seen


def rest(terminal: int) -> bytes:
    seen = b""
    while True:
        try:
            part = os.read(terminal, 4096)
        except OSError:
            return seen
        if not part:
            return seen
        seen += part


def test_doubtful_labels_alone_are_asked_about_and_the_answer_counts_more_than_the_file(
    assistant: Assistant, tmp_path: Path
) -> None:
    truth = habit(tmp_path / "truth.jsonl")
    rows = [json.loads(line) for line in truth.read_text().splitlines()]
    rows[3]["label"], rows[40]["label"] = rows[40]["label"], rows[3]["label"]
    own = tmp_path / "own.jsonl"
    own.write_text("\n".join(map(json.dumps, rows)) + "\n")
    run = assistant("review", own, "--doubts", "--answers", truth, "--fast", "--format", "json")
    assert run.code == 0, run.err
    answered = [json.loads(line) for line in (assistant.home / "review" / "answers.jsonl").read_text().splitlines()]
    assert {rows[3]["text"], rows[40]["text"]} <= {a["text"] for a in answered}
    assert len(answered) <= 6
    assert {a["why"] for a in answered} == {"doubt"}
    again = assistant("review", own, "--doubts", "--answers", truth, "--fast", "--format", "json")
    assert again.json["answered"] == 0


def test_without_a_label_there_is_nothing_to_doubt(assistant: Assistant, tmp_path: Path) -> None:
    posts = unlabelled(tmp_path / "posts.jsonl", habit(tmp_path / "truth.jsonl"))
    run = assistant("review", posts, "--doubts", "--answers", tmp_path / "truth.jsonl", "--fast")
    assert run.code == 2
    assert "no labelled post to doubt" in run.err


def test_answers_may_name_their_labels_as_they_like(assistant: Assistant, tmp_path: Path) -> None:
    truth = [json.loads(line) for line in habit(tmp_path / "truth.jsonl").read_text().splitlines()]
    posts, answered = tmp_path / "posts.jsonl", tmp_path / "answers.jsonl"
    posts.write_text("\n".join(json.dumps({"words": row["text"]}) for row in truth) + "\n")
    answered.write_text("\n".join(json.dumps({"text": row["text"], "mine": row["label"]}) for row in truth) + "\n")
    words = ("review", posts, "--text-column", "words", "--answers", answered, "-n", 4, "--fast", "--format", "json")
    refused = assistant(*words)
    assert (refused.code, refused.out) == (2, "")
    assert "--label-column" in refused.err
    run = assistant(*words, "--label-column", "mine")
    assert run.code == 0, run.err
    assert run.json["answered"] == 4


def test_without_answers_the_column_of_labels_is_the_file_s(assistant: Assistant, tmp_path: Path) -> None:
    rows = [json.loads(line) for line in habit(tmp_path / "truth.jsonl").read_text().splitlines()]
    own = tmp_path / "own.jsonl"
    own.write_text("\n".join(json.dumps({"text": row["text"], "mine": row["label"]}) for row in rows) + "\n")
    columns = Columns(label="mine")
    assert set(pool_of(own, columns, Settings(tmp_path), doubts=True).known.values()) == {
        Label.PROMOTIONAL,
        Label.VALUE,
    }
    with pytest.raises(NoSuchColumn, match="--label-column"):
        pool_of(own, Columns(label="theirs"), Settings(tmp_path))


def test_columns_without_a_file_are_refused(assistant: Assistant, tmp_path: Path) -> None:
    run = assistant("review", "--answers", habit(tmp_path / "posts.jsonl"), "--encoding", "cp1252")
    assert (run.code, "no file" in run.err) == (2, True)


def test_of_very_many_posts_some_are_drawn_in_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review_session, "POOL_LIMIT", 5)
    (tmp_path / "posts.txt").write_text("\n".join(f"Post {i:02}" for i in range(40)))
    texts = pool_of(tmp_path / "posts.txt", Columns(), Settings(tmp_path)).texts
    assert texts == ("Post 02", "Post 16", "Post 24", "Post 26", "Post 32")
