"""Where a wrong byte is, counted from the beginning of the file."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from assistant.backlog import source as source_module
from assistant.backlog.source import Source
from assistant.errors import WrongEncoding


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
@pytest.mark.parametrize("encoding", [None, "utf-8"])
@pytest.mark.parametrize("before", [0, 1, 5, 17, 40])
@pytest.mark.parametrize("block", [8, 1 << 20])
def test_the_place_of_a_wrong_byte_counts_the_mark(
    mark: bytes, encoding: str | None, before: int, block: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_module, "BLOCK", block)
    content = mark + b"a" * before + b"\xff" + b"b" * 50
    (tmp_path / "in.csv").write_bytes(content)
    with Source(tmp_path / "in.csv", encoding) as source, pytest.raises(WrongEncoding) as caught:
        list(source.lines())
    assert caught.value.byte == content.index(b"\xff")
    assert caught.value.line == 1
