"""Posts beside a version or shipped for rehearsal: read as written, and refused in words where they are damaged."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import ModelUnusable
from assistant.learning.candidate import posts_bytes
from assistant.learning.corpus import LabelledPost
from assistant.learning.posts import read_posts
from assistant.learning.rehearsal import read_rehearsal
from assistant.post import Kind, Label

DAMAGED = ["[" * 100_000, "{", "7", '{"text": "a"}', '{"text": "a", "label": "good", "kind": "sale"}', "\u00e9"]


def test_kept_posts_are_read_as_they_were_written(tmp_path: Path) -> None:
    posts = [
        LabelledPost("Half price\u2028now \ud83d", Label.PROMOTIONAL, Kind.OFFER),
        LabelledPost("", Label.VALUE, None),
    ]
    (tmp_path / "posts.jsonl").write_bytes(posts_bytes(posts))
    assert read_posts(tmp_path / "posts.jsonl") == posts


@pytest.mark.parametrize("content", DAMAGED)
def test_damaged_posts_end_in_a_clear_error(tmp_path: Path, content: str) -> None:
    (tmp_path / "posts.jsonl").write_text(content, "latin-1")
    with pytest.raises(ModelUnusable, match="cannot be read"):
        read_posts(tmp_path / "posts.jsonl")
    with pytest.raises(ModelUnusable, match="install the program again"):
        read_rehearsal(tmp_path / "posts.jsonl")


def test_posts_to_rehearse_and_to_measure_with_do_not_overlap() -> None:
    shipped = read_rehearsal()
    learnt, measured = ({p.text for p in posts} for posts in (shipped.learnt, shipped.measured))
    assert len(learnt) > 200 and len(measured) > 200 and not learnt & measured
