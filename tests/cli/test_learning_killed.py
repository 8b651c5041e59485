"""A process that is killed in the middle loses no answer and leaves a home that works."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.learning.answers import AnswerBook
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


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_killed_training_leaves_a_home_that_judges(assistant: Assistant, tmp_path: Path, seed: int) -> None:
    posts = habit(tmp_path / "own.jsonl")
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant", "train", str(posts), "--fast"],
        env=assistant.environment,
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait = random.Random(seed).uniform(0.5, 4)  # noqa: S311 - chance is no secret here
    try:
        process.wait(wait)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    run = assistant("classify", "Workshop on Saturday", "--fast", "--format", "json")
    assert run.code == 0, run.err
    assert assistant("models", "list").code == 0


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
    from assistant.learning.answers import Answer
    from assistant.post import Label

    AnswerBook(tmp_path).add(Answer("first", Label.VALUE))
    with (tmp_path / "answers.jsonl").open("ab") as file:
        file.write(b'{"text": "cut')
    AnswerBook(tmp_path).add(Answer("second", Label.PROMOTIONAL))
    assert [a.text for a in AnswerBook(tmp_path).labelled()] == ["first", "second"]
