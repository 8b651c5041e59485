"""The figures of a corpus as people read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assistant.cli.screen import paint, printable
from assistant.post import Label

_PROMOTIONAL, _VALUE = str(Label.PROMOTIONAL), str(Label.VALUE)


def stats_text(figures: Mapping[str, Any]) -> str:
    """All figures of `learning.corpus_stats.stats` as aligned tables."""
    return "\n\n".join(
        part
        for part in (_counts(figures), _spread(figures), _words(figures), _tells(figures), _readings(figures))
        if part
    )


def _counts(figures: Mapping[str, Any]) -> str:
    rows = [[name.replace("_", " "), row["posts"], _percent(row["share"])] for name, row in figures["labels"].items()]
    rows += [[name.replace("_", " "), row["posts"], _percent(row["share"])] for name, row in figures["kinds"].items()]
    pairs = figures["pairs"]
    title = (
        f"{figures['posts']} posts, {pairs['posts']} of them in {pairs['pairs']} contrast pairs, "
        f"{figures['hard']} borderline"
    )
    return _table(title, ["", "posts", "share"], rows)


def _spread(figures: Mapping[str, Any]) -> str:
    lines = [paint("spread", "bold")]
    for name, row in figures["spread"].items():
        if not row["values"]:
            continue
        top = ", ".join(f"{printable(value)} {count}" for value, count in row["top"].items())
        more = ", …" if row["values"] > len(row["top"]) else ""
        none = f" ({row['missing']} posts without)" if row["missing"] else ""
        lines.append(f"  {name}: {row['values']}{none}: {top}{more}")
    return "\n".join(lines) if len(lines) > 1 else ""


def _words(figures: Mapping[str, Any]) -> str:
    rows = [[name, *row.values()] for name, row in figures["words"].items()]
    return _table("words a post", ["", "mean", "median", "p90", "longest"], rows)


def _tells(figures: Mapping[str, Any]) -> str:
    head = ["share of posts with", _PROMOTIONAL, _VALUE, "gap"]
    if figures["beside"] is not None:
        head += [f"beside: {_PROMOTIONAL}", _VALUE, "gap", ""]
    rows = []
    for name, row in figures["tells"].items():
        cells = [name, *_tell_cells(row)]
        if figures["beside"] is not None:
            cells += [*_tell_cells(row["beside"]), "wider" if row["wider"] else ""]
        rows.append(cells)
    return _table("tells", head, rows)


def _tell_cells(row: Mapping[str, float]) -> list[str]:
    return [_percent(row[_PROMOTIONAL]), _percent(row[_VALUE]), f"{100 * row['gap']:+.0f}"]


def _readings(figures: Mapping[str, Any]) -> str:
    found = figures["agreement"]
    if found is None:
        return ""
    head = ["", "posts", "label kappa", "agree", "kind kappa", "agree"]
    rows = [["all", found["posts"], *_kappas(found)]]
    rows += [[f"writer {printable(w)}", row["posts"], *_kappas(row)] for w, row in found["by_writer"].items()]
    kinds = [
        [
            k.replace("_", " "),
            row["posts"],
            _number(row["kappa"]),
            _percent(row["kind_agrees"]),
            _percent(row["label_agrees"]),
        ]
        for k, row in found["by_kind"].items()
    ]
    return "\n\n".join(
        (
            _table("two readings (Cohen's kappa)", head, rows),
            _table("by kind of the first reading", ["", "posts", "kappa", "same kind", "same label"], kinds),
        )
    )


def _kappas(row: Mapping[str, Any]) -> Iterator[str]:
    for what in ("label", "kind"):
        yield _number(row[what]["kappa"])
        yield _percent(row[what]["agree"])


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.0f} %"


def _table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    cells = [list(head), *([str(c) for c in row] for row in rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(head))]
    lines = [
        "  " + "  ".join(c.ljust(w) if i == 0 else c.rjust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True)))
        for row in cells
    ]
    return "\n".join([paint(title, "bold"), *(line.rstrip() for line in lines)])
