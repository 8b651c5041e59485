"""Options that several commands share, and the settled settings of one call."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant import settings
from assistant.settings import Settings


class Format(StrEnum):
    """How a command answers."""

    TEXT = "text"
    JSON = "json"


class StreamFormat(StrEnum):
    """How a command answers where rows stream."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"


class FindingFormat(StrEnum):
    """How a command answers where editors and code review listen too."""

    TEXT = "text"
    JSON = "json"
    JSONL = "jsonl"
    LINE = "line"
    GITHUB = "github"
    SARIF = "sarif"


FormatOption = Annotated[Format, typer.Option("--format", help="How to answer: text for people, json for scripts.")]
StreamFormatOption = Annotated[
    StreamFormat, typer.Option("--format", help="How to answer: text, json, or jsonl row by row.")
]
FindingFormatOption = Annotated[
    FindingFormat,
    typer.Option("--format", help="How to answer: text, json, jsonl; line, github or sarif: promotional drafts alone."),
]
HomeOption = Annotated[
    Path | None, typer.Option("--home", metavar="DIR", help="Where your data lives.", show_default=False)
]
DebugOption = Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Say what would be done and change nothing.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace what is there.")]


def settle(**flags: Any) -> Settings:
    """Settings for this call: what the flags say, then environment, files and defaults."""
    return settings.load(flags, os.environ, Path.cwd())
