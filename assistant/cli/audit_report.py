"""The audit's report on its way to a file."""

from __future__ import annotations

import os
import tempfile
from datetime import tzinfo
from pathlib import Path

from assistant.errors import OutputFailed
from assistant.insight.audit import Audit
from assistant.insight.report import render


def write_report(
    path: Path, audit: Audit, zone: tzinfo, *, source: str, model: str, slots: tuple[str, ...], place: str
) -> None:
    """Write the page beside and rename it into place. Raises `OutputFailed`."""
    page = render(audit, zone, source=source, model=model, slots=slots, place=place)
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        temporary = Path(name)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(page)
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise OutputFailed(path, error.strerror or "unknown") from error
