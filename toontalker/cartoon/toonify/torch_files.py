"""Reads checkpoints of PyTorch as plain data: tensors in dicts, and nothing of a stranger's is run.

A suffix says nothing about such a file (`.pt`, `.pth` and `.pkl` are all used for all of them), so the content decides:

* a zip or legacy container of `torch.save` is read with ``weights_only=True``;
* a TorchScript archive is a program; only the tensors of its modules are taken from it (`torchscript.py`);
* safetensors hold nothing but tensors.
"""

from __future__ import annotations

import argparse
import pickle
import re
import struct
import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from toontalker.cartoon.toonify.torchscript import NotTorchScript, read_torchscript
from toontalker.errors import WeightsMissing, WeightsWrong
from toontalker.weights.sniff import sniff

_SCALAR: Final[Any] = np.float64(0).__reduce__()[0]
_HARMLESS: Final = (
    argparse.Namespace, np.dtype, *(type(np.dtype(kind)) for kind in ("f4", "f8", "i4", "i8", "b1")),
    (_SCALAR, "numpy.core.multiarray.scalar"), (_SCALAR, "numpy._core.multiarray.scalar"),
)  # fmt: skip
"""What published checkpoints hold besides tensors and plain values: options and single numbers. None of them can do anything."""
_MALFORMED: Final = (
    pickle.UnpicklingError, struct.error, zipfile.BadZipFile, SafetensorError,
    ArithmeticError, AssertionError, AttributeError, EOFError, ImportError, LookupError, MemoryError, RuntimeError, TypeError, ValueError,
)  # fmt: skip
"""What the readers raise on damaged or refused files."""
_INSTEAD: Final = {
    "html": "a web page that was saved under this name: download the file itself",
    "tf-pickle": "a network of TensorFlow",
    "dlib": "a model of dlib",
    "bz2": "a bz2 archive: unpack it first",
    "empty": "an empty file",
    "unknown": "no file of PyTorch, or only a part of one",
}


def read_torch_file(path: Path) -> Any:
    """What lies in a file of PyTorch: mostly nested dicts with float tensors on the CPU; of TorchScript, its tensors by name.

    Tensors of a zip container are mapped into memory, not read, until they are used. Raises `WeightsMissing` where there is no
    such file, `WeightsWrong` where it is of another kind, damaged, or asks for anything that is not plain data.
    """
    if not path.is_file():
        raise WeightsMissing(f"The weights file {path} is not there.")
    try:
        kind = sniff(path)
        if kind in _INSTEAD:
            raise WeightsWrong(f"{path.name} is {_INSTEAD[kind]}.")
        if kind == "safetensors":
            return load_file(path)
        if kind == "torchscript":
            return read_torchscript(path)
        return _load(path, mapped=kind == "torch-zip")
    except NotTorchScript as error:
        raise WeightsWrong(f"{path.name} was not read: {error}.") from error
    except OSError as error:
        raise WeightsMissing(f"The weights file {path} cannot be read: {error.strerror}.") from error
    except _MALFORMED as error:
        raise WeightsWrong(f"{path.name} is damaged, or holds more than weights ({_reason(error)}).") from error


def tensors_of(content: Any, origin: str, *keys: str) -> dict[str, Tensor]:
    """The weights in a checkpoint: under the first of `keys` that it has, else the content itself; without ``module.`` in front.

    `origin` is the name of the file, for the sentence of the `WeightsWrong` that is raised where there are none.
    """
    if isinstance(content, Mapping):
        content = next((content[key] for key in keys if isinstance(content.get(key), Mapping)), content)
    if not isinstance(content, Mapping):
        raise WeightsWrong(f"{origin} holds no weights by name.")
    tensors = {name: value for name, value in content.items() if isinstance(name, str) and isinstance(value, Tensor)}
    if not tensors:
        raise WeightsWrong(f"{origin} holds no weights by name.")
    if all(name.startswith("module.") for name in tensors):
        tensors = {name.removeprefix("module."): value for name, value in tensors.items()}
    for name, value in tensors.items():
        if value.numel() * value.element_size() > value.untyped_storage().nbytes():
            raise WeightsWrong(f"The weights {name[:80]} in {origin} claim to be more numbers than there are.")
        if value.is_floating_point() and not bool(torch.isfinite(value).all()):
            raise WeightsWrong(f"The weights {name[:80]} in {origin} hold values that are no numbers.")
    return tensors


def _load(path: Path, *, mapped: bool) -> Any:
    if mapped:
        _check_sizes(path)
    with torch.serialization.safe_globals(list(_HARMLESS)), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # remarks on how the file was written are of no use to who reads it
        return torch.load(path, map_location="cpu", weights_only=True, mmap=mapped or None)


def _check_sizes(path: Path) -> None:
    """Refuses a container that claims to unpack to more than it is: `torch.save` never compresses."""
    with zipfile.ZipFile(path) as archive:
        if any(entry.compress_type != zipfile.ZIP_STORED for entry in archive.infolist()):
            raise WeightsWrong(f"{path.name} is a compressed archive, which PyTorch never writes.")


def _reason(error: BaseException) -> str:
    """The part of a message that says what was refused, in one line."""
    asked = re.search(r"GLOBAL (\S+)", str(error))
    return f"it asks for {asked[1].rstrip('.,')}" if asked else type(error).__name__
