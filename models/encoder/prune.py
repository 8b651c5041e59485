"""Fewer neurons in the feed-forward parts, chosen and made good for by what they do on real sentences.

A neuron whose output the others can stand in for is left out, and the product behind is fitted anew to what it gave
before: least squares over the inputs seen, as when weights are rounded (`rounding.py`). The one that costs least is
found by its saliency |w|^2 / [H^-1] (Hassibi and Stork 1993, Optimal Brain Surgeon; whole neurons: Kurtic et al. 2023,
ZipLM). No training follows.
"""

from __future__ import annotations

from typing import Any

import torch
from rounding import DAMPING, seen_inputs

ROUNDS = 4  # saliencies are looked at anew so often while neurons go


def prune_all(encoder: Any, batches: list[torch.Tensor], kept: int) -> None:
    """Leave `kept` neurons in each layer, in place; each is fitted to what comes out of the pruned ones before it."""
    for number, layer in enumerate(encoder.encoder.layer):
        outer, name = layer.output.dense, f"layer.{number}.output.dense"
        gram = seen_inputs(encoder, batches, name)[name]
        chosen, weight = _fitted(outer.weight.data, gram, kept)
        outer.weight.data, outer.in_features = weight, kept
        inner = layer.intermediate.dense
        inner.weight.data, inner.bias.data = inner.weight.data[chosen], inner.bias.data[chosen]
        inner.out_features = kept
    encoder.config.intermediate_size = kept


def _fitted(weight: torch.Tensor, gram: torch.Tensor, kept: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Which inputs stay, and the weights (out, kept) that come nearest to `weight` (out, in) on the inputs seen."""
    size = len(gram)
    hessian = gram.double() + DAMPING * gram.diagonal().mean().double() * torch.eye(size, dtype=torch.float64)
    stays, now = torch.arange(size), weight.double()
    for left in torch.linspace(size, kept, ROUNDS + 1).long()[1:].tolist():
        inverse = torch.cholesky_inverse(torch.linalg.cholesky(hessian[stays][:, stays]))
        cost = now.square().sum(0) / inverse.diagonal()
        stays = stays[cost.argsort(descending=True)[:left].sort().values]
        within = torch.linalg.cholesky(hessian[stays][:, stays])
        now = torch.cholesky_solve(hessian[stays] @ weight.double().T, within).T
    return stays, now.float()
