"""Text in, verdict and reasons out."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.classifier.calibration import KINDS, PROMOTIONAL_COUNT, Calibration
from assistant.classifier.light import LightScorer
from assistant.classifier.modelfile import HINT, LIGHT, Band, ModelFolder, open_folder, verify_files
from assistant.classifier.ownhead import OwnFolder, is_own, open_own
from assistant.classifier.reasons import reasons
from assistant.errors import ModelUnusable
from assistant.post import Kind, Label, Verdict
from assistant.text.language import foreign_language, has_words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from assistant.classifier.batch import BatchScorer
    from assistant.classifier.encoder import Encoder

THRESHOLD = 0.5
WORTH_IT = 64  # texts; below that, importing NumPy for the light model costs more than it saves


def base_model_folder() -> Path:
    """The model that came with the program: inside the installed package, or `models/base` of a checkout."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "shipped" / "base", package.parent / "models" / "base"):
        if folder.is_dir():
            return folder
    raise ModelUnusable("the model that comes with the program is missing", "install the program again")


class Classifier:
    """A model folder ready to judge. Verdicts depend on text and model alone.

    `notice` says why the light model answers alone although the folder has an encoder; None if nothing is amiss.
    """

    def __init__(
        self, folder: ModelFolder, *, fast: bool = False, threads: int | None = None, own: OwnFolder | None = None
    ) -> None:
        self.folder = folder
        self.own = own
        self.notice: str | None = None
        self._light = _opened(folder)
        self._batch: BatchScorer | None = None
        self._encoder = None if fast or not folder.has_encoder else self._open_encoder(threads)
        self._head = own.open_head(self.width) if own else None

    @classmethod
    def open(cls, path: Path | None = None, *, fast: bool = False, threads: int | None = None) -> Classifier:
        """The model in `path` (a whole one or a user's version), or the base model. Raises `ModelUnusable`.

        `fast`: the light model alone. `threads`: texts that the encoder reads at the same time, as many as there
        are cores by default; the verdicts are the same with any number.
        """
        if path is not None and is_own(path):
            base = open_folder(base_model_folder())
            return cls(base, fast=fast, threads=threads, own=open_own(path, base))
        return cls(open_folder(path or base_model_folder()), fast=fast, threads=threads)

    def _open_encoder(self, threads: int | None) -> Encoder | None:
        try:
            from assistant.classifier.encoder import Encoder

            return Encoder.open(self.folder, threads=threads or os.cpu_count() or 1)
        except ImportError as error:
            self.notice = f"the light model answers alone, since {error.name or 'ONNX Runtime'} is not installed"
            return None

    @property
    def has_encoder(self) -> bool:
        """Whether the encoder answers (it may be missing, or left out on request)."""
        return self._encoder is not None

    @property
    def width(self) -> int:
        """How many numbers the encoder's vector of a text has, 0 without an encoder."""
        return self._encoder.width if self._encoder else 0

    @property
    def version(self) -> str:
        """What every verdict carries as its model."""
        name = self.own.version if self.own else self.folder.version
        return name if self._encoder or not self.folder.has_encoder else f"{name}-light"

    def judge(self, texts: Iterable[str], *, explain: bool = True) -> list[Verdict]:
        """One verdict for each text, in order; `explain` adds the reasons."""
        listed = list(texts)
        return [self._verdict(text, kinds, explain) for text, kinds in zip(listed, self.kinds_of(listed), strict=True)]

    def kinds_of(self, texts: Sequence[str]) -> list[list[float]]:
        """Calibrated probabilities of the kinds (in the order of `Kind`) for each text."""
        kinds, vectors = self.base_reading(texts)
        if self._head is not None:
            kinds = self._head.kinds_of(texts, kinds, vectors)
        if not all(0.99 < sum(row) < 1.01 for row in kinds):  # NaN and infinities in a table of the right size
            raise ModelUnusable(f"the model in {self.folder.path} is damaged (it gives no probabilities)", HINT)
        return kinds

    def base_reading(self, texts: Sequence[str]) -> tuple[list[list[float]], NDArray[np.float32] | None]:
        """What the base model alone says of the kinds, and the encoder's vectors (None without an encoder)."""
        if self._encoder is not None:
            from assistant.classifier.batch import calibrated

            vectors = self._encoder.vectors(texts)
            return calibrated(self._full_scores(texts, vectors, self._encoder), self._calibration), vectors
        if len(texts) < WORTH_IT:
            return [self._calibration.kinds(self._light.scores(text)) for text in texts], None
        from assistant.classifier.batch import calibrated

        return calibrated(self._light_scores(texts), self._calibration), None

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The encoder's vectors, shape (texts, width). Raises `ModelUnusable` where there is no encoder."""
        if self._encoder is None:
            raise ModelUnusable("this model has no encoder at hand", "leave out --fast, or install onnxruntime")
        return self._encoder.vectors(texts)

    def _full_scores(self, texts: Sequence[str], vectors: NDArray[np.float32], encoder: Encoder) -> NDArray[np.float64]:
        scores = encoder.scores(vectors)
        blend = self.folder.light_blend
        return scores + blend * self._light_scores(texts) if blend else scores

    def _light_scores(self, texts: Sequence[str]) -> NDArray[np.float64]:
        if self._batch is None:
            from assistant.classifier.batch import BatchScorer

            self._batch = BatchScorer(self.folder.file(LIGHT))
        return self._batch.scores(texts)

    def probabilities(self, texts: Sequence[str]) -> list[float]:
        """P(promotional) of each text."""
        return [sum(kinds[:PROMOTIONAL_COUNT]) for kinds in self.kinds_of(texts)]

    @property
    def _languages(self) -> tuple[str, ...]:
        return self.own.languages if self.own else ()

    @property
    def _calibration(self) -> Calibration:
        return self.folder.full if self._encoder and self.folder.full else self.folder.light

    @property
    def _band(self) -> Band:
        if self.own:
            return self.own.full_band if self._encoder and self.own.full_band else self.own.light_band
        return self.folder.full_band if self._encoder and self.folder.full_band else self.folder.light_band

    def _verdict(self, text: str, kinds: list[float], explain: bool) -> Verdict:
        probability = sum(kinds[:PROMOTIONAL_COUNT])
        promotional = probability >= THRESHOLD
        own = range(PROMOTIONAL_COUNT) if promotional else range(PROMOTIONAL_COUNT, len(KINDS))
        kind = KINDS[max(own, key=lambda i: kinds[i])]
        note = doubt(text, self._languages)
        return Verdict(
            text=text,
            label=Label.PROMOTIONAL if promotional else Label.VALUE,
            probability=probability,
            kind=kind,
            kinds=_by_kind(kinds),
            unsure=note is not None or self._band.holds(probability),
            model=self.version,
            reasons=reasons(text, self._light.row, self.probabilities) if explain else (),
            note=note,
        )


def _opened(folder: ModelFolder) -> LightScorer:
    # Two milliseconds: one turned bit in the table would change verdicts and be noticed by nobody.
    try:
        verify_files(folder.path, {LIGHT: folder.description["files"][LIGHT]})
        return LightScorer(folder.file(LIGHT))
    except (OSError, ValueError) as error:
        raise ModelUnusable(f"{folder.file(LIGHT)} cannot be read ({error})", HINT) from error


def _by_kind(kinds: Sequence[float]) -> dict[Kind, float]:
    return dict(zip(KINDS, kinds, strict=True))


def doubt(text: str, learnt: Collection[str] = ()) -> str | None:
    """Why no verdict on this text can be sure, whatever the model says; None if nothing speaks against it.

    `learnt` are languages that the model knows beside English.
    """
    if not text.strip():
        return "there is no text"
    if not has_words(text):
        return "there are no words to judge"
    language = foreign_language(text)
    if language is None or language in learnt:
        return None
    known = " and ".join(["English", *sorted(learnt)])
    return f"this looks like {language}; the model knows {known}"
