"""`assistant queue …`: all its commands by name."""

from __future__ import annotations

import typer

from assistant.cli.lazy import LazyGroup

# name -> (module, function, what it does in a line)
COMMANDS = {
    "add": ("queue_add", "add", "Put drafts into the queue."),
    "list": ("queue_list", "list_drafts", "List drafts, and how the balance stands."),
    "show": ("queue_list", "show", "Show drafts with their history."),
    "next": ("queue_next", "next_draft", "Say which draft may go out now."),
    "posted": ("queue_next", "posted", "Say that a draft went out."),
    "edit": ("queue_change", "edit", "Change a draft that waits."),
    "label": ("queue_change", "label", "Say what a draft is; your word counts more than the model's."),
    "rejudge": ("queue_rejudge", "rejudge", "Judge drafts anew that an earlier model judged."),
    "drop": ("queue_change", "drop", "Take drafts out of the queue."),
    "restore": ("queue_change", "restore", "Bring dropped drafts back."),
    "undo": ("queue_change", "undo", "Take back the last change, or several."),
    "claims": ("queue_change", "claims", "Show which drafts are held by whom."),
    "import": ("queue_import", "import_drafts", "Put a file of drafts into the queue."),
    "export": ("queue_export", "export_drafts", "Write drafts as a file that another tool imports."),
    "plan": ("queue_plan", "plan", "Fill the slots of the next weeks."),
    "balance": ("queue_balance", "balance", "Show whether the page keeps its share of promotion."),
}


class QueueGroup(LazyGroup):
    """The commands of the queue."""

    table = COMMANDS


app = typer.Typer(cls=QueueGroup, rich_markup_mode=None, add_completion=False, no_args_is_help=True)


@app.callback()
def _queue() -> None:
    """Keep drafts, and post them at 80/20."""
