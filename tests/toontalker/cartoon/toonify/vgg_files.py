"""A small random VGG16 with the heads of LPIPS, under the names of every file it is published in."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from toontalker.cartoon.toonify.perceptual import STAGES

WIDTHS: Final = (4, 4, 6, 6, 8, 8, 8, 8, 8, 8, 8, 8, 8)
_FEATURES: Final = (0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28)
"""Where the convolutions lie among torchvision's layers."""
_SLICES: Final = (1, 1, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5)


def small_vgg(seed: int = 0) -> dict[str, NDArray[np.float32]]:
    """Weights named and laid out as in TensorFlow: ``conv1_1/weight`` (3, 3, in, out), ``conv1_1/bias``, ``lin0``."""
    rng = np.random.default_rng(seed)
    made, wide, number = {}, 3, 0
    for stage, count in enumerate(STAGES):
        for conv in range(count):
            out = WIDTHS[number]
            made[f"conv{stage + 1}_{conv + 1}/weight"] = rng.normal(0, 1.4 / (3 * wide**0.5), (3, 3, wide, out)).astype(np.float32)
            made[f"conv{stage + 1}_{conv + 1}/bias"] = rng.normal(0, 0.05, out).astype(np.float32)
            wide, number = out, number + 1
        made[f"lin{stage}"] = rng.uniform(0, 1, wide).astype(np.float32)
    return made


def convolutions(weights: dict[str, NDArray[np.float32]]) -> list[tuple[Tensor, Tensor]]:
    """Kernel (out, in, 3, 3) and bias of each convolution, in order."""
    stems = [f"conv{stage + 1}_{conv + 1}" for stage, count in enumerate(STAGES) for conv in range(count)]
    pairs = [(weights[f"{stem}/weight"], weights[f"{stem}/bias"]) for stem in stems]
    return [(torch.from_numpy(kernel).permute(3, 2, 0, 1).contiguous(), torch.from_numpy(bias)) for kernel, bias in pairs]


def torchvision_names(weights: dict[str, NDArray[np.float32]]) -> dict[str, Tensor]:
    """VGG16 as torchvision keeps it, with a dense layer, without heads."""
    made = {"classifier.0.weight": torch.ones(8, 40), "classifier.0.bias": torch.ones(8)}
    for number, (kernel, bias) in zip(_FEATURES, convolutions(weights), strict=True):
        made |= {f"features.{number}.weight": kernel, f"features.{number}.bias": bias}
    return made


def head_names(weights: dict[str, NDArray[np.float32]], pattern: str = "lin{}.model.1.weight") -> dict[str, Tensor]:
    """The heads as LPIPS keeps them, ``(1, n, 1, 1)``."""
    return {pattern.format(stage): torch.from_numpy(weights[f"lin{stage}"]).view(1, -1, 1, 1) for stage in range(len(STAGES))}


def lpips_names(weights: dict[str, NDArray[np.float32]]) -> dict[str, Tensor]:
    """A whole LPIPS module, which registers its heads twice."""
    made = {
        "scaling_layer.shift": torch.tensor([-0.030, -0.088, -0.188]).view(1, 3, 1, 1),
        "scaling_layer.scale": torch.tensor([0.458, 0.448, 0.450]).view(1, 3, 1, 1),
    }
    for place, number, (kernel, bias) in zip(_SLICES, _FEATURES, convolutions(weights), strict=True):
        made |= {f"net.slice{place}.{number}.weight": kernel, f"net.slice{place}.{number}.bias": bias}
    return made | head_names(weights) | head_names(weights, "lins.{}.model.1.weight")


def write_torchscript(path: Path, weights: dict[str, NDArray[np.float32]]) -> None:
    """A TorchScript archive with modules ``layers.conv1`` … ``layers.conv13``, ``layers.fc1``, and heads."""
    layers = nn.Module()
    for number, (kernel, bias) in enumerate(convolutions(weights), 1):
        conv = nn.Conv2d(kernel.shape[1], kernel.shape[0], 3)
        conv.weight, conv.bias = nn.Parameter(kernel), nn.Parameter(bias)
        layers.add_module(f"conv{number}", conv)
    layers.add_module("fc1", nn.Linear(40, 8))
    whole = nn.Module()
    whole.add_module("layers", layers)
    for stage in range(len(STAGES)):
        whole.register_buffer(f"lpips{stage}", torch.from_numpy(weights[f"lin{stage}"]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # newer versions of PyTorch call TorchScript outdated; the published file is one
        torch.jit.script(whole).save(str(path))
