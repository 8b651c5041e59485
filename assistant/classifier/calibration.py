"""From the raw scores of eleven kinds to probabilities that mean what they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, isfinite, log

from assistant.post import LABEL_OF, Kind, Label

KINDS: tuple[Kind, ...] = tuple(Kind)
PROMOTIONAL_COUNT = sum(LABEL_OF[k] is Label.PROMOTIONAL for k in KINDS)  # the promotional kinds come first
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Calibration:
    """Platt scaling of the label's log odds: P(promotional) = sigmoid(slope * logit + offset) (Platt 1999).

    `slope` and `offset` are fitted on out-of-fold scores; `kind_slope` tempers the kinds within a label
    (temperature scaling, Guo et al. 2017).
    """

    slope: float = 1.0
    offset: float = 0.0
    kind_slope: float = 1.0

    def kinds(self, scores: Sequence[float]) -> list[float]:
        """Probabilities of the kinds in the order of `KINDS`; they sum to 1, the promotional ones to P(promotional)."""
        promotional = self.promotional(scores)
        first = _softmax([self.kind_slope * s for s in scores[:PROMOTIONAL_COUNT]])
        second = _softmax([self.kind_slope * s for s in scores[PROMOTIONAL_COUNT:]])
        return [promotional * p for p in first] + [(1 - promotional) * p for p in second]

    def promotional(self, scores: Sequence[float]) -> float:
        """P(promotional) of eleven raw scores."""
        return sigmoid(self.slope * label_logit(scores) + self.offset)

    def as_json(self) -> dict[str, float]:
        return {"slope": self.slope, "offset": self.offset, "kind_slope": self.kind_slope}

    @classmethod
    def from_json(cls, fields: Mapping[str, float]) -> Calibration:
        """Raises `KeyError`, `TypeError`, `ValueError` or `OverflowError` for what is no calibration."""
        return cls(finite(fields["slope"]), finite(fields["offset"]), finite(fields["kind_slope"]))


def finite(value: float) -> float:
    """A number as it is; JSON may hold NaN and infinities, which end in no verdict. Raises `ValueError`."""
    number = float(value)
    if not isfinite(number):
        raise ValueError(f"{number} is no finite number")
    return number


def label_logit(scores: Sequence[float]) -> float:
    """Log odds of the promotional kinds against the others, the scores being unnormalised log probabilities."""
    return _logsumexp(scores[:PROMOTIONAL_COUNT]) - _logsumexp(scores[PROMOTIONAL_COUNT:])


def sigmoid(x: float) -> float:
    """1 / (1 + exp(-x)), kept within [1e-9, 1 - 1e-9] and safe for any x."""
    p = 1 / (1 + exp(-x)) if x >= 0 else exp(x) / (1 + exp(x))
    return min(max(p, _TINY), 1 - _TINY)


def _logsumexp(scores: Sequence[float]) -> float:
    top = max(scores)
    return top + log(sum(exp(s - top) for s in scores))


def _softmax(scores: Sequence[float]) -> list[float]:
    top = max(scores)
    grown = [exp(s - top) for s in scores]
    total = sum(grown)
    return [g / total for g in grown]
