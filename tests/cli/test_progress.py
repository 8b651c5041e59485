"""What a terminal sees of work that takes its time, and that the verdicts are those of one call."""

from __future__ import annotations

import sys

import pytest

from assistant.classifier import Classifier, base_model_folder
from assistant.cli.progress import judged

TEXTS = [
    f"{number} jars are half price until Sunday" if number % 2 else f"Tip {number}: trim it" for number in range(600)
]


@pytest.fixture(scope="module")
def light() -> Classifier:
    return Classifier.open(base_model_folder(), fast=True)


def test_many_posts_show_how_far_it_is(
    light: Classifier, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    verdicts = judged(light, TEXTS, explain=False)
    shown = capsys.readouterr().err.split("\r")
    assert [line.strip() for line in shown if line.strip()] == ["judging: 43%", "judging: 85%", "judging: 100%"]
    assert not shown[-2].strip() and not shown[-1]  # the line is wiped
    assert verdicts == light.judge(TEXTS, explain=False)


def test_a_few_posts_and_a_pipe_show_nothing(
    light: Classifier, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    judged(light, TEXTS, explain=False)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    judged(light, TEXTS[:9], explain=True)
    assert capsys.readouterr().err == ""
    assert judged(light, [], explain=True) == []
