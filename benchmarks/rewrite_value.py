"""Do value posts pass nearly untouched? The share with no edit, or with edits of tone alone.

    python benchmarks/rewrite_value.py [--fast] [POSTS.jsonl]

POSTS.jsonl holds labelled posts (`text`, `label`); without it every tenth value post of corpus/ is taken, which the
model has seen.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from assistant.classifier import Classifier  # noqa: E402
from assistant.post import LABEL_OF, Kind, Label  # noqa: E402
from assistant.rewriter.fix import RULES  # noqa: E402
from assistant.rewriter.suggest import planned  # noqa: E402

CALM = {rule.id for rule in RULES if rule.calm}


def value_posts(path: Path | None) -> list[str]:
    """Texts that people called value."""
    paths = [path] if path else sorted((ROOT / "corpus").glob("*.jsonl"))
    rows = [json.loads(line) for p in paths for line in p.read_text("utf-8").split("\n") if line.strip()]
    kept = [r["text"] for r in rows if (r.get("label") or LABEL_OF[Kind(r["kind"])]) == Label.VALUE]
    return kept if path else kept[::10]


def main() -> None:
    """Print the shares."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--fast", action="store_true")
    parser.add_argument("posts", nargs="?", type=Path)
    said = parser.parse_args()
    counts: Counter[str] = Counter()
    texts = value_posts(said.posts)
    for verdict in Classifier.open(fast=said.fast).judge(texts, explain=False):
        rules = {edit.rule for edit in planned(verdict).edits}
        counts["with no edit"] += not rules
        counts["with edits of tone alone"] += bool(rules) and rules <= CALM
        counts["taken for promotion by the model"] += verdict.label is Label.PROMOTIONAL
    untouched = counts["with no edit"] + counts["with edits of tone alone"]
    print(f"{len(texts)} value posts, {untouched / len(texts):.1%} pass with no edit or edits of tone alone")
    for name, count in counts.items():
        print(f"{name:<40} {count:>5}")


if __name__ == "__main__":
    main()
