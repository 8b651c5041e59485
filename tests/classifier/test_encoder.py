"""The encoder: packed, unpacked, alone or beside others, present or not."""

from __future__ import annotations

import itertools
import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.classifier import Classifier, base_model_folder
from assistant.classifier.encoder import BATCH_TOKENS, MAX_TOKENS, batches, filled_length, pack, unpack
from assistant.classifier.modelfile import DESCRIPTION, ENCODER, ENCODER_FILES, HEAD, TOKENIZER, digest
from assistant.errors import ModelUnusable

POSTS = [
    "Flash sale! 50% off all candles, today only!",
    "Trim the wick to 5 mm before every burn: no soot.",
    "What does your kitchen smell like on a Sunday?",
    "",
    "🎉 " * 300,
    "word " * 5000,
]
WORDS = st.sampled_from(["sale", "oven", "bread", "we", "you", "https://x.example", "@anna", "50%", "🍞", "\n", "!"])


@given(st.binary(max_size=5000))
def test_unpacking_undoes_packing(graph: bytes) -> None:
    assert unpack(pack(graph)) == graph


@given(st.binary(max_size=300))
@settings(max_examples=60)
def test_foreign_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"part|graph"):
        unpack(content)


@given(st.integers(0, 199))
@settings(max_examples=30)
def test_a_cut_graph_is_refused(kept: int) -> None:
    packed = pack(bytes(range(200)) * 3)
    with pytest.raises(ValueError, match=r"part|graph"):
        unpack(packed[: kept % len(packed)])


@given(st.data())
@settings(max_examples=100)
def test_a_changed_byte_of_a_packed_graph_is_found(data: st.DataObject) -> None:
    graph = bytes(range(200)) * 3
    packed = bytearray(pack(graph))
    place = data.draw(st.integers(0, len(packed) - 1))
    packed[place] ^= data.draw(st.integers(1, 255))
    try:
        unpacked = unpack(bytes(packed))
    except ValueError:
        return
    assert unpacked == graph  # a bit that zstd does not read


def test_a_part_that_unpacks_to_gigabytes_is_refused_unread() -> None:
    with pytest.raises(ValueError, match="too large"):
        unpack(pack(bytes(201 << 20)))


@given(st.lists(st.integers(2, MAX_TOKENS), max_size=200), st.integers(1, 8))
def test_batches_hold_every_text_once_with_others_of_its_length(lengths: list[int], threads: int) -> None:
    planned = batches(lengths, threads)
    assert sorted(itertools.chain(*planned)) == list(range(len(lengths)))
    for batch in planned:
        (length,) = {filled_length(lengths[place]) for place in batch}
        assert length <= MAX_TOKENS
        assert len(batch) == 1 or len(batch) * length <= BATCH_TOKENS


def test_little_work_is_shared_by_the_threads() -> None:
    assert len(batches([10] * 8, 2)) == 2
    assert len(batches([10] * 8, 1)) == 1


@given(st.lists(st.lists(WORDS, max_size=40).map(" ".join), min_size=1, max_size=12), st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None)
def test_a_vector_is_the_same_to_the_last_bit_whatever_the_batch(texts: list[str], order: random.Random) -> None:
    alone = {text: ENCODER_OF_ONE.vectors([text])[0] for text in texts}
    mixed = [*texts, *POSTS[:3]]
    order.shuffle(mixed)
    for text, vector in zip(mixed, ENCODER_OF_TWO.vectors(mixed), strict=True):
        assert text not in alone or np.array_equal(vector, alone[text])


ENCODER_OF_ONE, ENCODER_OF_TWO = Classifier.open(threads=1), Classifier.open(threads=2)


def test_a_verdict_depends_on_the_text_alone() -> None:
    together = ENCODER_OF_TWO.kinds_of(POSTS)
    alone = [ENCODER_OF_ONE.kinds_of([post])[0] for post in POSTS]
    assert [pytest.approx(kinds, abs=1e-12) for kinds in alone] == together


def test_repeated_texts_get_the_same_verdict_in_their_places() -> None:
    kinds = ENCODER_OF_ONE.kinds_of([POSTS[0], POSTS[1], POSTS[0]])
    assert kinds[0] == pytest.approx(kinds[2], abs=1e-12)
    assert kinds[0] != pytest.approx(kinds[1], abs=0.1)
    assert ENCODER_OF_ONE.kinds_of([]) == []


def test_without_the_runtime_the_light_model_answers_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    classifier = Classifier.open()
    assert classifier.notice is not None
    assert "onnxruntime" in classifier.notice
    assert classifier.version.endswith("-light")
    assert classifier.probabilities(POSTS) == Classifier.open(fast=True).probabilities(POSTS)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the model that comes with the program; what a test changes in it, it puts back."""
    folder = tmp_path_factory.mktemp("models") / "copy"
    folder.mkdir()
    for file in base_model_folder().iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    return folder


def refused(folder: Path, changes: dict[str, bytes], *, described: bool) -> None:
    """These files are refused as the encoder, with a description that fits them or with the one for the sound files."""
    sound = {name: (folder / name).read_bytes() for name in (*changes, DESCRIPTION)}
    try:
        fields = json.loads(sound[DESCRIPTION])
        for name, content in changes.items():
            (folder / name).write_bytes(content)
            fields["files"][name]["bytes"] = len(content)
            if described:
                fields["files"][name]["sha256"] = digest(folder / name)
        (folder / DESCRIPTION).write_text(json.dumps(fields))
        with pytest.raises(ModelUnusable, match="encoder"):
            Classifier.open(folder)
    finally:
        for name, content in sound.items():
            (folder / name).write_bytes(content)


@pytest.mark.parametrize("name", ENCODER_FILES)
@given(data=st.data())
@settings(max_examples=12, deadline=None)
def test_a_damaged_file_ends_in_a_clear_error(copy: Path, name: str, data: st.DataObject) -> None:
    content = bytearray((copy / name).read_bytes())
    start = data.draw(st.integers(0, len(content) - 1))
    damage = data.draw(st.binary(min_size=1, max_size=2000).filter(lambda d: content[start : start + len(d)] != d))
    content[start : start + len(damage)] = damage
    refused(copy, {name: bytes(content)}, described=False)


@pytest.mark.parametrize("name", ENCODER_FILES)
@given(kept=st.floats(0, 0.999))
@settings(max_examples=6, deadline=None)
def test_a_cut_file_ends_in_a_clear_error_even_if_its_digest_fits(copy: Path, name: str, kept: float) -> None:
    content = (copy / name).read_bytes()
    refused(copy, {name: content[: int(kept * len(content))]}, described=True)


def unmarked() -> bytes:
    """The tokenizer without the tokens at both ends, so that it gives nothing at all for an empty text."""
    fields = json.loads((base_model_folder() / TOKENIZER).read_bytes())
    return json.dumps({**fields, "post_processor": None}).encode()


FOREIGN: Sequence[tuple[str, bytes]] = [
    (ENCODER, pack(b"no graph at all")),
    (ENCODER, pack(b"")),
    (ENCODER, b"\x80\x04\x95 a pickle"),
    (TOKENIZER, b"{}"),
    (TOKENIZER, b"[" * 100_000),
    (TOKENIZER, b'{"version":"1.0","model":{"type":"WordPiece","vocab":{}}}'),
    (TOKENIZER, b"\xff\xfe"),
    (TOKENIZER, unmarked()),
    (HEAD, b""),
    (HEAD, bytes(11 * 4 * 10)),
    (HEAD, bytes(11 * 4 * 769 + 1)),
    (HEAD, np.full((11, 769), np.nan, dtype="<f4").tobytes()),
    (HEAD, np.full((11, 769), np.inf, dtype="<f4").tobytes()),
]


@pytest.mark.parametrize("number", range(len(FOREIGN)))
def test_a_foreign_file_ends_in_a_clear_error(copy: Path, number: int) -> None:
    name, content = FOREIGN[number]
    refused(copy, {name: content}, described=True)


def test_a_graph_with_other_inputs_or_another_width_is_refused(copy: Path) -> None:
    head = (copy / HEAD).read_bytes()
    wider = np.frombuffer(head, dtype="<f4").reshape(11, -1)
    refused(copy, {HEAD: np.hstack([wider, wider]).tobytes()}, described=True)
