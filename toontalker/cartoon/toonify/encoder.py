"""A photo into the latent space of StyleGAN2 in one pass, in place of a projection of hundreds of steps.

Two published networks with the same parts: pSp (Richardson et al. 2021, "Encoding in style") and e4e (Tov et al. 2021, "Designing an
encoder for StyleGAN image manipulation"). An IR-SE body (Deng et al. 2019) gives maps of 64, 32 and 16 px, a feature pyramid joins
them, and one head for each layer of the generator reads a w from one of them. Modules are named as in the published files.
"""

from __future__ import annotations

from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

from toontalker.cartoon.toonify.encoder_shape import Block, EncoderShape
from toontalker.cartoon.toonify.layers import Dense

SIDE: Final = 256
"""px of the aligned pictures that encoders take."""
_EPSILON: Final = 1e-5


class Encoder(nn.Module):
    """pSp or e4e; `encoder_files.read_encoder` fills it. It is never trained, and a picture does not depend on others in its batch."""

    def __init__(self, shape: EncoderShape, means: int) -> None:
        """`means`: rows of the mean w that is added to what the heads say: 1 for all layers, or one for each."""
        super().__init__()
        self.shape = shape
        self.input_layer = nn.Sequential(nn.Conv2d(3, shape.stem, 3, padding=1, bias=False), _Norm(shape.stem), nn.PReLU(shape.stem))
        self.body = nn.Sequential(*(_Bottleneck(block) for block in shape.blocks))
        self._ends = shape.stage_ends[1:]
        fine, middle, coarse = (shape.blocks[end].out for end in self._ends)
        self.latlayer1 = nn.Conv2d(middle, coarse, 1)
        self.latlayer2 = nn.Conv2d(fine, coarse, 1)
        self.styles = nn.ModuleList(_Head(coarse, shape.dim, 4 + level) for level in shape.levels)
        self.register_buffer("latent_avg", torch.zeros(means, shape.dim))

    def forward(self, image: Tensor) -> Tensor:
        """Aligned pictures ``(n, 3, 256, 256)`` in [-1, 1] → w+ ``(n, layers, dim)``."""
        if image.shape[1:] != (3, SIDE, SIDE):
            raise ValueError(f"an encoder takes pictures of {SIDE} x {SIDE} px, not {tuple(image.shape[1:])}")
        maps = self._pyramid(image)
        found = torch.stack([head(maps[level]) for head, level in zip(self.styles, self.shape.levels, strict=True)], 1)
        if self.shape.kind == "e4e":
            found = torch.cat([found[:, :1], found[:, :1] + found[:, 1:]], 1)
        return found + self.latent_avg

    def _pyramid(self, image: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The maps that heads look at: 16, 32 and 64 px wide, all with as many channels."""
        values, kept = self.input_layer(image), []
        for number, block in enumerate(self.body):
            values = block(values)
            if number in self._ends:
                kept.append(values)
        fine, middle, coarse = kept
        joined = _added(coarse, self.latlayer1(middle))
        return coarse, joined, _added(joined, self.latlayer2(fine))


def _added(above: Tensor, beside: Tensor) -> Tensor:
    """A map of the pyramid enlarged to the size of the one beside it, and added to it."""
    return functional.interpolate(above, size=beside.shape[2:], mode="bilinear", align_corners=True) + beside


class _Norm(nn.Module):
    """Batch normalisation as it is after training: the same for every batch."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))
        self.register_buffer("running_mean", torch.zeros(channels))
        self.register_buffer("running_var", torch.ones(channels))

    def forward(self, values: Tensor) -> Tensor:
        return functional.batch_norm(values, self.running_mean, self.running_var, self.weight, self.bias, eps=_EPSILON)


class _Bottleneck(nn.Module):
    """A residual block: normalised first, the second convolution halves if one does."""

    def __init__(self, block: Block) -> None:
        super().__init__()
        wide, out, stride = block.wide, block.out, 2 if block.halves else 1
        self.shortcut_layer: nn.Module = nn.MaxPool2d(1, stride)
        if wide != out:
            self.shortcut_layer = nn.Sequential(nn.Conv2d(wide, out, 1, stride, bias=False), _Norm(out))
        parts = [
            _Norm(wide), nn.Conv2d(wide, out, 3, padding=1, bias=False), nn.PReLU(out),
            nn.Conv2d(out, out, 3, stride, padding=1, bias=False), _Norm(out),
        ]  # fmt: skip
        self.res_layer = nn.Sequential(*parts, *([_Excitation(out, block.squeezed)] if block.squeezed else []))

    def forward(self, values: Tensor) -> Tensor:
        return self.res_layer(values) + self.shortcut_layer(values)


class _Excitation(nn.Module):
    """Squeeze and excitation (Hu et al. 2018): every channel times a share that all channels' means decide."""

    def __init__(self, channels: int, squeezed: int) -> None:
        super().__init__()
        self.fc1 = nn.Conv2d(channels, squeezed, 1, bias=False)
        self.fc2 = nn.Conv2d(squeezed, channels, 1, bias=False)

    def forward(self, values: Tensor) -> Tensor:
        share = functional.relu(self.fc1(functional.adaptive_avg_pool2d(values, 1)))
        return values * torch.sigmoid(self.fc2(share))


class _Head(nn.Module):
    """A map down to one pixel, and that into a w ("map2style")."""

    def __init__(self, wide: int, dim: int, halvings: int) -> None:
        super().__init__()
        parts: list[nn.Module] = []
        for number in range(halvings):
            parts += [nn.Conv2d(wide if number == 0 else dim, dim, 3, stride=2, padding=1), nn.LeakyReLU()]
        self.convs = nn.Sequential(*parts)
        self.linear = Dense(dim, dim)

    def forward(self, values: Tensor) -> Tensor:
        return self.linear(self.convs(values).flatten(1))
