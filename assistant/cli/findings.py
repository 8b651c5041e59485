"""Findings on standard output, in the words of editors and of code review."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant import __version__
from assistant.cli.drafts import STDIN
from assistant.cli.options import FindingFormat
from assistant.cli.screen import printable
from assistant.exchange.findings import as_github, as_line, as_sarif, findings
from assistant.post import Verdict


def show_findings(verdicts: Sequence[Verdict], files: Sequence[Path | None], format: FindingFormat) -> None:
    """Print the promotional verdicts; `files` runs in parallel, None for a draft that stands in no file."""
    names = [f"draft-{n}" if f is None or str(f) == STDIN else str(f) for n, f in enumerate(files, 1)]
    found = findings(verdicts, names)
    if format is FindingFormat.SARIF:
        print(as_sarif(found, __version__))
        return
    for finding in found:
        print(printable(as_line(finding) if format is FindingFormat.LINE else as_github(finding)))
