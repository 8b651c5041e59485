"""Does the guard catch what it must? 300 corrupted rewrites and 300 faithful ones.

    python benchmarks/rewrite_guard.py [--show]

All 112 corruptions of `rewrite_corrupted.jsonl` and all 153 rewordings of `rewrite_faithful.jsonl` were written by
hand, all but 40 of the latter before this guard was tuned. The others are made without the guard's own patterns: digits
are changed or swapped, and names and conditions come from `rewrite_guard.txt`, read off the drafts by hand; faithful
ones are rewrites by the program, some with another order or another word for the same.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from assistant.rewriter import apply  # noqa: E402
from assistant.rewriter.fix import fix  # noqa: E402
from assistant.rewriter.guard import Sources, check  # noqa: E402
from assistant.rewriter.remake import tidy, value_only, with_offer  # noqa: E402

HERE = ROOT / "benchmarks"
DRAFTS = {d["id"]: d for d in map(json.loads, (HERE / "rewrite_drafts.jsonl").read_text("utf-8").splitlines())}
CORRUPTED = [json.loads(line) for line in (HERE / "rewrite_corrupted.jsonl").read_text("utf-8").splitlines()]
REWORDED = [json.loads(line) for line in (HERE / "rewrite_faithful.jsonl").read_text("utf-8").splitlines()]
CLAIMS = (
    "Certified organic.",
    "Award-winning since 2009.",
    "Guaranteed to last.",
    "Dermatologist approved.",
    "Voted the town's favourite.",
    "Handmade with love.",
    "Trusted by thousands.",
    "100% natural.",
    "Doctors recommend it.",
    "Everything is fair trade.",
    "No chemicals at all.",
    "Half our customers come back within a month.",
    "Free parking on site.",
    "Delivery is free.",
    "Works for everyone.",
    "Family run for three generations.",
    "Cheaper than anywhere else.",
    "Your money back if you don't like it.",
    "We are fully insured.",
    "Experts agree.",
    "Ethically sourced.",
    "It cures headaches.",
    "Vegan and gluten free.",
    "Locally made.",
    "Safe for children.",
    "As seen on television.",
    "Seats are heated.",
    "Only the finest materials.",
    "Open on Sundays too.",
    "My grandmother taught me.",
)
NAMES = (
    "Marguerite",
    "Oakham",
    "Tomasz",
    "Linwood",
    "Fairhaven",
    "Priscilla",
    "Redgrave",
    "Beaumont",
    "Ingrid",
    "Castlefield",
)
CHANGED = (
    ("only", "also"),
    ("until", "from"),
    ("till", "after"),
    ("before", "after"),
    ("by ", "after "),
    ("min ", "max "),
    ("max ", "min "),
    ("under", "over"),
    ("over", "under"),
    ("up to", "over"),
    ("from £", "up to £"),
    ("from $", "only $"),
    ("incl.", "excl."),
    ("new ", "existing "),
    ("every ", "some "),
    ("within", "beyond"),
    ("with ", "without "),
    ("per ", "for a whole "),
    ("excluding", "including"),
)
NEGATED = (
    ("Don't ", "Do "),
    ("don't ", "do "),
    ("never ", "always "),
    ("isn't", "is"),
    ("not ", ""),
    ("no ", "some "),
    ("doesn't", "does"),
)
SAME = (
    ("until", "till"),
    ("Call ", "Ring "),
    (" and ", " & "),
    ("four", "4"),
    ("two ", "2 "),
    ("You can ", "You could "),
    ("! ", ". "),
)


def draw() -> random.Random:
    """The same draw every time."""
    return random.Random(7)  # noqa: S311 - a benchmark, no secret


def annotations() -> dict[str, tuple[list[str], list[str]]]:
    """id -> (conditions, names), as a reader marked them."""
    found = {}
    for line in (HERE / "rewrite_guard.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            limits, _, names = line.partition("||")
            key, *conditions = (part.strip() for part in limits.split("|"))
            found[key] = ([c for c in conditions if c], [n.strip() for n in names.split("|") if n.strip()])
    return found


def texts(draft: dict[str, str]) -> Iterator[str]:
    """What the program makes of a draft: fixed, with the offer, the answer alone."""
    edits, lead = fix(draft["draft"]), tidy(draft["answer"])
    offered = with_offer(draft["draft"], edits, lead)
    yield apply(draft["draft"], edits)
    if offered:
        yield offered.text
    yield value_only(draft["draft"], lead).text


def replaced(text: str, old: str, new: str) -> str | None:
    """The text with one occurrence of a phrase, whatever its case, replaced; None where it does not occur."""
    match = re.search(rf"(?<!\w){re.escape(old)}" + (r"(?!\w)" if old[-1].isalnum() else ""), text, re.IGNORECASE)
    return None if match is None else text[: match.start()] + new + text[match.end() :]


def digits(text: str, rng: random.Random) -> str | None:
    """Another digit in one place."""
    places = [m.start() for m in re.finditer(r"\d", text)]
    if not places:
        return None
    at = rng.choice(places)
    return text[:at] + rng.choice([d for d in "123456789" if d != text[at]]) + text[at + 1 :]


def swapped(text: str, rng: random.Random) -> str | None:
    """Two prices that change places."""
    prices = list(re.finditer(r"[£$€]\d+(?:\.\d\d)?", text))
    if len({m.group() for m in prices}) < 2:
        return None
    a = rng.choice(prices[:-1])
    b = next((m for m in prices if m.start() > a.start() and m.group() != a.group()), None)
    return b and text[: a.start()] + b.group() + text[a.end() : b.start()] + a.group() + text[b.end() :]


def link(text: str, rng: random.Random) -> str | None:
    """A link changed by a letter, or one more."""
    match = re.search(r"[\w-]+\.example", text)
    if match and rng.random() < 0.6:
        at = rng.randrange(match.start(), match.end() - 8)
        return text[:at] + rng.choice("qxz") + text[at + 1 :]
    return f"{text} {rng.choice(('more.example/now', 'https://t.example/a1', 'bit.example/xy'))}"


def claim(text: str, rng: random.Random) -> str:
    """A claim that nobody made."""
    return f"{text} {rng.choice(CLAIMS)}" if rng.random() < 0.5 else f"{rng.choice(CLAIMS)} {text}"


def corruptions(key: str, base: list[str], rng: random.Random) -> Iterator[tuple[str, str | None]]:
    """One corruption of each sort that this draft allows."""
    conditions, names = annotations().get(key, ([], []))
    fixed, offered = base[0], base[1] if len(base) > 2 else base[0]
    where = rng.choice([fixed, offered])
    yield "number", digits(where, rng)
    yield "numbers swapped", swapped(where, rng)
    yield "link", link(where, rng)
    yield "claim added", claim(rng.choice(base), rng)
    for condition in conditions:
        if re.search(r"[£$€%]\d|\d%|free", replaced(fixed, condition, "") or "", re.IGNORECASE):
            yield "condition dropped", replaced(fixed, condition, "")
            new = next(
                (replaced(condition, o.strip(), n.strip()) for o, n in CHANGED if replaced(condition, o.strip(), "")),
                None,
            )
            yield "condition changed", new and replaced(fixed, condition, new)
    for name in names:
        yield "name", replaced(fixed, name, rng.choice(NAMES))
    yield (
        "yes and no",
        next((r for o, n in NEGATED if (r := replaced(base[-1], o.strip(), n.strip())) and r != base[-1]), None),
    )


def faithful(rng: random.Random) -> Iterator[tuple[str, str, str]]:
    """(sort, id, text): rewordings by hand first, then the program's own, some changed without a change of meaning."""
    for row in REWORDED:
        yield "by hand", row["id"], row["text"]
    for key, draft in DRAFTS.items():
        made = list(texts(draft))
        yield "made", key, rng.choice(made)
        if len(made) > 2:
            lead, _, rest = made[1].partition("\n\n")
            yield "other order", key, f"{rest}\n\n{lead}"
        text = rng.choice(made)
        other = next((r for o, n in rng.sample(SAME, len(SAME)) if (r := text.replace(o, n, 1)) != text), None)
        if other:
            yield "another word", key, other


def judged(rows: list[tuple[str, str, str]]) -> list[tuple[str, str, str, list[str]]]:
    """Each row with what the guard says."""
    return [
        (sort, key, text, [str(v) for v in check(text, Sources(DRAFTS[key]["draft"], DRAFTS[key]["answer"]))])
        for sort, key, text in rows
    ]


def sample(
    rows: list[tuple[str, str, str]], rng: random.Random, first: str | None = None
) -> list[tuple[str, str, str]]:
    """300 of them, sorts in turn (`first` all of it)."""
    by_sort: dict[str, list[tuple[str, str, str]]] = {}
    for row in rng.sample(rows, len(rows)):
        by_sort.setdefault(row[0], []).append(row)
    chosen = by_sort.pop(first, []) if first else []
    while len(chosen) < 300 and any(by_sort.values()):
        chosen += [sort.pop() for sort in by_sort.values() if sort]
    return chosen[:300]


def corrupted(rng: random.Random) -> list[tuple[str, str, str]]:
    """(sort, id, text): every corruption that the drafts allow, then those by hand."""
    made = [
        (sort, key, text)
        for key, draft in DRAFTS.items()
        for sort, text in corruptions(key, list(texts(draft)), rng)
        if text
    ]
    return made + [("by hand", row["id"], row["text"]) for row in CORRUPTED]


def main() -> None:
    """Print what is caught and what is refused by sort; `--show` prints each miss."""
    rng = draw()
    bad = corrupted(rng)
    report("corrupted, caught", judged(sample(bad, rng, first="by hand")))
    report("every corruption", judged(bad))
    report("faithful, refused", judged(sample(list(faithful(rng)), rng, first="by hand")))


def report(title: str, rows: list[tuple[str, str, str, list[str]]]) -> None:
    """A line for each sort, and the whole."""
    there, hit = Counter(r[0] for r in rows), Counter(r[0] for r in rows if r[3])
    for sort in there:
        print(f"{title:<20} {sort:<20} {hit[sort]:>4} of {there[sort]}")
    print(f"{title:<20} {'all':<20} {sum(hit.values()):>4} of {len(rows)} ({sum(hit.values()) / len(rows):.1%})\n")
    if "--show" in sys.argv:
        for sort, key, text, violations in rows:
            if bool(violations) == title.endswith("refused"):
                print(f"  {key} {sort}: {text!r} {violations}")


if __name__ == "__main__":
    main()
