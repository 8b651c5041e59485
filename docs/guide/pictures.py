"""Make the guide's pictures: the report in light and dark, and terminal screens. Needs a Chromium.

python docs/guide/pictures.py
"""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
OUT = Path(__file__).parent / "pictures"
PAGE = ROOT / "tests" / "data" / "page40.csv"
ARGUMENTS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
COLOURS = {
    "1": "font-weight:bold",
    "2": "opacity:.7",
    "31": "color:#ff7b72",
    "32": "color:#7ee787",
    "33": "color:#e3b341",
}
SCREENS = {
    "audit": (("audit", str(PAGE)),),
    "wants": (
        ("wants", "add", "how to store bread", "parking near the shop", "storing bread", "what to do with old bread"),
        ("wants", "list"),
        ("wants", "match", "A linen bag keeps your loaf soft for three days."),
        ("wants", "ask", "--dry-run"),
    ),
    "insights": (("insights", "import", str(PAGE)), ("insights", "show")),
    "today": (
        ("queue", "add", "Rest the dough overnight in the fridge: better taste, and you sleep."),
        ("today",),
        ("ideas",),
    ),
}


def main() -> None:
    """Write the pictures into `docs/guide/pictures/`."""
    OUT.mkdir(exist_ok=True)
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        report = Path(folder) / "report.html"
        run(Path(folder), "audit", str(PAGE), "--report", str(report))
        for scheme in ("light", "dark"):
            tab = browser.new_page(color_scheme=scheme, viewport={"width": 1000, "height": 1500})
            tab.goto(report.as_uri())
            tab.screenshot(path=OUT / f"report-{scheme}.png")
        for name, commands in SCREENS.items():
            page = Path(folder) / f"{name}.html"
            page.write_text(screen(Path(folder) / name, commands), "utf-8")
            tab = browser.new_page(viewport={"width": 1000, "height": 400})
            tab.goto(page.as_uri())
            tab.locator("pre").screenshot(path=OUT / f"{name}.png")
        browser.close()
    sys.stdout.write("\n".join(sorted(str(p.relative_to(ROOT)) for p in OUT.glob("*.png"))) + "\n")


def screen(folder: Path, commands: tuple[tuple[str, ...], ...]) -> str:
    """A terminal's screen after these commands, in a home of its own."""
    folder.mkdir()
    shown = []
    for command in commands:
        words = [Path(w).name if w == str(PAGE) else f'"{w}"' if " " in w else w for w in command]
        shown.append(f"$ assistant {' '.join(words)}\n{run(folder, *command)}")
    body = re.sub(r"\x1b\[([0-9;]*)m", _span, html.escape("\n".join(shown)))
    style = (
        "background:#16181d;color:#e6e6e6;font:14px/1.35 'DejaVu Sans Mono',monospace;padding:16px;display:inline-block"
    )
    return f'<!doctype html><meta charset=utf-8><pre style="{style}">{body}</pre>'


def run(folder: Path, *command: str) -> str:
    """What the command prints, with colours."""
    environment = {**os.environ, "ASSISTANT_HOME": str(folder / "home"), "FORCE_COLOR": "1", "TZ": "UTC"}
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "assistant", *command],
        capture_output=True, text=True, check=True, cwd=folder, env={**environment, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    return done.stdout


def _span(found: re.Match[str]) -> str:
    codes = [c for c in found[1].split(";") if c in COLOURS]
    return f'<span style="{";".join(COLOURS[c] for c in codes)}">' if codes else "</span>"


if __name__ == "__main__":
    main()
