"""What the products of the encoder get to see on real sentences, and how it is best rounded to 8 bits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from graph import Site

LARGE = 1.8  # times the 98th percentile of the channels' largest values: such a channel is multiplied as it is
MOST_LARGE = 8
SHRINKING = np.linspace(0.1, 1.0, 46)  # shares of the full range that are tried
ROUGHLY = 400_000  # values that a range is chosen on, beside the largest


def inputs_of(encoder: Any, posts: Sequence[torch.Tensor]) -> dict[str, np.ndarray]:
    """For each product (named as in `graph.Parts`) what goes into it, shape (tokens, channels), in half precision."""
    seen: dict[str, list[np.ndarray]] = {}
    hooks = []
    for number, layer in enumerate(encoder.encoder.layer):
        modules = {
            "query_key_value": layer.attention.attn.q,
            "attention": layer.attention.attn.o,
            "inner": layer.intermediate.dense,
            "outer": layer.output.dense,
        }
        for name, module in modules.items():
            kept = seen.setdefault(f"{number}.{name}", [])
            hooks.append(module.register_forward_pre_hook(_keeping(kept)))
    with torch.no_grad():
        for ids in posts:
            encoder(input_ids=ids, attention_mask=torch.ones_like(ids))
    for hook in hooks:
        hook.remove()
    return {name: np.concatenate(arrays) for name, arrays in seen.items()}


def _keeping(kept: list[np.ndarray]) -> Any:
    def look(_: Any, inputs: tuple[torch.Tensor, ...]) -> None:
        kept.append(inputs[0].detach().flatten(0, -2).half().numpy())

    return look


def site_of(values: np.ndarray) -> Site:
    """Set the large channels apart, then choose the range with the least squared error over the others."""
    reach = np.abs(values).max(axis=0).astype(np.float64)
    order = np.argsort(-reach)[:MOST_LARGE]
    large = np.sort(order[reach[order] > LARGE * np.percentile(reach, 98)])
    rest = np.delete(values, large, axis=1).astype(np.float32).ravel()
    return Site(*_best_range(rest), large.tolist())


def _best_range(values: np.ndarray) -> tuple[float, float]:
    low, high = min(float(values.min()), 0.0), max(float(values.max()), 0.0)
    reach = max(-low, high)
    edge = np.quantile(np.abs(values[:: max(1, len(values) // ROUGHLY)]), 0.995)
    far = np.abs(values) > edge
    near = values[~far]
    stride = max(1, len(near) // ROUGHLY)
    parts = ((near[::stride], float(stride)), (values[far], 1.0))
    tried = [(max(low, -share * reach), min(high, share * reach)) for share in SHRINKING]
    return min(tried, key=lambda found: sum(weight * _error(part, *found) for part, weight in parts))


def _error(values: np.ndarray, low: float, high: float) -> float:
    step = (high - low) / 255
    middle = round(-low / step)
    rounded = (np.clip(np.rint(values / step) + middle, 0, 255) - middle) * step
    return float(((rounded - values) ** 2).sum())
