"""A file appears whole or not at all, and what the disk refuses is said."""

from __future__ import annotations

import errno
import gc
import json
from pathlib import Path
from typing import Any

import pytest

from assistant.backlog.output import WholeFile
from assistant.errors import FileUnreadable, InputError, OutputExists, OutputFailed
from tests.backlog.doubles import label


class FullDisk:
    """A file that takes so many bytes and no more."""

    def __init__(self, file: Any, room: int) -> None:
        self._file, self._room = file, room

    def write(self, content: bytes) -> int:
        self._room -= len(content)
        if self._room < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return int(self._file.write(content))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "json.gz", "parquet", "xlsx", "parquet.gz", "xlsx.gz"])
@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
def test_a_full_disk_leaves_nothing_but_the_checkpoint(
    suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text("".join(json.dumps({"text": f"{i} {i * 7919 % 1009}"}) + "\n" for i in range(3000)))
    opened = Path.open

    def small(path: Path, mode: str = "r", **how: Any) -> Any:
        file = opened(path, mode, **how)
        return FullDisk(file, 5000) if path.name.endswith(".part") else file

    monkeypatch.setattr(Path, "open", small)
    output = tmp_path / f"out.{suffix}"
    with pytest.raises(OutputFailed, match="No space left"):
        label(source, output)
    gc.collect()
    assert {p.name for p in tmp_path.iterdir()} <= {"in.jsonl", f".out.{suffix}.checkpoint"}


def test_a_full_disk_names_the_rejects_file_where_that_one_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in.csv").write_text("text,id\n" + "ragged\n" * 2000 + "fine,1\n")
    opened = Path.open

    def small(path: Path, mode: str = "r", **how: Any) -> Any:
        file = opened(path, mode, **how)
        return FullDisk(file, 5000) if path.name.endswith("rejects.csv.part") else file

    monkeypatch.setattr(Path, "open", small)
    with pytest.raises(OutputFailed, match=r"out\.csv\.rejects\.csv could not be written"):
        label(tmp_path / "in.csv", tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()


def test_parquet_comes_in_few_row_groups_and_whole(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    source = tmp_path / "in.jsonl"
    source.write_text("".join(json.dumps({"text": f"Post {i}"}) + "\n" for i in range(70_000)))
    label(source, tmp_path / "out.parquet", rows=1000)
    label(source, tmp_path / "out.jsonl", rows=1000)
    file = pq.ParquetFile(tmp_path / "out.parquet")
    assert file.num_row_groups == 2
    assert file.read().to_pylist() == [json.loads(x) for x in (tmp_path / "out.jsonl").read_text().splitlines()]


def test_what_cannot_become_a_file_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "there.csv").write_text("precious")
    with pytest.raises(OutputExists):
        WholeFile(tmp_path / "there.csv")
    with pytest.raises(InputError, match="folder does not exist"):
        WholeFile(tmp_path / "no" / "x.csv")
    with pytest.raises(FileUnreadable):
        WholeFile(tmp_path)


def test_an_error_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "there.csv").write_text("precious")
    with pytest.raises(ZeroDivisionError), WholeFile(tmp_path / "there.csv", force=True) as whole:
        whole.open().write(b"new")
        raise ZeroDivisionError
    assert [p.name for p in tmp_path.iterdir()] == ["there.csv"]
    assert (tmp_path / "there.csv").read_text() == "precious"
