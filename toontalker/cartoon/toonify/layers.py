"""The building blocks of StyleGAN2 (Karras et al. 2020, "Analyzing and improving the image quality of StyleGAN").

All of them learn with an equalised rate: what is stored is the weight as it was trained, and the constant 1/sqrt(fan-in) is
applied whenever it is used. Pictures are ``(n, c, h, w)``, float32 unless an autocast says otherwise.
"""

from __future__ import annotations

import math
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

RESAMPLE: Final = (1.0, 3.0, 3.0, 1.0)
"""The binomial low-pass filter of every published network."""
_HALVING: Final = 1 / 64
"""What makes the filter's sum 1."""
_DOUBLING: Final = 4 / 64
"""The same where three of four pixels are zeros."""
_SLOPE: Final = 0.2
"""Of the leaky ReLU."""
_EPSILON: Final = 1e-8


def lrelu(values: Tensor, bias: Tensor | None = None) -> Tensor:
    """Leaky ReLU of `values` plus a bias for each channel, times sqrt(2) so that the variance stays."""
    if bias is not None:
        values = values + bias.view(1, -1, *[1] * (values.dim() - 2))
    return functional.leaky_relu(values, _SLOPE) * math.sqrt(2)


def lowpass(picture: Tensor, before: int, after: int) -> Tensor:
    """`picture` padded by zeros (`before` at left and top, `after` at right and bottom) and filtered by `RESAMPLE`, times 64.

    The filter is symmetric, so its two passes are sums of shifted pictures: exact, differentiable, and memory-bound only. Its sum
    of 64 is a power of two, which callers take out where it costs least.
    """
    picture = functional.pad(picture, (before, after, before, after))
    for axis in (3, 2):
        length = picture.shape[axis] - 3
        first, second, third, fourth = (picture.narrow(axis, start, length) for start in range(4))
        picture = first + fourth + (second + third) * RESAMPLE[1]  # fused, it rounds otherwise than the original
    return picture


def upsample(picture: Tensor) -> Tensor:
    """Twice as wide and high, by zeros between the pixels and the low-pass filter: ``(n, c, 2h, 2w)``."""
    count, channels, height, width = picture.shape
    spread = picture.new_zeros(count, channels, height, 2, width, 2)
    spread[:, :, :, 0, :, 0] = picture
    return lowpass(spread.view(count, channels, 2 * height, 2 * width), 2, 1) * _DOUBLING


def downsample(picture: Tensor) -> Tensor:
    """Half as wide and high: ``(n, c, h/2, w/2)``."""
    return lowpass(picture, 1, 1)[:, :, ::2, ::2] * _HALVING


class Dense(nn.Module):
    """A fully connected layer; `rate` scales weight and bias alike (the mapping network learns a hundred times slower)."""

    def __init__(self, wide: int, out: int, rate: float = 1.0) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(out, wide))
        self.bias = nn.Parameter(torch.zeros(out))
        self._rate, self._gain = rate, rate / math.sqrt(wide)

    def forward(self, values: Tensor) -> Tensor:
        """``(n, wide)`` → ``(n, out)``, without the activation."""
        return functional.linear(values, self.weight * self._gain, self.bias * self._rate)


class Conv(nn.Module):
    """A convolution that keeps the size, or halves or doubles it through the low-pass filter; no bias of its own."""

    def __init__(self, wide: int, out: int, kernel: int, resize: str = "") -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(out, wide, kernel, kernel))
        self._gain, self._kernel, self._resize = 1 / math.sqrt(wide * kernel * kernel), kernel, resize

    def forward(self, picture: Tensor) -> Tensor:
        """``(n, wide, h, w)`` → ``(n, out, h', w')``."""
        weight = self.weight * self._gain
        if self._resize == "up":
            return doubled(picture, weight)
        if self._resize == "down":
            pad = self._kernel - 1
            return functional.conv2d(lowpass(picture, (pad + 3) // 2, (pad + 2) // 2), weight * _HALVING, stride=2)
        return functional.conv2d(picture, weight, padding=self._kernel // 2)


def doubled(picture: Tensor, weight: Tensor) -> Tensor:
    """Transposed convolution with stride 2 and an ``(out, wide, k, k)`` kernel, then the low-pass filter: ``(n, out, 2h, 2w)``."""
    spread = functional.conv_transpose2d(picture, weight.transpose(0, 1) * _DOUBLING, stride=2)
    pad = 3 - weight.shape[2]
    return lowpass(spread, (pad + 1) // 2 + 1, pad // 2 + 1)


class Modulated(nn.Module):
    """A convolution whose input channels are scaled by a style, and whose output is brought back to unit variance (demodulated).

    The scales are applied to the input and to the output instead of to the weights, which is the same arithmetic, needs no weights
    of its own for each picture, and so leaves a picture independent of the others in its batch.
    """

    def __init__(self, wide: int, out: int, kernel: int, style: int, *, up: bool = False, demodulate: bool = True) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(out, wide, kernel, kernel))
        self.style = Dense(style, wide)
        self._gain, self._padding = 1 / math.sqrt(wide * kernel * kernel), kernel // 2
        self._up, self._demodulate = up, demodulate

    def forward(self, picture: Tensor, w: Tensor) -> Tensor:
        """``(n, wide, h, w)`` and ``(n, style)`` → ``(n, out, h', w')``."""
        weight = self.weight * self._gain
        scale = self.style(w)
        picture = picture * scale[:, :, None, None]
        picture = doubled(picture, weight) if self._up else functional.conv2d(picture, weight, padding=self._padding)
        if self._demodulate:
            power = scale.square() @ weight.square().sum((2, 3)).t()
            picture = picture * torch.rsqrt(power + _EPSILON)[:, :, None, None]
        return picture


def normalized(z: Tensor) -> Tensor:
    """``(n, latent)`` with a mean square of 1 in every row."""
    return z * torch.rsqrt(z.square().mean(1, keepdim=True) + _EPSILON)


def minibatch_deviation(picture: Tensor, group: int, features: int) -> Tensor:
    """`picture` with `features` more channels: how much the pictures of each group differ (Karras et al. 2018, section 3).

    Raises `ValueError` where the batch cannot be divided into groups.
    """
    count, channels, height, width = picture.shape
    group = min(group, count)
    if count % group:
        raise ValueError(f"a batch of {count} cannot be divided into groups of {group}")
    parts = picture.view(group, count // group, features, channels // features, height, width)
    deviation = (parts - parts.mean(0)).square().mean(0).add(_EPSILON).sqrt().mean((2, 3, 4))
    return torch.cat([picture, deviation[:, :, None, None].repeat(group, 1, height, width)], 1)
