"""The posts that a version learnt from, as its folder keeps them."""

from __future__ import annotations

import json
from pathlib import Path

from assistant.errors import ModelUnusable
from assistant.learning.corpus import LabelledPost
from assistant.post import Kind, Label


def read_posts(path: Path) -> list[LabelledPost]:
    """Labelled posts from JSON Lines. Raises `ModelUnusable` for a missing or damaged file."""
    try:
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        return [LabelledPost(str(r["text"]), Label(r["label"]), Kind(r["kind"]) if r["kind"] else None) for r in rows]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ModelUnusable(f"{path} cannot be read ({type(error).__name__})", "train with your files again") from error
