"""StyleGAN2 as it is kept by the widespread PyTorch port (rosinality), which e4e and pSp also carry as their decoder.

Its numbers are those of the original, under other names; convolutions have one more axis in front, style biases contain the 1,
and kernels that double the size are turned already, as ours are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import torch
from torch import Tensor

from toontalker.cartoon.toonify.discriminator import Discriminator
from toontalker.cartoon.toonify.filling import filled
from toontalker.cartoon.toonify.generator import Generator
from toontalker.cartoon.toonify.layers import RESAMPLE
from toontalker.cartoon.toonify.shape import DiscriminatorShape, GeneratorShape
from toontalker.cartoon.toonify.tf_unpickler import said
from toontalker.errors import WeightsWrong

_MODULATED: Final = {
    "conv.weight": "conv.weight",
    "conv.modulation.weight": "conv.style.weight",
    "conv.modulation.bias": "conv.style.bias",
}
_STYLED: Final = {**_MODULATED, "noise.weight": "noise_strength", "activate.bias": "bias"}
_RGB: Final = {**_MODULATED, "bias": "bias"}


def rosinality_generator(numbers: Mapping[str, Tensor], latent_avg: Tensor | None) -> Generator:
    """G from the entries of a ``g_ema`` (or of a decoder). Raises `WeightsWrong` with what does not fit.

    `latent_avg` is the mean w, ``(dim,)`` or the same repeated ``(layers, dim)``; a file without it cannot be truncated towards it.
    """
    numbers = {name: values.float().clone() for name, values in numbers.items() if not _is_filter(name, values)}
    shape = _generator_shape(numbers)
    sizes = len(shape.channels)
    table = _generator_names(shape)
    found = {}
    for name, values in numbers.items():
        if name.startswith("noises."):
            continue
        if name not in table:
            raise WeightsWrong(f"The generator has an entry {said(name)} that no StyleGAN2 has.")
        ours = table[name]
        found[ours] = values.squeeze(0) if ours.endswith("conv.weight") else values.flatten() if ours.endswith("bias") else values
        if ours.endswith("noise_strength") and values.numel() == 1:
            found[ours] = values.reshape(())
    found |= _noise(numbers, sizes)
    return filled(lambda: Generator(shape), {**found, "w_avg": _mean(latent_avg, shape)}, "g_ema")


def rosinality_discriminator(numbers: Mapping[str, Tensor]) -> Discriminator:
    """D from the entries of a ``d``. Raises `WeightsWrong` with what does not fit."""
    numbers = {name: values.float().clone() for name, values in numbers.items() if not _is_filter(name, values)}
    blocks = len({name.split(".")[1] for name in numbers if name.startswith("convs.")}) - 1
    shape = _discriminator_shape(numbers, blocks)
    table = {"convs.0.0.weight": "blocks.0.rgb.conv.weight", "convs.0.1.bias": "blocks.0.rgb.bias"}
    table |= {"final_conv.0.weight": "conv.conv.weight", "final_conv.1.bias": "conv.bias"}
    table |= {f"final_linear.{n}.{part}": f"{ours}.{part}" for n, ours in ((0, "dense"), (1, "output")) for part in ("weight", "bias")}
    for block in range(blocks):
        theirs, ours = f"convs.{block + 1}", f"blocks.{block}"
        table |= {f"{theirs}.conv1.0.weight": f"{ours}.conv.conv.weight", f"{theirs}.conv1.1.bias": f"{ours}.conv.bias"}
        table |= {f"{theirs}.conv2.1.weight": f"{ours}.down.conv.weight", f"{theirs}.conv2.2.bias": f"{ours}.down.bias"}
        table |= {f"{theirs}.skip.1.weight": f"{ours}.skip.weight"}
    unknown = next((name for name in numbers if name not in table), None)
    if unknown is not None:
        raise WeightsWrong(f"The discriminator has an entry {said(unknown)} that no StyleGAN2 has.")
    return filled(lambda: Discriminator(shape), {table[name]: values for name, values in numbers.items()}, "d")


def _discriminator_shape(numbers: Mapping[str, Tensor], blocks: int) -> DiscriminatorShape:
    out, wide = _sides(numbers, "final_conv.0.weight", 4)[:2]
    inner = [f"convs.{block}.conv1.0.weight" for block in range(min(blocks, 12), 0, -1)]
    try:
        return DiscriminatorShape(
            4 << min(blocks, 12),
            (out, *(_sides(numbers, name, 4)[1] for name in inner)),
            _sides(numbers, "final_linear.0.weight", 2)[0],
            colours=_sides(numbers, "convs.0.0.weight", 4)[1],
            group=4 if wide > out else 1,
            features=max(wide - out, 1),
        )
    except ValueError as error:
        raise WeightsWrong(f"The discriminator of this file cannot be: {error}.") from error


def _generator_shape(numbers: Mapping[str, Tensor]) -> GeneratorShape:
    convs = {int(match[1]) for name in numbers if (match := re.match(r"convs\.([0-9]{1,2})\.conv\.weight$", name))}
    dense = sorted(int(match[1]) for name in numbers if (match := re.match(r"style\.([0-9]{1,2})\.weight$", name)))
    if not convs or len(convs) % 2 or convs != set(range(len(convs))) or not dense:
        raise WeightsWrong("The generator of this file is no StyleGAN2 generator.")
    blocks = len(convs) // 2
    outs = [_sides(numbers, f"convs.{2 * block + 1}.conv.weight", 5)[1] for block in range(blocks)]
    try:
        return GeneratorShape(
            4 << blocks,
            (_sides(numbers, "input.input", 4)[1], *outs),
            _sides(numbers, f"style.{dense[0]}.weight", 2)[1],
            tuple(_sides(numbers, f"style.{number}.weight", 2)[0] for number in dense),
        )
    except ValueError as error:
        raise WeightsWrong(f"The generator of this file cannot be: {error}.") from error


def _sides(numbers: Mapping[str, Tensor], name: str, axes: int) -> tuple[int, ...]:
    """The shape of an entry."""
    if name not in numbers or numbers[name].dim() != axes:
        raise WeightsWrong(f"The network has no {name} of {axes} axes, as every StyleGAN2 has.")
    return tuple(numbers[name].shape)


def _generator_names(shape: GeneratorShape) -> dict[str, str]:
    """Their name → ours."""
    names = {"input.input": "synthesis.const"}
    for number in range(len(shape.mapping)):
        names |= {f"style.{number + 1}.{part}": f"mapping.layers.{number}.{part}" for part in ("weight", "bias")}
    parts = [("conv1", "synthesis.first", _STYLED), ("to_rgb1", "synthesis.first_rgb", _RGB)]
    for block in range(len(shape.channels) - 1):
        ours = f"synthesis.blocks.{block}"
        parts += [(f"convs.{2 * block}", f"{ours}.up", _STYLED), (f"convs.{2 * block + 1}", f"{ours}.conv", _STYLED)]
        parts.append((f"to_rgbs.{block}", f"{ours}.rgb", _RGB))
    for theirs, ours, table in parts:
        names |= {f"{theirs}.{theirs_end}": f"{ours}.{ours_end}" for theirs_end, ours_end in table.items()}
    return names


def _mean(latent_avg: Tensor | None, shape: GeneratorShape) -> Tensor:
    if latent_avg is None:
        return torch.zeros(shape.dim)
    if tuple(latent_avg.shape) not in ((shape.dim,), (1, shape.dim), (shape.layers, shape.dim)):
        raise WeightsWrong(f"The mean w of this file has the shape {tuple(latent_avg.shape)} instead of ({shape.dim},).")
    return latent_avg.double().reshape(-1, shape.dim).mean(0).float()


def _noise(numbers: Mapping[str, Tensor], sizes: int) -> dict[str, Tensor]:
    """The constant noise maps; early files carry none, and get some of ours, always the same."""
    places = ["first", *(f"blocks.{block}.{conv}" for block in range(sizes - 1) for conv in ("up", "conv"))]
    drawn = torch.Generator().manual_seed(0)
    maps = {}
    for number, place in enumerate(places):
        side = 4 << (number + 1) // 2
        own = torch.randn(1, 1, side, side, generator=drawn)
        maps[f"synthesis.{place}.noise"] = numbers.get(f"noises.noise_{number}", own)
    return maps


def _is_filter(name: str, values: Tensor) -> bool:
    """Whether an entry is a low-pass filter, which is ours already; refuses one of another form."""
    if not name.endswith(".kernel"):
        return False
    taps = torch.tensor(RESAMPLE)
    wanted = torch.outer(taps, taps) / taps.sum() ** 2
    if values.shape != wanted.shape or not torch.allclose(values.float() / values.float().sum(), wanted, atol=1e-4):
        raise WeightsWrong(f"The network filters with another kernel ({said(name)}), which is not supported.")
    return True
