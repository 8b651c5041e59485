"""Corpus posts that come with the program: half are rehearsed while learning, half show what was forgotten."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from assistant.classifier import base_model_folder
from assistant.errors import ModelUnusable
from assistant.learning.corpus import LabelledPost
from assistant.post import LABEL_OF, Kind

NAME = "rehearsal"


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Two sets of corpus posts without overlap: one to learn from, one to measure with."""

    learnt: tuple[LabelledPost, ...]
    measured: tuple[LabelledPost, ...]


def rehearsal_file() -> Path:
    """The file beside the base model: `rehearsal/posts.jsonl`."""
    return base_model_folder().parent / NAME / "posts.jsonl"


def read_rehearsal(path: Path | None = None) -> Rehearsal:
    """The shipped corpus posts. Raises `ModelUnusable` where the file is missing or damaged."""
    where = path or rehearsal_file()
    try:
        rows = [json.loads(line) for line in where.read_text("utf-8").splitlines()]
        posts = [LabelledPost(r["text"], LABEL_OF[Kind(r["kind"])], Kind(r["kind"])) for r in rows]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ModelUnusable(f"{where} cannot be read ({type(error).__name__})", "install the program again") from error
    return Rehearsal(tuple(posts[0::2]), tuple(posts[1::2]))
