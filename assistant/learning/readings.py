"""What the base model says of texts, kept on disk by digest, so that no text goes through the encoder twice."""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np

from assistant.classifier import Classifier
from assistant.classifier.calibration import KINDS
from assistant.classifier.ownhead import base_digest
from assistant.learning.features import Features, features_of
from assistant.learning.rehearsal import rehearsal_file

if TYPE_CHECKING:
    from numpy.typing import NDArray

_KEPT = 50_000  # readings; a vector takes 1.5 kB
_STEP = 32  # texts between two reports


class Readings:
    """Reads texts with the base model of a classifier; `folder` keeps the readings (None: nowhere)."""

    def __init__(self, classifier: Classifier, folder: Path | None) -> None:
        self._classifier = classifier
        self._path: Path | None = None
        self._places: dict[int, int] = {}
        self._kinds = np.zeros((0, len(KINDS)))
        self._vectors: NDArray[np.float32] | None = None
        if classifier.has_encoder:  # the light model is quicker than the disk
            name = f"readings-{base_digest(classifier.folder)[:16]}.npz"
            self._path = folder / name if folder is not None else None
            self._load(folder / name if folder is not None and (folder / name).is_file() else shipped_folder() / name)

    def features(self, texts: Sequence[str], on_step: Callable[[float], Any] = lambda _: None) -> Features:
        """The features of texts; `on_step` hears the share that is read."""
        keys = [_key(text) for text in texts]
        new = list({key: text for key, text in zip(keys, texts, strict=True) if key not in self._places}.items())
        for start in range(0, len(new), _STEP):
            self._add(new[start : start + _STEP])
            on_step(min(1.0, (start + _STEP) / len(new)))
        if new and self._path is not None:
            self._save(self._path)
        rows = [self._places[key] for key in keys]
        vectors = self._vectors[rows] if self._vectors is not None else None
        return features_of(texts, self._kinds[rows].tolist(), vectors)

    def _add(self, new: Sequence[tuple[int, str]]) -> None:
        kinds, vectors = self._classifier.base_reading([text for _, text in new])
        for place, (key, _) in enumerate(new, len(self._kinds)):
            self._places[key] = place
        read = np.array(kinds)
        if vectors is not None:  # rounded as on the disk, so that a kept reading teaches the same as a fresh one
            read, vectors = read.astype(np.float32).astype(np.float64), vectors.astype(np.float16).astype(np.float32)
            self._vectors = vectors if self._vectors is None else np.vstack([self._vectors, vectors])
        self._kinds = np.vstack([self._kinds, read])

    def _load(self, path: Path) -> None:
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                keys, kinds, vectors = stored["keys"], stored["kinds"], stored["vectors"]
        except (OSError, ValueError, KeyError, EOFError, TypeError, AttributeError, BadZipFile, zlib.error):
            return  # missing or damaged: it is only a cache, and is made anew
        fits = kinds.shape == (len(keys), len(KINDS)) and vectors.shape == (len(keys), self._classifier.width)
        if fits and vectors.dtype == np.float16 and np.isfinite(vectors).all() and ((kinds >= 0) & (kinds <= 1)).all():
            self._places = {int(key): place for place, key in enumerate(keys)}
            self._kinds, self._vectors = kinds.astype(np.float64), vectors.astype(np.float32)

    def _save(self, path: Path) -> None:
        if self._vectors is None or len(self._places) > _KEPT:
            return
        beside = path.with_name(f".{path.name}.{os.getpid()}.new")
        keys = np.array(list(self._places), dtype=np.uint64)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with beside.open("wb") as file:
                np.savez(
                    file, keys=keys, kinds=self._kinds.astype(np.float32), vectors=self._vectors.astype(np.float16)
                )
            beside.replace(path)
        except OSError:  # a full or read-only disk costs the next run some seconds, and this one nothing
            return
        finally:
            with suppress(OSError):
                beside.unlink(missing_ok=True)


def shipped_folder() -> Path:
    """Where the readings of the corpus posts lie that come with the program."""
    return rehearsal_file().parent


def _key(text: str) -> int:
    """A stable 64-bit digest of a text."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
