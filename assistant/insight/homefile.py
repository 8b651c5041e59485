"""Small JSON files of the home: written beside and renamed into place, so that no half of one is ever read."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assistant import strictjson
from assistant.errors import InputError, OutputFailed


def write_json(path: Path, fields: Mapping[str, Any]) -> None:
    """Write the file, its folder too where it is missing. Raises `OutputFailed`."""
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=".json")
        temporary = Path(name)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(fields, stream, ensure_ascii=False, indent=2)
            stream.write("\n")
        temporary.replace(path)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise OutputFailed(path, error.strerror or "unknown") from error


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
