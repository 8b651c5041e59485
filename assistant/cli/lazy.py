"""Groups whose commands are imported when they are called, so that one of them starts at once."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any, ClassVar

import typer
from typer.core import TyperGroup
from typer.main import get_command


class LazyGroup(TyperGroup):
    """`table` maps a command's name to its module in this package, its function there and what it does in a line.

    Without a function the module's whole `app` is the command.
    """

    table: ClassVar[Mapping[str, tuple[str, str | None, str]]]

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the signature is click's
        """The names in the order of the table."""
        return list(self.table)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """The command of this name, None if there is none."""
        if cmd_name not in self.table:
            return None
        module_name, function, summary = self.table[cmd_name]
        module = importlib.import_module(f"assistant.cli.{module_name}")
        if function is None:
            app = module.app
        else:
            app = typer.Typer(rich_markup_mode=None, add_completion=False)
            app.command(name=cmd_name)(getattr(module, function))
        command = get_command(app)
        command.name, command.short_help = cmd_name, summary
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        """What the help says of them, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, _, summary) in self.table.items()])
