"""What `assistant doctor` looks at, one function a part of the home."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass

from assistant.backup.restoring import kept_homes
from assistant.cli.screen import counted
from assistant.errors import ModelUnusable
from assistant.settings import Settings

LEAST_FREE = 50 << 20  # bytes; a version takes one or two megabytes, a queue less


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: fine or not, what was found, and what to do."""

    name: str
    fine: bool
    found: str
    hint: str | None = None


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
    if not home.is_dir() and kept_homes(home):
        return Finding("home", False, f"{home} is gone: a restore was cut off", "`assistant restore --undo` mends it")
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


def _versions(settings: Settings) -> Finding:
    from assistant.classifier.modelfile import verify_files
    from assistant.learning.versions import versions

    found = versions(settings.home)
    for version in found:
        problem = version.problem
        if problem is None:
            try:
                verify_files(version.path, version.description["files"])
            except ModelUnusable as error:
                problem = error.message
        if problem is not None:
            mend = "`assistant models use base` first, then " if version.active else ""
            return Finding(
                "versions", False, problem, f"{mend}`assistant models remove {version.name}`, or train again"
            )
    return Finding("versions", True, f"{len(found)} of your own")


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
        store.check()
        drafts = sum(store.count().values())
    return Finding("queue", True, f"{counted(drafts, 'draft')}")


def _insight(settings: Settings) -> Finding:
    from assistant.insight.store import FILE, Store

    if not (settings.home / FILE).exists():
        return Finding("wants and insights", True, "not made yet")
    Store.open(settings.home).check()
    return Finding("wants and insights", True, "there")


def _profile(settings: Settings) -> Finding:
    from assistant.insight.profile import read_profile

    missing = len(read_profile(settings.home).missing())
    return Finding("profile", True, f"{counted(missing, 'field')} not said yet" if missing else "complete")


def _notebook(settings: Settings) -> Finding:
    from assistant.insight.notebook import read_notes

    return Finding("notebook", True, counted(len(read_notes(settings.home)), "note"))


def _learnt(settings: Settings) -> Finding:
    from assistant.insight.learnt import accepted, in_force

    steps = accepted(settings.home)
    found = in_force(steps)
    said = [f"slots {', '.join(found.slots)}"] if found.slots else []
    said += [f"{hours} h between posts on {name or 'every platform'}" for name, hours in found.spacings.items()]
    return Finding("learnt", True, "; ".join(said) or "nothing accepted of the insights")


def _answers(settings: Settings) -> Finding:
    from assistant.learning.answers import ANSWERS, AnswerBook, unreadable_lines

    folder = settings.home / "review"
    if bad := unreadable_lines(folder):
        lines = ", ".join(map(str, bad[:10])) + ", ..." * (len(bad) > 10)
        what = f"{folder / ANSWERS}: no answer in line{'s' * (len(bad) > 1)} {lines}; all others count"
        return Finding("answers", False, what, "remove what stands there, or bring a backup back")
    return Finding("answers", True, f"{counted(len(AnswerBook(folder).labelled()), 'post')} labelled in review")


LOOKS: dict[str, Callable[[Settings], Finding]] = {
    "home": _home,
    "model": _model,
    "versions": _versions,
    "encoder": _encoder,
    "queue": _queue,
    "wants and insights": _insight,
    "profile": _profile,
    "notebook": _notebook,
    "learnt": _learnt,
    "answers": _answers,
}
