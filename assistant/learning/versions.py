"""The user's model versions, in `models/` of the home; `models/active` names the one in use."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.classifier.ownhead import read_own
from assistant.errors import InputError, ModelUnusable
from assistant.wholefile import OPEN, write_whole

ACTIVE = "active"
BASE = "base"
_NUMBERED = re.compile(r"own-(\d{1,6})-[0-9a-f]{8}(?:-\d{1,3})?\Z")


class NoSuchVersion(InputError):
    """A version that this home does not have."""

    code = "version"

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(f"there is no version {name!r}", f"known are {', '.join([BASE, *known])}")


@dataclass(frozen=True, slots=True)
class Version:
    """A version in the home. `problem` says why it cannot be used; None where nothing speaks against it."""

    name: str
    path: Path
    active: bool
    description: Mapping[str, Any]
    problem: str | None = None


def models_folder(home: Path) -> Path:
    """Where versions live."""
    return home / "models"


def active_name(home: Path) -> str:
    """The name of the active version, `base` where none was chosen. Raises `ModelUnusable` if it cannot be read."""
    try:
        name = (models_folder(home) / ACTIVE).read_text("utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        return BASE
    except (OSError, UnicodeDecodeError) as error:
        raise ModelUnusable(f"{models_folder(home) / ACTIVE} cannot be read", "see `assistant doctor`") from error
    if not name:
        raise ModelUnusable(f"{models_folder(home) / ACTIVE} is empty", "choose one with `assistant models use base`")
    return name


def active_model(home: Path) -> Path | None:
    """The folder of the active version, or None for the base model. Raises `ModelUnusable` if it is gone."""
    name = active_name(home)
    if name == BASE:
        return None
    folder = models_folder(home) / name
    if name != Path(name).name or name.startswith(".") or not folder.is_dir():
        raise ModelUnusable(f"the active model {name!r} is not there", "choose one with `assistant models use base`")
    return folder


def versions(home: Path) -> list[Version]:
    """All versions in the home, the oldest first; damaged ones with their problem."""
    folder = models_folder(home)
    names = [p.name for p in folder.iterdir() if _NUMBERED.match(p.name)] if folder.is_dir() else []
    active = active_name(home)
    found = []
    for name in sorted(names, key=lambda n: (_number(n), n)):
        try:
            description, problem = read_own(folder / name).description, None
        except ModelUnusable as error:
            description, problem = {}, error.message
        found.append(Version(name, folder / name, name == active, description, problem))
    return found


def version(home: Path, name: str) -> Version:
    """One version by its name. Raises `NoSuchVersion`."""
    found = versions(home)
    for each in found:
        if each.name == name:
            return each
    raise NoSuchVersion(name, [v.name for v in found])


def new_name(home: Path, digest: str) -> str:
    """The name for the next version: numbered, with the beginning of what it learnt from."""
    numbers = [_number(v.name) for v in versions(home)]
    return f"own-{max(numbers, default=0) + 1}-{digest[:8]}"


def activate(home: Path, name: str) -> None:
    """Make a version (or `base`) the active one, in one step that no interruption can cut in two."""
    write_whole(models_folder(home) / ACTIVE, f"{name}\n".encode(), mode=OPEN, make_folder=True)


def is_name(name: str) -> bool:
    """Whether a version can have this name."""
    return _NUMBERED.match(name) is not None


def remove(home: Path, name: str, *, dry_run: bool = False) -> None:
    """Delete a version that is not active. Raises `NoSuchVersion`, `InputError` for the active one and for base."""
    if name == BASE:
        raise InputError("base came with the program and stays", "remove one of your own versions")
    found = version(home, name)
    if found.active:
        raise InputError(f"{name} is the active version", "choose another first: `assistant models use base`")
    if dry_run:
        return
    hidden = found.path.with_name(f".{name}.{os.getpid()}.old")
    found.path.rename(hidden)  # gone at once, whatever happens while its files are deleted
    shutil.rmtree(hidden, ignore_errors=True)


def sweep(home: Path) -> None:
    """Delete what an interrupted write left behind. Only call it where no other training runs."""
    folder = models_folder(home)
    if folder.is_dir():
        for path in folder.glob(".own-*"):
            clear(path)


def clear(folder: Path) -> None:
    """Delete a half-written folder, if it is there."""
    shutil.rmtree(folder, ignore_errors=True)


def _number(name: str) -> int:
    found = _NUMBERED.match(name)
    return int(found[1]) if found else 0
