"""The one file that the running engine reads: safetensors, float32, nothing but the network's own weights, checked name by name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from toontalker.errors import WeightsMissing, WeightsWrong
from toontalker.mouth.wav2lip.network import expected_shapes

FORMAT: Final = "toontalker-wav2lip-1"
"""What the file says of itself in its metadata under ``format``."""
_COUNTER: Final = "num_batches_tracked"
"""How many batches a normalisation saw in training: whole numbers that mean nothing any more."""


def read_lip_weights(path: Path) -> dict[str, Tensor]:
    """All 352 weights; raises `WeightsMissing` where there is no file, `WeightsWrong` where it is anything else than it should be."""
    if not path.is_file():
        raise WeightsMissing(f"The weights of Wav2Lip are not at {path}: fetch and convert them with `toontalker weights`.")
    try:
        with safe_open(path, framework="pt") as file:
            if (file.metadata() or {}).get("format") != FORMAT:
                raise WeightsWrong(f"{path.name} was not made by `toontalker weights convert`, which the published Wav2Lip files need.")
            names = file.keys()
            state = {name: file.get_tensor(name).clone() for name in names}
    except OSError as error:
        raise WeightsMissing(f"The weights file {path} cannot be read: {error}.") from error
    except SafetensorError as error:
        raise WeightsWrong(f"{path.name} is damaged: {str(error)[:200]}.") from error
    return checked(state, path.name)


def write_lip_weights(state: Mapping[str, Tensor], path: Path) -> None:
    """Writes checked weights; the file is whole only when this returns."""
    save_file({name: value.clone() for name, value in state.items()}, path, metadata={"format": FORMAT})


def checked(state: Mapping[str, Tensor], origin: str) -> dict[str, Tensor]:
    """The weights in float32 and contiguous, if they are those of Wav2Lip; else `WeightsWrong` with the first thing that is not."""
    shapes = expected_shapes()
    missing, extra = [name for name in shapes if name not in state], [name for name in state if name not in shapes]
    if missing:
        raise WeightsWrong(f"{origin} is not Wav2Lip: it lacks {_some(missing)}.")
    if extra:
        raise WeightsWrong(f"{origin} is not Wav2Lip: it holds more weights than that, such as {_some(extra)}.")
    return {name: _weight(state[name], (name, shape), origin) for name, shape in shapes.items()}


def _weight(value: Tensor, expected: tuple[str, tuple[int, ...]], origin: str) -> Tensor:
    name, shape = expected
    if tuple(value.shape) != shape:
        raise WeightsWrong(f"{origin} is not Wav2Lip: {name} has the shape {list(value.shape)} instead of {list(shape)}.")
    if name.endswith(_COUNTER):
        return torch.zeros(shape, dtype=torch.int64)
    if value.layout != torch.strided or not value.is_floating_point():
        raise WeightsWrong(f"The weights {name} in {origin} are not floating-point numbers but {value.dtype}.")
    value = value.detach().to("cpu", torch.float32, memory_format=torch.contiguous_format)
    if not bool(torch.isfinite(value).all()):
        raise WeightsWrong(f"The weights {name} in {origin} hold values that are no numbers.")
    if name.endswith("running_var") and bool((value < 0).any()):
        raise WeightsWrong(f"The weights {name} in {origin} are variances, but some of them are negative.")
    return value


def _some(names: list[str]) -> str:
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f"{names[0][:80]}{more}"
