"""The StyleGAN2 generator: z → w → picture (Karras et al. 2020)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, TypeAlias

import torch
from torch import Tensor, nn

from toontalker.cartoon.toonify.layers import Conv, Dense, Modulated, lrelu, normalized, upsample
from toontalker.cartoon.toonify.shape import GeneratorShape

Noise: TypeAlias = Literal["const", "none"] | int | Sequence[Tensor]
"""The network's own constant noise, none at all, noise drawn from a seed, or a map ``(1, 1, r, r)`` for each convolution."""


class Generator(nn.Module):
    """G. Its numbers are those of the file it was read from; made by hand, it has none (all zero)."""

    def __init__(self, shape: GeneratorShape) -> None:
        super().__init__()
        self.shape = shape
        self.mapping = Mapping(shape)
        """``G.mapping(z)``."""
        self.synthesis = Synthesis(shape)
        """``G.synthesis(w, noise)``."""
        self.register_buffer("w_avg", torch.zeros(shape.dim))

    def truncate(self, w: Tensor, psi: float = 0.7, cutoff: int | None = None) -> Tensor:
        """w ``(n, layers, dim)`` moved towards the mean w: ``avg + (w - avg) * psi``, on the first `cutoff` layers or on all."""
        scale = torch.ones(self.shape.layers, 1, device=w.device)
        scale[: self.shape.layers if cutoff is None else cutoff] = psi
        return torch.lerp(self.w_avg.expand_as(w), w, scale.expand_as(w))

    def forward(self, z: Tensor, psi: float = 0.7, noise: Noise = "const") -> Tensor:
        """Pictures ``(n, 3, r, r)`` float32, about [-1, 1], from z ``(n, latent)``."""
        return self.synthesis(self.truncate(self.mapping(z), psi), noise)


class Mapping(nn.Module):
    """z → w."""

    def __init__(self, shape: GeneratorShape) -> None:
        super().__init__()
        self._shape = shape
        if shape.labels:
            self.label = nn.Parameter(torch.zeros(shape.labels, shape.latent))
        widths = [shape.latent * (2 if shape.labels else 1), *shape.mapping]
        self.layers = nn.ModuleList(Dense(wide, out, shape.rate) for wide, out in pairwise(widths))

    def forward(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        """z ``(n, latent)`` float32, and labels ``(n, classes)`` where the network has some → w ``(n, layers, dim)``, not truncated."""
        if self._shape.labels:
            labels = z.new_zeros(len(z), self._shape.labels) if labels is None else labels
            z = torch.cat([z, labels @ self.label], 1)
        values = normalized(z) if self._shape.normalize else z
        for layer in self.layers:
            values = lrelu(layer(values))
        return values[:, None].repeat(1, self._shape.layers, 1)


class Synthesis(nn.Module):
    """w → picture."""

    def __init__(self, shape: GeneratorShape) -> None:
        super().__init__()
        skip = shape.architecture == "skip"
        self.const = nn.Parameter(torch.zeros(1, shape.channels[0], 4, 4))
        self.first = StyledConv(shape.channels[0], shape.channels[0], 4, shape.dim)
        self.first_rgb = ToRGB(shape.channels[0], shape.colours, shape.dim) if skip else None
        last = len(shape.channels) - 2
        self.blocks = nn.ModuleList(Block(shape, index, rgb=skip or index == last) for index in range(last + 1))

    def forward(self, w: Tensor, noise: Noise = "const") -> Tensor:
        """w ``(n, layers, dim)`` → pictures ``(n, colours, r, r)`` float32, about [-1, 1]."""
        maps = iter(self.noise_maps(noise))
        picture = self.first(self.const.expand(len(w), -1, -1, -1), w[:, 0], next(maps))
        rgb = None if self.first_rgb is None else self.first_rgb(picture, w[:, 1])
        for index, block in enumerate(self.blocks):
            picture, rgb = block(picture, rgb, w[:, 2 * index + 1 : 2 * index + 4], (next(maps), next(maps)))
        assert rgb is not None
        return rgb.float()

    @property
    def convolutions(self) -> list[StyledConv]:
        """The convolutions that take noise, from 4 px on."""
        return [self.first, *(conv for block in self.blocks for conv in (block.up, block.conv))]

    def noise_maps(self, noise: Noise) -> Sequence[Tensor | None]:
        """A map ``(1, 1, r, r)`` for each convolution, or None where there is none. A seed gives the same maps on every device."""
        if noise == "const":
            return [conv.noise for conv in self.convolutions]
        if noise == "none":
            return [None] * len(self.convolutions)
        if isinstance(noise, int):
            drawn = torch.Generator().manual_seed(noise)
            return [torch.randn(conv.noise.shape, generator=drawn).to(conv.noise.device) for conv in self.convolutions]
        if isinstance(noise, str) or len(noise) != len(self.convolutions):
            raise ValueError("the noise is 'const', 'none', a seed, or one map for each convolution")
        return noise


class StyledConv(nn.Module):
    """Modulated 3x3 convolution, noise, bias, leaky ReLU."""

    def __init__(self, wide: int, out: int, size: int, style: int, *, up: bool = False) -> None:
        super().__init__()
        self.conv = Modulated(wide, out, 3, style, up=up)
        self.bias = nn.Parameter(torch.zeros(out))
        self.noise_strength = nn.Parameter(torch.zeros(()))
        self.register_buffer("noise", torch.zeros(1, 1, size, size))

    def forward(self, picture: Tensor, w: Tensor, noise: Tensor | None) -> Tensor:
        """``(n, wide, h, w)`` → ``(n, out, size, size)``."""
        picture = self.conv(picture, w)
        if noise is not None:
            picture = picture + noise * self.noise_strength
        return lrelu(picture, self.bias)


class ToRGB(nn.Module):
    """Modulated 1x1 convolution to colours, neither demodulated nor activated."""

    def __init__(self, wide: int, colours: int, style: int) -> None:
        super().__init__()
        self.conv = Modulated(wide, colours, 1, style, demodulate=False)
        self.bias = nn.Parameter(torch.zeros(colours))

    def forward(self, picture: Tensor, w: Tensor) -> Tensor:
        """``(n, wide, r, r)`` → ``(n, colours, r, r)``."""
        return self.conv(picture, w) + self.bias[None, :, None, None]


class Block(nn.Module):
    """Everything at one size: twice the pixels, two convolutions, and the colours where the architecture asks for them."""

    def __init__(self, shape: GeneratorShape, index: int, *, rgb: bool) -> None:
        super().__init__()
        wide, out = shape.channels[index : index + 2]
        size = 8 << index
        self.up = StyledConv(wide, out, size, shape.dim, up=True)
        self.conv = StyledConv(out, out, size, shape.dim)
        self.skip = Conv(wide, out, 1, "up") if shape.architecture == "resnet" else None
        self.rgb = ToRGB(out, shape.colours, shape.dim) if rgb else None

    def forward(
        self, picture: Tensor, rgb: Tensor | None, w: Tensor, noise: tuple[Tensor | None, Tensor | None]
    ) -> tuple[Tensor, Tensor | None]:
        """Features and colours at half the size → both at `size`; w is ``(n, 3, dim)``: for `up`, `conv` and the colours."""
        features = self.conv(self.up(picture, w[:, 0], noise[0]), w[:, 1], noise[1])
        if self.skip is not None:
            features = (features + self.skip(picture)) * math.sqrt(0.5)
        if self.rgb is not None:
            colours = self.rgb(features, w[:, 2])
            rgb = colours if rgb is None else upsample(rgb) + colours
        return features, rgb
