"""Do the tests notice a changed program? `python benchmarks/mutants.py [--each N] [--seed S] [--write FILE]`.

A seeded sample of small changes (a comparison turned, a number moved by one, `and` for `or`, a condition negated, a
result dropped), one at a time, in a copy of the tree; the tests of that part run until one fails. Caught: a test
failed, or ran into the time limit. Whoever survives is listed with its line, to be explained or to get a test.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
PARTS = {
    "assistant/schedule/balance.py": ("tests/schedule/test_balance.py",),
    "assistant/schedule/planner.py": ("tests/schedule/test_planner.py",),
    "assistant/schedule/filling.py": ("tests/schedule/test_planner.py",),
    "assistant/rewriter/guard.py": ("tests/rewriter/test_guard.py", "tests/rewriter/test_suggest.py"),
    "assistant/text/facts.py": ("tests/text/test_facts.py", "tests/rewriter/test_guard.py"),
    "assistant/backlog/tables.py": ("tests/backlog/test_reading.py", "tests/backlog/test_round_trips.py"),
    "assistant/backlog/source.py": ("tests/backlog/test_reading.py", "tests/backlog/test_round_trips.py"),
}
LIMIT = 300  # seconds for the tests of a part
_TURNED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult,
    ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip


def changes(tree: ast.Module) -> Iterator[tuple[int, str, Callable[[ast.Module], None]]]:
    """Every change: line, what it does, and the function that makes it in a copy of the tree."""
    for place, node in enumerate(ast.walk(tree)):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Compare) and type(node.ops[0]) in _TURNED:
            turned = _TURNED[type(node.ops[0])]
            what = f"{type(node.ops[0]).__name__} to {turned.__name__}"
            yield line, what, _at(place, lambda n, t=turned: n.ops.__setitem__(0, t()))
        elif isinstance(node, ast.BinOp | ast.BoolOp) and type(node.op) in _TURNED:
            turned = _TURNED[type(node.op)]
            what = f"{type(node.op).__name__} to {turned.__name__}"
            yield line, what, _at(place, lambda n, t=turned: setattr(n, "op", t()))
        elif isinstance(node, ast.Constant) and type(node.value) is int:
            yield line, f"{node.value} to {node.value + 1}", _at(place, lambda n: setattr(n, "value", n.value + 1))
        elif isinstance(node, ast.Constant) and type(node.value) is bool:
            yield line, f"{node.value} to {not node.value}", _at(place, lambda n: setattr(n, "value", not n.value))
        elif isinstance(node, ast.If | ast.IfExp | ast.While):
            yield line, "condition negated", _at(place, lambda n: setattr(n, "test", ast.UnaryOp(ast.Not(), n.test)))
        elif isinstance(node, ast.Return) and node.value is not None:
            yield line, "returns None", _at(place, lambda n: setattr(n, "value", ast.Constant(None)))


def _at(place: int, change: Callable[[ast.AST], object]) -> Callable[[ast.Module], None]:
    def make(tree: ast.Module) -> None:
        change(next(node for number, node in enumerate(ast.walk(tree)) if number == place))

    return make


def caught(copied: Path, part: str, content: str) -> bool:
    """Whether the tests of the part fail on this content of it."""
    path = copied / part
    whole = path.read_text("utf-8")
    path.write_text(content, "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(copied), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-x", "-q", *PARTS[part]],
            cwd=copied, env=environment, capture_output=True, check=False, timeout=LIMIT,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return True
    finally:
        path.write_text(whole, "utf-8")
    return done.returncode != 0


def main() -> None:
    """Sample, run, print a table in Markdown and the survivors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311 - a draw, no secret
    lines, survivors = ["| part | changes | caught |", "|---|---|---|"], []
    total = noticed = 0
    with tempfile.TemporaryDirectory() as name:
        copied = Path(name) / "tree"
        copied.mkdir()
        for folder in ("assistant", "tests", "examples", "models", "corpus", "benchmarks", "docs"):
            shutil.copytree(TOP / folder, copied / folder, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(TOP / "pyproject.toml", copied)
        for part in PARTS:
            if caught(copied, part, (TOP / part).read_text("utf-8")):
                raise SystemExit(f"the tests of {part} fail without any change")
            tree = ast.parse((TOP / part).read_text("utf-8"))
            possible = list(changes(tree))
            drawn = chance.sample(possible, min(options.each, len(possible)))
            found = 0
            for line, what, make in drawn:
                changed = copy.deepcopy(tree)
                make(changed)
                if caught(copied, part, ast.unparse(ast.fix_missing_locations(changed))):
                    found += 1
                else:
                    survivors.append(f"- `{part}` line {line}: {what}")
                    print(survivors[-1], flush=True)
            lines.append(f"| {part} | {len(drawn)} of {len(possible)} | {found} |")
            print(lines[-1], flush=True)
            total, noticed = total + len(drawn), noticed + found
    lines += ["", f"{noticed} of {total} caught ({noticed / total:.0%}), seed {options.seed}.", "", *survivors]
    if options.write:
        options.write.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
