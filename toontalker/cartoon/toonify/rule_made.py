"""Networks with made-up numbers: of the published sizes and as costly to run, for measuring time and memory where no weights are at hand.

Each tensor is drawn from a seed that its name gives, so that the same network comes out everywhere.
"""

from __future__ import annotations

import math
import zlib
from typing import Final

import numpy as np
import torch
from torch import Tensor, nn

from toontalker.cartoon.toonify.filling import filled
from toontalker.cartoon.toonify.generator import Generator
from toontalker.cartoon.toonify.perceptual import STAGES, Perceptual
from toontalker.cartoon.toonify.shape import GeneratorShape

_CONFIG_F: Final = (512, 512, 512, 512, 512, 256, 128, 64, 32)
"""Channels at 4 … 1024 px."""
_VGG16: Final = (64, 128, 256, 512, 512)
"""Channels of its stages."""


def config_f(resolution: int = 1024) -> GeneratorShape:
    """The shape of the published generators (config f), or of one that stops at a smaller size, px."""
    channels = _CONFIG_F[: int(math.log2(resolution)) - 1]
    return GeneratorShape(resolution, channels, 512, (512,) * 8)


def rule_made_generator(shape: GeneratorShape) -> Generator:
    """A generator whose pictures are noise of about the contrast of a photo."""
    with torch.device("meta"):
        names = Generator(shape).state_dict()
    return filled(lambda: Generator(shape), {name: _generator_number(name, value) for name, value in names.items()}, "rule-made")


def rule_made_perceptual() -> Perceptual:
    """A perceptual network of the size of VGG16."""
    widths = [width for width, count in zip(_VGG16, STAGES, strict=True) for _ in range(count)]
    network = Perceptual(widths)
    with torch.no_grad():
        for name, value in network.named_parameters():
            gain = math.sqrt(2 / max(1, value[0].numel())) if value.dim() == 4 else 0.05
            value.copy_(_normal(name, value).abs() * gain if name.startswith("heads") else _normal(name, value) * gain)
    return _frozen(network)


def _generator_number(name: str, value: Tensor) -> Tensor:
    if name.endswith("style.bias"):
        return torch.ones(value.shape)
    if name.endswith("noise_strength"):
        return torch.full((), 0.1)
    if name.startswith("mapping") and name.endswith("weight"):
        return _normal(name, value) * 100  # what was trained at a hundredth of the rate
    return torch.zeros(value.shape) if name.endswith(("bias", "w_avg")) else _normal(name, value)


def _normal(name: str, value: Tensor) -> Tensor:
    return torch.from_numpy(np.random.default_rng(zlib.crc32(name.encode())).standard_normal(tuple(value.shape), np.float32))


def _frozen(network: Perceptual) -> Perceptual:
    frozen: nn.Module = network.eval().requires_grad_(False)
    assert isinstance(frozen, Perceptual)
    return frozen
