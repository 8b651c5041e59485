"""Text in, verdict and reasons out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from assistant.classifier.calibration import KINDS, PROMOTIONAL_COUNT, Calibration
from assistant.classifier.light import LightScorer
from assistant.classifier.modelfile import LIGHT, Band, ModelFolder, open_folder
from assistant.classifier.reasons import reasons
from assistant.errors import ModelUnusable
from assistant.post import Kind, Label, Verdict
from assistant.text.language import foreign_language, has_words

THRESHOLD = 0.5


def base_model_folder() -> Path:
    """The model that came with the program: inside the installed package, or `models/base` of a checkout."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "shipped" / "base", package.parent / "models" / "base"):
        if folder.is_dir():
            return folder
    raise ModelUnusable("the model that comes with the program is missing", "install the program again")


class Classifier:
    """A model folder ready to judge. Verdicts depend on text and model alone."""

    def __init__(self, folder: ModelFolder, *, fast: bool = False) -> None:
        self.folder = folder
        self.fast = fast
        self._light = LightScorer(folder.file(LIGHT))

    @classmethod
    def open(cls, path: Path | None = None, *, fast: bool = False) -> Classifier:
        """The model in `path`, or the base model. `fast`: the light model alone. Raises `ModelUnusable`."""
        return cls(open_folder(path or base_model_folder()), fast=fast)

    @property
    def version(self) -> str:
        """What every verdict carries as its model."""
        return self.folder.version

    def judge(self, texts: Iterable[str], *, explain: bool = True) -> list[Verdict]:
        """One verdict for each text, in order; `explain` adds the reasons."""
        listed = list(texts)
        return [self._verdict(text, kinds, explain) for text, kinds in zip(listed, self.kinds_of(listed), strict=True)]

    def kinds_of(self, texts: Sequence[str]) -> list[list[float]]:
        """Calibrated probabilities of the kinds (in the order of `Kind`) for each text."""
        return [self._calibration.kinds(self._light.scores(text)) for text in texts]

    def probabilities(self, texts: Sequence[str]) -> list[float]:
        """P(promotional) of each text."""
        return [sum(kinds[:PROMOTIONAL_COUNT]) for kinds in self.kinds_of(texts)]

    @property
    def _calibration(self) -> Calibration:
        return self.folder.light

    @property
    def _band(self) -> Band:
        return self.folder.light_band

    def _verdict(self, text: str, kinds: list[float], explain: bool) -> Verdict:
        probability = sum(kinds[:PROMOTIONAL_COUNT])
        promotional = probability >= THRESHOLD
        own = range(PROMOTIONAL_COUNT) if promotional else range(PROMOTIONAL_COUNT, len(KINDS))
        kind = KINDS[max(own, key=lambda i: kinds[i])]
        note = doubt(text)
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


def _by_kind(kinds: Sequence[float]) -> dict[Kind, float]:
    return dict(zip(KINDS, kinds, strict=True))


def doubt(text: str) -> str | None:
    """Why no verdict on this text can be sure, whatever the model says; None if nothing speaks against it."""
    if not text.strip():
        return "there is no text"
    if not has_words(text):
        return "there are no words to judge"
    language = foreign_language(text)
    return f"this looks like {language}; the model knows English" if language else None
