"""Does the wheel judge as the checkout does? `python benchmarks/wheel.py POSTS.jsonl [--posts N]`.

Builds the wheel, installs it with its dependencies into a new virtual environment outside the checkout, labels the
texts of the file with both, and compares the outputs byte for byte. Exit code 1 if they differ.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]


def main() -> None:
    """Read the options, build, install, label twice, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path, metavar="POSTS.jsonl")
    parser.add_argument("--posts", type=int)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        posts = folder / "posts.jsonl"
        with options.source.open(encoding="utf-8") as file:
            texts = [json.loads(line)["text"] for line in itertools.islice(file, options.posts)]
        posts.write_text("".join(json.dumps({"text": t}, ensure_ascii=False) + "\n" for t in texts), encoding="utf-8")
        python = installed(folder)
        for options_of_label in ([], ["--fast"]):
            ours = labelled(
                Path(sys.executable), posts, folder / "ours.jsonl", options_of_label, {"PYTHONPATH": str(TOP)}
            )
            theirs = labelled(python, posts, folder / "theirs.jsonl", options_of_label, {})
            differing = sum(a != b for a, b in zip(ours.splitlines(), theirs.splitlines(), strict=True))
            print(f"label {' '.join(options_of_label)}: {len(texts)} posts, {differing} lines differ")
            if ours != theirs:
                raise SystemExit(1)


def installed(folder: Path) -> Path:
    """Build the wheel and install it into a new environment; returns its interpreter."""
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(TOP)]
    subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
    (wheel,) = folder.glob("*.whl")
    print(f"{wheel.name}: {wheel.stat().st_size / 1e6:.1f} MB")
    venv.create(folder / "empty", with_pip=True)
    python = folder / "empty" / ("Scripts" if os.name == "nt" else "bin") / "python"
    subprocess.run([str(python), "-m", "pip", "install", "--quiet", str(wheel)], check=True)
    return python


def labelled(python: Path, posts: Path, target: Path, options: list[str], environment: dict[str, str]) -> bytes:
    """The labelled file as this interpreter writes it, from a folder outside the checkout."""
    target.unlink(missing_ok=True)
    settled = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"} | environment
    settled["ASSISTANT_HOME"] = str(target.parent / "home")
    command = [str(python), "-m", "assistant", "label", str(posts), "-o", str(target), *options]
    subprocess.run(command, check=True, env=settled, cwd=target.parent, stdout=subprocess.DEVNULL)
    return target.read_bytes()


if __name__ == "__main__":
    main()
