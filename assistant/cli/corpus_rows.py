"""Labelled posts in tables and other formats that `label` reads, with the fields of corpus lines."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assistant.backlog import Row, find_column, read_rows
from assistant.learning.corpus import UNUSABLE, LabelledPost, Place, Problem, post_of
from assistant.learning.labels import is_blank

_FIELDS = ("kind", "label", "id", "writer", "pair", "industry", "platform", "voice", "sort", "second", "first", "hard")
_TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def read_rows_of(path: Path) -> tuple[list[LabelledPost], list[Problem]]:
    """The usable posts of a file and what is wrong with its other rows.

    Columns are found by name in any case; what a cell leaves empty is not there. Raises `InputError` for a file that
    cannot be read at all.
    """
    posts: list[LabelledPost] = []
    problems: list[Problem] = []
    rows = read_rows(
        path, on_reject=lambda reject: problems.append(Problem(Place(str(path), reject.line), UNUSABLE, reject.reason))
    )
    for row in rows:
        place = Place(str(path), row.line)
        try:
            posts.append(post_of(_fields(row), place))
        except ValueError as error:
            problems.append(Problem(place, UNUSABLE, str(error)))
    return posts, problems


def _fields(row: Row) -> Mapping[str, Any]:
    fields: dict[str, Any] = {"text": row.text}
    for name in _FIELDS:
        column = find_column(row.fields, [name])
        value = row.fields.get(column) if column else None
        if not is_blank(value):
            fields[name] = _meant(name, value)
    return fields


def _meant(name: str, value: Any) -> Any:
    """Tables hold everything as text: numbers are names here, and truth is a word."""
    if name == "hard":
        return _TRUTH.get(str(value).strip().casefold(), value)
    if name in {"kind", "label", "second", "first"} and isinstance(value, str):
        return value.strip().casefold()
    return int(value) if isinstance(value, float) and value.is_integer() else value
