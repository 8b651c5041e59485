"""A version as one file: exported, checked and imported without running anything from it.

The file is a header line (JSON: format, name, each member's size and digest), then the members one after the other.
There are no paths in it and no compression: a member's name comes from a fixed list, so that none can point elsewhere.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assistant.classifier.modelfile import DESCRIPTION, write_folder
from assistant.classifier.ownhead import OWN_FULL, OWN_LIGHT, POSTS, read_own
from assistant.classifier.ownkinds import KINDS_FULL, KINDS_LIGHT
from assistant.errors import FileMissing, FileUnreadable, InputError, OutputExists
from assistant.learning import versions
from assistant.wholefile import OPEN, write_whole

MAGIC = "assistant-version"
FORMAT = 1
SIZE_LIMIT = 64 << 20  # bytes; a version is one or two megabytes
_HEADER_LIMIT = 64 << 10
_MEMBERS = (DESCRIPTION, OWN_LIGHT, OWN_FULL, KINDS_LIGHT, KINDS_FULL, POSTS)


class BadArchive(InputError):
    """A file that is no exported version, or a damaged one."""

    code = "archive"

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path} is no usable version ({why})", "export it again with `assistant models export`")


def export_version(home: Path, name: str, target: Path, *, with_posts: bool, force: bool) -> str:
    """Write a version into one file and return the file's SHA-256; the posts that it learnt from stay out unless asked.

    Raises `NoSuchVersion`, `ModelUnusable`, `OutputExists`, `OutputFailed`; `InputError` for the base model.
    """
    if name == versions.BASE:
        raise InputError("base came with the program, and is wherever that is", "export one of your own versions")
    found = versions.version(home, name)
    description = dict(read_own(found.path).description)
    description["files"] = {
        member: said for member, said in description["files"].items() if with_posts or member != POSTS
    }
    contents = {DESCRIPTION: (json.dumps(description, ensure_ascii=True) + "\n").encode()}
    contents |= {member: (found.path / member).read_bytes() for member in description["files"]}
    listed = [{"name": m, "bytes": len(c), "sha256": _digest(c)} for m, c in contents.items()]
    header = json.dumps({"magic": MAGIC, "format": FORMAT, "version": name, "members": listed})
    content = header.encode() + b"\n" + b"".join(contents.values())
    if target.exists() and not force:
        raise OutputExists(target)
    write_whole(target, content, mode=OPEN)
    return _digest(content)


def import_version(home: Path, source: Path) -> str:
    """Check an exported file and add it to the home as a version, not yet active. Returns its name.

    Raises `BadArchive`, and `InputError` where the home has another version of that name.
    """
    contents = _members(source, _read(source))
    try:
        description = json.loads(contents.pop(DESCRIPTION))
        name = description["version"]
        digests = {member: said["sha256"] for member, said in description["files"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadArchive(source, f"{type(error).__name__} in its description") from error
    if not isinstance(name, str) or not versions.is_name(name):
        raise BadArchive(source, "it has no proper name")
    if digests != {member: _digest(content) for member, content in contents.items()}:
        raise BadArchive(source, "its description names other files")
    if (versions.models_folder(home) / name).exists():
        raise InputError(f"this home has a version {name} already", f"`assistant models remove {name}` makes room")
    _place(home, name, contents, description, source)
    return name


def _place(home: Path, name: str, contents: Mapping[str, bytes], description: dict[str, Any], source: Path) -> None:
    """Written under a hidden name, opened as any model would be, then renamed: a bad one never gets its name."""
    hidden = versions.models_folder(home) / f".{name}.{os.getpid()}.in"
    try:
        write_folder(hidden, contents, description)
        try:
            read_own(hidden)
        except Exception as error:
            raise BadArchive(source, str(getattr(error, "message", error)).replace(str(hidden), name)) from error
        hidden.rename(versions.models_folder(home) / name)
    finally:
        versions.clear(hidden)


def _read(source: Path) -> bytes:
    try:
        if source.stat().st_size > SIZE_LIMIT:
            raise BadArchive(source, f"over {SIZE_LIMIT >> 20} MB")
        return source.read_bytes()
    except FileNotFoundError as error:
        raise FileMissing(source) from error
    except OSError as error:
        raise FileUnreadable(source, error.strerror or "unknown") from error


def _members(source: Path, content: bytes) -> dict[str, bytes]:
    head, _, rest = content.partition(b"\n")
    try:
        header = json.loads(head) if len(head) <= _HEADER_LIMIT else None
        if not isinstance(header, dict) or header.get("magic") != MAGIC:
            raise BadArchive(source, "it does not begin like one")
        if header["format"] != FORMAT:
            raise BadArchive(source, f"format {header['format']!r}; this version reads {FORMAT}")
        members = {}
        for said in header["members"]:
            name, size = said["name"], said["bytes"]
            if name not in _MEMBERS or name in members or not isinstance(size, int) or not 0 <= size <= len(rest):
                raise BadArchive(source, f"a member {str(name)[:40]!r} does not belong there")
            members[name], rest = rest[:size], rest[size:]
            if _digest(members[name]) != said["sha256"]:
                raise BadArchive(source, f"{name} is damaged (its digest differs)")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadArchive(source, "its header is damaged") from error
    if rest or DESCRIPTION not in members:
        raise BadArchive(source, "it is cut off or has more in it than it says")
    return members


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
