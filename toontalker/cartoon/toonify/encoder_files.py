"""Encoders from the files they are published in, ``{state_dict: encoder.*, decoder.*; latent_avg; opts}``, and from our own."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from toontalker.cartoon.toonify.encoder import Encoder
from toontalker.cartoon.toonify.encoder_shape import Kind, encoder_shape
from toontalker.cartoon.toonify.filling import filled
from toontalker.cartoon.toonify.generator import Generator
from toontalker.cartoon.toonify.rosinality import rosinality_generator
from toontalker.cartoon.toonify.torch_files import read_torch_file, tensors_of
from toontalker.errors import WeightsMissing, WeightsWrong
from toontalker.weights import sniff

FORMAT: Final = "toontalker-encoder-1"
"""What the header of a converted file says."""
_KINDS: Final[Mapping[str, Kind]] = {"GradualStyleEncoder": "psp", "Encoder4Editing": "e4e"}
"""Name in the options of a file → which encoder it is: their weights have the same names."""
_COUNTER: Final = ".num_batches_tracked"
"""Kept by training only."""


@dataclass(frozen=True)
class _Content:
    """What a file holds."""

    kind: Kind
    encoder: dict[str, Tensor]
    """Without ``encoder.`` in front."""
    decoder: dict[str, Tensor]
    """Without ``decoder.``; may be empty."""
    latent_avg: Tensor | None
    """The mean w, ``(1 or layers, dim)``."""
    from_mean: bool
    """Whether the encoder finds a difference to the mean w instead of a w."""


def read_encoder(path: Path) -> Encoder:
    """The encoder in a published or converted file, on the CPU, in evaluation mode.

    Raises `WeightsMissing` where there is no such file, `WeightsWrong` with the reason where it holds no pSp or e4e encoder.
    """
    return _encoder(_read(path), path.name)


def read_decoder(path: Path) -> Generator:
    """The generator that lies in the same file, for which the encoder was trained. Raises as `read_encoder`."""
    content = _read(path)
    if not content.decoder:
        raise WeightsWrong(f"{path.name} holds an encoder without its generator.")
    return rosinality_generator(content.decoder, content.latent_avg)


def convert_encoder(path: Path, out: Path) -> None:
    """Writes encoder, generator and mean w of a file as safetensors (float32), after both networks were built from it once.

    Raises as `read_encoder`.
    """
    content = _read(path)
    _encoder(content, path.name)
    if content.decoder:
        rosinality_generator(content.decoder, content.latent_avg)
    numbers = {f"encoder.{name}": value for name, value in content.encoder.items()}
    numbers |= {f"decoder.{name}": value for name, value in content.decoder.items()}
    if content.latent_avg is not None:
        numbers["latent_avg"] = content.latent_avg
    header = {"format": FORMAT, "kind": content.kind, "from_mean": str(int(content.from_mean))}
    save_file({name: value.clone(memory_format=torch.contiguous_format) for name, value in numbers.items()}, out, metadata=header)


def _encoder(content: _Content, name: str) -> Encoder:
    shape, mean = encoder_shape(content.kind, content.encoder), content.latent_avg
    if content.from_mean and (mean is None or mean.shape not in ((1, shape.dim), (len(shape.levels), shape.dim))):
        raise WeightsWrong(f"The encoder in {name} starts from a mean w, and the file has none of {len(shape.levels)} x {shape.dim}.")
    if mean is None or not content.from_mean:
        mean = torch.zeros(1, shape.dim)
    return filled(lambda: Encoder(shape, len(mean)), {**content.encoder, "latent_avg": mean}, "encoder")


def _read(path: Path) -> _Content:
    if not path.is_file():
        raise WeightsMissing(f"There is no weights file {path}.")
    return _converted(path) if sniff(path) == "safetensors" else _published(read_torch_file(path), path.name)


def _converted(path: Path) -> _Content:
    try:
        with safe_open(path, framework="pt") as file:
            header = file.metadata() or {}
            numbers = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - no dict
    except SafetensorError as error:
        raise WeightsWrong(f"{path.name} is damaged: {error}.") from error
    kind = next((kind for kind in _KINDS.values() if kind == header.get("kind")), None)
    if header.get("format") != FORMAT or kind is None:
        raise WeightsWrong(f"{path.name} is no encoder that `toontalker weights convert` wrote.")
    return _content(kind, numbers, numbers.get("latent_avg"), from_mean=header.get("from_mean") == "1")


def _published(content: Any, name: str) -> _Content:
    if not isinstance(content, Mapping) or not isinstance(content.get("state_dict"), Mapping):
        raise WeightsWrong(f"{name} holds no state_dict, so it is no published encoder.")
    options = _options(content.get("opts"), name)
    kind = _KINDS.get(str(options.get("encoder_type")))
    if kind is None:
        raise WeightsWrong(f"{name} holds an encoder of the type {options.get('encoder_type')!r}; known are {' and '.join(_KINDS)}.")
    mean = content.get("latent_avg")
    mean = mean if isinstance(mean, Tensor) else None
    from_mean = bool(options.get("start_from_latent_avg", mean is not None))
    return _content(kind, tensors_of(content, name, "state_dict"), mean, from_mean=from_mean)


def _options(found: Any, name: str) -> Mapping[str, Any]:
    """How the encoder was trained: a dict, or the namespace of a command line."""
    if isinstance(found, argparse.Namespace):
        found = vars(found)
    if not isinstance(found, Mapping):
        raise WeightsWrong(f"{name} does not say which encoder it holds: it has no opts.")
    return found


def _content(kind: Kind, numbers: Mapping[str, Tensor], mean: Tensor | None, *, from_mean: bool) -> _Content:
    """The parts of a file, in float32. A mean w for all layers, ``(dim,)``, counts as one row."""
    parts: dict[str, dict[str, Tensor]] = {"encoder": {}, "decoder": {}}
    for name, value in numbers.items():
        part, _, rest = name.partition(".")
        if part in parts and not rest.endswith(_COUNTER):
            parts[part][rest] = value.float()
    if mean is not None:
        mean = mean.float().reshape(-1, mean.shape[-1]) if mean.dim() and mean.numel() else None
    return _Content(kind, parts["encoder"], parts["decoder"], mean, from_mean)
