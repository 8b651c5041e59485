"""What each tool's file looks like, read from `tools.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool's import file. `rows` is the most posts a file may hold (None: no limit is known).

    `undated`: a post without a moment is fine. `per_channel`: a file serves one platform only, there is no column for
    it. `unsure` is what is not known for certain.
    """

    key: str
    name: str
    status: str
    source: str
    columns: tuple[str, ...]
    fill: Mapping[str, str]
    date: str = ""
    day: str = ""
    hour: str = ""
    header: bool = True
    undated: bool = False
    per_channel: bool = False
    rows: int | None = None
    apart_minutes: int = 0
    ahead_minutes: int = 0
    unsure: tuple[str, ...] = field(default_factory=tuple)

    def column_of(self, content: str) -> int | None:
        """The place of the column that holds this content, None if the format has none."""
        return next((i for i, c in enumerate(self.columns) if self.fill.get(c) == content), None)


@cache
def tools() -> Mapping[str, Tool]:
    """All table formats by the name that `--to` takes."""
    table = tomllib.loads(files("assistant.exchange").joinpath("tools.toml").read_text("utf-8"))
    return {
        key: Tool(key, **{**entry, "columns": tuple(entry["columns"]), "unsure": tuple(entry.get("unsure", ()))})
        for key, entry in table.items()
    }
