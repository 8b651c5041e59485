"""A model folder opens as it was written, or ends in `ModelUnusable` and nothing else."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assistant.classifier import Classifier, base_model_folder
from assistant.classifier.light import TABLE_BYTES
from assistant.classifier.modelfile import DESCRIPTION, LIGHT, open_folder, verify, write_folder
from assistant.errors import ModelUnusable

PLAIN: dict[str, Any] = {
    "version": "test-1",
    "light": {"calibration": {"slope": 1.0, "offset": 0.0, "kind_slope": 1.0}, "unsure": [0.4, 0.6]},
    "full": None,
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**400), 10**400) | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=4,
)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small sound model; what a test changes in it, it puts back."""
    folder = tmp_path_factory.mktemp("models") / "own"
    write_folder(folder, {LIGHT: bytes(TABLE_BYTES)}, PLAIN)
    return folder


@pytest.fixture
def own(tmp_path: Path) -> Path:
    write_folder(tmp_path / "own", {LIGHT: bytes(TABLE_BYTES)}, PLAIN)
    return tmp_path / "own"


def refused(folder: Path) -> str:
    with pytest.raises(ModelUnusable) as error:
        Classifier.open(folder).judge(["Fresh bread"])
    assert error.value.exit_code == 3
    return error.value.message


def described(folder: Path, **changes: Any) -> None:
    fields = json.loads((folder / DESCRIPTION).read_text())
    (folder / DESCRIPTION).write_text(json.dumps({**fields, **changes}))


def test_what_was_written_opens_and_has_its_digests(own: Path) -> None:
    folder = open_folder(own)
    verify(folder)
    assert (folder.version, folder.has_encoder, folder.light_band.holds(0.5)) == ("test-1", False, True)


def test_the_model_that_comes_with_the_program_is_sound() -> None:
    verify(open_folder(base_model_folder()))


def test_a_changed_byte_is_found_by_the_digest(own: Path) -> None:
    content = bytearray((own / LIGHT).read_bytes())
    content[1000] ^= 1
    (own / LIGHT).write_bytes(content)
    with pytest.raises(ModelUnusable, match="damaged"):
        verify(open_folder(own))


def test_an_earlier_model_is_replaced_as_a_whole(own: Path) -> None:
    write_folder(own, {LIGHT: bytes(TABLE_BYTES)}, {**PLAIN, "version": "test-2"})
    assert open_folder(own).version == "test-2"
    assert [p.name for p in own.parent.iterdir()] == ["own"]


def test_a_failed_write_leaves_the_earlier_model(own: Path) -> None:
    with pytest.raises(TypeError):
        write_folder(own, {LIGHT: b"new"}, {"version": object()})
    assert open_folder(own).version == "test-1"
    assert [p.name for p in own.parent.iterdir()] == ["own"]


def test_a_missing_an_empty_and_a_strange_folder_are_refused(tmp_path: Path) -> None:
    assert "is missing" in refused(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    assert "model.json is missing" in refused(tmp_path / "empty")
    (tmp_path / "file").write_text("{}")
    assert "cannot be read" in refused(tmp_path / "file")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / DESCRIPTION).mkdir()
    assert "is no file" in refused(tmp_path / "folder")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"\x80\x04pickle", b"[" * 100_000, b'"x"'])
def test_a_description_of_another_sort_is_refused(own: Path, content: bytes) -> None:
    (own / DESCRIPTION).write_bytes(content)
    refused(own)


def test_a_huge_description_is_not_read(own: Path) -> None:
    (own / DESCRIPTION).write_bytes(b" " * (5 << 20))
    assert "too large" in refused(own)


@pytest.mark.parametrize("number", [0, 1, 3, "2", None, 1.5])
def test_a_format_that_this_version_does_not_know_is_named(own: Path, number: object) -> None:
    described(own, format=number)
    assert "this version reads 2" in refused(own)


@pytest.mark.parametrize("version", ["", "x" * 101, "a\x1b[2J", "a\nb", 7, None, "\ud800"])
def test_a_version_that_cannot_be_shown_is_refused(own: Path, version: object) -> None:
    described(own, version=version)
    refused(own)


@pytest.mark.parametrize("size", [0, 1, TABLE_BYTES - 1, TABLE_BYTES + 1])
def test_a_table_of_another_size_is_refused_even_if_the_description_says_so(own: Path, size: int) -> None:
    (own / LIGHT).write_bytes(bytes(size))
    assert f"{size} bytes" in refused(own)
    described(own, files={LIGHT: {"bytes": size}})
    refused(own)


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "run.py", "model.pkl", ""])
def test_files_that_no_model_has_are_refused(own: Path, name: str) -> None:
    described(own, files={LIGHT: {"bytes": TABLE_BYTES}, name: {"bytes": 1}})
    assert "wrong files" in refused(own)


@pytest.mark.parametrize(
    "number",
    [float("nan"), float("inf"), -float("inf"), 10**400, "1e999"],
    ids=["nan", "inf", "minus inf", "huge", "huge text"],
)
@pytest.mark.parametrize("field", ["slope", "offset", "kind_slope"])
def test_a_calibration_without_finite_numbers_is_refused(own: Path, field: str, number: object) -> None:
    calibration = {**PLAIN["light"]["calibration"], field: number}
    described(own, light={**PLAIN["light"], "calibration": calibration})
    refused(own)


@pytest.mark.parametrize("half", [b"\x00\x7c", b"\x00\x7e"], ids=["infinite", "not a number"])
def test_a_table_that_holds_no_numbers_ends_in_no_verdict(own: Path, half: bytes) -> None:
    content = (half * (TABLE_BYTES // 2 + 1))[:TABLE_BYTES]
    (own / LIGHT).write_bytes(content)
    described(own, files={LIGHT: {"bytes": TABLE_BYTES, "sha256": hashlib.sha256(content).hexdigest()}})
    refused(own)
    with pytest.raises(ModelUnusable):
        Classifier.open(own).kinds_of(["Fresh bread"] * 100)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_no_damage_to_the_description_gets_further_than_a_refusal(model: Path, data: st.DataObject) -> None:
    sound = (model / DESCRIPTION).read_bytes()
    start = data.draw(st.integers(0, len(sound)))
    end = data.draw(st.integers(start, min(len(sound), start + 40)))
    opens_or_refuses(model, sound[:start] + data.draw(st.binary(max_size=8)) + sound[end:], sound)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_no_foreign_value_in_the_description_gets_further_than_a_refusal(model: Path, data: st.DataObject) -> None:
    sound = (model / DESCRIPTION).read_bytes()
    fields = json.loads(sound)
    place = fields
    for _ in range(data.draw(st.integers(0, 2))):
        inner = [v for v in place.values() if isinstance(v, dict) and v]
        place = data.draw(st.sampled_from(inner)) if inner else place
    place[data.draw(st.sampled_from(sorted(place)))] = data.draw(JSON)
    opens_or_refuses(model, json.dumps(fields).encode(), sound)


def opens_or_refuses(model: Path, content: bytes, sound: bytes) -> None:
    try:
        (model / DESCRIPTION).write_bytes(content)
        (verdict,) = Classifier.open(model, fast=True).judge(["Fresh bread at seven"])
        assert 0 <= verdict.probability <= 1
    except ModelUnusable:
        pass
    finally:
        (model / DESCRIPTION).write_bytes(sound)


def test_a_table_of_a_gigabyte_is_refused_unread(own: Path) -> None:
    with (own / LIGHT).open("r+b") as file:
        file.truncate(1 << 30)
    described(own, files={LIGHT: {"bytes": 1 << 30}})
    assert f"{1 << 30} bytes" in refused(own)


@pytest.mark.parametrize("name", [LIGHT, DESCRIPTION])
@pytest.mark.parametrize("target", ["nowhere", "."])
def test_a_link_to_nothing_or_to_a_folder_is_refused(own: Path, name: str, target: str) -> None:
    (own / name).unlink()
    (own / name).symlink_to(target)
    refused(own)


@given(st.integers(0, TABLE_BYTES - 2), st.binary(min_size=1, max_size=64))
@settings(max_examples=60, deadline=None)
def test_a_table_with_other_bytes_than_were_written_is_refused(model: Path, place: int, bad: bytes) -> None:
    sound = (model / LIGHT).read_bytes()
    changed = sound[:place] + bad[: TABLE_BYTES - place] + sound[place + len(bad) :]
    assume(changed != sound)
    try:
        (model / LIGHT).write_bytes(changed)
        with pytest.raises(ModelUnusable, match="damaged"):
            Classifier.open(model, fast=True)
    finally:
        (model / LIGHT).write_bytes(sound)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
@pytest.mark.parametrize("name", [LIGHT, DESCRIPTION])
def test_a_pipe_is_refused_and_not_waited_for(own: Path, name: str) -> None:
    (own / name).unlink()
    os.mkfifo(own / name)
    refused(own)
