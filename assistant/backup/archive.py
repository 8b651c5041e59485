"""The file of a backup: a ZIP archive that any tool opens, and what may be believed of one that comes from elsewhere.

`manifest.json` is its last member: format number, program version, moment, and each other member with its size and
SHA-256. Nothing in an archive is trusted before all of it was compared with that list; only plain files with plain
names come out of it, and nothing is unpickled or run.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from assistant.errors import FileMissing, FileUnreadable, InputError, OutputFailed

MAGIC = "assistant-backup"
FORMAT = 1
MANIFEST = "manifest.json"
_MANIFEST_LIMIT = 8 << 20  # bytes; about 50,000 files
_CHUNK = 1 << 20
_PART = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.@+ -]{0,119}\Z")
_DEPTH = 8
_RESERVED = {"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))}


class BadBackup(InputError):
    """A file that is no backup, a damaged one, or one that must not be trusted."""

    code = "backup"

    def __init__(self, path: Path, why: str, hint: str = "nothing was changed; take another backup") -> None:
        super().__init__(f"{path} is no usable backup ({why})", hint)


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the home: its name with forward slashes, its size in bytes, its SHA-256."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds; `created` is an ISO moment in UTC, `program` the version that wrote it."""

    created: str
    program: str
    members: tuple[Member, ...]


def is_plain(name: str) -> bool:
    """Whether a member may have this name: it cannot point out of the home, on any system, nor hide in it."""
    parts = name.split("/")
    return (
        len(parts) <= _DEPTH
        and all(_PART.match(part) and part[-1] not in ". " for part in parts)
        and not any(part.partition(".")[0].lower() in _RESERVED for part in parts)
        and name.lower() != MANIFEST
    )


def write_archive(target: Path, sources: Mapping[str, Path], manifest_of: Mapping[str, str]) -> str:
    """Write these files (member name -> where it lies) to `target` as a whole, and return the archive's SHA-256.

    `manifest_of` gives `created` and `program`. The file is readable for its owner alone: it may hold passwords of
    the settings. Raises `OutputFailed`, and `OSError` for a source that cannot be read.
    """
    beside = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        beside.unlink(missing_ok=True)  # what lies there may be readable for others, or a link
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            _fill(file, sources, manifest_of)
            file.flush()
            os.fsync(file.fileno())
        digest = _digest_of(beside)
        beside.replace(target)
    except OSError as error:
        if str(error.filename or beside) != str(beside):
            raise  # a source, not the target
        raise OutputFailed(target, os.strerror(error.errno or 0)) from error
    finally:
        beside.unlink(missing_ok=True)
    return digest


def _fill(file: IO[bytes], sources: Mapping[str, Path], manifest_of: Mapping[str, str]) -> None:
    members = []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(sources):
            with sources[name].open("rb") as source, archive.open(_entry(name), "w", force_zip64=True) as sink:
                size, sha = 0, hashlib.sha256()
                while chunk := source.read(_CHUNK):
                    sink.write(chunk)
                    sha.update(chunk)
                    size += len(chunk)
            members.append(asdict(Member(name, size, sha.hexdigest())))
        listed = {"magic": MAGIC, "format": FORMAT, **manifest_of, "members": members}
        archive.writestr(_entry(MANIFEST), json.dumps(listed, indent=1) + "\n")


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)  # with ZIP's first moment: the same home gives the same bytes
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = (stat.S_IFREG | 0o600) << 16
    return entry


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Backup:
    """An opened backup whose manifest fits its members; their contents are compared as they are read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._archive = zipfile.ZipFile(path)
        except FileNotFoundError as error:
            raise FileMissing(path) from error
        except OSError as error:
            raise FileUnreadable(path, os.strerror(error.errno or 0)) from error
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise BadBackup(path, "it is no ZIP archive, or is cut off") from error
        try:
            self.manifest = self._checked()
        except BaseException:
            self._archive.close()
            raise

    def __enter__(self) -> Backup:
        return self

    def __exit__(self, *_: object) -> None:
        self._archive.close()

    def chunks(self, member: Member) -> Iterator[bytes]:
        """The contents of a member; the digest is compared before the last chunk is handed out."""
        sha, left, held = hashlib.sha256(), member.bytes, b""
        try:
            with self._archive.open(member.name) as source:
                while chunk := source.read(_CHUNK):
                    left -= len(chunk)
                    if left < 0:
                        raise BadBackup(self.path, f"{member.name} is longer than it says")
                    sha.update(chunk)
                    yield held
                    held = chunk
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            RuntimeError,
            OSError,
            ValueError,
        ) as error:
            raise BadBackup(self.path, f"{member.name} is damaged") from error  # OSError: it claims a place before 0
        if left or sha.hexdigest() != member.sha256:
            raise BadBackup(self.path, f"{member.name} is damaged (its digest differs)")
        yield held

    def _checked(self) -> Manifest:
        manifest = self._read_manifest()
        entries = self._archive.infolist()
        sizes = {entry.filename: entry.file_size for entry in entries if entry.filename != MANIFEST}
        names = [member.name for member in manifest.members]
        if len(entries) != len(names) + 1 or sizes != {member.name: member.bytes for member in manifest.members}:
            raise BadBackup(self.path, "its members are not those that it lists")
        for entry in entries:
            if stat.S_IFMT(entry.external_attr >> 16) not in {0, stat.S_IFREG}:  # 0: not said
                raise BadBackup(self.path, f"{entry.filename[:60]!r} is no plain file")
        _refuse_names(self.path, names)
        return manifest

    def _read_manifest(self) -> Manifest:
        try:
            entry = self._archive.getinfo(MANIFEST)
            if entry.file_size > _MANIFEST_LIMIT:
                raise BadBackup(self.path, "its list of members is too long")
            fields = json.loads(self._archive.read(entry))
            if not isinstance(fields, dict) or fields.get("magic") != MAGIC:
                raise BadBackup(self.path, "it holds something else")
            if fields["format"] != FORMAT:
                raise BadBackup(
                    self.path, f"format {fields['format']!r}; this version reads {FORMAT}", "update the program"
                )
            return Manifest(str(fields["created"]), str(fields["program"]), tuple(map(_member, fields["members"])))
        except (KeyError, TypeError, ValueError, RecursionError, AttributeError) as error:
            raise BadBackup(self.path, "its list of members is missing or damaged") from error
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
            raise BadBackup(self.path, "its list of members is damaged") from error


def _member(fields: Any) -> Member:
    name, size, sha = fields["name"], fields["bytes"], fields["sha256"]
    if not isinstance(name, str) or not isinstance(sha, str) or type(size) is not int or size < 0:
        raise ValueError(name)
    return Member(name, size, sha)


def _refuse_names(path: Path, names: Sequence[str]) -> None:
    for name in names:
        if not is_plain(name):
            raise BadBackup(path, f"a member may not be named {name[:60]!r}")
    folded = {name.lower() for name in names}
    folders = {name.rsplit("/", n)[0] for name in folded for n in range(1, name.count("/") + 1)}
    if len(folded) != len(names) or folded & folders:
        raise BadBackup(path, "two of its members share a name")
