"""Small JSON files of the home."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assistant import strictjson
from assistant.errors import InputError
from assistant.wholefile import PRIVATE, write_whole


def write_json(path: Path, fields: Mapping[str, Any]) -> None:
    """Write the file, its folder too where it is missing. Raises `OutputFailed`."""
    write_whole(
        path, (json.dumps(fields, ensure_ascii=False, indent=2) + "\n").encode(), mode=PRIVATE, make_folder=True
    )


def read_json(path: Path, schema: int) -> dict[str, Any]:
    """The fields of the file without its schema number; empty where there is no file.

    Raises `InputError` for a file that cannot be read and `ValueError` for one that holds something else.
    """
    try:
        content = strictjson.loads(path.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror})", "check the folder's permissions") from error
    if not isinstance(content, dict) or content.pop("schema", None) != schema:
        raise ValueError("it is of another version of this program")
    return content
