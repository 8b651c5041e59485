"""Where scoring happens: in this process or in several."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from assistant.backlog.rows import Chunk
from assistant.backlog.scoring import Scores, score
from assistant.classifier import Classifier


class Engine(Protocol):
    """Scores texts, now or later. `ahead` is how many chunks may be under way beside the one that is awaited."""

    @property
    def ahead(self) -> int: ...

    def submit(self, texts: Sequence[str]) -> Callable[[], Scores]:
        """Begin to score; the answer is called for when it is its turn."""
        ...


class OwnProcess:
    """Scores in this process, when the answer is called for."""

    ahead = 0

    def __init__(self, classifier: Classifier) -> None:
        self._classifier = classifier

    def submit(self, texts: Sequence[str]) -> Callable[[], Scores]:
        return lambda: score(self._classifier, texts)


def scored(chunks: Iterable[Chunk], engine: Engine) -> Iterator[tuple[Chunk, Scores]]:
    """Every chunk with its scores, in the order of the chunks, at most `engine.ahead` of them waiting."""
    waiting: deque[tuple[Chunk, Callable[[], Scores]]] = deque()
    for chunk in chunks:
        waiting.append((chunk, engine.submit(chunk.texts)))
        if len(waiting) > engine.ahead:
            first, answer = waiting.popleft()
            yield first, answer()
    while waiting:
        first, answer = waiting.popleft()
        yield first, answer()
