"""Do the tests notice a changed program? `python benchmarks/mutants.py [PART]... [--each N] [--seed S] [--write FILE]`.

A seeded sample of small changes to each file of a part: a comparison turned, a number moved by one, `and` for `or`, a
condition negated, `not` or a statement left out, `min` for `max`, a result dropped, a border or a "may be missing" of a
pattern removed. One at a time, each in a process of its own that is forked with the libraries loaded and imports the
changed file. A first run notes which test reaches which line, so only those run, the quick ones first, until one fails.
Decorators, annotations, messages, lists of words and `strict=True` are not changed. Caught: a test failed, or took ten
times as long. Whoever survives is listed.
"""

from __future__ import annotations

import argparse
import ast
import importlib.machinery
import os
import random
import re
import resource
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType
from typing import Any

import coverage
import hypothesis
import pytest

TOP = Path(__file__).resolve().parents[1]
READ_BY = ("readers", "reading", "round_trips", "objects", "excel", "columns", "arrow", "source", "plain")
READING = tuple(f"tests/backlog/test_{name}.py" for name in READ_BY)
PARTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {  # files, tests
    "balance": (("schedule/balance",), ("tests/schedule/test_balance.py",)),
    "planner": (
        ("schedule/planner", "schedule/filling", "schedule/planning"),
        ("tests/schedule/test_filling.py", "tests/schedule/test_planning.py", "tests/schedule/test_planner.py"),
    ),
    "guard": (
        tuple(f"rewriter/{n}" for n in ("guard", "company", "polarity", "relations", "wording")),
        tuple(f"tests/rewriter/test_{n}.py" for n in ("guard", "guard_examples", "properties", "wording")),
    ),
    "facts": (("text/facts",), ("tests/text/test_facts.py",)),
    "readers": (
        tuple(f"backlog/{n}" for n in ("source", "reading", "tables", "objects", "plain", "columns", "excel", "arrow")),
        READING,
    ),
}
MEMORY = 8 << 30  # bytes that a changed program may take
WARM = ("numpy", "pyarrow.parquet", "openpyxl", "sqlalchemy.dialects.sqlite", "xml.etree.ElementTree", "zoneinfo")
_TURNED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult,
    ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip
_SWAPPED = {"min": "max", "max": "min", "any": "all", "all": "any"}
_PIECE = re.compile(r"\\b|(?<=[^(])\?(?![=!<])")  # of a pattern; what is left is a pattern too
_NOTHING_REACHED = 5  # pytest found no test to run


@dataclass(frozen=True)
class Change:
    """One change: where, what, and the function that makes it. `reach` are its lines; None: run at import."""

    line: int
    what: str
    make: Callable[[], object]
    reach: range | None


@dataclass
class Chosen:
    """A plugin for pytest: runs only the tests in `wanted` (all where None), the quick first, and notes their times.

    A test that takes ten times as long as it is known to (and five seconds more) ends the process.
    """

    wanted: set[str] | None
    seconds: dict[str, float] = field(default_factory=dict)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [i for i in items if self.wanted is None or i.nodeid in self.wanted]
        items.sort(key=lambda i: self.seconds.get(i.nodeid, 0))

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        if self.wanted is not None:
            signal.setitimer(signal.ITIMER_PROF, 5 + 10 * self.seconds[item.nodeid])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if self.wanted is None:
            self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0) + report.duration


def changes(tree: ast.Module) -> Iterator[Change]:
    """Every change that can be made to a file."""
    for node, reach in _nodes(tree, None):
        for what, make in _changes_of(node):
            yield Change(node.lineno, what, make, reach)


def _nodes(node: ast.AST, reach: range | None, inside: bool = False) -> Iterator[tuple[Any, range | None]]:
    """The nodes that may be changed, with the lines that run when they do."""
    for name, value in ast.iter_fields(node):
        if name in {"decorator_list", "annotation", "returns"} or getattr(node, "arg", None) == "strict":
            continue
        within = inside or (name == "body" and isinstance(node, ast.FunctionDef | ast.Lambda))
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or _silent(child):
                continue
            lines = reach
            if within and isinstance(child, ast.stmt):
                body = getattr(child, "body", None)
                lines = range(child.lineno, body[0].lineno if body else (child.end_lineno or child.lineno) + 1)
            if hasattr(child, "lineno"):
                yield child, lines
            yield from _nodes(child, lines, within)


def _silent(node: ast.AST) -> bool:
    """What no test could notice: docstrings, messages, and what only the type checker reads."""
    if isinstance(node, ast.If):
        return ast.unparse(node.test) == "TYPE_CHECKING"
    docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return docstring or isinstance(node, ast.Raise | ast.FormattedValue)


def _changes_of(n: Any) -> Iterator[tuple[str, Callable[[], object]]]:
    if isinstance(n, ast.Compare) and type(n.ops[0]) in _TURNED:
        yield _turn(n.ops[0]), lambda: n.ops.__setitem__(0, _TURNED[type(n.ops[0])]())
    elif isinstance(n, ast.BinOp | ast.BoolOp) and type(n.op) in _TURNED:
        yield _turn(n.op), lambda: setattr(n, "op", _TURNED[type(n.op)]())
    elif isinstance(n, ast.UnaryOp) and isinstance(n.op, ast.Not):
        yield "`not` left out", lambda: setattr(n, "op", ast.UAdd()) or setattr(n, "operand", _truth(n.operand))
    elif isinstance(n, ast.Constant) and type(n.value) is int:
        yield f"{n.value} to {n.value + 1}", lambda: setattr(n, "value", n.value + 1)
    elif isinstance(n, ast.Constant) and type(n.value) is bool:
        yield f"{n.value} to {not n.value}", lambda: setattr(n, "value", not n.value)
    elif isinstance(n, ast.Constant) and type(n.value) is str and re.search(r"\\[bdsw]|\(\?", n.value):
        for found in _PIECE.finditer(n.value):
            rest = n.value[: found.start()] + n.value[found.end() :]
            yield f"`{found.group()}` left out of …{_near(n.value, found)}…", lambda r=rest: setattr(n, "value", r)
    elif isinstance(n, ast.Name) and n.id in _SWAPPED:
        yield f"{n.id} to {_SWAPPED[n.id]}", lambda: setattr(n, "id", _SWAPPED[n.id])
    elif isinstance(n, ast.Expr) and isinstance(n.value, ast.Call | ast.Yield | ast.YieldFrom):
        yield "statement left out", lambda: setattr(n, "value", ast.Constant(None))
    elif isinstance(n, ast.If | ast.IfExp | ast.While):
        yield "condition negated", lambda: setattr(n, "test", ast.UnaryOp(ast.Not(), n.test))
    elif isinstance(n, ast.Return) and n.value and ast.unparse(n.value) != "None":
        yield "returns None", lambda: setattr(n, "value", ast.Constant(None))


def _turn(op: ast.AST) -> str:
    return f"{type(op).__name__} to {_TURNED[type(op)].__name__}"


def _truth(operand: ast.expr) -> ast.expr:
    return ast.Call(ast.Name("bool", ast.Load()), [operand], [])


def _near(text: str, found: re.Match[str]) -> str:
    return text[max(0, found.start() - 12) : found.end() + 12]


def forked(run: Callable[[], int]) -> int:
    """The exit status of `run` in a process of its own; -1 where it was ended."""
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        os._exit(run())
    status = os.waitpid(child, 0)[1]
    return os.WEXITSTATUS(status) if os.WIFEXITED(status) else -1


def pytest_over(tests: tuple[str, ...], chosen: Chosen, *more: str) -> int:
    """Run the tests with the same examples each time, without shrinking and without remembering any."""
    there = [t for t in tests if (TOP / t).exists()]
    plain = ("-x", "-q", "-p", "no:randomly", "-p", "no:xdist", "--hypothesis-profile=mutants", "--hypothesis-seed=0")
    return int(pytest.main([*plain, *more, *there], plugins=[chosen]))


def with_change(path: Path, tree: ast.Module, change: Change, tests: tuple[str, ...], chosen: Chosen) -> int:
    """Run the tests with the change made in this process."""
    change.make()
    code = compile(ast.fix_missing_locations(tree), str(path), "exec")
    usual = importlib.machinery.SourceFileLoader.get_code

    def get_code(self: importlib.machinery.SourceFileLoader, name: str) -> CodeType | None:
        return code if self.path == str(path) else usual(self, name)

    importlib.machinery.SourceFileLoader.get_code = get_code  # type: ignore[method-assign]
    return pytest_over(tests, chosen)


def reached(part: str, folder: Path) -> tuple[dict[str, Mapping[int, list[str]]], dict[str, float]]:
    """Run the tests of a part once: by file, the tests that reach each line; and the seconds of each test."""
    data, times = folder / f"{part}.coverage", folder / f"{part}.times"
    files, tests = PARTS[part]

    def run() -> int:
        os.environ["COVERAGE_FILE"] = str(data)
        chosen = Chosen(None)
        code = pytest_over(tests, chosen, "--cov=assistant", "--cov-context=test", "--cov-report=")
        times.write_text("\n".join(f"{seconds} {name}" for name, seconds in chosen.seconds.items()), "utf-8")
        return code

    if forked(run):
        raise SystemExit(f"the tests of {part} fail without any change")
    known = coverage.CoverageData(str(data))
    known.read()
    lines = {f: known.contexts_by_lineno(str(TOP / "assistant" / f"{f}.py")) for f in files}
    pairs = (line.split(" ", 1) for line in times.read_text("utf-8").splitlines())
    return lines, {name: float(seconds) for seconds, name in pairs}


def survivors_of(part: str, ending: str, each: int, chance: random.Random, folder: Path) -> tuple[list[str], list[str]]:
    """Rows of the table, a file each, and the survivors."""
    rows, survivors = [], []
    lines, seconds = reached(part, folder)
    for name in (n for n in PARTS[part][0] if n.endswith(ending)):
        path = TOP / "assistant" / f"{name}.py"
        content = path.read_text("utf-8")
        tree = ast.parse(content)
        possible = list(changes(tree))
        drawn = sorted(chance.sample(possible, min(each, len(possible))), key=lambda c: c.line)
        found = 0
        for change in drawn:
            wanted = set(seconds)
            if change.reach is not None:
                wanted = {t.rpartition("|")[0] for line in change.reach for t in lines[name].get(line, []) if t}
            chosen = Chosen(wanted, seconds)
            status = forked(lambda c=change, t=tree, p=path, w=chosen: with_change(p, t, c, PARTS[part][1], w))
            if status not in {0, _NOTHING_REACHED}:
                found += 1
                continue
            reach = "" if status == 0 else " (no test comes here)"
            code = content.splitlines()[change.line - 1].strip()
            survivors.append(f"- `{name}.py` line {change.line}, {change.what}{reach}: `{code}`")
            print(survivors[-1], flush=True)
        rows.append(f"| {part} | `{name}.py` | {len(possible)} | {len(drawn)} | {found} |")
        print(rows[-1], flush=True)
    return rows, survivors


def main() -> None:
    """Sample, run, print a table in Markdown and the survivors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", nargs="*", default=list(PARTS))
    parser.add_argument("--file", help="only files whose name ends so, as schedule/balance")
    parser.add_argument("--each", type=int, default=20, help="changes to each file")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    rows, survivors = ["| part | file | possible | tried | caught |", "|---|---|---|---|---|"], []
    os.chdir(TOP)
    sys.path.insert(0, str(TOP))
    hypothesis.settings.register_profile(
        "mutants", deadline=None, database=None, phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate]
    )
    for name in WARM:
        importlib.import_module(name)
    with tempfile.TemporaryDirectory() as folder:
        sys.dont_write_bytecode, sys.pycache_prefix = False, folder
        for part in options.part:
            chance = random.Random(f"{options.seed} {part}")  # noqa: S311 - a draw, no secret
            more, alive = survivors_of(part, options.file or "", options.each, chance, Path(folder))
            rows, survivors = rows + more, survivors + alive
    tried, caught = (sum(int(row.split("|")[place]) for row in rows[2:]) for place in (4, 5))
    work = sum(resource.getrusage(who).ru_utime for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    rows += ["", f"{caught} of {tried} caught ({caught / tried:.0%}), seed {options.seed}, {work / 60:.0f} minutes."]
    print(rows[-1])
    if options.write:
        options.write.write_text("\n".join([*rows, "", *survivors]) + "\n", "utf-8")


if __name__ == "__main__":
    main()
