"""A model is a folder of plain data: `model.json` and the files that it names, each with its size and digest.

Nothing in it is ever executed or unpickled. A folder is written beside its place and renamed into it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.classifier.calibration import Calibration, finite
from assistant.classifier.light import TABLE_BYTES
from assistant.errors import ModelUnusable

FORMAT = 2
DESCRIPTION = "model.json"
LIGHT = "light.f16"
ENCODER, TOKENIZER, HEAD = "encoder.onnx.zst", "tokenizer.json", "head.f32"
ENCODER_FILES = (ENCODER, TOKENIZER, HEAD)
_KNOWN_FILES = {LIGHT, *ENCODER_FILES}
_DESCRIPTION_LIMIT = 4 << 20  # bytes; a description is some kilobytes
HINT = "train it again, or `assistant models use base` for the one that came with the program"


@dataclass(frozen=True, slots=True)
class Band:
    """Probabilities from `low` to `high` are called unsure."""

    low: float
    high: float

    def holds(self, probability: float) -> bool:
        return self.low <= probability <= self.high


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """An opened and checked model folder.

    `version` names the model in every verdict. `light` and `full` are the calibrations of the light model and of the
    one with the encoder (`full` is None where the folder has no encoder); the bands likewise. With the encoder, the
    light model's scores join with weight `light_blend`.
    """

    path: Path
    version: str
    light: Calibration
    light_band: Band
    full: Calibration | None
    full_band: Band | None
    light_blend: float
    description: Mapping[str, Any]

    def file(self, name: str) -> Path:
        return self.path / name

    @property
    def has_encoder(self) -> bool:
        return self.full is not None


def open_folder(path: Path) -> ModelFolder:
    """Read and check a model folder: sizes here, digests where a file is read. Raises `ModelUnusable`."""
    try:
        content = _read_limited(path / DESCRIPTION)
        fields = json.loads(content)
        if not isinstance(fields, dict):
            raise ModelUnusable(f"the model in {path} is no model description", HINT)
        if fields.get("format") != FORMAT:
            raise ModelUnusable(
                f"the model in {path} has format {fields.get('format')!r}; this version reads {FORMAT}", HINT
            )
        full = fields.get("full")
        folder = ModelFolder(
            path=path,
            version=printable_name(fields["version"]),
            light=Calibration.from_json(fields["light"]["calibration"]),
            light_band=Band(*map(finite, fields["light"]["unsure"])),
            full=Calibration.from_json(full["calibration"]) if full else None,
            full_band=Band(*map(finite, full["unsure"])) if full else None,
            light_blend=finite(full["light_blend"]) if full else 0.0,
            description=fields,
        )
        _check_sizes(folder, fields["files"])
    except ModelUnusable:
        raise
    except FileNotFoundError as error:
        raise ModelUnusable(
            f"the model in {path} is incomplete ({Path(error.filename or '').name} is missing)", HINT
        ) from error
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError) as error:
        raise ModelUnusable(
            f"the model in {path} is damaged ({type(error).__name__} in {DESCRIPTION})", HINT
        ) from error
    except OSError as error:
        raise ModelUnusable(f"the model in {path} cannot be read ({os.strerror(error.errno or 0)})", HINT) from error
    return folder


def read_description(path: Path) -> dict[str, Any]:
    """What `model.json` of this folder says, unchecked. Raises `ModelUnusable`, `OSError`, `ValueError`."""
    fields = json.loads(_read_limited(path / DESCRIPTION))
    if not isinstance(fields, dict):
        raise ModelUnusable(f"the model in {path} is no model description", HINT)
    return fields


def _read_limited(path: Path) -> bytes:
    if path.exists() and not path.is_file():  # opening a pipe would wait for ever
        raise ModelUnusable(f"{path} is no file", HINT)
    with path.open("rb") as file:
        content = file.read(_DESCRIPTION_LIMIT + 1)
    if len(content) > _DESCRIPTION_LIMIT:
        raise ModelUnusable(f"{path} is too large for a model description", HINT)
    return content


def printable_name(value: object) -> str:
    """The name of a version or language as a description may have it. Raises `ValueError` for anything else."""
    if not isinstance(value, str) or not value.isprintable() or not 0 < len(value) <= 100:
        raise ValueError(value)
    return value


def _check_sizes(folder: ModelFolder, files: Mapping[str, Mapping[str, Any]]) -> None:
    wanted = {LIGHT} | (set(ENCODER_FILES) if folder.has_encoder else set())
    if not wanted <= set(files) <= _KNOWN_FILES:
        raise ModelUnusable(f"the model in {folder.path} names the wrong files", HINT)
    for name, said in files.items():
        size = folder.file(name).stat().st_size
        if size != said["bytes"] or (name == LIGHT and size != TABLE_BYTES):
            raise ModelUnusable(f"{folder.file(name)} has {size} bytes instead of {said['bytes']}", HINT)


def verify(folder: ModelFolder) -> None:
    """Compare every file with its digest. Raises `ModelUnusable`; takes some milliseconds per megabyte."""
    verify_files(folder.path, folder.description["files"])


def verify_files(path: Path, files: Mapping[str, Mapping[str, Any]]) -> None:
    """Compare the files of a model folder with the digests that its description gives. Raises `ModelUnusable`."""
    for name, said in files.items():
        if digest(path / name) != said.get("sha256"):
            raise ModelUnusable(f"{path / name} is damaged (its digest differs)", HINT)


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_folder(target: Path, files: Mapping[str, bytes], description: Mapping[str, Any]) -> None:
    """Write a model beside `target` and rename it into place; an earlier model there is replaced as a whole."""
    beside = target.with_name(f".{target.name}.{os.getpid()}.new")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    try:
        listed = {}
        for name, content in files.items():
            _write_synced(beside / name, content)
            listed[name] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        complete = {"format": FORMAT, **description, "files": listed}
        _write_synced(beside / DESCRIPTION, (json.dumps(complete, indent=1, ensure_ascii=False) + "\n").encode())
        if target.exists():
            old = target.with_name(f".{target.name}.{os.getpid()}.old")
            target.rename(old)
            beside.rename(target)
            shutil.rmtree(old, ignore_errors=True)
        else:
            beside.rename(target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _write_synced(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
