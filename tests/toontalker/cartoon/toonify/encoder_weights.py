"""The names and shapes of a published encoder, random weights for them, and its forward pass written down plainly."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

Shapes = dict[str, tuple[int, ...]]


@dataclass(frozen=True)
class EncoderPlan:
    """What an encoder is like; the default is what was published: IR-SE-50 for a generator of 1024 px."""

    depths: tuple[int, ...] = (3, 4, 14, 3)
    """Blocks in each stage."""
    widths: tuple[int, ...] = (64, 64, 128, 256, 512)
    """Channels of the first convolution and after each stage."""
    styles: int = 18
    dim: int = 512
    reduction: int = 16


SMALL = EncoderPlan((2, 1, 3, 1), (5, 5, 6, 7, 8), 10, 12, 2)


def encoder_shapes(plan: EncoderPlan) -> Shapes:
    """Name → shape of every entry, as the training programs of pSp and e4e write them."""
    made: Shapes = {"input_layer.0.weight": (plan.widths[0], 3, 3, 3), **_norm("input_layer.1", plan.widths[0])}
    made["input_layer.2.weight"] = (plan.widths[0],)
    number, wide = 0, plan.widths[0]
    for depth, out in zip(plan.depths, plan.widths[1:], strict=True):
        for _ in range(depth):
            made |= _block(f"body.{number}", wide, out, plan.reduction)
            number, wide = number + 1, out
    for style in range(plan.styles):
        for conv in range(4 if style < 3 else 5 if style < 7 else 6):
            made[f"styles.{style}.convs.{2 * conv}.weight"] = (plan.dim, plan.dim if conv else wide, 3, 3)
            made[f"styles.{style}.convs.{2 * conv}.bias"] = (plan.dim,)
        made |= {f"styles.{style}.linear.weight": (plan.dim, plan.dim), f"styles.{style}.linear.bias": (plan.dim,)}
    for layer, beside in (("latlayer1", plan.widths[3]), ("latlayer2", plan.widths[2])):
        made |= {f"{layer}.weight": (wide, beside, 1, 1), f"{layer}.bias": (wide,)}
    return made


def _norm(name: str, channels: int) -> Shapes:
    vectors = {f"{name}.{part}": (channels,) for part in ("weight", "bias", "running_mean", "running_var")}
    return {**vectors, f"{name}.num_batches_tracked": ()}


def _block(name: str, wide: int, out: int, reduction: int) -> Shapes:
    made = _norm(f"{name}.res_layer.0", wide)
    if wide != out:
        made |= {f"{name}.shortcut_layer.0.weight": (out, wide, 1, 1), **_norm(f"{name}.shortcut_layer.1", out)}
    made |= {f"{name}.res_layer.1.weight": (out, wide, 3, 3), f"{name}.res_layer.2.weight": (out,)}
    made |= {f"{name}.res_layer.3.weight": (out, out, 3, 3), **_norm(f"{name}.res_layer.4", out)}
    made[f"{name}.res_layer.5.fc1.weight"] = (out // reduction, out, 1, 1)
    made[f"{name}.res_layer.5.fc2.weight"] = (out, out // reduction, 1, 1)
    return made


def random_encoder(plan: EncoderPlan = SMALL) -> dict[str, Tensor]:
    """Weights for all names, each made from its name."""
    made = {}
    for name, shape in encoder_shapes(plan).items():
        drawn = torch.randn(shape, generator=torch.Generator().manual_seed(zlib.crc32(name.encode())))
        if name.endswith("num_batches_tracked"):
            made[name] = torch.tensor(7)
        elif name.endswith("running_var"):
            made[name] = 1 + 0.2 * drawn.abs()
        elif len(shape) > 1:
            made[name] = drawn if "linear" in name else drawn * 1.3 / torch.tensor(shape[1:]).prod().sqrt()
        else:
            made[name] = (0.2 if name.endswith(("bias", "running_mean")) or "res_layer.2" in name else 1) + 0.1 * drawn
    return made


def plain_encoder(numbers: Mapping[str, Tensor], plan: EncoderPlan, image: Tensor, *, progressive: bool) -> Tensor:
    """The forward pass, straight from the papers: w+ without the mean w."""

    def norm(values: Tensor, name: str) -> Tensor:
        parts = ("running_mean", "running_var", "weight", "bias")
        mean, variance, weight, bias = (numbers[f"{name}.{part}"].view(-1, 1, 1) for part in parts)
        return (values - mean) / (variance + 1e-5).sqrt() * weight + bias

    def prelu(values: Tensor, name: str) -> Tensor:
        return torch.where(values > 0, values, values * numbers[f"{name}.weight"].view(-1, 1, 1))

    def bottleneck(values: Tensor, name: str, stride: int) -> Tensor:
        short = values[:, :, ::stride, ::stride]
        if f"{name}.shortcut_layer.0.weight" in numbers:
            short = norm(functional.conv2d(short, numbers[f"{name}.shortcut_layer.0.weight"]), f"{name}.shortcut_layer.1")
        values = functional.conv2d(norm(values, f"{name}.res_layer.0"), numbers[f"{name}.res_layer.1.weight"], padding=1)
        values = functional.conv2d(prelu(values, f"{name}.res_layer.2"), numbers[f"{name}.res_layer.3.weight"], padding=1, stride=stride)
        values = norm(values, f"{name}.res_layer.4")
        squeezed = torch.einsum("nc,oc->no", values.mean((2, 3)), numbers[f"{name}.res_layer.5.fc1.weight"][:, :, 0, 0]).clamp(min=0)
        share = 1 / (1 + torch.exp(-torch.einsum("nc,oc->no", squeezed, numbers[f"{name}.res_layer.5.fc2.weight"][:, :, 0, 0])))
        return values * share[:, :, None, None] + short

    def style(number: int, values: Tensor) -> Tensor:
        for conv in range(4 if number < 3 else 5 if number < 7 else 6):
            name = f"styles.{number}.convs.{2 * conv}"
            values = functional.conv2d(values, numbers[f"{name}.weight"], numbers[f"{name}.bias"], padding=1, stride=2)
            values = torch.maximum(values, 0.01 * values)
        return values[:, :, 0, 0] @ numbers[f"styles.{number}.linear.weight"].t() / plan.dim**0.5 + numbers[f"styles.{number}.linear.bias"]

    def join(above: Tensor, beside: Tensor, layer: str) -> Tensor:
        beside = functional.conv2d(beside, numbers[f"{layer}.weight"], numbers[f"{layer}.bias"])
        return functional.interpolate(above, scale_factor=2, mode="bilinear", align_corners=True) + beside

    values = prelu(norm(functional.conv2d(image, numbers["input_layer.0.weight"], padding=1), "input_layer.1"), "input_layer.2")
    number, ends = 0, []
    for depth in plan.depths:
        for index in range(depth):
            values = bottleneck(values, f"body.{number}", 1 if index else 2)
            number += 1
        ends.append(values)
    middle = join(ends[3], ends[2], "latlayer1")
    fine = join(middle, ends[1], "latlayer2")
    found = [style(index, ends[3] if index < 3 else middle if index < 7 else fine) for index in range(plan.styles)]
    if progressive:
        found = [found[0], *(found[0] + delta for delta in found[1:])]
    return torch.stack(found, 1)
