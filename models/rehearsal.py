"""Choose the corpus posts that come with the program for learning: `python models/rehearsal.py`.

600 posts, each kind in proportion, drawn by a fixed seed; near-duplicates and pairs count once. What the base model
says of them is kept beside them (`readings-*.npz`), so run it whenever the base model was made anew.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

from assistant.classifier import Classifier
from assistant.learning.corpus import fold_groups, read_corpus
from assistant.learning.readings import Readings
from assistant.post import Kind

COUNT, SEED = 600, 0


def main() -> None:
    """Draw and write the posts."""
    top = Path(__file__).resolve().parents[1]
    posts = read_corpus(top / "corpus")
    first_of = {group: place for place, group in reversed(list(enumerate(fold_groups(posts))))}
    single = [posts[place] for place in sorted(first_of.values())]
    random_order = random.Random(SEED)  # noqa: S311 - a draw, no secret
    chosen = []
    for kind in Kind:
        of_kind = [p for p in single if p.kind is kind]
        chosen += random_order.sample(of_kind, round(COUNT * len(of_kind) / len(single)))
    random_order.shuffle(chosen)
    target = top / "models" / "rehearsal" / "posts.jsonl"
    target.parent.mkdir(exist_ok=True)
    lines = [json.dumps({"text": p.text, "kind": p.kind}, ensure_ascii=False) for p in chosen]
    target.write_text("\n".join(lines) + "\n", "utf-8")
    for old in target.parent.glob("readings-*.npz"):
        old.unlink()
    Readings(Classifier.open(threads=2), target.parent).features([p.text for p in chosen])
    print(f"{len(chosen)} posts in {target}")


if __name__ == "__main__":
    main()
