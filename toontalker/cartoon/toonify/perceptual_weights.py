"""Finds the parts of VGG16-LPIPS among weights of any naming.

Published files name them ``conv1_1/weight``, ``features.0.weight``, ``layers.conv1.weight`` or ``net.slice1.0.weight``, and the heads
``lin0``, ``lin0.model.1.weight`` or otherwise. Of a name only two things are read: which bias belongs to which kernel (what stands
before the last word), and the order (the numbers in it, so that ``features.2`` comes before ``features.10``). That the channels then
fit from the 3 of a picture to the last head proves the reading.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from toontalker.cartoon.toonify.filling import filled
from toontalker.cartoon.toonify.perceptual import SCALE, SHIFT, STAGES, Perceptual
from toontalker.errors import WeightsWrong

Layout = Literal["oihw", "hwio"]
"""Order of the axes of a kernel: PyTorch's, TensorFlow's."""
_CONVS: Final = sum(STAGES)
_LAST_WORD: Final = re.compile(r"[/._]?(weights?|kernels?|filters?|w|biases|bias|b)(:0)?$", re.IGNORECASE)
_INPUT: Final = {"shift": "shift", "scale": "scale", "mean": "shift", "std": "scale"}
"""Last words of the two vectors that pictures are normalised by, where a file has them."""


def perceptual_from(weights: Mapping[str, NDArray[np.float32] | Tensor], layout: Layout, origin: str) -> Perceptual:
    """The network from weights by name, in evaluation mode; what else lies among them (VGG16's dense layers) is left out.

    `origin` is the file's name, for the sentence of the `WeightsWrong` that is raised where they are no VGG16 with the heads of LPIPS.
    """
    tensors = {name: torch.as_tensor(value).detach().float() for name, value in weights.items()}
    kernels = _kernels(tensors, layout, origin)
    vectors = {name: value.flatten() for name, value in tensors.items() if value.dim() and value.numel() == max(value.shape)}
    stems = {_stem(name) for name, value in tensors.items() if value.squeeze().dim() > 1}
    biases = {_stem(name): value for name, value in vectors.items() if _stem(name) in stems}
    free = {name: value for name, value in vectors.items() if _stem(name) not in stems}
    if not all(_stem(name) in biases for name in kernels):
        raise WeightsWrong(f"{origin} is no VGG16: its convolutions have no biases.")
    widths = [kernel.shape[0] for kernel in kernels.values()]
    numbers: dict[str, Tensor] = {}
    for number, (name, kernel) in enumerate(kernels.items()):
        numbers |= {f"convs.{number}.weight": kernel, f"convs.{number}.bias": biases[_stem(name)]}
    last = [widths[sum(STAGES[: stage + 1]) - 1] for stage in range(len(STAGES))]
    numbers |= {f"heads.{stage}": head for stage, head in enumerate(_heads(free, last, origin))}
    return filled(lambda: Perceptual(widths), numbers | _input(free), "VGG16")


def _kernels(tensors: Mapping[str, Tensor], layout: Layout, origin: str) -> dict[str, Tensor]:
    """The 13 kernels ``(out, in, 3, 3)`` by name, in their order."""
    fours = {name: value for name, value in tensors.items() if value.dim() == 4}
    turned = {name: value.permute(3, 2, 0, 1) if layout == "hwio" else value for name, value in fours.items()}
    found = {name: value for name, value in turned.items() if value.shape[2:] == (3, 3)}
    if len(found) != _CONVS:
        raise WeightsWrong(f"{origin} is no VGG16: it has {len(found)} convolutions of 3 x 3, not {_CONVS}.")
    for order in (sorted(found, key=_numbers), list(found)):
        chain = [3, *(found[name].shape[0] for name in order)]
        if [found[name].shape[1] for name in order] == chain[:-1]:
            return {name: found[name].contiguous() for name in order}
    raise WeightsWrong(f"{origin} is no VGG16: its convolutions do not fit one after the other.")


def _heads(free: Mapping[str, Tensor], widths: list[int], origin: str) -> list[Tensor]:
    """The five heads in their order. A file may hold each of them twice under two names, as LPIPS modules of late do."""
    heads: list[Tensor] = []
    for name in sorted((name for name in free if _last_word(name) not in _INPUT), key=_numbers):
        if free[name].numel() in widths and not any(torch.equal(free[name], head) for head in heads):
            heads.append(free[name])
    if [head.numel() for head in heads] != widths:
        raise WeightsWrong(f"{origin} has not the five heads of LPIPS for a VGG16.")
    if any(bool((head < 0).any()) for head in heads):
        raise WeightsWrong(f"{origin} has heads with negative weights, which LPIPS never has.")
    return heads


def _input(free: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """What pictures in [-1, 1] are normalised by, where the file says it: itself, or as of pictures in [0, 1] or in [0, 255]."""
    found = {_INPUT[_last_word(name)]: name for name, value in free.items() if _last_word(name) in _INPUT and value.numel() == 3}
    if set(found) != {"shift", "scale"}:
        return {"shift": torch.tensor(SHIFT), "scale": torch.tensor(SCALE)}
    shift, scale = free[found["shift"]], free[found["scale"]]
    if _last_word(found["shift"]) == "shift":
        return {"shift": shift, "scale": scale}
    white = 255.0 if float(shift.max()) > 1 else 1.0
    return {"shift": shift * 2 / white - 1, "scale": scale * 2 / white}


def _stem(name: str) -> str:
    return _LAST_WORD.sub("", name)


def _last_word(name: str) -> str:
    return re.split(r"[/.:]", name.removesuffix(":0"))[-1].lower()


def _numbers(name: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", name.removesuffix(":0")))
