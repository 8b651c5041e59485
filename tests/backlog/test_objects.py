"""A JSON file is one list: what stands behind it is never lost without a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import InputError
from tests.backlog.doubles import texts_of

LIST = '[{"text": "one"}]'


@pytest.mark.parametrize("end", ["", "\n", ";\n", " ; \r\n\t", "\n" * 200_000])
@pytest.mark.parametrize("before", ["", "window.YTD.tweets.part0 = "])
def test_white_space_and_a_semicolon_may_follow_the_list(before: str, end: str, tmp_path: Path) -> None:
    (tmp_path / "in.json").write_text(before + LIST + end)
    assert texts_of(tmp_path / "in.json") == ["one"]


@pytest.mark.parametrize("more", [f"\n{LIST}", '\n{"text": "two"}', ",", "]", "\n" * 200_000 + "x", f"; x = {LIST}"])
@pytest.mark.parametrize("before", ["", "window.YTD.tweets.part0 = "])
def test_more_than_that_is_refused(before: str, more: str, tmp_path: Path) -> None:
    (tmp_path / "in.json").write_text(before + LIST + more)
    with pytest.raises(InputError, match="more stands behind the list of posts, line"):
        texts_of(tmp_path / "in.json")


def test_a_list_inside_an_object_may_have_other_members_behind_it(tmp_path: Path) -> None:
    (tmp_path / "in.json").write_text('{"posts": ' + LIST + ', "paging": {"next": null}}')
    assert texts_of(tmp_path / "in.json") == ["one"]
