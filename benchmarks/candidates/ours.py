"""The two models of `models/base`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.classifier.encoder import Encoder
from assistant.classifier.judge import base_model_folder
from assistant.classifier.modelfile import ENCODER_FILES, open_folder
from assistant.learning import light
from assistant.learning.corpus import LabelledPost
from candidates.bags import numbered


class Light:
    """Hashed words, word pairs and surface features: what `--fast` uses."""

    def fit(self, posts: Sequence[LabelledPost], seed: int) -> None:  # noqa: ARG002 - nothing is random
        self._weights = light.fit(light.feature_matrix([p.text for p in posts]), numbered(posts))

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        return light.scores(light.feature_matrix(texts), self._weights)

    def megabytes(self) -> float:
        return len(self._weights.to_bytes()) / 1e6


class Shipped:
    """The encoder as it is shipped; learns nothing here."""

    def fit(self, posts: Sequence[LabelledPost], seed: int) -> None:  # noqa: ARG002 - trained beforehand
        folder = open_folder(base_model_folder())
        self._size = sum(folder.file(name).stat().st_size for name in ENCODER_FILES) / 1e6
        self._encoder = Encoder.open(folder, threads=1)

    def scores(self, texts: Sequence[str]) -> np.ndarray:
        return self._encoder.scores(self._encoder.vectors(texts))

    def megabytes(self) -> float:
        return self._size
