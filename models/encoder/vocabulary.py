"""A smaller vocabulary: the pieces that the corpus uses and the commonest others."""

from __future__ import annotations

import collections
import json
from typing import Any

from tokenizers import Tokenizer

from assistant.text.plain import plain

COMMON = 9000  # the vocabulary is ordered roughly by frequency
LEAST_USES = 2  # in the corpus


def kept_pieces(tokenizer: Tokenizer, texts: list[str]) -> list[int]:
    """Ids of the pieces that stay: special ones, single characters, common ones, and those that the corpus uses."""
    used = collections.Counter(i for e in tokenizer.encode_batch([plain(t) for t in texts]) for i in e.ids)
    special = {t["id"] for t in json.loads(tokenizer.to_str())["added_tokens"]}
    single = {i for piece, i in tokenizer.get_vocab().items() if len(piece.removeprefix("##")) == 1 and piece.isascii()}
    common = set(range(COMMON))
    return sorted({i for i, n in used.items() if n >= LEAST_USES} | special | single | common)


def smaller_tokenizer(tokenizer: Tokenizer, kept: list[int]) -> str:
    """The tokenizer's JSON with the kept pieces renumbered in order."""
    fields: dict[str, Any] = json.loads(tokenizer.to_str())
    new_id = {old: new for new, old in enumerate(kept)}
    fields["model"]["vocab"] = {p: new_id[i] for p, i in fields["model"]["vocab"].items() if i in new_id}
    for token in fields["added_tokens"]:
        token["id"] = new_id[token["id"]]
    processor = fields["post_processor"]
    for name in ("sep", "cls"):
        processor[name] = [processor[name][0], new_id[processor[name][1]]]
    fields["truncation"] = fields["padding"] = None
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
