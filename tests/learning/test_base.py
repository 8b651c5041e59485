"""Making the base model: the same corpus and seed give the same bytes, in any process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from assistant.classifier import Classifier
from assistant.classifier.modelfile import ENCODER, HEAD, LIGHT, TOKENIZER, open_folder, write_folder
from assistant.learning import light
from assistant.learning.base import make_base_model
from assistant.post import Kind

MAKE = "import sys; from pathlib import Path; from assistant.learning.base import make_base_model; \
make_base_model(Path(sys.argv[1]), Path(sys.argv[2]), seed=3)"

CALIBRATED = {"calibration": {"slope": 1.0, "offset": 0.0, "kind_slope": 1.0}, "unsure": [0.4, 0.6]}
OF_BEFORE = {"version": "base-of-before", "light": CALIBRATED, "full": {**CALIBRATED, "light_blend": 0.5}}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve posts of each kind, told apart by a word of their own."""
    folder = tmp_path_factory.mktemp("corpus")
    for kind in Kind:
        texts = [f"{kind} number {n} says {kind} with {word}" for n in range(4) for word in ("wax", "jars", "light")]
        lines = [json.dumps({"id": f"{kind}-{i}", "text": text, "kind": kind}) for i, text in enumerate(texts)]
        (folder / f"{kind}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


def test_two_processes_make_the_same_bytes(corpus: Path, tmp_path: Path) -> None:
    for name, hash_seed, threads in (("one", "1", "1"), ("two", "2", "2")):
        settled = {**os.environ, "PYTHONHASHSEED": hash_seed, "OMP_NUM_THREADS": threads}
        subprocess.run([sys.executable, "-c", MAKE, corpus, tmp_path / name], env=settled, check=True)
    one, two = ({file.name: file.read_bytes() for file in (tmp_path / name).iterdir()} for name in ("one", "two"))
    assert sorted(one) == ["light.f16", "model.json"]
    assert one == two


def test_one_thread_alone_sums(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    fit = light.fit

    def watched(*what: Any) -> Any:
        seen.extend(pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas")
        return fit(*what)

    monkeypatch.setattr(light, "fit", watched)
    with threadpool_limits(2):
        make_base_model(corpus, tmp_path / "made", seed=3)
    assert seen and set(seen) == {1}


def test_what_was_made_judges(corpus: Path, tmp_path: Path) -> None:
    made = make_base_model(corpus, tmp_path / "made", seed=3)
    (verdict,) = Classifier.open(tmp_path / "made").judge(["story number 9 says story with wax"])
    assert (verdict.kind, verdict.model) == (Kind.STORY, made["version"])


def test_an_encoder_of_other_kinds_is_left_out(corpus: Path, tmp_path: Path) -> None:
    target = tmp_path / "made"
    write_folder(target, {LIGHT: b"a table of fewer kinds", ENCODER: b"", TOKENIZER: b"", HEAD: b""}, OF_BEFORE)
    made = make_base_model(corpus, target, seed=3)
    assert made["full"] is None
    assert sorted(file.name for file in target.iterdir()) == ["light.f16", "model.json"]
    assert not open_folder(target).has_encoder
