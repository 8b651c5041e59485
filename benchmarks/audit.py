"""How long an audit takes beyond labelling, and how heavy its report is.

    python benchmarks/audit.py [POSTS] [--browser]

The posts are those of `corpus/`, repeated with a number behind them where more are asked for, three a day over two
platforms; labels and kinds are the corpus's own: no model runs. `--browser` opens the report of 2,000 of them in
a headless Chromium and says how long it takes to load, and each filter from the input to the painted page.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from assistant.cli.audit_text import audit_text
from assistant.insight.audit import Audit, audit
from assistant.insight.auditjson import audit_json
from assistant.insight.pastpost import PastPost, past_post
from assistant.insight.report import render
from assistant.post import LABEL_OF, Kind, Label, Reason, Verdict
from assistant.schedule.limits import Limits

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
LIMITS = Limits(share_percent=20, window=10, spacing_hours=3, personal_per_day=3, business_per_week=3)
SLOTS = ("06:00", "12:00", "17:00")
START = datetime(2016, 1, 4, 6, tzinfo=UTC)
REASONS = 5  # words that are marked in a post, as a verdict has them
ALL = "document.querySelector('#filters').reset()"
FILTERS = (
    ("label", "document.querySelector('[name=label]').value = 'promotional'"),
    ("kind", "document.querySelector('[name=kind]').value = 'offer'"),
    ("words", "document.querySelector('[name=search]').value = 'the'"),
    (
        "several",
        "document.querySelector('[name=label]').value = 'value'; document.querySelector('[name=unsure]').click()",
    ),
)
TIMED = """
() => new Promise((done) => {
  CHANGE;
  const begun = performance.now();
  document.querySelector('#filters').dispatchEvent(new Event('input', {bubbles: true}));
  requestAnimationFrame(() => { setTimeout(() => done(performance.now() - begun)); });
})
"""


def posts(number: int) -> list[PastPost]:
    """So many past posts with the verdicts that a model could have given."""
    rows = [json.loads(line) for path in sorted(CORPUS.glob("*.jsonl")) for line in path.open(encoding="utf-8")]
    made = []
    for i in range(number):
        row = rows[i * 7919 % len(rows)]
        text = row["text"] if i < len(rows) else f"{row['text']} ({i})"
        kind = Kind(row["kind"])
        promotional = LABEL_OF[kind] is Label.PROMOTIONAL
        kinds = dict.fromkeys(Kind, 0.0) | {Kind.TIP: 0.1, Kind.OFFER: 0.1, kind: 0.9}
        verdict = Verdict(
            text, LABEL_OF[kind], 0.9 if promotional else 0.1, kind, kinds, i % 9 == 0, "corpus", _reasons(text)
        )
        at = START + i * timedelta(hours=8)
        made.append(past_post(i + 2, verdict, at=at, timed=True, platform=("facebook", "instagram")[i % 2]))
    return made


def _reasons(text: str) -> tuple[Reason, ...]:
    found, at = [], 0
    for n, word in enumerate(text.split(" ")):
        if n % 3 == 0 and word and len(found) < REASONS:
            side = Label.PROMOTIONAL if n % 2 else Label.VALUE
            found.append(Reason(word, at, at + len(word), 1.0 / (n + 1), side))
        at += len(word) + 1
    return tuple(found)


def timed(name: str, work: Callable[[], Any]) -> Any:
    """Do the work and print how long it took, by the clock and of the processor."""
    begun, busy = time.perf_counter(), time.process_time()
    done = work()
    print(f"| {name} | {time.perf_counter() - begun:.2f} s | {time.process_time() - busy:.2f} s |")
    return done


def page(found: Audit) -> str:
    """The report."""
    return render(found, UTC, source="corpus", model="corpus", slots=SLOTS)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("posts", nargs="?", type=int, default=10_000)
    parser.add_argument("--browser", action="store_true")
    options = parser.parse_args()
    made = posts(options.posts)
    print(f"{options.posts:,} posts\n\n| what | time | of the processor |\n|---|---|---|")
    found = timed("audit", lambda: audit(made, LIMITS, UTC))
    timed("the screen", lambda: audit_text(found, UTC, place="line"))
    timed("JSON", lambda: json.dumps(audit_json(found, UTC)))
    timed("report", lambda: page(found))
    small = page(audit(made[:2000], LIMITS, UTC))
    print(f"\nreport of {len(made[:2000]):,} posts: {len(small.encode()) / 1e6:.2f} MB")
    if options.browser:
        browse(small)


def browse(report: str) -> None:
    """Load the report and move its filters, seven times each; the median is told."""
    import shutil
    from statistics import median

    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "report.html"
        file.write_text(report, "utf-8")
        browser = playwright.chromium.launch(executable_path=path, args=["--headless", "--no-sandbox", "--disable-gpu"])
        tab = browser.new_page(viewport={"width": 1100, "height": 900})
        loads = []
        for _ in range(7):
            tab.goto(file.as_uri())
            loads.append(tab.evaluate("performance.timing.loadEventEnd - performance.timing.navigationStart"))
        print("\n| in the browser | median of 7 | slowest |\n|---|---|---|")
        print(f"| load | {median(loads):.0f} ms | {max(loads):.0f} ms |")
        for name, change in FILTERS:
            there, back = [], []
            for _ in range(7):
                there.append(tab.evaluate(TIMED.replace("CHANGE", change)))
                back.append(tab.evaluate(TIMED.replace("CHANGE", ALL)))
            print(f"| filter: {name} | {median(there):.0f} ms | {max(there):.0f} ms |")
            print(f"| all again | {median(back):.0f} ms | {max(back):.0f} ms |")
        browser.close()


if __name__ == "__main__":
    main()
