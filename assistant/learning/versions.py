"""The user's model versions, in `models/` of the home; `models/active` names the one in use."""

from __future__ import annotations

from pathlib import Path

from assistant.errors import ModelUnusable

ACTIVE = "active"
BASE = "base"


def active_model(home: Path) -> Path | None:
    """The folder of the active version, or None for the base model. Raises `ModelUnusable` if it is gone."""
    try:
        name = (home / "models" / ACTIVE).read_text("utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise ModelUnusable(f"{home / 'models' / ACTIVE} cannot be read", "see `assistant doctor`") from error
    if name == BASE:
        return None
    folder = home / "models" / name
    if name != Path(name).name or name.startswith(".") or not folder.is_dir():
        raise ModelUnusable(f"the active model {name!r} is not there", "choose one with `assistant models use base`")
    return folder
