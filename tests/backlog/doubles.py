"""A real engine without a model (verdicts that follow from the text alone, at once), and a user's own version."""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from assistant.backlog.pipeline import Hooks, Input, Job, label_backlog
from assistant.backlog.reading import ReadOptions, read_rows
from assistant.backlog.scoring import Scores
from assistant.backlog.summary import Summary
from assistant.classifier.features import ROWS
from assistant.classifier.modelfile import ModelFolder, write_folder
from assistant.classifier.ownhead import BASE_FEATURES, OWN_LIGHT, POSTS, base_digest, head_bytes


class Checksums:
    """Scores a text by its CRC-32. Raises what `fails` says at the chunk of that number."""

    def __init__(self, *, ahead: int = 0, fails: dict[int, BaseException] | None = None) -> None:
        self.ahead = ahead
        self.chunks = 0
        self._fails = fails or {}

    def submit(self, texts: Sequence[str]) -> Callable[[], Scores]:
        self.chunks += 1
        if self.chunks in self._fails:
            raise self._fails[self.chunks]
        sums = [zlib.crc32(t.encode("utf-8", "surrogatepass")) for t in texts]
        found = Scores(
            array("I", [s % 1_000_001 for s in sums]), bytes(s % 11 for s in sums), bytes(s % 2 for s in sums)
        )
        return lambda: found


def label(
    source: Path, output: Path, *, engine: Any = None, notes: list[str] | None = None, rows: int = 100, **how: Any
) -> Summary:
    """Label a file with checksums."""
    read = ReadOptions(rows=rows, **{k: how.pop(k) for k in ("text_column", "encoding", "blocks") if k in how})
    job = Job(
        (Input(source),),
        output,
        how.pop("rejects", output.with_name(f"{output.name}.rejects.csv")),
        read,
        **{"marks": {"model": "m"}, **how},
    )
    return label_backlog(job, engine or Checksums(), Hooks(note=(notes if notes is not None else []).append))


def texts_of(path: Path, **how: Any) -> list[str]:
    """The texts of a file."""
    return [row.text for row in read_rows(path, **how)]


def own_version(folder: Path, base: ModelFolder, bias: float) -> Path:
    """A user's version that adds `bias` to the base model's log odds, with the posts that it learnt from."""
    made_for = {"version": base.version, "digest": base_digest(base)}
    files = {
        OWN_LIGHT: head_bytes(bias, [1.0] + [0.0] * (BASE_FEATURES - 1), [0.0] * ROWS),
        POSTS: b'{"text": "nobody else is to read this"}\n',
    }
    own = {"base": made_for, "light": {"unsure": [0.4, 0.6]}, "full": None}
    write_folder(folder, files, {"version": "own-1-00000000", "own": own})
    return folder
