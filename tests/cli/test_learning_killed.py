"""A process that is killed in the middle loses no answer and leaves a home that works."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.learning.answers import Answer, AnswerBook
from assistant.post import Label
from tests.cli.test_review import at_terminal, unlabelled, until
from tests.cli.test_train import habit
from tests.conftest import Assistant

ANSWERING = """
import sys
from pathlib import Path
from assistant.learning.answers import Answer, AnswerBook
from assistant.post import Label
book = AnswerBook(Path(sys.argv[1]))
for number in range(100000):
    book.add(Answer(f"post {number}", Label.VALUE))
    print(number, flush=True)
"""


def started(assistant: Assistant, *arguments: str | Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "assistant", *map(str, arguments)],
        env=assistant.environment,
        cwd=assistant.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def test_a_training_killed_at_any_moment_leaves_a_home_that_judges(assistant: Assistant, tmp_path: Path) -> None:
    posts = habit(tmp_path / "own.jsonl")
    begin = time.monotonic()
    first = assistant("train", posts, "--fast", "--format", "json")
    whole, known = time.monotonic() - begin, {"base", first.json["version"]}
    chance = random.Random(os.getpid())  # noqa: S311 - chance is no secret here
    for end in (signal.SIGKILL, signal.SIGINT, signal.SIGKILL):
        process = started(assistant, "train", posts, "--fast", "--force")
        try:
            process.wait(chance.uniform(0.1, 1.1) * whole)
        except subprocess.TimeoutExpired:
            process.send_signal(end)
            process.wait()
        listed = assistant("models", "list", "--format", "json")
        assert listed.code == 0, listed.err
        known |= {v["name"] for v in listed.json["versions"]}
        assert all(v["problem"] is None for v in listed.json["versions"])
        run = assistant("classify", "Workshop on Saturday", "--fast", "--format", "json")
        assert run.code == 0, run.err
        assert run.json["posts"][0]["model"].removesuffix("-light") == listed.json["active"]
        assert listed.json["active"] in known


@pytest.mark.parametrize("seed", range(3))
def test_a_review_killed_at_the_next_question_has_kept_every_answer(
    assistant: Assistant, tmp_path: Path, seed: int
) -> None:
    posts = unlabelled(tmp_path / "posts.jsonl", habit(tmp_path / "truth.jsonl"))
    keys = "".join(random.Random(seed).choices("pvt", k=1 + 6 * seed))  # noqa: S311 - chance is no secret here
    process, outer = at_terminal(assistant, "review", posts, "--fast")
    until(outer, b"q quit")
    for key in keys:
        os.write(outer, key.encode())
        until(outer, b"q quit")
    process.kill()
    process.wait()
    os.close(outer)
    said = {"p": "promotional", "v": "value", "t": "value"}
    rows = [json.loads(line) for line in (assistant.home / "review" / "answers.jsonl").read_text().splitlines()]
    assert [r["label"] for r in rows] == [said[key] for key in keys]


def test_a_review_killed_at_any_moment_goes_on_where_it_was(assistant: Assistant, tmp_path: Path) -> None:
    truth = habit(tmp_path / "truth.jsonl")
    posts = unlabelled(tmp_path / "posts.jsonl", truth)
    chance = random.Random(os.getpid())  # noqa: S311 - chance is no secret here
    book = assistant.home / "review" / "answers.jsonl"
    before: list[str] = []
    for _ in range(3):
        process = started(assistant, "review", posts, "--answers", truth, "--fast")
        wanted = len(before) + chance.randrange(1, 18)
        while process.poll() is None and (not book.exists() or book.read_bytes().count(b"\n") < wanted):
            process.poll()
        process.kill()
        process.wait()
        whole = [line for line in book.read_text().split("\n")[:-1] if line]
        assert whole[: len(before)] == before
        before = whole
    done = assistant("review", posts, "--answers", truth, "--fast", "--format", "json")
    assert done.code == 0, done.err
    answered = {a.text: a.label for a in AnswerBook(assistant.home / "review").labelled()}
    expected = {row["text"]: row["label"] for row in map(json.loads, truth.read_text().splitlines())}
    assert all(expected[text] == label for text, label in answered.items())
    assert {json.loads(line)["text"] for line in before} <= set(answered)


@pytest.mark.parametrize("wanted", [1, 7, 40])
def test_every_answer_that_was_taken_survives_a_kill(tmp_path: Path, wanted: int) -> None:
    root = Path(__file__).resolve().parents[2]
    process = subprocess.Popen(
        [sys.executable, "-c", ANSWERING, str(tmp_path)],
        cwd=root,
        stdout=subprocess.PIPE,
        env={"PYTHONPATH": str(root)},
    )
    assert process.stdout is not None
    for _ in range(wanted):
        process.stdout.readline()
    process.kill()
    process.stdout.close()
    process.wait()
    assert {a.text for a in AnswerBook(tmp_path).labelled()} >= {f"post {n}" for n in range(wanted)}


def test_a_line_that_a_crash_cut_off_costs_nothing_else(tmp_path: Path) -> None:
    AnswerBook(tmp_path).add(Answer("first", Label.VALUE))
    with (tmp_path / "answers.jsonl").open("ab") as file:
        file.write(b'{"text": "cut')
    AnswerBook(tmp_path).add(Answer("second", Label.PROMOTIONAL))
    assert [a.text for a in AnswerBook(tmp_path).labelled()] == ["first", "second"]
