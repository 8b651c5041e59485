"""The head learnt from a user's own posts: it sits on a base model and corrects it.

P(promotional) = sigmoid(bias + what the base model says + the post's own words [+ the encoder's vector]), a logistic
regression over `base_features`, the rows of `features.rows_and_weights` and the vector. The kinds within a label stay
the base model's unless the version has learnt them as well (`ownkinds`). A version folder names the base model by
version and digest instead of copying it.

`own-light.f32` and `own-full.f32` are little-endian float32: the bias, `BASE_FEATURES` weights, `ROWS` weights of
words and surface, then one weight for each number of the encoder's vector (none in the light head).
"""

from __future__ import annotations

import mmap
import os
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from math import log
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.classifier.calibration import KINDS, PROMOTIONAL_COUNT, sigmoid
from assistant.classifier.features import ROWS, SURFACE_WEIGHT, rows_and_weights
from assistant.classifier.modelfile import (
    DESCRIPTION,
    FORMAT,
    Band,
    ModelFolder,
    digest,
    printable_name,
    read_description,
    verify_files,
)
from assistant.classifier.ownkinds import KINDS_FULL, KINDS_LIGHT, OwnKinds, kinds_width
from assistant.errors import ModelUnusable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

OWN_LIGHT, OWN_FULL = "own-light.f32", "own-full.f32"
POSTS = "posts.jsonl"  # what the version learnt from, kept for the next training; never read when judging
BASE_FEATURES = len(KINDS) + 1
_OPTIONAL = (POSTS, KINDS_LIGHT, KINDS_FULL)
_FLOAT = struct.Struct("<f")
_FIXED = 1 + BASE_FEATURES + ROWS
_WIDTH_LIMIT = 4096
_HINT = "run `assistant train` again, or `assistant models use base` for the model that came with the program"


def base_features(kinds: Sequence[float]) -> list[float]:
    """What the head sees of the base model: the label's log odds, then each kind's log probability, scaled to about 1.

    `kinds` are calibrated probabilities in the order of `KINDS`.
    """
    promotional = min(max(sum(kinds[:PROMOTIONAL_COUNT]), 1e-4), 1 - 1e-4)
    return [log(promotional / (1 - promotional)), *((max(log(max(k, 1e-9)), -6.0) + 2.4) / 3 for k in kinds)]


class OwnHead:
    """Weights read where they lie on the disk, without NumPy. `kinds` are the user's own, if any were learnt."""

    def __init__(self, path: Path, kinds: OwnKinds | None = None) -> None:
        self._kinds = kinds
        with path.open("rb") as file:
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self.bias, *self._base = struct.unpack_from(f"<{1 + BASE_FEATURES}f", self._data)
        self.width = len(self._data) // _FLOAT.size - _FIXED
        self._vector = struct.unpack_from(f"<{self.width}f", self._data, _FIXED * _FLOAT.size)

    def log_odds(self, text: str, kinds: Sequence[float], vector: Sequence[float] = ()) -> float:
        """The head's log odds of promotional; `kinds` are the base model's, `vector` has `width` numbers."""
        words, weight, surface = rows_and_weights(text)
        said = sum(w * f for w, f in zip(self._base, base_features(kinds), strict=True))
        own = weight * sum(map(self.row, words)) + SURFACE_WEIGHT * sum(map(self.row, surface))
        meant = sum(w * v for w, v in zip(self._vector, vector, strict=True))
        return float(self.bias + said + own + meant)

    def kinds(self, text: str, kinds: Sequence[float], vector: Sequence[float] = ()) -> list[float]:
        """The base model's kinds, moved so that the promotional ones sum to the head's P(promotional)."""
        promotional = sigmoid(self.log_odds(text, kinds, vector))
        before = min(max(sum(kinds[:PROMOTIONAL_COUNT]), 1e-9), 1 - 1e-9)
        first, second = promotional / before, (1 - promotional) / (1 - before)
        moved = [k * (first if i < PROMOTIONAL_COUNT else second) for i, k in enumerate(kinds)]
        total = sum(moved)
        return [k / total for k in moved]

    def kinds_of(
        self, texts: Sequence[str], kinds: Sequence[Sequence[float]], vectors: NDArray[np.float32] | None
    ) -> list[list[float]]:
        """`kinds` of many texts; `vectors` has shape (texts, width), None for the light head."""
        rows: Iterable[Sequence[float]] = repeat((), len(texts)) if vectors is None else vectors.tolist()
        moved = [self.kinds(*each) for each in zip(texts, kinds, rows, strict=True)]
        return self._kinds.moved(moved, vectors) if self._kinds else moved

    def row(self, number: int) -> float:
        """The weight of one row of words and surface."""
        weight: float = _FLOAT.unpack_from(self._data, (1 + BASE_FEATURES + number) * _FLOAT.size)[0]
        return weight

    def close(self) -> None:
        """Let go of the file."""
        self._data.close()


@dataclass(frozen=True, slots=True)
class OwnFolder:
    """An opened and checked folder of a user's version. `full_band` is None where there is no head for the encoder.

    `languages` are those that it has learnt beside English, by the names of `text.language`.
    """

    path: Path
    version: str
    light_band: Band
    full_band: Band | None
    languages: tuple[str, ...]
    description: Mapping[str, Any]

    def open_head(self, width: int) -> OwnHead:
        """The head for vectors of this width (0: without an encoder). Raises `ModelUnusable` where none fits."""
        if width and self.full_band is None:
            raise ModelUnusable(f"{self.version} was made without the encoder", _HINT)
        own, kinds_name = (OWN_FULL, KINDS_FULL) if width else (OWN_LIGHT, KINDS_LIGHT)
        # One turned bit would change verdicts and be noticed by nobody.
        verify_files(self.path, {n: f for n, f in self.description["files"].items() if n in {own, kinds_name}})
        kinds = OwnKinds(self.path / kinds_name) if kinds_name in self.description["files"] else None
        head = OwnHead(self.path / own, kinds)
        if head.width != width or (kinds is not None and kinds.width not in {0, width}):
            raise ModelUnusable(f"{self.version} was made for another encoder", _HINT)
        return head


def is_own(path: Path) -> bool:
    """Whether this folder holds a user's version rather than a whole model; what cannot be read is none."""
    try:
        return "own" in read_description(path)
    except (ModelUnusable, OSError, ValueError, RecursionError):
        return False  # opening it as a whole model then says what is wrong


def open_own(path: Path, base: ModelFolder) -> OwnFolder:
    """Read and check a version; it must have been made for exactly this base. Raises `ModelUnusable`."""
    try:
        folder = read_own(path)
        if folder.description["own"]["base"]["digest"] != base_digest(base):
            made_for = folder.description["own"]["base"]["version"]
            raise ModelUnusable(
                f"the model {folder.version} was made for {made_for}, and the program now carries {base.version}", _HINT
            )
    except (KeyError, TypeError, AttributeError) as error:
        raise ModelUnusable(f"the model in {path} is damaged ({type(error).__name__})", _HINT) from error
    return folder


def read_own(path: Path) -> OwnFolder:
    """Read and check a version's folder, whatever base it was made for. Raises `ModelUnusable`."""
    try:
        fields = read_description(path)
        own, files = fields["own"], fields["files"]
        full = own.get("full")
        languages = tuple(printable_name(language) for language in fields.get("languages", ()))
        band, full_band = _band(own["light"]), _band(full) if full else None
        folder = OwnFolder(path, printable_name(fields["version"]), band, full_band, languages, fields)
        wanted = {OWN_LIGHT} | ({OWN_FULL} if full else set())
        if fields.get("format") != FORMAT or not wanted <= set(files) <= {*wanted, *_OPTIONAL}:
            raise ModelUnusable(f"the model in {path} has a format that this version does not read", _HINT)
        for name, said in files.items():
            _check_size(path / name, said["bytes"])
    except FileNotFoundError as error:
        missing = Path(error.filename or "").name
        raise ModelUnusable(f"the model in {path} is incomplete ({missing} is missing)", _HINT) from error
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError) as error:
        what = f"{type(error).__name__} in {DESCRIPTION}"
        raise ModelUnusable(f"the model in {path} is damaged ({what})", _HINT) from error
    except OSError as error:
        raise ModelUnusable(f"the model in {path} cannot be read ({os.strerror(error.errno or 0)})", _HINT) from error
    return folder


def base_digest(base: ModelFolder) -> str:
    """What names a base model exactly: the digest of its description, which holds those of its files."""
    return digest(base.path / DESCRIPTION)


def head_bytes(bias: float, base: Sequence[float], words: Sequence[float], vector: Sequence[float] = ()) -> bytes:
    """The layout that `OwnHead` reads. Raises `ValueError` for the wrong numbers of weights."""
    if len(base) != BASE_FEATURES or len(words) != ROWS:
        raise ValueError((len(base), len(words)))
    return struct.pack(f"<{_FIXED + len(vector)}f", bias, *base, *words, *vector)


def _band(fields: Mapping[str, Any]) -> Band:
    low, high = map(float, fields["unsure"])
    if not 0 <= low <= high <= 1:
        raise ValueError(fields)
    return Band(low, high)


def _check_size(path: Path, said: int) -> None:
    size = path.stat().st_size
    if size != said or not _fits(path.name, size):
        raise ModelUnusable(f"{path} has {size} bytes instead of {said}", _HINT)


def _fits(name: str, size: int) -> bool:
    """Whether a file of this name can have this many bytes."""
    if name == POSTS:
        return True
    if name in {KINDS_LIGHT, KINDS_FULL}:
        return kinds_width(size) <= (0 if name == KINDS_LIGHT else _WIDTH_LIMIT)
    numbers, rest = divmod(size, _FLOAT.size)
    return not rest and 0 <= numbers - _FIXED <= (0 if name == OWN_LIGHT else _WIDTH_LIMIT)
