"""Meanings that were read before, kept in `insight.db`: a text is read once, however often it is matched."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, text

from assistant.errors import StoreUnusable
from assistant.insight.meaning import ENCODER, meanings
from assistant.insight.store import Store

if TYPE_CHECKING:
    from assistant.insight.meaning import Vectors

_MOST = 20_000  # texts whose meaning is kept, 30 MB; the oldest go first
_AT_ONCE = 500
_FIND = text("SELECT digest, vector FROM meaning WHERE digest IN :keys").bindparams(bindparam("keys", expanding=True))
_KEEP = text("INSERT OR IGNORE INTO meaning (digest, vector) VALUES (:key, :vector)")
_FORGET = text("DELETE FROM meaning WHERE id <= (SELECT id FROM meaning ORDER BY id DESC LIMIT 1 OFFSET :most)")


def remembering(store: Store) -> Callable[[Sequence[str]], Vectors]:
    """`meanings` with a memory; where the store cannot be written, it reads anew each time and says the same."""

    def read(texts: Sequence[str]) -> Vectors:
        import numpy as np

        keys = [_key(words) for words in texts]
        known = dict(_known(store, list(dict.fromkeys(keys))))
        fresh = {key: words for key, words in zip(keys, texts, strict=True) if key not in known}
        if fresh:
            vectors = meanings(list(fresh.values()))
            known |= dict(zip(fresh, vectors, strict=True))
            with suppress(StoreUnusable), store.writing() as connection:  # a memory is a help, no condition
                rows = [{"key": k, "vector": v.tobytes()} for k, v in zip(fresh, vectors, strict=True)]
                connection.execute(_KEEP, rows)
                connection.execute(_FORGET, {"most": _MOST})
        return np.stack([known[key] for key in keys]) if keys else meanings([])

    return read


def _known(store: Store, keys: Sequence[str]) -> Iterator[tuple[str, Vectors]]:
    import numpy as np

    with store.reading() as connection:
        for start in range(0, len(keys), _AT_ONCE):
            for key, vector in connection.execute(_FIND, {"keys": list(keys[start : start + _AT_ONCE])}).all():
                yield key, np.frombuffer(vector, dtype=np.float32)


def _key(words: str) -> str:
    return hashlib.sha256(f"{ENCODER}\n{words}".encode("utf-8", "surrogatepass")).hexdigest()
