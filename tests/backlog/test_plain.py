"""Blocks of plain text, and files that have none."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.backlog import plain
from assistant.errors import InputError
from tests.backlog.doubles import texts_of


def test_a_file_without_lines_between_blocks_is_not_held_as_a_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plain, "LINE_LIMIT", 1000)
    (tmp_path / "in.txt").write_text("one\n---\n" + "line\n" * 300)
    with pytest.raises(InputError, match=r"a block of more than .*\(line 3\)"):
        texts_of(tmp_path / "in.txt", blocks=True)
    (tmp_path / "in.txt").write_text("---\n".join(["word\n" * 150] * 10))
    assert len(texts_of(tmp_path / "in.txt", blocks=True)) == 10
