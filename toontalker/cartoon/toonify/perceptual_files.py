"""The perceptual network from any file it is published in, and its conversion to our own.

* ``vgg16_zhang_perceptual.pkl``: a pickle of TensorFlow with one network;
* ``vgg16.pt``: TorchScript, of which only the tensors are taken;
* a whole LPIPS module, or torchvision's VGG16 with the five heads of LPIPS in it or in a second file;
* our safetensors, which is all that a running worker reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from toontalker.cartoon.toonify.filling import filled
from toontalker.cartoon.toonify.perceptual import STAGES, Perceptual
from toontalker.cartoon.toonify.perceptual_weights import perceptual_from
from toontalker.cartoon.toonify.tf_pickle import TFNetwork, read_tf_pickle
from toontalker.cartoon.toonify.torch_files import read_torch_file, tensors_of
from toontalker.errors import WeightsMissing, WeightsWrong
from toontalker.weights import sniff

FORMAT: Final = "toontalker-perceptual-1"
"""What the header of a converted file says."""
HEADS_FILE: Final = "lpips-heads.pth"
"""Where heads are looked for, beside a VGG16 that has none: ``lpips/weights/v0.1/vgg.pth`` of LPIPS under this name."""


def read_perceptual(path: Path, heads: Path | None = None) -> Perceptual:
    """The network in a file, on the CPU, in evaluation mode. The content decides what it is, never the name.

    `heads`: a second file for a VGG16 that has none; without it, `HEADS_FILE` in the same folder. Raises `WeightsMissing` where there
    is no such file, `WeightsWrong` with the reason where it holds no such network.
    """
    if not path.is_file():
        raise WeightsMissing(f"There is no weights file {path}.")
    container = sniff(path)
    if container == "safetensors":
        return _from_converted(path)
    if container == "tf-pickle":
        found = read_tf_pickle(path)
        if len(found) != 1:
            raise WeightsWrong(f"{path.name} holds {len(found)} networks, not the one of a perceptual metric.")
        return perceptual_from(dict(_variables(found[0], "")), "hwio", path.name)
    return perceptual_from(_with_heads(_torch_tensors(path), path, heads), "oihw", path.name)


def convert_perceptual(path: Path, out: Path, heads: Path | None = None) -> None:
    """Writes the network of any file as safetensors (float32), without the dense layers of VGG16. Raises as `read_perceptual`."""
    write_perceptual(read_perceptual(path, heads), out)


def write_perceptual(network: Perceptual, out: Path) -> None:
    """Writes a network as safetensors."""
    save_file({name: value.contiguous() for name, value in network.state_dict().items()}, out, metadata={"format": FORMAT})


def _from_converted(path: Path) -> Perceptual:
    try:
        with safe_open(path, framework="pt") as file:
            if (file.metadata() or {}).get("format") != FORMAT:
                raise WeightsWrong(f"{path.name} is no perceptual network that `toontalker weights convert` wrote.")
            numbers = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - no dict
        widths = [numbers[f"convs.{number}.bias"].numel() for number in range(sum(STAGES))]
    except (SafetensorError, KeyError) as error:
        raise WeightsWrong(f"{path.name} is damaged: it holds no whole perceptual network.") from error
    return filled(lambda: Perceptual(widths), numbers, "VGG16")


def _variables(network: TFNetwork, place: str) -> Iterator[tuple[str, NDArray[Any]]]:
    """All variables of a network and of its components."""
    for name, value in network.variables.items():
        yield place + name, value
    for name, component in network.components.items():
        yield from _variables(component, f"{place}{name}/")


def _torch_tensors(path: Path) -> dict[str, Tensor]:
    return tensors_of(read_torch_file(path), path.name, "state_dict", "model")


def _with_heads(tensors: dict[str, Tensor], path: Path, heads: Path | None) -> dict[str, Tensor]:
    """The tensors with those of a second file, where the first is torchvision's VGG16, whose names all tell it."""
    if not all(name.startswith(("features.", "classifier.")) for name in tensors):
        return tensors
    second = heads or path.with_name(HEADS_FILE)
    if not second.is_file():
        raise WeightsMissing(f"{path.name} has no heads: put lpips/weights/v0.1/vgg.pth of LPIPS beside it, as {HEADS_FILE}.")
    return {**tensors, **_torch_tensors(second)}
