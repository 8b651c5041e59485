"""Rounding weights to few levels so that the outputs change least (GPTQ, Frantar et al. 2022).

A weight that is rounded leaves an error; the weights of the same output that are still to be rounded take it up, as far
as the inputs seen on real sentences say that they can.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

DAMPING = 0.01  # of the mean of the Hessian's diagonal


def seen_inputs(encoder: Any, batches: list[torch.Tensor], only: str = "") -> dict[str, torch.Tensor]:
    """For each linear layer of the encoder's layers (or the one named), the Gram matrix of its inputs, (in, in)."""
    gram: dict[str, torch.Tensor] = {}

    def watch(name: str) -> Any:
        def look(_: Any, inputs: tuple[torch.Tensor, ...]) -> None:
            rows = inputs[0].detach().flatten(0, -2)
            gram[name] = gram.get(name, 0) + rows.T @ rows

        return look

    linears = {n: m for n, m in encoder.encoder.named_modules() if isinstance(m, torch.nn.Linear)}
    linears = {only: linears[only]} if only else linears
    hooks = [module.register_forward_pre_hook(watch(name)) for name, module in linears.items()]
    with torch.no_grad():
        for ids in batches:
            encoder(input_ids=ids, attention_mask=torch.ones_like(ids))
    for hook in hooks:
        hook.remove()
    return gram


def rounded(weight: torch.Tensor, gram: torch.Tensor, step: torch.Tensor) -> torch.Tensor:
    """`weight` of shape (out, in) on multiples of `step` (per output)."""
    rest = weight.T.clone()  # (in, out)
    size = len(gram)
    hessian = gram.double() + DAMPING * gram.diagonal().mean().double() * torch.eye(size, dtype=torch.float64)
    inverse = torch.linalg.cholesky(torch.cholesky_inverse(torch.linalg.cholesky(hessian)), upper=True).float()
    result = torch.empty_like(rest)
    scale = step
    for i in range(size):
        result[i] = torch.clamp(torch.round(rest[i] / scale), -127, 127) * scale
        error = (rest[i] - result[i]) / inverse[i, i]
        rest[i + 1 :] -= inverse[i, i + 1 :, None] * error
    return result.T


def round_all(encoder: Any, batches: list[torch.Tensor], step: float) -> dict[str, np.ndarray]:
    """Round every linear layer in place; returns the steps of each by its name."""
    steps = {}
    gram = seen_inputs(encoder, batches)
    for name, matrix in gram.items():
        linear = encoder.encoder.get_submodule(name)
        weight = linear.weight.data
        width = torch.maximum(step * weight.std(dim=1), weight.abs().amax(dim=1) / 127)
        linear.weight.data = rounded(weight, matrix, width)
        steps[name] = width.numpy()
    return steps
