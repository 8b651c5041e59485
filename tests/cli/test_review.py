from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import time
from pathlib import Path

from tests.cli.test_train import habit
from tests.conftest import Assistant


def unlabelled(path: Path, source: Path) -> Path:
    rows = [{"text": json.loads(line)["text"]} for line in source.read_text().splitlines()]
    path.write_text("\n".join(map(json.dumps, rows)) + "\n")
    return path


def at_terminal(assistant: Assistant, *arguments: str | Path) -> tuple[subprocess.Popen[bytes], int]:
    """The running command, and the other end of its terminal."""
    outer, inner = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant", *map(str, arguments)],
        stdin=inner,
        stdout=inner,
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
