"""Options of the commands that read and judge a file of posts."""

from __future__ import annotations

from typing import Annotated

import typer

TextColumnOption = Annotated[
    str | None,
    typer.Option("--text-column", metavar="NAME", help="The column that holds the posts.", show_default=False),
]
LabelColumnOption = Annotated[
    str | None,
    typer.Option("--label-column", metavar="NAME", help="The column that holds the labels.", show_default=False),
]
EncodingOption = Annotated[
    str | None,
    typer.Option("--encoding", metavar="NAME", help="The file's encoding, such as windows-1252.", show_default=False),
]
BlocksOption = Annotated[bool, typer.Option("--blocks", help="Plain text: posts stand between lines of ---.")]
FastOption = Annotated[bool, typer.Option("--fast", help="Use the light model alone.")]
