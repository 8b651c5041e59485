"""The guide's pairs are what the command says today."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "rewrite_guide.py"


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("rewrite_guide", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_guide_s_pairs_are_fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    guide = script()
    assert guide.PAGE.read_text("utf-8") == guide.page(), "run: python benchmarks/rewrite_guide.py"
    assert len(guide.CHOSEN) == 12
