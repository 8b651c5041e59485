"""A file that is there as a whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from assistant.errors import OutputFailed

OPEN, PRIVATE = 0o644, 0o600  # who may read it: everybody, its owner alone


def write_whole(path: Path, content: bytes, *, mode: int, make_folder: bool = False) -> None:
    """Write beside `path`, see to it that all is on the disk, and rename into place.

    Raises `OutputFailed`; then `path` is as it was before. `make_folder`: its folder may have to be made first.
    """
    beside: Path | None = None
    try:
        if make_folder:
            path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        beside = Path(name)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        beside.chmod(mode)
        beside.replace(path)
    except OSError as error:
        if beside is not None:
            beside.unlink(missing_ok=True)
        raise OutputFailed(path, os.strerror(error.errno or 0)) from error
