"""Make assistant/text/words.txt: the words that posts of the corpus use in lower case, so no names and no acronyms.

    python benchmarks/rewrite_words.py

A word is kept when at least three posts write it in lower case and most of its occurrences inside a sentence are so.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WORD = re.compile(r"(?<![\w@#/.'’-])[^\W\d_]+(?:['’][^\W\d_]+)?(?![\w@/]|\.\w)")


def main() -> None:
    """Count and write."""
    lower: Counter[str] = Counter()
    other: Counter[str] = Counter()
    for path in sorted((ROOT / "corpus").glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            text = json.loads(line)["text"]
            lower.update({w for w in WORD.findall(text) if w.islower()})
            other.update({m.group().lower() for m in re.finditer(r"(?<=[a-z,] )[A-Z][a-z]+\b", text)})
    words = sorted(
        w.replace("’", "'") for w, n in lower.items() if (n >= 3 and n > other[w] and w.isascii()) or w == "i"
    )
    (ROOT / "assistant" / "text" / "words.txt").write_text("\n".join(dict.fromkeys(words)) + "\n", "utf-8")
    print(f"{len(words)} words")


if __name__ == "__main__":
    main()
