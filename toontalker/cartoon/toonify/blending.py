"""Blends two generators of one shape: the coarse layers of one, the fine layers of the other (Pinkney & Adler 2020, "Resolution
dependent GAN interpolation for controllable image synthesis between domains").

A toon takes its form from the cartoon network and its skin, hair and light from the network of photographs.
"""

from __future__ import annotations

import copy
import math
import re
from typing import Final

import torch

from toontalker.cartoon.toonify.generator import Generator
from toontalker.errors import BadSetting

_ALWAYS_LOW: Final = r"mapping\.|w_avg$|synthesis\.first\.|.*\.noise$|.*\.skip\."
"""What always comes from the first network: the mapping, its mean, the convolution at 4 px, the constant noise, and the residual
connections of a resnet, which the published blends leave alone too."""


def blend(low: Generator, high: Generator, resolution: int, level: int = 0, width: float | None = None) -> Generator:
    """A generator whose layers up to `resolution` px are those of `low` (the cartoon) and whose finer ones are those of `high`.

    `level` 1 moves the border behind the first convolution of that size. `width` makes the passage smooth: the share of `high` is
    ``1 / (1 + exp(-(position - border) / width))``, position counted in half sizes. Raises `BadSetting` where the two have different
    shapes or `resolution` is none of their sizes.
    """
    if low.shape != high.shape:
        raise BadSetting("Only two networks of the same shape can be blended.")
    if resolution not in {4 << index for index in range(len(low.shape.channels))}:
        raise BadSetting(f"A blend is cut at one of the sizes 4 to {low.shape.resolution}, which {resolution} is not.")
    if level not in (0, 1) or (width is not None and not (math.isfinite(width) and width > 0)):
        raise BadSetting("The level of a blend is 0 or 1, and its width is above 0.")
    border = 2 * math.log2(resolution / 4) + level
    blended, other = copy.deepcopy(low), high.state_dict()
    with torch.no_grad():
        for name, numbers in blended.state_dict().items():
            numbers.lerp_(other[name].to(numbers.device), share_of_high(name, border, width))
    return blended


def share_of_high(name: str, border: float, width: float | None) -> float:
    """How much of a parameter comes from the fine network, in [0, 1]; `name` is one of a `Generator`'s."""
    if re.match(_ALWAYS_LOW, name):
        return 0.0
    position = _position(name)
    if width is None:
        return 1.0 if position > border + 1 else 0.0
    return 0.5 + 0.5 * math.tanh((position - border) / width / 2)  # the same logistic function, which cannot overflow


def _position(name: str) -> int:
    """Where a parameter lies, in half sizes: 0 the constant at 4 px, 1 the colours there, 2 the first convolution at 8 px, …"""
    block = re.match(r"synthesis\.blocks\.(\d+)\.(up|conv|rgb)\.", name)
    if block is None:
        return 0 if name == "synthesis.const" else 1
    return 2 * (int(block[1]) + 1) + (block[2] in ("conv", "rgb"))
