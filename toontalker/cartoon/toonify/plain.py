"""The forward pass of the original StyleGAN2, operation for operation: what the time of ours is measured against.

It modulates a set of weights for each picture and runs them as one grouped convolution, and it filters by a convolution of every
channel, as the reference implementation of the original does.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from toontalker.cartoon.toonify.generator import Generator, StyledConv, ToRGB
from toontalker.cartoon.toonify.layers import RESAMPLE, Modulated, lrelu


def plain_synthesis(generator: Generator, w: Tensor) -> Tensor:
    """w ``(n, layers, dim)`` → pictures ``(n, 3, r, r)`` of a skip generator with its constant noise."""
    parts = generator.synthesis
    assert parts.first_rgb is not None
    picture = _styled(parts.first, parts.const.repeat(len(w), 1, 1, 1), w[:, 0], up=False)
    rgb = _colours(parts.first_rgb, picture, w[:, 1])
    for index, block in enumerate(parts.blocks):
        picture = _styled(block.up, picture, w[:, 2 * index + 1], up=True)
        picture = _styled(block.conv, picture, w[:, 2 * index + 2], up=False)
        rgb = _filtered(_spread(rgb), (2, 1)) + _colours(block.rgb, picture, w[:, 2 * index + 3])
    return rgb


def _styled(layer: StyledConv, picture: Tensor, w: Tensor, *, up: bool) -> Tensor:
    picture = _modulated(layer.conv, picture, w, up=up, demodulate=True)
    return lrelu(picture + layer.noise * layer.noise_strength, layer.bias)


def _colours(layer: ToRGB, picture: Tensor, w: Tensor) -> Tensor:
    return _modulated(layer.conv, picture, w, up=False, demodulate=False) + layer.bias[None, :, None, None]


def _modulated(layer: Modulated, picture: Tensor, w: Tensor, *, up: bool, demodulate: bool) -> Tensor:
    count, wide, height, width = picture.shape
    out, _, kernel, _ = layer.weight.shape
    weight = layer.weight[None] / (wide * kernel * kernel) ** 0.5 * layer.style(w)[:, None, :, None, None]
    if demodulate:
        weight = weight * torch.rsqrt(weight.square().sum((2, 3, 4), keepdim=True) + 1e-8)
    grouped = picture.reshape(1, count * wide, height, width)
    if up:
        turned = weight.transpose(1, 2).reshape(count * wide, out, kernel, kernel)
        grouped = functional.conv_transpose2d(grouped, turned, stride=2, groups=count)
        return _filtered(grouped.view(count, out, *grouped.shape[2:]), (1, 1))
    weight = weight.view(count * out, wide, kernel, kernel)
    return functional.conv2d(grouped, weight, padding=kernel // 2, groups=count).view(count, out, height, width)


def _spread(picture: Tensor) -> Tensor:
    """Zeros between the pixels."""
    count, channels, height, width = picture.shape
    spread = functional.pad(picture.reshape(count, channels, height, 1, width, 1), (0, 1, 0, 0, 0, 1))
    return spread.view(count, channels, 2 * height, 2 * width)


def _filtered(picture: Tensor, pad: tuple[int, int]) -> Tensor:
    """The low-pass filter as one convolution for all channels of all pictures, with the gain of doubling."""
    count, channels, height, width = picture.shape
    taps = torch.tensor(RESAMPLE, device=picture.device)
    kernel = torch.outer(taps, taps)[None, None] / taps.sum() ** 2 * 4
    single = functional.pad(picture, (*pad, *pad)).view(count * channels, 1, height + sum(pad), width + sum(pad))
    filtered = functional.conv2d(single, kernel)
    return filtered.view(count, channels, *filtered.shape[2:])
