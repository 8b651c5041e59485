from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.classifier import Classifier
from assistant.classifier.features import ROWS
from assistant.classifier.modelfile import DESCRIPTION, write_folder
from assistant.classifier.ownhead import BASE_FEATURES, OWN_LIGHT, base_digest, head_bytes, read_own
from assistant.classifier.ownkinds import KINDS_LIGHT, kinds_bytes
from assistant.errors import ModelUnusable
from assistant.post import Kind, Label

GERMAN = "Wir haben heute für euch die Werkstatt geöffnet und der Kaffee ist auch schon da"


def version(folder: Path, *, bias: float = 0.0, kinds: list[list[float]] | None = None, **fields: Any) -> Path:
    """A version on the light model that adds `bias` to the base model's log odds."""
    base = Classifier.open(fast=True).folder
    files = {OWN_LIGHT: head_bytes(bias, [1.0] + [0.0] * (BASE_FEATURES - 1), [0.0] * ROWS)}
    if kinds is not None:
        files[KINDS_LIGHT] = kinds_bytes(kinds)
    made_for = {"version": base.version, "digest": base_digest(base)}
    own = {"base": made_for, "light": {"unsure": [0.4, 0.6]}, "full": None}
    write_folder(folder, files, {"version": "own-1-00000000", "own": own} | fields)
    return folder


def test_a_bias_of_nothing_says_what_the_base_model_says(tmp_path: Path) -> None:
    text = "Half price on all mugs until Friday"
    [own] = Classifier.open(version(tmp_path / "own"), fast=True).judge([text])
    [base] = Classifier.open(fast=True).judge([text])
    assert own.probability == pytest.approx(base.probability, abs=1e-3)
    assert own.kind is base.kind
    assert own.model == "own-1-00000000-light"


def test_a_strong_bias_turns_the_label_and_a_value_kind_is_named(tmp_path: Path) -> None:
    [own] = Classifier.open(version(tmp_path / "own", bias=-20), fast=True).judge(["Half price on all mugs"])
    assert own.label is Label.VALUE
    assert sum(own.kinds.values()) == pytest.approx(1)


def test_own_kinds_are_named(tmp_path: Path) -> None:
    rows = [[30.0] if kind in {Kind.BRAG, Kind.SERVICE} else [0.0] for kind in Kind]
    judged = Classifier.open(version(tmp_path / "own", kinds=rows), fast=True).judge(
        ["Half price on all mugs until Friday, order now", "Soak beans overnight and rinse them well"]
    )
    assert [v.kind for v in judged] == [Kind.BRAG, Kind.SERVICE]


def test_a_language_that_was_learnt_is_no_reason_to_be_unsure(tmp_path: Path) -> None:
    strange, learnt = (
        Classifier.open(version(tmp_path / name, bias=9.0, languages=known), fast=True).judge([GERMAN])[0]
        for name, known in (("a", []), ("b", ["German"]))
    )
    assert strange.unsure
    assert strange.note == "this looks like German; the model knows English"
    assert not learnt.unsure
    assert learnt.note is None


HOSTILE = {
    "huge number": '{"unsure": [0, 1' + "0" * 400 + "]}",
    "nan": '{"unsure": [NaN, 0.5]}',
    "turned around": '{"unsure": [0.9, 0.1]}',
    "a list": "[]",
    "deep": "[" * 100_000 + "]" * 100_000,
}


@pytest.mark.parametrize("light", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_description_ends_in_a_clear_error(tmp_path: Path, light: str) -> None:
    path = version(tmp_path / "own") / DESCRIPTION
    described = json.loads(path.read_text())
    described["own"]["light"] = "HERE"
    path.write_text(json.dumps(described).replace('"HERE"', light))
    with pytest.raises(ModelUnusable, match="damaged"):
        read_own(tmp_path / "own")


@pytest.mark.parametrize(
    "change", [{"own": None}, {"own": []}, {"files": []}, {"files": {"../x": {}}}, {"languages": [1]}, {"languages": 5}]
)
def test_fields_of_the_wrong_shape_end_in_a_clear_error(tmp_path: Path, change: dict[str, Any]) -> None:
    path = version(tmp_path / "own") / DESCRIPTION
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises(ModelUnusable):
        read_own(tmp_path / "own")


@pytest.mark.parametrize("name", [OWN_LIGHT, KINDS_LIGHT])
def test_a_file_of_the_wrong_size_is_refused(tmp_path: Path, name: str) -> None:
    folder = version(tmp_path / "own", kinds=[[0.0]] * len(Kind))
    (folder / name).write_bytes((folder / name).read_bytes() + b"\0")
    with pytest.raises(ModelUnusable, match="bytes instead of"):
        read_own(folder)


@pytest.mark.parametrize("name", [OWN_LIGHT, KINDS_LIGHT])
def test_one_turned_bit_is_noticed(tmp_path: Path, name: str) -> None:
    folder = version(tmp_path / "own", kinds=[[0.0]] * len(Kind))
    content = bytearray((folder / name).read_bytes())
    content[3] ^= 0x40
    (folder / name).write_bytes(content)
    with pytest.raises(ModelUnusable, match="its digest differs"):
        Classifier.open(folder, fast=True)


def test_weights_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    folder = version(tmp_path / "own", bias=float("nan"))
    with pytest.raises(ModelUnusable, match="no probabilities"):
        Classifier.open(folder, fast=True).judge(["Half price"])
    kinds = version(tmp_path / "kinds", kinds=[[float("nan")]] * len(Kind))
    with pytest.raises(ModelUnusable, match="no probabilities"):
        Classifier.open(kinds, fast=True).judge(["Half price"])
