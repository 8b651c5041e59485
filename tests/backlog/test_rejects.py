"""The file of the rejected rows takes nobody's place and can be opened like the output."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant.errors import UsageError
from tests.backlog.doubles import label


@pytest.mark.parametrize("how", [{}, {"force": True}, {"resume": True}], ids=str)
@pytest.mark.parametrize("name", ["in.csv", "out.csv", "sub/../in.csv", "link.csv"])
def test_rejects_never_replace_an_input_or_the_output(name: str, how: dict[str, bool], tmp_path: Path) -> None:
    source, output = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("text,id\nfine,1\nragged\n")
    (tmp_path / "sub").mkdir()
    os.link(source, tmp_path / "link.csv")
    with pytest.raises(UsageError, match="--rejects"):
        label(source, output, rejects=tmp_path / name, **how)
    assert source.read_text() == "text,id\nfine,1\nragged\n"
    assert not output.exists()


def test_what_is_safe_for_a_spreadsheet_is_so_among_the_rejects_too(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text('text,id\nfine,1\n"=HYPERLINK(""https://x.example"")"\n')
    rejects = tmp_path / "out.csv.rejects.csv"
    label(source, tmp_path / "out.csv")
    assert ',"=HYPERLINK' in rejects.read_text()
    label(source, tmp_path / "out.csv", safe=True, force=True)
    assert ",\"'=HYPERLINK" in rejects.read_text()
