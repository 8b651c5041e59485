"""A file is written as a whole or left as it was, and nothing else stays behind."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from assistant.errors import OutputFailed
from assistant.wholefile import OPEN, PRIVATE, write_whole


@pytest.mark.parametrize("mode", [OPEN, PRIVATE])
def test_the_file_holds_what_was_written_and_may_be_read_by_whom_it_is_for(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "page.html"
    for content in (b"first", b"second"):
        write_whole(path, content, mode=mode)
        assert path.read_bytes() == content
    assert path.stat().st_mode & 0o777 == mode
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "profile.json"
    path.write_text("before")

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputFailed, match=r"profile\.json could not be written \(No space left on device\)"):
        write_whole(path, b"after", mode=OPEN)
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_folder_is_made_only_where_that_is_wanted(tmp_path: Path) -> None:
    with pytest.raises(OutputFailed):
        write_whole(tmp_path / "typo" / "page.html", b"", mode=OPEN)
    write_whole(tmp_path / "home" / "profile.json", b"{}", mode=PRIVATE, make_folder=True)
    assert [p.name for p in tmp_path.iterdir()] == ["home"]
