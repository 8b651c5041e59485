"""The notebook keeps what the owner says, whatever else happens to its file."""

from __future__ import annotations

import resource
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import InputError, OutputFailed
from assistant.insight.notebook import FILE, NoSuchNote, add_notes, read_notes, remove_note

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


def test_notes_come_back_in_order_and_keep_their_numbers(tmp_path: Path) -> None:
    (first,) = add_notes(tmp_path, ["  Salt   the steak.\n"], "tip", NOW)
    (second,) = add_notes(tmp_path, ["My gran\nbaked."], "story", NOW)
    assert (first.text, second.text) == ("Salt the steak.", "My gran\nbaked.")
    remove_note(tmp_path, first.id)
    third, fourth = add_notes(tmp_path, ["Third.", "Fourth."], "tip", NOW)
    assert read_notes(tmp_path) == [second, third, fourth]
    assert len({first.id, second.id, third.id, fourth.id}) == 4


@pytest.mark.parametrize(
    ("words", "kind"), [("", "tip"), (" \n ", "tip"), ("x" * 2001, "tip"), ("a", "joke"), ("\ud83d", "tip")]
)
def test_what_is_no_note_is_refused_and_nothing_written(tmp_path: Path, words: str, kind: str) -> None:
    with pytest.raises(InputError):
        add_notes(tmp_path, ["Salt the steak overnight.", words], kind, NOW)
    assert not (tmp_path / FILE).exists()


def test_a_number_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoSuchNote, match="no note 4"):
        remove_note(tmp_path, 4)


def test_many_writers_lose_nothing(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda i: add_notes(tmp_path, [f"note {i}"], "tip", NOW), range(60)))
    assert {n.text for n in read_notes(tmp_path)} == {f"note {i}" for i in range(60)}


def test_a_line_that_was_cut_off_does_not_swallow_the_next(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('{"kind": "tip", "te', "utf-8")
    with pytest.raises(InputError, match="line 1"):
        read_notes(tmp_path)
    assert add_notes(tmp_path, ["Later."], "tip", NOW)[0].id == 2
    assert (tmp_path / FILE).read_text("utf-8").splitlines()[1].startswith('{"kind": "tip", "text": "Later."')


def test_a_note_that_the_disk_has_no_room_for_leaves_the_notebook_as_it_was(tmp_path: Path) -> None:
    (first,) = add_notes(tmp_path, ["Salt the steak."], "tip", NOW)
    before = (tmp_path / FILE).read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 20, hard))  # the next write stops after 20 bytes
    try:
        with pytest.raises(OutputFailed, match="No space left"):
            add_notes(tmp_path, ["Rest it, too."], "tip", NOW)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (tmp_path / FILE).read_bytes() == before
    assert read_notes(tmp_path) == [first]


@given(st.text(max_size=80).filter(lambda t: t.strip() and not any("\ud800" <= c <= "\udfff" for c in t)))
def test_any_words_come_back_whole(tmp_path_factory: pytest.TempPathFactory, words: str) -> None:
    home = tmp_path_factory.mktemp("home")
    (note,) = add_notes(home, [words], "tip", NOW)
    assert read_notes(home) == [note] and note.text.split() == words.split()
