"""The StyleGAN2 discriminator, kept so that a network can be fine-tuned further (Karras et al. 2020)."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from toontalker.cartoon.toonify.layers import Conv, Dense, downsample, lrelu, minibatch_deviation
from toontalker.cartoon.toonify.shape import DiscriminatorShape


class Discriminator(nn.Module):
    """D: pictures → how real each looks."""

    def __init__(self, shape: DiscriminatorShape) -> None:
        super().__init__()
        self.shape = shape
        sizes = range(len(shape.channels) - 1, 0, -1)
        skip = shape.architecture == "skip"
        self.blocks = nn.ModuleList(DownBlock(shape, size, rgb=skip or size == sizes[0]) for size in sizes)
        self.last_rgb = Biased(Conv(shape.colours, shape.channels[0], 1), shape.channels[0]) if skip else None
        added = shape.features if shape.group > 1 else 0
        self.conv = Biased(Conv(shape.channels[0] + added, shape.channels[0], 3), shape.channels[0])
        self.dense = Dense(shape.channels[0] * 16, shape.dense)
        self.output = Dense(shape.dense, max(shape.labels, 1))

    def forward(self, picture: Tensor, labels: Tensor | None = None) -> Tensor:
        """Pictures ``(n, colours, r, r)`` in about [-1, 1], labels ``(n, classes)`` where it has some → scores ``(n, 1)``."""
        features, rgb = None, picture
        for block in self.blocks:
            features = block(features, rgb)
            if self.last_rgb is not None:
                rgb = downsample(rgb)
        if self.last_rgb is not None:
            features = features + self.last_rgb(rgb)
        if self.shape.group > 1:
            features = minibatch_deviation(features, self.shape.group, self.shape.features)
        score = self.output(lrelu(self.dense(self.conv(features).flatten(1))))
        if self.shape.labels:
            score = (score * (score.new_zeros(score.shape) if labels is None else labels)).sum(1, keepdim=True)
        return score


class Biased(nn.Module):
    """A convolution with bias and leaky ReLU."""

    def __init__(self, conv: Conv, out: int) -> None:
        super().__init__()
        self.conv = conv
        self.bias = nn.Parameter(torch.zeros(out))

    def forward(self, picture: Tensor) -> Tensor:
        """``(n, wide, h, w)`` → ``(n, out, h', w')``."""
        return lrelu(self.conv(picture), self.bias)


class DownBlock(nn.Module):
    """Everything at one size: colours taken in, two convolutions, half the pixels."""

    def __init__(self, shape: DiscriminatorShape, size: int, *, rgb: bool) -> None:
        super().__init__()
        wide, out = shape.channels[size], shape.channels[size - 1]
        self.rgb = Biased(Conv(shape.colours, wide, 1), wide) if rgb else None
        self.conv = Biased(Conv(wide, wide, 3), wide)
        self.down = Biased(Conv(wide, out, 3, "down"), out)
        self.skip = Conv(wide, out, 1, "down") if shape.architecture == "resnet" else None

    def forward(self, features: Tensor | None, rgb: Tensor) -> Tensor:
        """Features (None at the largest size) and picture ``(n, …, h, w)`` → features ``(n, out, h/2, w/2)``."""
        if self.rgb is not None:
            colours = self.rgb(rgb)
            features = colours if features is None else features + colours
        assert features is not None
        down = self.down(self.conv(features))
        return down if self.skip is None else (down + self.skip(features)) * math.sqrt(0.5)
