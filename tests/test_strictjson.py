"""JSON of which nobody could say what it means is refused, all other JSON read as ever."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.strictjson import NotUsable, encoded, loads, raw_decode, why

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(VALUES, st.sampled_from(["", " ", "\n\t"]))
def test_what_was_written_is_read(value: object, space: str) -> None:
    assert loads(space + json.dumps(value) + space) == value


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"trade": "bakery", "trade": "cafe"}', "it has 'trade' twice"),
        ('{"a": [{"b": 1, "c": 2, "b": 1}]}', "it has 'b' twice"),
        ("1" * 5000, "it holds a number of thousands of digits"),
        ("[" * 100_000, "it is nested too deep"),
    ],
)
def test_what_is_not_usable_is_said(text: str, said: str) -> None:
    with pytest.raises(NotUsable) as caught:
        loads(text)
    assert why(caught.value) == said


def test_a_name_given_twice_among_very_many_is_found_at_once() -> None:
    names = ", ".join(f'"{n}": 0' for n in range(200_000))
    with pytest.raises(NotUsable, match="it has '199999' twice"):
        loads(f'{{{names}, "199999": 1}}')


@pytest.mark.parametrize("text", ["", "{", '{"a": 1} x', "nonsense"])
def test_what_is_no_json_keeps_its_place(text: str) -> None:
    with pytest.raises(json.JSONDecodeError) as caught:
        loads(text)
    assert caught.value.pos >= 0


def test_a_value_inside_a_text_is_read_from_where_it_begins() -> None:
    assert raw_decode('x = [1, 2]; {"a"', 4) == ([1, 2], 10)


def test_half_an_emoji_goes_out_as_an_escape() -> None:
    text = json.dumps("half \ud83d of 🎉", ensure_ascii=False)
    assert encoded(text) == b'"half \\ud83d of \xf0\x9f\x8e\x89"'
    assert loads(encoded(text).decode()) == "half \ud83d of 🎉"
