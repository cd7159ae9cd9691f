"""Files of StyleGAN2 networks as the PyTorch ports write them: rosinality's, and e4e's or pSp's around it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import torch
from torch import Tensor

from toontalker.cartoon.toonify.discriminator import Discriminator
from toontalker.cartoon.toonify.generator import Generator
from toontalker.cartoon.toonify.layers import RESAMPLE

_STYLED: Final = (
    ("conv.weight", "conv.weight"), ("conv.style.weight", "conv.modulation.weight"), ("conv.style.bias", "conv.modulation.bias"),
    ("noise_strength", "noise.weight"), ("bias", "activate.bias"),
)  # fmt: skip
_RGB: Final = (*_STYLED[:3], ("bias", "bias"))


def rosinality_numbers(generator: Generator, *, noises: bool = True) -> dict[str, Tensor]:
    """The entries of a ``g_ema`` of the PyTorch port, with its low-pass filters."""
    ours = generator.state_dict()
    made: dict[str, Tensor] = {"input.input": ours["synthesis.const"]}
    for number in range(len(generator.shape.mapping)):
        made |= {f"style.{number + 1}.{part}": ours[f"mapping.layers.{number}.{part}"] for part in ("weight", "bias")}
    places = [("synthesis.first", "conv1", _STYLED), ("synthesis.first_rgb", "to_rgb1", _RGB)]
    for block in range(len(generator.shape.channels) - 1):
        place = f"synthesis.blocks.{block}"
        places += [(f"{place}.up", f"convs.{2 * block}", _STYLED), (f"{place}.conv", f"convs.{2 * block + 1}", _STYLED)]
        places.append((f"{place}.rgb", f"to_rgbs.{block}", _RGB))
        made |= {f"convs.{2 * block}.conv.blur.kernel": lowpass_kernel(4), f"to_rgbs.{block}.upsample.kernel": lowpass_kernel(4)}
    for mine, theirs, table in places:
        for name, other in table:
            values = ours[f"{mine}.{name}"]
            made[f"{theirs}.{other}"] = _as_port(values, other, colours=theirs.startswith("to_rgb"))
    if noises:
        made |= {f"noises.noise_{number}": conv.noise for number, conv in enumerate(generator.synthesis.convolutions)}
    return {name: values.clone() for name, values in made.items()}


def _as_port(values: Tensor, name: str, *, colours: bool) -> Tensor:
    if name == "conv.weight":
        return values[None]
    if name == "noise.weight":
        return values.reshape(1)
    return values.reshape(1, -1, 1, 1) if colours and name == "bias" else values


def lowpass_kernel(gain: float = 1) -> Tensor:
    """The filter as the port stores it."""
    taps = torch.tensor(RESAMPLE)
    return torch.outer(taps, taps) / taps.sum() ** 2 * gain


def rosinality_critic(discriminator: Discriminator) -> dict[str, Tensor]:
    """The entries of a ``d`` of the PyTorch port."""
    ours = discriminator.state_dict()
    names = {"convs.0.0.weight": "blocks.0.rgb.conv.weight", "convs.0.1.bias": "blocks.0.rgb.bias"}
    names |= {"final_conv.0.weight": "conv.conv.weight", "final_conv.1.bias": "conv.bias"}
    names |= {"final_linear.0.weight": "dense.weight", "final_linear.0.bias": "dense.bias"}
    names |= {"final_linear.1.weight": "output.weight", "final_linear.1.bias": "output.bias"}
    made: dict[str, Tensor] = {}
    for block in range(len(discriminator.shape.channels) - 1):
        theirs, mine = f"convs.{block + 1}", f"blocks.{block}"
        names |= {f"{theirs}.conv1.0.weight": f"{mine}.conv.conv.weight", f"{theirs}.conv1.1.bias": f"{mine}.conv.bias"}
        names |= {f"{theirs}.conv2.1.weight": f"{mine}.down.conv.weight", f"{theirs}.conv2.2.bias": f"{mine}.down.bias"}
        names[f"{theirs}.skip.1.weight"] = f"{mine}.skip.weight"
        made |= {f"{theirs}.conv2.0.kernel": lowpass_kernel(), f"{theirs}.skip.0.kernel": lowpass_kernel()}
    return made | {theirs: ours[mine].clone() for theirs, mine in names.items()}


def write_rosinality(path: Path, generator: Generator, discriminator: Discriminator | None = None, *, noises: bool = True) -> None:
    """A checkpoint of the PyTorch port: ``{g_ema, latent_avg}``, with ``d`` where one is given."""
    content: dict[str, Any] = {"g_ema": rosinality_numbers(generator, noises=noises), "latent_avg": generator.w_avg.clone()}
    if discriminator is not None:
        content |= {"g": rosinality_numbers(generator), "d": rosinality_critic(discriminator)}
    torch.save(content, path)


def write_e4e(path: Path, generator: Generator, encoder: Mapping[str, Tensor] | None = None) -> None:
    """A checkpoint of e4e or pSp: ``{state_dict: {encoder.*, decoder.*}, latent_avg, opts}``; `encoder` maps names to tensors."""
    state = {f"decoder.{name}": values for name, values in rosinality_numbers(generator).items()}
    state |= {f"encoder.{name}": values for name, values in (encoder or {}).items()}
    mean = generator.w_avg.repeat(generator.shape.layers, 1)
    torch.save({"state_dict": state, "latent_avg": mean, "opts": {"stylegan_size": generator.shape.resolution, "lr": 1e-4}}, path)
