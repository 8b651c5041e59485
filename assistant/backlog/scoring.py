"""Verdicts in bulk: three numbers a post, small enough to send between processes and to keep in a checkpoint."""

from __future__ import annotations

import hashlib
import json
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.classifier import Classifier
from assistant.post import LABEL_OF, Kind, Label

MILLION = 1_000_000
KINDS = tuple(Kind)
_NUMBER = {kind: i for i, kind in enumerate(KINDS)}
LABELS = tuple(str(LABEL_OF[k]) for k in KINDS)
KIND_NAMES = tuple(str(k) for k in KINDS)
PROMOTIONAL = bytes(i for i, k in enumerate(KINDS) if LABEL_OF[k] is Label.PROMOTIONAL)


@dataclass(frozen=True, slots=True)
class Scores:
    """Verdicts of some texts in their order.

    `probabilities` are P(promotional) in millionths, `kinds` the place of each kind in `Kind`, `unsure` 0 or 1. The
    label follows from the kind.
    """

    probabilities: array[int]
    kinds: bytes
    unsure: bytes

    def __len__(self) -> int:
        return len(self.kinds)

    def columns(self) -> Iterable[tuple[str, str, str, bool]]:
        """Label, probability with six digits, kind and unsure of each text."""
        return (
            (LABELS[k], probability_text(p), KIND_NAMES[k], u == 1)
            for p, k, u in zip(self.probabilities, self.kinds, self.unsure, strict=True)
        )


def probability_text(millionths: int) -> str:
    """The probability with six digits, as every format writes it: `0.004200`."""
    return f"{millionths // MILLION}.{millionths % MILLION:06d}"


def score(classifier: Classifier, texts: Sequence[str]) -> Scores:
    """What the model says of each text; the same as `Classifier.judge` says."""
    verdicts = classifier.judge(texts, explain=False)
    return Scores(
        array("I", [round(v.probability * MILLION) for v in verdicts]),
        bytes(_NUMBER[v.kind] for v in verdicts),
        bytes(v.unsure for v in verdicts),
    )


def model_marks(classifier: Classifier) -> dict[str, str]:
    """What verdicts depend on beside the text: the model's version and what it and the base below it are made of."""
    own = classifier.own.description if classifier.own else None
    content = json.dumps([classifier.folder.description, own])
    return {"model": f"{classifier.version} {hashlib.sha256(content.encode()).hexdigest()[:16]}"}
