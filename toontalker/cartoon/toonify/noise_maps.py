"""The noise maps of a projection: they may explain the grain of a picture, but must stay noise and hide no picture of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import torch
from torch import Tensor

_SMALLEST: Final = 8
"""px: the coarsest scale at which a map is looked at."""


def autocorrelation(maps: Sequence[Tensor]) -> Tensor:
    """How much the maps ``(1, 1, r, r)`` resemble themselves one pixel further, summed over their scales (Karras et al. 2020, eq. 5)."""
    total = maps[0].new_zeros(())
    for values in maps:
        while True:
            for axis in (3, 2):
                total = total + (values * values.roll(1, axis)).mean().square()
            side = values.shape[2]
            if side <= _SMALLEST:
                break
            values = values.view(1, 1, side // 2, 2, side // 2, 2).mean((3, 5))
    return total


def renormalize(maps: Sequence[Tensor]) -> None:
    """Brings every map back to mean 0 and deviation 1, in place."""
    with torch.no_grad():
        for values in maps:
            values.sub_(values.mean())
            values.div_(values.square().mean().sqrt())
