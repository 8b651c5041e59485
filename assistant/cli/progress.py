"""Work that takes longer than a second says how far it is; a terminal shows it, a file or a pipe does not."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.classifier import Classifier
    from assistant.post import Verdict

_AT_ONCE = 256  # posts: half a second to a second with the encoder


class ShareMeter:
    """One line of progress; silent where standard error is no terminal."""

    def __init__(self) -> None:
        self._live = sys.stderr.isatty()

    def show(self, what: str, share: float) -> None:
        """Draw the line."""
        if self._live:
            print(f"\r{f'{what}: {share:.0%}':<40}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Wipe the line."""
        if self._live:
            print("\r" + " " * 40 + "\r", end="", file=sys.stderr, flush=True)


def judged(classifier: Classifier, texts: Sequence[str], *, explain: bool) -> list[Verdict]:
    """A verdict for each text, in order, with a line of progress where there are many."""
    meter = ShareMeter()
    verdicts: list[Verdict] = []
    try:
        for start in range(0, len(texts), _AT_ONCE):
            verdicts += classifier.judge(texts[start : start + _AT_ONCE], explain=explain)
            if len(texts) > _AT_ONCE:
                meter.show("judging", len(verdicts) / len(texts))
    finally:
        if len(texts) > _AT_ONCE:
            meter.clear()
    return verdicts
