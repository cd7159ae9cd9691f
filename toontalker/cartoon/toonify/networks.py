"""Networks from any file they are published in: original TensorFlow pickles, PyTorch ports, and our own converted files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from toontalker.cartoon.toonify.discriminator import Discriminator
from toontalker.cartoon.toonify.filling import filled
from toontalker.cartoon.toonify.generator import Generator
from toontalker.cartoon.toonify.rosinality import rosinality_discriminator, rosinality_generator
from toontalker.cartoon.toonify.shape import DiscriminatorShape, GeneratorShape
from toontalker.cartoon.toonify.tf_pickle import read_tf_pickle
from toontalker.cartoon.toonify.tf_variables import discriminator_from, generator_from
from toontalker.cartoon.toonify.torch_files import read_torch_file, tensors_of
from toontalker.errors import WeightsMissing, WeightsWrong
from toontalker.weights.sniff import sniff

FORMAT: Final = "toontalker-stylegan2-1"
"""The one entry in the header of a converted file (of several, the order would be left to chance); its value tells the shapes."""

_KINDS: Final[dict[str, tuple[Any, Any]]] = {
    "g": (Generator, GeneratorShape),
    "d": (Discriminator, DiscriminatorShape),
    "g_ema": (Generator, GeneratorShape),
}


@dataclass(frozen=True)
class Networks:
    """What a file holds; `g_ema` is the one that makes pictures."""

    g: Generator | None
    """As training left it."""
    d: Discriminator | None
    g_ema: Generator
    """The running mean of `g` (Gs): better pictures; in a blended file the only blended one."""


def read_networks(path: Path) -> Networks:
    """The networks in a file, on the CPU, in evaluation mode. The content decides what it is, never the name.

    Raises `WeightsMissing` where there is no such file, `WeightsWrong` with the reason where it is no StyleGAN2.
    """
    if not path.is_file():
        raise WeightsMissing(f"There is no weights file {path}.")
    container = sniff(path)
    if container == "safetensors":
        return _from_converted(path)
    if container in ("torch-zip", "torch-legacy"):
        return _from_torch(read_torch_file(path), path.name)
    if container != "tf-pickle":
        what = {"html": "a web page", "empty": "an empty file", "torchscript": "a TorchScript archive"}.get(container, "something else")
        raise WeightsWrong(f"{path.name} is {what}, not a StyleGAN2 network.")
    found = read_tf_pickle(path)
    if len(found) != 3:
        raise WeightsWrong(f"{path.name} holds {len(found)} networks, not the three of a StyleGAN2.")
    return Networks(generator_from(found[0]), discriminator_from(found[1]), generator_from(found[2]))


def convert_networks(path: Path, out: Path) -> None:
    """Writes the networks of any file as safetensors (float32), which is all that a running worker reads. Raises as `read_networks`."""
    write_networks(read_networks(path), out)


def write_networks(networks: Networks, out: Path) -> None:
    """Writes networks as safetensors; the header says their shapes."""
    present = {name: network for name in ("g", "d", "g_ema") if (network := getattr(networks, name)) is not None}
    numbers = {f"{name}.{key}": value.contiguous() for name, network in present.items() for key, value in network.state_dict().items()}
    shapes = {name: json.loads(network.shape.as_json()) for name, network in present.items()}
    save_file(numbers, out, metadata={FORMAT: json.dumps(shapes)})


def read_generator(path: Path) -> Generator:
    """`g_ema` of a converted file. Raises `WeightsMissing`, `WeightsWrong`."""
    if not path.is_file():
        raise WeightsMissing(f"There is no weights file {path}.")
    return _part(path, "g_ema")


def is_networks_file(path: Path) -> bool:
    """Whether a file is one that `write_networks` wrote."""
    try:
        with safe_open(path, framework="pt") as file:
            return FORMAT in (file.metadata() or {})
    except (OSError, SafetensorError):
        return False


def _from_converted(path: Path) -> Networks:
    g_ema = _part(path, "g_ema")
    with safe_open(path, framework="pt") as file:
        names = {key.split(".")[0] for key in file.keys()}  # noqa: SIM118 - no dict
    return Networks(_part(path, "g") if "g" in names else None, _part(path, "d") if "d" in names else None, g_ema)


def _part(path: Path, name: str) -> Any:
    """One network of a converted file."""
    try:
        with safe_open(path, framework="pt") as file:
            header = file.metadata() or {}
            if FORMAT not in header:
                raise WeightsWrong(f"{path.name} is no StyleGAN2 network that `toontalker weights convert` wrote.")
            shape = json.dumps(json.loads(header[FORMAT])[name])
            numbers = {key.removeprefix(f"{name}."): file.get_tensor(key) for key in file.keys() if key.startswith(f"{name}.")}  # noqa: SIM118
        make = partial(_KINDS[name][0], _KINDS[name][1].from_json(shape))
    except (SafetensorError, KeyError, RecursionError, TypeError, ValueError) as error:
        raise WeightsWrong(f"{path.name} is damaged: its header does not describe its networks.") from error
    return filled(make, numbers, name)


def _from_torch(content: Any, name: str) -> Networks:
    """From a dict ``{g_ema, latent_avg}`` of the port, or the decoder of ``{state_dict, latent_avg}`` of e4e and pSp."""
    if not isinstance(content, Mapping):
        raise WeightsWrong(f"{name} is no StyleGAN2 network.")
    mean = content.get("latent_avg")
    mean = mean if isinstance(mean, Tensor) else None
    if isinstance(content.get("g_ema"), Mapping):
        g = rosinality_generator(tensors_of(content, name, "g"), mean) if isinstance(content.get("g"), Mapping) else None
        d = rosinality_discriminator(tensors_of(content, name, "d")) if isinstance(content.get("d"), Mapping) else None
        return Networks(g, d, rosinality_generator(tensors_of(content, name, "g_ema"), mean))
    if isinstance(content.get("state_dict"), Mapping):
        inner = tensors_of(content, name, "state_dict")
        decoder = {key.removeprefix("decoder."): value for key, value in inner.items() if key.startswith("decoder.")}
        if decoder:
            return Networks(None, None, rosinality_generator(decoder, mean))
    raise WeightsWrong(f"{name} holds neither g_ema nor a decoder, so it is no StyleGAN2 network.")
