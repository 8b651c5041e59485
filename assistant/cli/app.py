"""All commands by name."""

from __future__ import annotations

from typing import Annotated

import typer
from typer.main import get_command

from assistant.cli.lazy import LazyGroup

# name -> (module, what it does in a line)
COMMANDS = {
    "classify": ("classify", "Say whether drafts are promotional or value-giving, which kind, and why."),
    "label": ("label", "Label a backlog: a file of posts in, the same rows with labels out."),
    "evaluate": ("evaluate", "Measure the model on labelled posts."),
    "review": ("review", "Label the posts that teach most, one key each."),
    "models": ("models", "Your model versions: list, choose, go back, move."),
    "train": ("train", "Learn from your own labelled posts."),
    "rewrite": ("rewrite", "Suggest how a pitch becomes something worth reading."),
    "queue": ("queue", "Keep drafts, post them at 80/20."),
    "audit": ("audit", "Look at your page: what its past posts say about it."),
    "corpus": ("corpus", "Check and count a file of labelled posts."),
    "today": ("today", "One screen: what may go out, what is planned, what to write."),
    "ideas": ("ideas", "What to write next, as prompts with blanks."),
    "insights": ("insights", "Import engagement, and see what went with it."),
    "explain": ("explain", "A kind, a rule or a principle in a paragraph."),
    "wants": ("wants", "Keep what customers want, and see which draft gives it to them."),
    "notebook": ("notebook", "Keep tips and stories in your own words, for rewriting."),
    "profile": ("profile", "Say who you are: trade, audience, why, goals, tone."),
    "init": ("init", "Set up a home with examples."),
    "doctor": ("doctor", "Check the home, the model and the settings."),
    "backup": ("backup", "Write everything in the home to one file."),
    "restore": ("restore", "Bring a backup back."),
    "completion": ("completion", "Print the script that completes commands in your shell."),
    "man": ("man", "Print the manual page."),
}


_WHOLE_MODULES = {name: (module, None, summary) for name, (module, summary) in COMMANDS.items()}


class Everything(LazyGroup):
    """All commands."""

    table = _WHOLE_MODULES


_typer = typer.Typer(cls=Everything, rich_markup_mode=None, add_completion=False, no_args_is_help=True)


def _show_version(wanted: bool) -> None:
    if wanted:
        from assistant import __version__

        typer.echo(f"assistant {__version__}")
        raise typer.Exit


@_typer.callback()
def _assistant(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Tell promotion from value in your posts, and keep your page at 80/20."""


app = get_command(_typer)
