"""The active model, and what is said where its encoder cannot run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.conftest import Assistant

TIP = "Trim the wick to 5 mm before every burn."


@pytest.fixture
def bare(assistant: Assistant, tmp_path: Path) -> Assistant:
    """A machine where ONNX Runtime cannot be imported."""
    shadow = tmp_path / "shadow"
    shadow.mkdir()
    (shadow / "onnxruntime.py").write_text('raise ImportError("no such library", name="onnxruntime")\n', "utf-8")
    assistant.environment["PYTHONPATH"] = os.pathsep.join([str(shadow), assistant.environment["PYTHONPATH"]])
    (tmp_path / "posts.csv").write_text(f"text,label\n{TIP},value\nHalf price until Sunday,promotional\n", "utf-8")
    (tmp_path / "figures.csv").write_text(f"Date,Likes,Text\n2026-01-01,3,{TIP}\n", "utf-8")
    return assistant


@pytest.mark.parametrize(
    "arguments",
    [
        ("classify", TIP),
        ("evaluate", "posts.csv"),
        ("audit", "posts.csv"),
        ("rewrite", "Half price until Sunday"),
        ("queue", "add", TIP),
        ("queue", "import", "posts.csv"),
        ("queue", "rejudge"),
        ("insights", "import", "figures.csv"),
        ("label", "posts.csv", "-o", "out.csv"),
    ],
)
def test_the_light_model_that_stands_in_for_the_encoder_is_told_once(
    bare: Assistant, arguments: tuple[str, ...]
) -> None:
    run = bare(*arguments, "--format", "json")
    assert run.code == 0, run.err
    assert run.err.count("note: the light model answers alone, since onnxruntime is not installed") == 1


def test_nothing_is_said_where_the_light_model_was_asked_for(bare: Assistant) -> None:
    assert bare("classify", TIP, "--fast").err == ""
