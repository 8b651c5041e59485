"""Speed of one verdict and of a backlog, beside peers: `python benchmarks/speed.py [--posts 20000] [--repeats 9]`.

Start-up is the median wall time of whole processes, side by side with a bare Typer app of two empty commands.
Throughput is `assistant label` on a file of corpus posts, reading and writing included. The models' own pass is
measured apart, in processor time on one thread, beside peers that are trained on the same posts and read the same list:
TF-IDF with logistic regression (scikit-learn), fastText and Vowpal Wabbit, each left out where it is not installed
(dependency group `bench`). `--write FILE` keeps the tables.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

TOP = Path(__file__).resolve().parents[1]
BARE = "import typer\napp = typer.Typer()\n@app.command()\ndef a(): ...\n@app.command()\ndef b(): ...\napp()\n"
ASSISTANT = [sys.executable, "-m", "assistant"]
FULL_POSTS = 200  # that the encoder reads in the table of models
PASSES = 3  # over the posts, the models taking turns; the fastest counts


def seconds(command: list[str], environment: dict[str, str]) -> tuple[float, int]:
    """Wall time of one process, and its largest memory in MB."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return time.perf_counter() - started, used.ru_maxrss // 1024


def start_up(repeats: int, environment: dict[str, str], folder: Path) -> list[str]:
    """The start-up table; the commands take turns, so that a busy moment hits them alike."""
    bare = folder / "bare.py"
    bare.write_text(BARE)
    text = "Fresh bread at seven tomorrow."
    commands = {
        "bare Typer app": [sys.executable, str(bare), "a"],
        "assistant classify --fast": [*ASSISTANT, "classify", text, "--fast"],
        "assistant classify": [*ASSISTANT, "classify", text],
    }
    runs: dict[str, list[tuple[float, int]]] = {name: [] for name in commands}
    for _ in range(repeats):
        for name, command in commands.items():
            runs[name].append(seconds(command, environment))
    base = statistics.median(taken for taken, _ in runs["bare Typer app"])
    lines = ["| one call | median s | times the bare app | MB |", "|---|---|---|---|"]
    for name, measured in runs.items():
        median = statistics.median(taken for taken, _ in measured)
        lines.append(f"| {name} | {median:.3f} | {median / base:.2f} | {max(m for _, m in measured)} |")
    return lines


def throughput(posts: int, texts: Sequence[str], environment: dict[str, str], folder: Path) -> list[str]:
    """Posts/s and memory of `assistant label` on the corpus, repeated to the wanted length."""
    lines = ["| label, JSON Lines | posts | posts/s | MB |", "|---|---|---|---|"]
    for name, options, count in (("--fast", ["--fast"], posts), ("default", [], posts // 10)):
        source = folder / "posts.jsonl"
        with source.open("w", encoding="utf-8") as file:
            for text in itertools.islice(itertools.cycle(texts), count):
                file.write(json.dumps({"text": text}, ensure_ascii=False) + "\n")
        command = [*ASSISTANT, "label", str(source), "-o", str(folder / f"{name}.jsonl"), *options]
        taken, memory = seconds(command, environment)
        lines.append(f"| {name} | {count} | {count / taken:.0f} | {memory} |")
    return lines


def models(texts: Sequence[str], labels: Sequence[str], folder: Path) -> list[str]:
    """Posts/s of each model's pass over a list of texts, one thread, and how many times fastText's that is."""
    import numpy as np
    from threadpoolctl import threadpool_limits

    from assistant.classifier import Classifier, base_model_folder
    from assistant.classifier.batch import BatchScorer
    from assistant.classifier.modelfile import LIGHT

    table = base_model_folder() / LIGHT
    encoder = Classifier.open(threads=1)
    passes: dict[str, tuple[Callable[[Sequence[str]], Any], Sequence[str]]] = {
        "default: encoder": (encoder.kinds_of, texts[:: max(1, len(texts) // FULL_POSTS)]),
        "light, without Numba": (BatchScorer(table, compiled=False).scores, texts),
    }
    for name, made in (("light, Numba", _compiled), ("light, Numba, Arrow column", _compiled_column)):
        passes |= _if_installed(name, lambda made=made: made(table, texts), texts)
    single = [" ".join(t.split()) for t in texts]
    passes |= _if_installed("TF-IDF + logistic regression", lambda: _tf_idf(texts, labels), texts)
    passes |= _if_installed("fastText predict", lambda: _fasttext(single, labels, folder), single)
    passes |= _if_installed("Vowpal Wabbit", lambda: _vowpal(single, labels), single)
    times: dict[str, list[float]] = {name: [] for name in passes}
    with threadpool_limits(1):
        for judged, given in passes.values():
            judged(given[:64])
        for name, (judged, given) in itertools.chain.from_iterable(itertools.repeat(tuple(passes.items()), PASSES)):
            times[name].append(_processor_time(judged, given))
    rates = {name: len(given) / min(times[name]) for name, (_, given) in passes.items()}
    base = rates.get("fastText predict", np.nan)
    lines = ["| model, one thread | posts/s | times fastText |", "|---|---|---|"]
    return lines + [f"| {name} | {rate:,.0f} | {rate / base:.3g} |" for name, rate in rates.items()]


def _processor_time(judged: Callable[[Sequence[str]], Any], texts: Sequence[str]) -> float:
    started = time.process_time()
    judged(texts)
    return time.process_time() - started


def _if_installed(name: str, make: Callable[[], Any], texts: Sequence[str]) -> dict[str, Any]:
    try:
        return {name: (make(), texts)}
    except ImportError as error:
        print(f"{name} is left out: {error.name} is not installed", file=sys.stderr)
        return {}


def _compiled(table: Path, _: Sequence[str]) -> Callable[[Sequence[str]], Any]:
    from assistant.classifier.batch import BatchScorer

    return BatchScorer(table, compiled=True).scores


def _compiled_column(table: Path, texts: Sequence[str]) -> Callable[[Sequence[str]], Any]:
    import pyarrow

    from assistant.classifier.batch import BatchScorer

    scorer, column = BatchScorer(table, compiled=True), pyarrow.array(texts)
    return lambda given: scorer.column_scores(column[: len(given)])


def _tf_idf(texts: Sequence[str], labels: Sequence[str]) -> Callable[[Sequence[str]], Any]:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import SGDClassifier
    from sklearn.pipeline import make_pipeline

    model = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), min_df=2), SGDClassifier(loss="log_loss", random_state=0))
    return model.fit(texts, labels).predict_proba


def _fasttext(texts: Sequence[str], labels: Sequence[str], folder: Path) -> Callable[[Sequence[str]], Any]:
    import fasttext

    source = folder / "fasttext.txt"
    lines = [f"__label__{label} {text}" for text, label in zip(texts, labels, strict=True)]
    source.write_text("\n".join(lines), encoding="utf-8")
    model = fasttext.train_supervised(str(source), wordNgrams=2, bucket=1 << 17, thread=1, verbose=0)
    return lambda given: model.predict(list(given))


def _vowpal(texts: Sequence[str], labels: Sequence[str]) -> Callable[[Sequence[str]], Any]:
    from vowpalwabbit import Workspace

    numbers = {label: i for i, label in enumerate(sorted(set(labels)), 1)}
    model = Workspace(f"--oaa {len(numbers)} --ngram 2 --quiet")
    shown = [text.replace("|", " ").replace(":", " ") for text in texts]
    for text, label in zip(shown, labels, strict=True):
        model.learn(f"{numbers[label]} | {text}")
    ready = dict(zip(texts, shown, strict=True))
    return lambda given: [model.predict(f"| {ready[text]}") for text in given]


def main() -> None:
    """Read the options, print the tables, keep them if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=20_000)
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    rows = [json.loads(line) for path in sorted((TOP / "corpus").glob("*.jsonl")) for line in path.open()]
    texts, labels = [row["text"] for row in rows], [row["kind"] for row in rows]
    where = f"{os.cpu_count()} cores, Python {platform.python_version()}, load before {os.getloadavg()[0]:.1f}"
    tables: list[str] = []

    def keep(*lines: str) -> None:
        tables.append("\n".join(lines) + "\n")
        print(tables[-1], flush=True)

    keep(f"Measured by `benchmarks/speed.py`: {where}.")
    with tempfile.TemporaryDirectory() as name:
        environment = {**os.environ, "ASSISTANT_HOME": str(Path(name) / "home"), "PYTHONPATH": str(TOP)}
        keep(*start_up(options.repeats, environment, Path(name)))
        keep(*throughput(options.posts, texts, environment, Path(name)))
        keep(*models(texts, labels, Path(name)))
    keep(f"This process used {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB at most.")
    if options.write:
        options.write.write_text("# Speed\n\n" + "\n".join(tables), encoding="utf-8")


if __name__ == "__main__":
    main()
