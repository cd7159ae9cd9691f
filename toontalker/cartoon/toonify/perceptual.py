"""How different two pictures look: LPIPS on VGG16 (Zhang et al. 2018, "The unreasonable effectiveness of deep features").

The distance is written as a sum of squared differences of one long vector for each picture, so that the vector of a target is
computed once and kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

STAGES: Final = (2, 2, 3, 3, 3)
"""Convolutions in each stage of VGG16 (Simonyan & Zisserman 2014); between stages the picture is halved."""
SHIFT: Final = (-0.030, -0.088, -0.188)
SCALE: Final = (0.458, 0.448, 0.450)
"""Mean and deviation of red, green and blue on pictures in [-1, 1], as LPIPS has them."""
SMALLEST: Final = 1 << (len(STAGES) - 1)
"""px of the smallest picture that can be halved so often."""
_EPSILON: Final = 1e-8


class Perceptual(nn.Module):
    """The network with zeros for weights; `perceptual_files.read_perceptual` fills it. None of its weights is ever trained."""

    def __init__(self, widths: Sequence[int]) -> None:
        """`widths`: channels that come out of each of the 13 convolutions; 64 … 512 in the published network."""
        super().__init__()
        if len(widths) != sum(STAGES):
            raise ValueError(f"VGG16 has {sum(STAGES)} convolutions, not {len(widths)}")
        self.convs = nn.ModuleList(nn.Conv2d(wide, out, 3, padding=1) for wide, out in pairwise((3, *widths)))
        last = [sum(STAGES[: stage + 1]) - 1 for stage in range(len(STAGES))]
        self.heads = nn.ParameterList(torch.zeros(widths[conv]) for conv in last)
        self.register_buffer("shift", torch.tensor(SHIFT))
        self.register_buffer("scale", torch.tensor(SCALE))
        for weights in self.parameters():
            weights.requires_grad_(requires_grad=False)
            weights.zero_()

    def features(self, image: Tensor) -> Tensor:
        """Pictures ``(n, 3, h, w)`` in [0, 255], at least `SMALLEST` px → ``(n, k)``.

        The features of each stage have length 1 at every pixel, times the roots of the heads and of the share of a pixel.
        """
        values = (image / 127.5 - 1 - self.shift.view(3, 1, 1)) / self.scale.view(3, 1, 1)
        convs, parts = iter(self.convs), []
        for stage, count in enumerate(STAGES):
            if stage:
                values = functional.max_pool2d(values, 2)
            for _ in range(count):
                values = functional.relu(next(convs)(values))
            length = torch.rsqrt(values.square().sum(1, keepdim=True) + _EPSILON)
            share = self.heads[stage].div(values.shape[2] * values.shape[3]).sqrt()
            parts.append((values * length * share.view(-1, 1, 1)).flatten(1))
        return torch.cat(parts, 1)

    def distance(self, one: Tensor, other: Tensor) -> Tensor:
        """``(n,)`` ≥ 0, 0 for equal pictures; both ``(n, 3, h, w)`` in [0, 255]."""
        return (self.features(one) - self.features(other)).square().sum(1)
