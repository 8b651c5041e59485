"""Turning a pitch into something worth reading: `suggest(draft, judge=...)`.

It asks, keeps and guards; it invents nothing.
"""

from assistant.rewriter.edits import Edit, apply
from assistant.rewriter.owner import Owner
from assistant.rewriter.results import Mode, Rewrite, Status, Suggestion
from assistant.rewriter.suggest import suggest

__all__ = ["Edit", "Mode", "Owner", "Rewrite", "Status", "Suggestion", "apply", "suggest"]
