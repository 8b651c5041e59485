"""What the assistant does, on six sample drafts: the real commands, in a home that is thrown away afterwards."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ANSWER = "Let the first burn melt the wax right to the edge, or the candle tunnels for the rest of its life."


def call(home: Path, *arguments: str, quiet: bool = False, may_fail: bool = False) -> str:
    """Run `assistant` in its own process and show command and output."""
    if not quiet:
        print(f"$ assistant {shlex.join(arguments)}", flush=True)
    environment = {**os.environ, "ASSISTANT_HOME": str(home), "COLUMNS": "100"}
    done = subprocess.run(  # noqa: S603 - our own command line
        [sys.executable, "-m", "assistant", *arguments],
        env=environment,
        cwd=home,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if not quiet:
        print(done.stdout + done.stderr, flush=True)
    if done.returncode not in ({0, 1} if may_fail else {0}):
        sys.exit(f"`assistant {shlex.join(arguments)}` ended with {done.returncode}\n{done.stderr}")
    return done.stdout


def main() -> None:
    """Verdicts, a rewrite, and a queue that holds 80/20."""
    drafts = [d.strip() for d in (HERE / "drafts.txt").read_text("utf-8").split("\n---\n")]
    with tempfile.TemporaryDirectory(prefix="assistant-tour-") as folder:
        home = Path(folder)
        print("== Six drafts: promotional or value-giving, which kind, and which words say so\n")
        call(home, "classify", *drafts)
        print("== A pitch, rewritten\n")
        call(home, "rewrite", drafts[0], "--answer", ANSWER)
        print("== A queue that holds 80/20: at most two promotions in ten posts\n")
        call(home, "queue", "add", *drafts)
        while (said := json.loads(call(home, "queue", "next", "--format", "json", quiet=True, may_fail=True)))["draft"]:
            call(home, "queue", "posted", str(said["draft"]["id"]), quiet=True)
            print(f"posted: {said['draft']['label']} ({said['reason']})")
        print()
        call(home, "queue", "next", may_fail=True)
        call(home, "queue", "balance")
        print("Your own posts next: `assistant classify`, `assistant label`, `assistant train`; --help says more.")


if __name__ == "__main__":
    main()
