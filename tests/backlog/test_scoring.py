"""The mark of a checkpoint tells models apart by what they are, not by their name."""

from __future__ import annotations

from pathlib import Path

from assistant.backlog.scoring import model_marks
from assistant.classifier import Classifier
from tests.backlog.doubles import own_version


def test_two_versions_of_one_name_share_no_checkpoint(tmp_path: Path) -> None:
    base = Classifier.open(fast=True)
    first, second = (
        Classifier.open(own_version(tmp_path / str(bias), base.folder, bias), fast=True) for bias in (1.0, -1.0)
    )
    again = Classifier.open(tmp_path / "1.0", fast=True)
    assert first.version == second.version
    assert model_marks(first) == model_marks(again)
    assert len({str(model_marks(c)) for c in (base, first, second)}) == 3
