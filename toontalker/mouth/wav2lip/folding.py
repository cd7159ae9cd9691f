"""Layers with everything linear around their convolution folded into it: batch normalisation and the input that is added."""

from __future__ import annotations

from dataclasses import dataclass, replace

import torch
from torch import Tensor
from torch.nn import functional

from toontalker.mouth.wav2lip.network import Block


@dataclass(frozen=True)
class Folded:
    """A convolution, transposed or not, that may be followed by a ReLU."""

    weight: Tensor
    """``(outputs, inputs, k, k)``; of a transposed convolution ``(inputs, outputs, k, k)``."""
    bias: Tensor | None
    """``(outputs,)``, or nothing."""
    stride: tuple[int, int]
    padding: tuple[int, int]
    growth: tuple[int, int] | None
    """Of a transposed convolution: the rows and columns it adds at the far side."""

    def sum(self, x: Tensor) -> Tensor:
        """The convolution of ``(n, inputs, h, w)`` without the ReLU."""
        if self.growth is None:
            return functional.conv2d(x, self.weight, self.bias, self.stride, self.padding)
        return functional.conv_transpose2d(x, self.weight, self.bias, self.stride, self.padding, self.growth)

    def __call__(self, x: Tensor) -> Tensor:
        """The convolution of ``(n, inputs, h, w)`` and the ReLU."""
        return self.sum(x).relu_()

    def split(self, own: int) -> tuple[Folded, Folded]:
        """Two layers whose sums add up to this one's: for the first `own` inputs, and for the others, with the bias."""
        axis = 1 if self.growth is None else 0
        first, others = self.weight.split((own, self.weight.shape[axis] - own), axis)
        return replace(self, weight=first, bias=None), replace(self, weight=others)

    def to(self, device: torch.device, dtype: torch.dtype) -> Folded:
        """The same elsewhere and in another precision, channels last."""
        weight = self.weight.to(device, dtype).contiguous(memory_format=torch.channels_last)
        return replace(self, weight=weight, bias=None if self.bias is None else self.bias.to(device, dtype))


def folded(block: Block) -> Folded:
    """One layer of the published network, float32, computed in float64.

    In evaluation mode batch normalisation is a factor and an offset for each channel; the added input of a residual layer is one
    more weight in the middle of the filter from a channel to itself.
    """
    convolution, norm = block.conv_block
    scale = norm.weight.double() / torch.sqrt(norm.running_var.double() + norm.eps)
    weight = convolution.weight.double() * scale.view((1, -1, 1, 1) if convolution.transposed else (-1, 1, 1, 1))
    bias = norm.bias.double() + (convolution.bias.double() - norm.running_mean.double()) * scale
    if block.residual:
        middle = weight.shape[2] // 2
        weight[:, :, middle, middle] += torch.eye(len(weight), dtype=weight.dtype)
    growth = convolution.output_padding if convolution.transposed else None
    return Folded(weight.float(), bias.float(), convolution.stride, convolution.padding, growth)
