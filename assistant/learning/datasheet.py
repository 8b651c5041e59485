"""The tables of a corpus' datasheet: made from the posts, put between markers of a Markdown file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.learning.agreement import agreement
from assistant.learning.corpus import LabelledPost, corpus_digest
from assistant.learning.corpus_stats import pairs, spread
from assistant.learning.tells import SIGNS, lengths, tells
from assistant.post import LABEL_OF, PROMOTIONAL_KINDS, VALUE_KINDS, Label

_MARKED = re.compile(r"(<!-- table: (?P<name>[\w-]+)[^\n]*-->\n).*?(<!-- /table -->)", re.DOTALL)


def with_tables(document: str, tables: Mapping[str, str]) -> str:
    """The document with each of `tables` between its markers; other marked tables stay.

    A table stands between `<!-- table: NAME ... -->` and `<!-- /table -->`. Raises `ValueError` for a table without
    markers.
    """
    missing = set(tables) - {m["name"] for m in _MARKED.finditer(document)}
    if missing:
        raise ValueError(f"no markers for {', '.join(sorted(missing))}")

    def filled(match: re.Match[str]) -> str:
        table = tables.get(match["name"])
        return match[0] if table is None else f"{match[1]}\n{table.strip()}\n\n{match[3]}"

    return _MARKED.sub(filled, document)


def markdown_table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table; numbers stand right, the first column left."""
    rule = ["---", *(["---:"] * (len(head) - 1))]
    return "\n".join("| " + " | ".join(_cell(c) for c in row) + " |" for row in (head, rule, *rows))


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")


def corpus_tables(posts: Sequence[LabelledPost]) -> dict[str, str]:
    """The tables that depend on the corpus alone: counts, spread, words, tells and agreement."""
    return {
        "counts": _counts(posts),
        "spread": _spread(posts),
        "words": _words(posts),
        "tells": _tells(posts),
        "agreement": _agreement(posts),
    }


def measured_on(posts: Sequence[LabelledPost]) -> str:
    """What a measured table was measured on."""
    return f"{len(posts):,} posts, digest `{corpus_digest(posts)[:8]}`"


def percent(share: float) -> str:
    """A share in whole per cent."""
    return f"{100 * share:.0f} %"


def figure(value: float | None) -> str:
    """A figure between 0 and 1 in three digits."""
    return "-" if value is None else re.sub(r"^(-?)0\.", r"\1.", f"{value:.3f}")


def _counts(posts: Sequence[LabelledPost]) -> str:
    rows: list[list[object]] = []
    for kind in (*PROMOTIONAL_KINDS, *VALUE_KINDS):
        own = [p for p in posts if p.kind is kind]
        rows.append(
            [kind, LABEL_OF[kind], f"{len(own):,}", sum(p.pair is not None for p in own), sum(p.hard for p in own)]
        )
    for label in Label:
        of_label = [p for p in posts if p.label is label]
        rows.append(["**all**", label, *_sums(of_label)])
    found = pairs(posts)
    table = markdown_table(["kind", "label", "posts", "in contrast pairs", "borderline (`hard`)"], rows)
    return f"{measured_on(posts)}; {found['pairs']:,} contrast pairs.\n\n{table}"


def _sums(posts: Sequence[LabelledPost]) -> list[str]:
    return [f"{n:,}" for n in (len(posts), sum(p.pair is not None for p in posts), sum(p.hard for p in posts))]


def _spread(posts: Sequence[LabelledPost]) -> str:
    rows = []
    for field, title in (("sort", "sorts of account"), ("platform", "platforms"), ("industry", "industries")):
        found = spread([getattr(p, field) for p in posts])
        shown = ", ".join(f"{value} {count:,}" for value, count in found["top"].items())
        rows.append([title, found["values"], shown + (", ..." if found["values"] > len(found["top"]) else "")])
    rows.append(["imagined authors (`voice`)", spread([p.voice for p in posts])["values"], ""])
    rows.append(["writers", spread([p.writer for p in posts])["values"], ""])
    return markdown_table(["", "values", "the commonest"], rows).replace("---:", "---", 2)


def _words(posts: Sequence[LabelledPost]) -> str:
    short = {label: sum(len(p.text.split()) < 15 for p in posts if p.label is label) for label in Label}
    rows = []
    for name, row in lengths(posts).items():
        count = len(posts) if name == "all" else sum(p.label == name for p in posts)
        under = sum(short.values()) if name == "all" else short[Label(name)]
        rows.append([name, row["mean"], row["median"], row["p90"], row["longest"], percent(under / count)])
    return markdown_table(["", "mean", "median", "90th percentile", "longest", "under 15 words"], rows)


def _tells(posts: Sequence[LabelledPost]) -> str:
    table = tells(posts)
    return markdown_table(["posts with", "promotional", "value", "gap"], [[n, *tell_cells(table[n])] for n in SIGNS])


def tell_cells(row: Mapping[str, float]) -> list[str]:
    """Promotional share, value share and the gap in percentage points."""
    return [percent(row[Label.PROMOTIONAL]), percent(row[Label.VALUE]), f"{100 * row['gap']:+.0f}"]


def _agreement(posts: Sequence[LabelledPost]) -> str:
    found = agreement(posts)
    if found is None:
        return "No post has been read twice."
    kinds = [
        [kind, f"{row['posts']:,}", figure(row["kappa"]), percent(row["kind_agrees"]), percent(row["label_agrees"])]
        for kind, row in found["by_kind"].items()
    ]
    writers = [[writer, f"{row['posts']:,}", *_kappas(row)] for writer, row in found["by_writer"].items()]
    by_kind = markdown_table(["kind", "posts", "kappa", "same kind", "same label"], kinds)
    by_writer = markdown_table(
        ["writer", "posts", "label kappa", "same label", "kind kappa", "same kind"],
        [["**all**", f"{found['posts']:,}", *_kappas(found)], *writers],
    )
    return f"{by_kind}\n\n{by_writer}"


def _kappas(row: Mapping[str, Any]) -> list[str]:
    cells = []
    for what in ("label", "kind"):
        cells += [figure(row[what]["kappa"]), "-" if row[what]["agree"] is None else percent(row[what]["agree"])]
    return cells
