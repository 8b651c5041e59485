"""`assistant doctor`: what is wrong with this home, the model and the settings?"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import typer

from assistant.cli.doctor_looks import LOOKS, Finding
from assistant.cli.options import DebugOption, Format, FormatOption, HomeOption, settle
from assistant.cli.screen import emit, paint, printable
from assistant.errors import AssistantError
from assistant.settings import Settings

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def doctor(
    format: FormatOption = Format.TEXT,
    home: HomeOption = None,
    debug: DebugOption = False,  # noqa: ARG001 - handled in main
) -> int:
    """Look at the home, the settings, the model and the queue; exit 1 if something is wrong."""
    findings: list[Finding] = []
    settings = _settings(findings, home)
    if settings is not None:
        for name, look in LOOKS.items():
            findings.append(_looked(name, look, settings))
    if format is Format.JSON:
        emit(
            {
                "healthy": all(f.fine for f in findings),
                "findings": [{"name": f.name, "fine": f.fine, "found": f.found, "hint": f.hint} for f in findings],
            }
        )
    else:
        for finding in findings:
            mark = paint("ok   ", "green") if finding.fine else paint("wrong", "red")
            print(f"{mark} {finding.name}: {printable(finding.found)}")
            if finding.hint:
                print(f"      {printable(finding.hint)}")
    return int(not all(f.fine for f in findings))


def _settings(findings: list[Finding], home: Path | None) -> Settings | None:
    try:
        settings = settle(home=home)
    except AssistantError as error:
        findings.append(Finding("settings", False, error.message, error.hint))
        return None
    said = ", ".join(f"{name} from {source}" for name, source in settings.sources.items() if name != "home")
    findings.append(Finding("settings", True, said or "all at their defaults"))
    return settings


def _looked(name: str, look: Callable[[Settings], Finding], settings: Settings) -> Finding:
    try:
        return look(settings)
    except AssistantError as error:
        return Finding(name, False, error.message, error.hint)
    except OSError as error:
        return Finding(name, False, os.strerror(error.errno or 0), "check the folder's permissions")
