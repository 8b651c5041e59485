"""Every format in, every format out, on 10,000 awkward posts: are the texts the same?

    python benchmarks/backlog_round_trips.py [--posts 10000] [--seed 8]

The input files are written, and the outputs read, by other libraries than the ones under test (the csv and json
modules, pyarrow; Excel alone by the program itself, and looked at with openpyxl for formulas). Verdicts are checksums:
the question is what happens to the texts. A text that a format cannot hold must stand in the rejects with its reason,
and nowhere else. Prints a table with a row for each format in and a column for each format out.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import random
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tests.backlog.doubles import label, texts_of

OUT = ("csv", "tsv", "json", "jsonl", "parquet", "xlsx", "csv.gz", "jsonl.zst")
PACKED = ("csv.zst", "tsv.gz", "tsv.zst", "json.gz", "json.zst", "jsonl.gz", "txt.gz")
IN = (*OUT, *PACKED, "csv in utf-8-sig", "csv in utf-16", "csv;", "csv|", "csv CRLF", "txt", "txt blocks")
EXCEL_CELL = 32_767
LONG = 100_000
PIECES = (
    *("Fresh bread", "sale", " ", "  ", "\n", "\n\n", "\r\n", "\r", "\u2028", "\x85", "\t", ",", ";", "|", '"', '""'),
    *(
        "'",
        "\\",
        "\\n",
        "=SUM(A1:A9)",
        '=HYPERLINK("http://x")',
        "+1",
        "-5",
        "@someone",
        "%",
        "#tag",
        "/",
        "<b>&amp;</b>",
    ),
    *("{}", "[1]", "null", "NaN", "TRUE", "007", "1e5", "2026-11-22", "_x0041_", "\x01", "\x0b", "\x0c", "\x1c"),
    *("\x7f", "\ufeff", "\u200b", "\u200f", "\ufffd", "🎉", "👩‍👩‍👧", "🇮🇪", "👍🏽", "é", "e\u0301", "ﬁ", "ß", "İ"),
    *("\U0001f9ff", "\ue000", "عربي مرحبا", "עברית", "हिन्दी", "日本語", "ไทย", "𝔅𝔬𝔩𝔡"),
)


def main() -> None:
    """Run every pair and print what came of it; exit with 1 if a text was changed or lost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=8)
    said = parser.parse_args()
    texts, bad, begun = awkward(said.posts, said.seed), 0, time.monotonic()
    long = sum(len(t) >= LONG for t in texts)
    print(f"{len(texts):,} posts, {long} of them with {LONG:,} characters, seed {said.seed}\n")
    print("| in | posts |", " | ".join(OUT), "|")
    print("|---" * (len(OUT) + 2) + "|")
    for number, given in enumerate(IN):
        with tempfile.TemporaryDirectory() as name:
            source, held, how = written(Path(name), given, texts)
            cells = []
            for wanted in OUT:
                found = outcome(source, Path(name) / f"out{number}.{wanted}", held, how)
                bad += not found.startswith("same")
                cells.append(found)
        print(f"| {given} | {len(held):,} |", " | ".join(cells), "|", flush=True)
    print(f"\n{len(IN) * len(OUT)} pairs, {bad} with a changed or lost text, {time.monotonic() - begun:.0f} s")
    raise SystemExit(bad > 0)


def awkward(posts: int, seed: int) -> list[str]:
    """Posts that files are known to spoil, the bare pieces first; every five hundredth has 100,000 characters."""
    draw = random.Random(seed)  # noqa: S311 - test posts, no secret
    texts = ["", *PIECES]
    while len(texts) < posts:
        text = "".join(draw.choice(PIECES) for _ in range(draw.randint(1, 12)))
        texts.append((text * (LONG // len(text) + 1))[:LONG] if len(texts) % 500 == 0 else text)
    return texts[:posts]


def written(folder: Path, given: str, texts: Sequence[str]) -> tuple[Path, list[str], dict[str, bool]]:
    """The input file of that format, the texts in it (those that the format can hold), and how to read it."""
    kind, _, variant = given.partition(" ")
    held = list(texts)
    if kind.startswith("txt"):
        held = [t for t in texts if _fits_text(t, blocks=variant == "blocks")]
        between = "\n---\n" if variant == "blocks" else "\n"
        path = folder / f"in.{kind}"
        path.write_bytes(_packed(between.join(held).encode(), kind))
        return path, held, {"blocks": variant == "blocks"}
    if kind == "xlsx":
        base, _, _ = written(folder, "jsonl", texts)
        label(base, folder / "in.xlsx")
        return folder / "in.xlsx", [t for t in texts if _units(t) <= EXCEL_CELL], {}
    path = folder / f"in.{kind.rstrip(';|')}"
    if kind == "parquet":
        pq.write_table(pa.table({"id": range(len(texts)), "text": held}), path)
    elif kind.startswith("json"):
        rows = [json.dumps({"id": i, "text": t}, ensure_ascii=i % 2 == 0) for i, t in enumerate(held)]
        content = "\n".join(rows) if kind.startswith("jsonl") else f"[{','.join(rows)}]"
        path.write_bytes(_packed(content.encode(), kind))
    else:
        table = io.StringIO(newline="")
        delimiter = "\t" if kind.startswith("tsv") else kind[3] if kind[3:] in {";", "|"} else ","
        ends = "\r\n" if variant == "CRLF" else "\n"
        rows = [["id", "text"], *([str(i), t] for i, t in enumerate(held))]
        csv.writer(table, delimiter=delimiter, lineterminator=ends, quoting=csv.QUOTE_ALL).writerows(rows)
        encoding = variant.removeprefix("in ") if variant.startswith("in") else "utf-8"
        path.write_bytes(_packed(table.getvalue().encode(encoding), kind))
    return path, held, {}


def outcome(source: Path, target: Path, held: Sequence[str], how: dict[str, bool]) -> str:
    """`same`, with the number of rejects where a format cannot hold a text; else what is wrong."""
    expected = [t for t in held if target.suffix != ".xlsx" or _units(t) <= EXCEL_CELL]
    summary = label(source, target, rows=1000, **how)
    found = _texts(target)
    rejects = len(held) - len(expected)
    if summary.rejected != rejects:
        return f"{summary.rejected} rejects instead of {rejects}"
    if found != expected:
        return f"{sum(a != b for a, b in zip(found, expected, strict=False)) + abs(len(found) - len(expected))} CHANGED"
    if target.suffix == ".xlsx" and _formulas(target):
        return "FORMULAS"
    return f"same, {rejects} rejected" if rejects else "same"


def _texts(path: Path) -> list[str]:
    kind = path.name.split(".")[1]
    if kind == "parquet":
        found: list[str] = pq.read_table(path, columns=["text"])["text"].to_pylist()
        return found
    if kind == "xlsx":
        return texts_of(path)
    content = _unpacked(path).decode()
    if kind == "jsonl":
        return [json.loads(line)["text"] for line in content.split("\n") if line]
    if kind == "json":
        return [row["text"] for row in json.loads(content)]
    table = csv.DictReader(io.StringIO(content.removeprefix("\ufeff"), newline=""), delimiter=_delimiter(content))
    return [row["text"] for row in table]


def _delimiter(content: str) -> str:
    header = content.split("\n", 1)[0]
    return next(d for d in ",\t;|" if f"{d}label{d}" in header)


def _formulas(path: Path) -> int:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True)
    found = sum(cell.data_type == "f" for row in book.worksheets[0].iter_rows() for cell in row)
    book.close()
    return found


def _fits_text(text: str, *, blocks: bool) -> bool:
    if not text.strip() or text.startswith("\ufeff"):
        return False
    if not blocks:
        return "\n" not in text and not text.endswith("\r")
    lines = text.split("\n")
    plain = not any(line.strip() == "---" or line.endswith("\r") for line in lines)
    return plain and bool(lines[0].strip()) and bool(lines[-1].strip())


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _packed(content: bytes, kind: str) -> bytes:
    if kind.endswith(".gz"):
        return gzip.compress(content)
    return bytes(pa.compress(content, "zstd", asbytes=True)) if kind.endswith(".zst") else content


def _unpacked(path: Path) -> bytes:
    if path.suffix == ".gz":
        return gzip.decompress(path.read_bytes())
    if path.suffix == ".zst":
        with pa.input_stream(str(path), compression="zstd") as stream:
            return bytes(stream.read())
    return path.read_bytes()


if __name__ == "__main__":
    main()
