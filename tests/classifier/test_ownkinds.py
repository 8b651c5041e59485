from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.classifier.calibration import KINDS, PROMOTIONAL_COUNT
from assistant.classifier.ownkinds import OwnKinds, kinds_bytes, kinds_width
from assistant.post import Kind


@given(
    st.lists(st.floats(0.001, 1), min_size=len(KINDS), max_size=len(KINDS)),
    st.lists(st.floats(-50, 50, width=32), min_size=len(KINDS), max_size=len(KINDS)),
)
def test_the_label_keeps_its_probability_whatever_the_kinds_become(
    tmp_path_factory: pytest.TempPathFactory, raw: list[float], bias: list[float]
) -> None:
    path = tmp_path_factory.mktemp("kinds") / "file"
    path.write_bytes(kinds_bytes([[b] for b in bias]))
    kinds = [k / sum(raw) for k in raw]
    [moved] = OwnKinds(path).moved([kinds], None)
    assert sum(moved) == pytest.approx(1)
    assert sum(moved[:PROMOTIONAL_COUNT]) == pytest.approx(sum(kinds[:PROMOTIONAL_COUNT]))


def test_a_bias_lifts_its_kind_within_the_label(tmp_path: Path) -> None:
    rows = [[3.0] if kind is Kind.STORY else [0.0] for kind in KINDS]
    (tmp_path / "file").write_bytes(kinds_bytes(rows))
    [moved] = OwnKinds(tmp_path / "file").moved([[1 / 11] * 11], None)
    assert max(range(len(KINDS)), key=lambda i: moved[i]) == KINDS.index(Kind.STORY)
    assert moved[0] == pytest.approx(1 / 11)


def test_the_vector_speaks_as_well(tmp_path: Path) -> None:
    rows = [[0.0, 4.0 if kind is Kind.FUN else 0.0, 0.0] for kind in KINDS]
    (tmp_path / "file").write_bytes(kinds_bytes(rows))
    own = OwnKinds(tmp_path / "file")
    first, second = own.moved([[1 / 11] * 11] * 2, np.array([[1.0, 9.0], [0.0, 9.0]], dtype=np.float32))
    assert first[KINDS.index(Kind.FUN)] > 5 * second[KINDS.index(Kind.FUN)]


@pytest.mark.parametrize("size", [0, 43, 45, -44])
def test_a_size_that_no_kinds_file_has_is_noticed(size: int) -> None:
    with pytest.raises(ValueError, match=str(size)):
        kinds_width(size)


def test_a_wrong_number_of_kinds_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="3"):
        kinds_bytes([[0.0]] * 3)
