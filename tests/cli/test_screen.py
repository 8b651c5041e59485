"""What goes to a stream is safe for the terminal behind it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.cli.screen import emit_line, error_line
from assistant.errors import FileMissing


def test_controls_stand_in_json_as_escapes(capsys: pytest.CaptureFixture[str]) -> None:
    emit_line({"text": "caf\u00e9 \u009b31m \x7f \x85"})
    assert capsys.readouterr().out == '{"text": "caf\u00e9 \\u009b31m \\u007f \\u0085"}\n'


def test_controls_of_an_error_stand_as_escapes() -> None:
    line = error_line(FileMissing("no\u009b2J.txt"), as_json=True)
    assert "no\\u009b2J.txt does not exist" in line
    assert json.loads(line)["error"]["message"] == "no\u009b2J.txt does not exist"


@given(st.text())
def test_the_value_is_the_same_and_nothing_acts_on_a_terminal(text: str) -> None:
    line = error_line(FileMissing(text), as_json=True)
    assert json.loads(line)["error"]["message"] == f"{text} does not exist"
    assert not any(ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 for c in line)
