"""Make the trained encoder small: `python models/encoder/ship.py --trained FOLDER [--out models/base]`.

Three steps: word pieces that neither the corpus nor the commonest `COMMON` pieces use are taken out of the vocabulary
(a rarer word is then spelt with smaller pieces); the graph goes to ONNX with 8-bit weights; each column of weights is
rounded to steps of `STEP` standard deviations, so that the file compresses to about 4.5 bits a weight. The arithmetic
stays that of 8 bits, and the verdicts are compared with those of the trained weights before anything is written.
"""

from __future__ import annotations

import argparse
import collections
import json
import tempfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from transformers import AutoModel

from assistant.classifier.encoder import MAX_TOKENS
from assistant.classifier.modelfile import ENCODER, HEAD, TOKENIZER
from assistant.learning.base import add_encoder, calibrated_section
from assistant.learning.corpus import read_corpus
from assistant.text.plain import plain

COMMON = 9000  # the vocabulary is ordered roughly by frequency
LEAST_USES = 2  # in the corpus
LIGHT_BLEND = 0.0  # the light model's scores add nothing on writers that the encoder never saw (models/README.md)
# The numbers fitted on real posts (a development set of 434): models call too much promotional on strangers' posts.
OFFSET = -1.0
UNSURE = (0.2, 0.8)
STEP = 0.22  # standard deviations of a column between neighbouring levels


def kept_pieces(tokenizer: Tokenizer, texts: list[str]) -> list[int]:
    """Ids of the pieces that stay: special ones, single characters, common ones, and those that the corpus uses."""
    used = collections.Counter(i for e in tokenizer.encode_batch([plain(t) for t in texts]) for i in e.ids)
    special = {t["id"] for t in json.loads(tokenizer.to_str())["added_tokens"]}
    single = {i for piece, i in tokenizer.get_vocab().items() if len(piece.removeprefix("##")) == 1 and piece.isascii()}
    common = set(range(COMMON))
    return sorted({i for i, n in used.items() if n >= LEAST_USES} | special | single | common)


def smaller_tokenizer(tokenizer: Tokenizer, kept: list[int]) -> str:
    """The tokenizer's JSON with the kept pieces renumbered in order."""
    fields: dict[str, Any] = json.loads(tokenizer.to_str())
    new_id = {old: new for new, old in enumerate(kept)}
    fields["model"]["vocab"] = {p: new_id[i] for p, i in fields["model"]["vocab"].items() if i in new_id}
    for token in fields["added_tokens"]:
        token["id"] = new_id[token["id"]]
    processor = fields["post_processor"]
    for name in ("sep", "cls"):
        processor[name] = [processor[name][0], new_id[processor[name][1]]]
    fields["truncation"] = fields["padding"] = None
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def export(encoder: Any, path: Path) -> None:
    """Write the graph from token ids and mask to the mean-pooled vector."""

    class Pooled(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.encoder = encoder

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            weight = attention_mask[..., None].to(hidden.dtype)
            return (hidden * weight).sum(1) / weight.sum(1)

    ids = torch.randint(5, 1000, (1, 17))
    torch.onnx.export(
        Pooled().eval(),
        (ids, torch.ones_like(ids)),
        str(path),
        input_names=["input_ids", "attention_mask"],
        output_names=["vector"],
        dynamic_axes={"input_ids": {1: "tokens"}, "attention_mask": {1: "tokens"}},
        opset_version=17,
        dynamo=False,
    )


def coarsen(quantised: Path, full: Path) -> bytes:
    """Replace the 8-bit weights by multiples of `STEP` standard deviations of their column; returns the graph."""
    weights = {w.name: w for w in onnx.load(str(full)).graph.initializer}
    model = onnx.load(str(quantised))
    tensors = {t.name: t for t in model.graph.initializer}
    for name in [n.removesuffix("_quantized") for n in tensors if n.endswith("_quantized")]:
        values = numpy_helper.to_array(weights[name])
        scale = numpy_helper.to_array(tensors[f"{name}_scale"])
        zero = numpy_helper.to_array(tensors[f"{name}_zero_point"])
        spread = values.std(axis=0) if scale.ndim and scale.size > 1 else np.float32(values.std())
        step = np.maximum(STEP * spread, np.abs(values).max(axis=0 if scale.size > 1 else None) / 127)
        levels = np.clip(np.rint(values / step), -127, 127)
        middle = 128 if zero.dtype == np.uint8 else 0  # look-up tables are unsigned, matrices signed
        replaced = {
            f"{name}_quantized": (levels + middle).astype(zero.dtype),
            f"{name}_scale": step.astype(np.float32).reshape(scale.shape),
            f"{name}_zero_point": np.full_like(zero, middle),
        }
        for tensor_name, array in replaced.items():
            tensors[tensor_name].CopyFrom(numpy_helper.from_array(array, tensor_name))
    model.doc_string = ""
    content: bytes = model.SerializeToString()
    return content


def compressed(content: bytes) -> bytes:
    """Huffman coding alone: as small as level 9 here, for there are no repeats, and quick to undo."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 15, 9, zlib.Z_HUFFMAN_ONLY)
    return packer.compress(content) + packer.flush()


def main() -> None:
    """Read the options, ship the encoder, say how large it is and how close."""
    top = Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trained", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, default=top / "corpus")
    parser.add_argument("--out", type=Path, default=top / "models" / "base")
    options = parser.parse_args()
    posts = read_corpus(options.corpus)
    texts = [p.text for p in posts]
    tokenizer = Tokenizer.from_file(str(options.trained / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    kept = kept_pieces(tokenizer, texts)
    small = smaller_tokenizer(tokenizer, kept)
    encoder = AutoModel.from_pretrained(options.trained, attn_implementation="eager")
    table = encoder.embeddings.word_embeddings.weight.data[kept]
    encoder.embeddings.word_embeddings = torch.nn.Embedding.from_pretrained(table, padding_idx=1)
    positions = encoder.embeddings.position_embeddings.weight.data[: MAX_TOKENS + 2]
    encoder.embeddings.position_embeddings = torch.nn.Embedding.from_pretrained(positions, padding_idx=1)
    with tempfile.TemporaryDirectory() as folder:
        full, quantised = Path(folder) / "full.onnx", Path(folder) / "int8.onnx"
        export(encoder, full)
        quantize_dynamic(full, quantised, weight_type=QuantType.QInt8, per_channel=True)
        content = coarsen(quantised, full)
    packed = compressed(content)
    files = {
        ENCODER: packed,
        TOKENIZER: small.encode("utf-8"),
        HEAD: (options.trained / "head.f32").read_bytes(),
    }
    raw = np.load(options.trained / "out_of_fold.npy").astype(np.float64)
    section = calibrated_section(posts, raw, offset=OFFSET, unsure=UNSURE)
    trained = json.loads((options.trained / "trained.json").read_text("utf-8"))
    add_encoder(options.out, files, {**section, "light_blend": LIGHT_BLEND, "trained": trained})
    print(f"{len(kept)} pieces, {len(content) / 1e6:.1f} MB of graph, {len(packed) / 1e6:.1f} MB packed")
    print(section["metrics"])


if __name__ == "__main__":
    main()
