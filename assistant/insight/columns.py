"""Which column of an export holds what? Known headers live in `headers.toml`; the user may name a column instead."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from assistant.errors import InputError, NoSuchColumn

FIGURES = ("reach", "impressions", "likes", "comments", "shares", "saves", "clicks")


@cache
def known_headers() -> Mapping[str, tuple[str, ...]]:
    """What a column may hold, and the headers it is known by, in order of preference."""
    table = tomllib.loads(files("assistant.insight").joinpath("headers.toml").read_text("utf-8"))
    return {field: tuple(names) for field, names in table.items()}


def find_columns(columns: Sequence[str], path: str, named: Mapping[str, str] | None = None) -> dict[str, str]:
    """Field (a key of `headers.toml`) to the column that holds it, for those that the file has.

    `named` are the user's own choices. Raises `NoSuchColumn` where a named one is not there and `InputError` where two
    columns of the file have the name that would be taken.
    """
    plain: dict[str, list[str]] = {}
    for column in columns:
        plain.setdefault(_plain(column), []).append(column)
    found: dict[str, str] = {}
    for field, names in known_headers().items():
        own = (named or {}).get(field)
        if own is not None and own not in columns and _plain(own) not in plain:
            raise NoSuchColumn(path, f"column {own!r}", columns, f"--{field}-column")
        if own is not None and own in columns:
            found[field] = own
            continue
        name = _plain(own) if own is not None else next((n for n in names if n in plain), None)
        if name is None:
            continue
        if len(plain[name]) > 1:
            raise InputError(f"{path} has {len(plain[name])} columns called {name!r}", "rename one of them")
        found[field] = plain[name][0]
    if found.get("hour") == found.get("at"):
        found.pop("hour", None)
    return found


def _plain(header: str) -> str:
    bare = re.sub(r"\s*\([^)]*\)\s*$", "", header.strip(" \t\r\n\ufeff\"'.:"))
    return " ".join(bare.lower().split())
