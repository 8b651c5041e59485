"""`assistant doctor`: what is wrong with this home, the model and the settings?"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import typer

from assistant.cli.options import DebugOption, Format, FormatOption, HomeOption, settle
from assistant.cli.screen import emit, paint, printable
from assistant.errors import AssistantError
from assistant.settings import Settings

app = typer.Typer(rich_markup_mode=None, add_completion=False)

LEAST_FREE = 50 << 20  # bytes; a version takes one or two megabytes, a queue less


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: fine or not, what was found, and what to do."""

    name: str
    fine: bool
    found: str
    hint: str | None = None


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


def _home(settings: Settings) -> Finding:
    home = settings.home
    source = settings.sources.get("home", "default")
    nearest = next(folder for folder in (home, *home.absolute().parents) if folder.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        return Finding("home", False, f"{home} cannot be written", "choose another with --home or ASSISTANT_HOME")
    free = shutil.disk_usage(nearest).free
    if free < LEAST_FREE:
        return Finding("home", False, f"{free >> 20} MB are free in {nearest}", "make room on the disk")
    there = "" if home.is_dir() else ", not made yet"
    return Finding("home", True, f"{home} ({source}{there})", None if home.is_dir() else "`assistant init` makes it")


def _model(settings: Settings) -> Finding:
    from assistant.classifier import Classifier, base_model_folder
    from assistant.classifier.modelfile import open_folder, verify
    from assistant.learning.versions import active_model

    verify(open_folder(base_model_folder()))
    classifier = Classifier.open(active_model(settings.home))
    [verdict] = classifier.judge(["Half price until Sunday"], explain=False)
    found = f"{classifier.version} judges ({verdict.label}, {verdict.probability:.2f})"
    return Finding("model", True, f"{found}; {classifier.notice}" if classifier.notice else found)


def _encoder(settings: Settings) -> Finding:  # noqa: ARG001 - each look takes the settings
    from assistant.classifier import base_model_folder
    from assistant.classifier.modelfile import open_folder

    if not open_folder(base_model_folder()).has_encoder:
        return Finding("encoder", True, "this program carries the light model alone")
    from importlib.util import find_spec

    missing = [name for name in ("onnxruntime", "tokenizers") if find_spec(name) is None]
    if missing:
        return Finding("encoder", False, f"{', '.join(missing)} is missing", f"pip install {' '.join(missing)}")
    return Finding("encoder", True, "there")


def _queue(settings: Settings) -> Finding:
    from assistant.cli.queue_common import QUEUE_FILE, open_store

    if settings.database is None and not (settings.home / QUEUE_FILE).exists():
        return Finding("queue", True, "not made yet")
    with open_store(settings) as store:
        drafts = sum(store.count().values())
    return Finding("queue", True, f"{drafts} draft{'s' * (drafts != 1)}")


LOOKS: dict[str, Callable[[Settings], Finding]] = {
    "home": _home,
    "model": _model,
    "encoder": _encoder,
    "queue": _queue,
}
