"""`assistant completion`: what a shell needs to complete this command line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum, StrEnum
from typing import Annotated, Any

import typer

from assistant.cli.options import DebugOption

app = typer.Typer(rich_markup_mode=None, add_completion=False)

_BASH = r"""_assistant() {
    local IFS=$'\n'
    COMPREPLY=($(assistant completion words -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _assistant assistant"""
_ZSH = r"""#compdef assistant
_assistant() {
    local -a found
    found=("${(@f)$(assistant completion words -- "${words[@]:1:$((CURRENT - 1))}" 2>/dev/null)}")
    if [[ -n "${found[1]}" ]]; then compadd -a found; else _files; fi
}
compdef _assistant assistant"""
_FISH = r"""function __assistant
    assistant completion words -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null
end
complete -c assistant -a '(__assistant)'"""


class Shell(StrEnum):
    """Shells that are known, and `words` for what their scripts call."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"
    WORDS = "words"


@app.command()
def completion(
    shell: Annotated[Shell, typer.Argument(help="Your shell.", show_default=False)],
    words: Annotated[list[str] | None, typer.Argument(hidden=True)] = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> int:
    """Print the script that makes your shell complete commands and options.

    bash: add `eval "$(assistant completion bash)"` to ~/.bashrc; zsh: the same in ~/.zshrc; fish:
    `assistant completion fish > ~/.config/fish/completions/assistant.fish`.
    """
    if shell is Shell.WORDS:
        from assistant.cli.app import app as whole

        print("\n".join(candidates(whole, words or [""])))
    else:
        print({Shell.BASH: _BASH, Shell.ZSH: _ZSH, Shell.FISH: _FISH}[shell])
    return 0


def candidates(command: Any, words: Sequence[str]) -> list[str]:
    """What the last of these words may become; nothing where a file's name or a text is due."""
    *before, started = words
    for word in before:
        below = command.get_command(None, word) if hasattr(command, "get_command") else None
        command = below or command
    waiting = _option(command, before[-1]) if before else None
    if waiting is not None and not waiting.is_flag:
        choices = _choices(waiting)
    elif started.startswith("-"):
        choices = sorted(_options(command))
    elif hasattr(command, "list_commands"):
        choices = list(command.list_commands(None))
    else:
        choices = []
    return [c for c in choices if c.startswith(started)]


def _options(command: Any) -> Iterator[str]:
    for parameter in command.params:
        if parameter.param_type_name == "option" and not parameter.hidden:
            names = [*parameter.opts, *parameter.secondary_opts]
            yield from (name for name in names if name.startswith("--"))
    yield "--help"


def _option(command: Any, name: str) -> Any:
    return next((p for p in command.params if p.param_type_name == "option" and name in p.opts), None)


def _choices(option: Any) -> list[str]:
    """The values of an option that takes one of a few (typer says so in other words since 0.29)."""
    annotation = getattr(getattr(option, "type_descriptor", None), "annotation", None)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return [str(member.value) for member in annotation]
    return [str(getattr(c, "value", c)) for c in getattr(getattr(option, "type", None), "choices", None) or ()]
