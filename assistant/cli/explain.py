"""`assistant explain`: a kind, label, rule or principle in a paragraph."""

from __future__ import annotations

import difflib
import textwrap
import tomllib
from importlib.resources import files
from typing import Annotated

import typer

from assistant.cli.options import DebugOption, Format, FormatOption
from assistant.cli.screen import emit, paint
from assistant.errors import UsageError

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def explain(
    name: Annotated[
        str | None, typer.Argument(help="What to explain; without it, the names.", show_default=False)
    ] = None,
    format: FormatOption = Format.TEXT,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> None:
    """Explain a kind, a label, a rule or a principle."""
    texts = explanations()
    if name is None:
        if format is Format.JSON:
            emit({"names": {sort: list(own) for sort, own in texts.items()}})
            return
        for sort, own in texts.items():
            print(f"{paint(sort.ljust(11), 'bold')} {', '.join(own)}")
        return
    plain = {_plain(key): (sort, key, words) for sort, own in texts.items() for key, words in own.items()}
    if _plain(name) not in plain:
        near = difflib.get_close_matches(_plain(name), plain, n=3)
        hint = f"did you mean {', '.join(plain[n][1] for n in near)}?" if near else "see `assistant explain`"
        raise UsageError(f"there is nothing called {name!r} to explain", hint)
    sort, key, words = plain[_plain(name)]
    if format is Format.JSON:
        emit({"name": key, "sort": sort.removesuffix("s"), "text": words})
    else:
        print(f"{paint(key, 'bold')} ({sort.removesuffix('s')})\n{textwrap.fill(words, 100)}")


def explanations() -> dict[str, dict[str, str]]:
    """Sort (kinds, labels, rules, principles) to name to paragraph."""
    return tomllib.loads(files("assistant.insight").joinpath("explanations.toml").read_text("utf-8"))


def _plain(name: str) -> str:
    return name.strip().lower().replace("-", "_").replace(" ", "_")
