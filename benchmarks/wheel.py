"""Does the wheel judge as the checkout does? `python benchmarks/wheel.py [POSTS.jsonl] [--posts N] [--sdist]`.

Builds the wheel, installs it with its dependencies into a new virtual environment outside the checkout, labels the
texts of the file with both, and compares the outputs byte for byte. `--sdist`: builds the source archive, and from it
a wheel, which must hold the same files with the same bytes as the one from the checkout. Exit code 1 if they differ.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]


def main() -> None:
    """Read the options, build, install, label twice, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path, metavar="POSTS.jsonl", nargs="?")
    parser.add_argument("--posts", type=int)
    parser.add_argument("--sdist", action="store_true")
    options = parser.parse_args()
    if options.sdist:
        compare_sdist()
    if options.source:
        compare_labels(options.source, options.posts)


def compare_sdist() -> None:
    """The wheel of the source archive against the wheel of the checkout."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (archive,) = built("--sdist", TOP, folder)
        with tarfile.open(archive) as opened:
            opened.extractall(folder / "unpacked", filter="data")
        (unpacked,) = (folder / "unpacked").iterdir()
        ours, theirs = (
            members(built("--wheel", source, folder / place)[0]) for source, place in ((TOP, "a"), (unpacked, "b"))
        )
        differing = sorted(n for n in ours.keys() | theirs.keys() if ours.get(n) != theirs.get(n))
        print(f"{archive.name}: {archive.stat().st_size / 1e6:.1f} MB")
        print(f"files of its wheel {len(theirs)}, of the checkout's {len(ours)}")
        print(f"differing: {', '.join(differing) or 'none'}")
        if differing:
            raise SystemExit(1)


def members(wheel: Path) -> dict[str, str]:
    """The files of a wheel with their digests."""
    with zipfile.ZipFile(wheel) as opened:
        return {name: hashlib.sha256(opened.read(name)).hexdigest() for name in opened.namelist()}


def compare_labels(source: Path, most: int | None) -> None:
    """The texts of a file, labelled by the checkout and by the installed wheel."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        posts = folder / "posts.jsonl"
        with source.open(encoding="utf-8") as file:
            texts = [json.loads(line)["text"] for line in itertools.islice(file, most)]
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


def built(what: str, source: Path, folder: Path) -> list[Path]:
    """What `python -m build` makes of `--wheel` or `--sdist`."""
    build = [sys.executable, "-m", "build", what, "--no-isolation", "--outdir", str(folder), str(source)]
    subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
    return [*folder.glob("*.whl"), *folder.glob("*.tar.gz")]


def installed(folder: Path) -> Path:
    """Build the wheel and install it into a new environment; returns its interpreter."""
    (wheel,) = built("--wheel", TOP, folder)
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
