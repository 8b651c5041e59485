"""Write the before/after pairs of docs/guide/rewriting.md with the real command.

python benchmarks/rewrite_guide.py
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
PAGE = ROOT / "docs" / "guide" / "rewriting.md"
START, END = "<!-- pairs: python benchmarks/rewrite_guide.py -->", "<!-- /pairs -->"
CHOSEN = "r006 r039 r048 r069 r075 r084 r085 r087 r099 r110 r124 r132".split()  # noqa: SIM905 - ids read better in a line


def rewrite(draft: str, answer: str) -> dict[str, object]:
    """What `assistant rewrite DRAFT --answer ANSWER --fast --format json` prints."""
    from assistant.cli.app import app

    out = io.StringIO()
    with tempfile.TemporaryDirectory() as home, contextlib.redirect_stdout(out):
        arguments = ["rewrite", draft, "--answer", answer, "--fast", "--format", "json", "--home", home]
        app.main(args=arguments, prog_name="assistant", standalone_mode=False)
    found: dict[str, object] = json.loads(out.getvalue())
    return found


def pairs() -> str:
    """The pairs as Markdown, between their markers."""
    rows = {
        d["id"]: d for d in map(json.loads, (ROOT / "benchmarks/rewrite_drafts.jsonl").read_text("utf-8").splitlines())
    }
    parts = [START]
    for number, key in enumerate(CHOSEN, 1):
        row = rows[key]
        found: list[dict[str, object]] = rewrite(row["draft"], row["answer"])["suggestions"]  # type: ignore[assignment]
        shown = next((s for s in found if s["mode"] == "remake" and s["status"] == "ready"), found[0])
        left = "; ".join(f"“{d}”" for d in shown["dropped"])  # type: ignore[attr-defined]
        parts.append(
            f"### {number}. {row['trade'].capitalize()}\n\nBefore:\n\n{quoted(row['draft'])}\n\n"
            f"The owner's answer: {row['answer']}\n\n"
            f"After (*{shown['status']}*):\n\n{quoted(str(shown['text']))}" + (f"\n\nLeft out: {left}" if left else "")
        )
    return "\n\n".join([*parts, END])


def quoted(text: str) -> str:
    """A Markdown quotation that keeps its lines."""
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def page() -> str:
    """The page with fresh pairs."""
    text = PAGE.read_text("utf-8")
    return text[: text.index(START)] + pairs() + text[text.index(END) + len(END) :]


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
