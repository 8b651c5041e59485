"""`assistant man`: the manual page, made from the commands themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from assistant import __version__
from assistant.cli.options import DebugOption

app = typer.Typer(rich_markup_mode=None, add_completion=False)

_ENDS = """.SH EXIT STATUS
0 done; 1 a check that was asked for did not pass; 2 wrong usage, unreadable input or configuration;
3 a failure of the program or the machine.
.SH ENVIRONMENT
.TP
.B ASSISTANT_HOME
Where your data lives; else ./.assistant if it exists, else the platform's folder for user data.
.TP
.BR NO_COLOR ", " FORCE_COLOR
Colour never, or always.
.SH FILES
.I assistant.toml
in the working folder or the home holds settings."""


@app.command()
def man(
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> int:
    """Print the manual page; `assistant man | man -l -` shows it."""
    from assistant.cli.app import app as whole

    print("\n".join(page(whole)))
    return 0


def page(whole: Any) -> Iterator[str]:
    """The lines of the page in the macros of man(7)."""
    yield f'.TH ASSISTANT 1 "" "content-assistant {__version__}" "User Commands"'
    yield ".SH NAME\nassistant \\- tell promotion from value in posts, and keep a page at 80/20"
    yield ".SH SYNOPSIS\n.B assistant\n.I COMMAND\n[\\fIOPTIONS\\fR]"
    yield ".SH DESCRIPTION"
    yield roff(
        "Reads drafts of social media posts and says whether they promote or give value; offline, in the terminal."
    )
    yield ".SH COMMANDS"
    yield from _commands(whole, "assistant")
    yield _ENDS


def _commands(group: Any, path: str) -> Iterator[str]:
    for name in group.list_commands(None):
        command = group.get_command(None, name)
        if hasattr(command, "list_commands"):
            yield from _commands(command, f"{path} {name}")
            continue
        arguments = [p for p in command.params if p.param_type_name == "argument" and not p.hidden]
        names = " ".join(f"\\fI{roff((p.metavar or p.name or '').upper())}\\fR" for p in arguments)
        yield f".SS {roff(f'{path} {name}')} {names}".rstrip()
        yield roff(" ".join((command.help or command.short_help or "").split()))
        for option in command.params:
            if option.param_type_name == "option" and not option.hidden and option.help:
                options = ", ".join([*option.opts, *option.secondary_opts])
                yield f".TP\n.B {roff(options)}\n{roff(' '.join(option.help.split()))}"


def roff(text: str) -> str:
    """Text as the typesetter takes it: no escapes, no control lines."""
    safe = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + safe if safe.startswith((".", "'")) else safe
