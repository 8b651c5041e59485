"""Which column holds the posts? Known headers of other tools' exports live in `headers.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.errors import InputError, NoSuchColumn

ADDED = ("label", "probability", "kind", "unsure")  # what labelling adds to each row
NUMBERS = frozenset({"probability"})  # of what is added, those whose text is a number
TEXT_COLUMN = "--text-column"


@cache
def text_headers() -> tuple[str, ...]:
    """Known headers of a text column in order of preference, lowered."""
    table = tomllib.loads(files("assistant.backlog").joinpath("headers.toml").read_text("utf-8"))
    return tuple(entry["header"] for entry in table["text"])


def find_text_column(
    columns: Sequence[str], path: str, wanted: str | None = None, *, what: str = "column with the posts"
) -> int:
    """The position of the column that holds the posts.

    `wanted` is the user's own name for it (exact, else without regard to case); without it the first of the known
    headers counts. Raises `NoSuchColumn`, or `InputError` where two columns
    have that name.
    """
    names = [_plain(c) for c in columns]
    if wanted is not None:
        places = [i for i, c in enumerate(columns) if c == wanted]
        places = places or [i for i, n in enumerate(names) if n == _plain(wanted)]
        if not places:
            raise NoSuchColumn(path, f"column {wanted!r}", columns, TEXT_COLUMN)
    else:
        known = next((h for h in text_headers() if h in names), None)
        if known is None:
            raise NoSuchColumn(path, what, columns, TEXT_COLUMN)
        places = [i for i, n in enumerate(names) if n == known]
    if len(places) > 1:
        raise InputError(
            f"{path} has {len(places)} columns called {columns[places[0]]!r}", "rename one of them, so that one is left"
        )
    return places[0]


def find_column(columns: Iterable[str], names: Iterable[str]) -> str | None:
    """The column that goes by the first of these names, without regard to case and surrounding marks; None if none."""
    known = {_plain(c): c for c in reversed(list(columns))}
    return next((known[_plain(n)] for n in names if _plain(n) in known), None)


def find_text_field(item: Mapping[str, Any], path: str, wanted: str | None = None) -> tuple[str, ...]:
    """The way to the text in a JSON object, one key a step: `("text",)`, `("tweet", "full_text")`.

    `wanted` may name an inner field with dots. Raises like `find_text_column`.
    """
    ways: dict[str, tuple[str, ...]] = {key: (key,) for key in item}
    for key, inner in item.items():
        if isinstance(inner, dict):
            ways.update({f"{key}.{name}": (key, name) for name in inner if f"{key}.{name}" not in ways})
    names = list(ways)
    return ways[names[find_text_column(names, path, wanted, what="field with the posts")]]


def _plain(header: str) -> str:
    return " ".join(header.strip(" \t\r\n\ufeff\"'.:").lower().split())


def kept_name(name: str, taken: Container[str]) -> str:
    """The name under which a column goes on whose own name is needed: `label_original`, `label_original_2`, ..."""
    return _free(f"{name}_original", taken, {})


def kept_names(columns: Sequence[str], added: Sequence[str] = ADDED) -> list[str]:
    """The columns as they go out: those whose names are needed for what is `added` are renamed with `kept_name`."""
    taken, numbers = set(columns), dict[str, int]()
    out: list[str] = []
    for name in columns:
        new = _free(f"{name}_original", taken, numbers) if name in added else name
        out.append(new)
        taken.add(new)
    return out


def has_known_header(line: str) -> bool:
    """Whether this looks like the header line of a table of posts."""
    return any(_plain(cell) in text_headers() for d in ",;\t|" for cell in line.split(d))


def has_known_name(cells: Sequence[str], wanted: str | None) -> bool:
    """Whether one of these header cells names the posts: as `wanted`, or as a known header where that is None."""
    names = {_plain(c) for c in cells}
    return _plain(wanted) in names if wanted is not None else not names.isdisjoint(text_headers())


def unique_names(columns: Sequence[str]) -> tuple[str, ...]:
    """The columns with repeated names told apart (`name`, `name_2`, ...) and empty ones named by their place."""
    out: dict[str, None] = {}
    taken, numbers = set(columns), dict[str, int]()
    for place, name in enumerate(columns, 1):
        base = name or f"column_{place}"
        new = _free(base, taken, numbers) if base in out else base
        out[new] = None
        taken.add(new)
    return tuple(out)


def _free(name: str, taken: Container[str], numbers: dict[str, int]) -> str:
    """The first of `name`, `name_2`, ... that is not taken; `numbers` keeps the next one to try for each name."""
    candidate, number = name, numbers.get(name, 2)
    while candidate in taken:
        candidate, number = f"{name}_{number}", number + 1
    numbers[name] = number
    return candidate
