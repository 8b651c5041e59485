"""`assistant queue export`: drafts leave for other tools."""

from __future__ import annotations

import csv
from pathlib import Path

from tests.conftest import Assistant


def test_queued_drafts_are_written_and_read_back(assistant: Assistant, tmp_path: Path) -> None:
    assistant("queue", "add", "Trim the wick to 5 mm, and\nit burns longer.", "@you: =SUM(1)", "--tag", "wax")
    assert assistant("queue", "export", "--to", "publer", "-o", "out.csv", "--dry-run").code == 0
    assert not list(tmp_path.glob("out*"))
    done = assistant("queue", "export", "--to", "publer", "-o", "out.csv", "--format", "json")
    assert done.code == 0, done.err
    assert [Path(f["path"]).name for f in done.json["files"]] == ["out-facebook.csv"]
    with (tmp_path / "out-facebook.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [r["Text"] for r in rows] == ["Trim the wick to 5 mm, and\nit burns longer.", "@you: =SUM(1)"]
    assert assistant("queue", "export", "--to", "publer", "-o", "out.csv").code == 2
    buffer = assistant("queue", "export", "--to", "buffer", "-o", "b.csv")
    assert (buffer.code, "have no moment to go out" in buffer.err) == (2, True)
