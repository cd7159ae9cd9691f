"""The tensors of a TorchScript archive, taken from it without loading the program it is.

Such an archive is a zip: ``NAME/data.pkl`` describes the modules as nested objects, ``NAME/data/N`` holds the numbers of each
tensor, ``NAME/code`` the program. Here the description is read by an unpickler that knows stand-ins only; the program is never
looked at. Format: PyTorch's ``torch/csrc/jit/serialization/pickler.h``.
"""

from __future__ import annotations

import io
import pickle
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any, ClassVar, Final, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

_KINDS: Final[Mapping[str, type[np.generic]]] = {
    "FloatStorage": np.float32, "DoubleStorage": np.float64, "HalfStorage": np.float16, "LongStorage": np.int64,
    "IntStorage": np.int32, "ShortStorage": np.int16, "CharStorage": np.int8, "ByteStorage": np.uint8, "BoolStorage": np.bool_,
}  # fmt: skip
_LISTS: Final = ("build_intlist", "build_tensorlist", "build_doublelist", "build_boollist")
_LONGEST_DESCRIPTION: Final = 16 << 20
"""Bytes of ``data.pkl``: that of a large network has a tenth of one million."""
_DEEPEST: Final = 32
"""Modules within modules."""


class NotTorchScript(ValueError):
    """The archive is not one, or holds something else than modules and tensors; the message ends a sentence."""


def read_torchscript(path: Path) -> dict[str, Tensor]:
    """The tensors of a TorchScript archive by their path through its modules, such as ``layers.conv1.weight``, in their order.

    Raises `NotTorchScript`, or what `zipfile` and `pickle` raise on a damaged file.
    """
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.count("/") == 1 and name.endswith("/data.pkl")]
        if len(names) != 1:
            raise NotTorchScript("it has no description of its modules")
        if archive.getinfo(names[0]).file_size > _LONGEST_DESCRIPTION:
            raise NotTorchScript("the description of its modules is too long")
        tree = _Unpickler(archive.read(names[0])).load()
        records = _Records(archive, names[0].removesuffix(".pkl"))
        return {name: records.tensor(found) for name, found in _leaves(tree, "", _DEEPEST, set())}


@dataclass
class _Module:
    """Stands in for any class of the archive."""

    state: object = None


@dataclass(frozen=True)
class _Storage:
    """Says where numbers lie."""

    kind: object
    key: object


@dataclass(frozen=True)
class _Strided:
    """Says which of them are a tensor; nothing of it is checked yet."""

    storage: object
    offset: object
    shape: object
    stride: object


class _Records:
    """The numbers in an archive, each record read once."""

    def __init__(self, archive: zipfile.ZipFile, folder: str) -> None:
        self._archive, self._folder = archive, folder
        self._read: dict[str, NDArray[Any]] = {}

    def tensor(self, found: _Strided) -> Tensor:
        """The tensor itself, or `NotTorchScript` where it would reach beyond its numbers."""
        shape, stride, offset = found.shape, found.stride, found.offset
        if not isinstance(shape, tuple) or not isinstance(stride, tuple) or len(shape) != len(stride):
            raise NotTorchScript("it holds a tensor without a shape")
        if type(offset) is not int or not all(type(value) is int and value >= 0 for value in (offset, *shape, *stride)):
            raise NotTorchScript("it holds a tensor of impossible shape")
        numbers = self._numbers(found.storage)
        last = offset + sum((side - 1) * step for side, step in zip(shape, stride, strict=True))
        if prod(shape) > numbers.size or (0 not in shape and last >= numbers.size):
            raise NotTorchScript("it holds a tensor that is larger than its numbers")
        return torch.as_strided(torch.from_numpy(numbers), shape, stride, offset)

    def _numbers(self, storage: object) -> NDArray[Any]:
        """One record as a flat array."""
        if not isinstance(storage, _Storage) or not isinstance(storage.key, str) or not isinstance(storage.kind, str):
            raise NotTorchScript("it holds a tensor without numbers")
        name = f"{self._folder}/{storage.key}"
        if name not in self._read:
            entry = self._archive.getinfo(name)
            if entry.compress_type != zipfile.ZIP_STORED:
                raise NotTorchScript("it is compressed, which PyTorch never does")
            self._read[name] = np.frombuffer(bytearray(self._archive.read(entry)), _KINDS[storage.kind])
        return self._read[name]


class _Unpickler(pickle._Unpickler):
    """Builds modules, lists and descriptions of tensors, and refuses every other global by name."""

    dispatch: ClassVar[dict[int, Any]] = dict(pickle._Unpickler.dispatch)

    def __init__(self, description: bytes) -> None:
        super().__init__(io.BytesIO(description))

    def find_class(self, module: str, name: str, /) -> Any:
        if module.split(".")[0] == "__torch__":
            return _Module
        if module == "torch" and name in _KINDS:
            return name
        if module == "torch.jit._pickle" and name in _LISTS:
            return _first
        if (module, name) not in _ALLOWED:
            raise NotTorchScript(f"it asks for {module}.{name}, which no weights need")
        return _ALLOWED[module, name]

    def persistent_load(self, pid: Any, /) -> _Storage:
        """A record: ``("storage", kind, key, device, count)``."""
        if not isinstance(pid, tuple) or len(pid) != 5 or pid[0] != "storage":
            raise NotTorchScript("it refers to something that is no tensor")
        return _Storage(pid[1], pid[2])

    def build(self) -> None:
        """BUILD: fills in a module, and nothing else (the original would set any attribute of anything)."""
        stack = cast("list[Any]", self.stack)  # type: ignore[attr-defined] # typeshed does not name it
        state, made = stack.pop(), stack[-1]
        if type(made) is not _Module:
            raise NotTorchScript("it sets the state of something that has none")
        made.state = state

    def make(self) -> None:
        """NEWOBJ: a module, by way of its stand-in."""
        stack = cast("list[Any]", self.stack)  # type: ignore[attr-defined] # typeshed does not name it
        arguments, made = stack.pop(), stack.pop()
        if made is not _Module or arguments:
            raise NotTorchScript("it makes an object that is no module")
        stack.append(_Module())

    dispatch[pickle.BUILD[0]] = build
    dispatch[pickle.NEWOBJ[0]] = make


def _first(value: object, *_: object) -> object:
    return value


def _strided(storage: object, offset: object, shape: object, stride: object, *_: object) -> _Strided:
    return _Strided(storage, offset, shape, stride)


def _ordered(*_: object) -> dict[str, Any]:
    return {}


_ALLOWED: Final[dict[tuple[str, str], Callable[..., object]]] = {
    ("torch._utils", "_rebuild_tensor_v2"): _strided,
    ("torch._utils", "_rebuild_parameter"): _first,
    ("torch.jit._pickle", "restore_type_tag"): _first,
    ("collections", "OrderedDict"): _ordered,
}


def _leaves(node: object, name: str, depth: int, seen: set[int]) -> Iterator[tuple[str, _Strided]]:
    """Every tensor below a node with its path; a part that lies in several places counts where it comes first."""
    if depth < 0:
        raise NotTorchScript("its modules are nested too deeply")
    if isinstance(node, _Module):
        node = node.state
    if isinstance(node, _Strided):
        yield name, node
    if not isinstance(node, (Mapping, list, tuple)) or id(node) in seen:
        return
    seen.add(id(node))
    for key, value in node.items() if isinstance(node, Mapping) else enumerate(node):
        yield from _leaves(value, f"{name}.{key}" if name else str(key), depth - 1, seen)
