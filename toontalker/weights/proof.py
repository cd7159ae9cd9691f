"""Is a file what it claims to be? By size, by content, and by its hash; and for a converted file by its own header."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from toontalker.errors import MissingPart, WeightsMissing, WeightsWrong
from toontalker.weights.lock import Converted, Lock
from toontalker.weights.manifest import PublishedFile
from toontalker.weights.sniff import Container, sniff

NEURAL: Final = "pip install 'toontalker[neural]'"
"""What an operator types to get what the neural engines need."""
_WORDS: Final[dict[Container, str]] = {
    "safetensors": "a safetensors file",
    "html": "a web page",
    "tf-pickle": "a pickle of TensorFlow",
    "torch-zip": "a checkpoint of PyTorch",
    "torch-legacy": "an old checkpoint of PyTorch",
    "torchscript": "a TorchScript archive",
    "dlib": "a model of dlib",
    "onnx": "a network in ONNX",
    "json": "a file of settings in JSON",
    "bz2": "packed with bz2",
    "empty": "empty",
    "unknown": "none of the kinds that are known here",
}


def sha256_of(path: Path) -> str:
    """The hash of a file; raises `WeightsMissing` where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise WeightsMissing(f"The weights file {path} cannot be read: {error.strerror}.") from error


def known_sha256(file: PublishedFile, lock: Lock) -> str | None:
    """The hash `file` must have: the published one, else the one that was pinned here."""
    pin = lock.pins.get(file.name)
    return file.sha256 or (pin.sha256 if pin else None)


def check_kind(path: Path, file: PublishedFile) -> None:
    """Raises `WeightsWrong` where size or content cannot be those of `file`; costs next to nothing."""
    try:
        size, kind = path.stat().st_size, sniff(path)
    except OSError as error:
        raise WeightsMissing(f"The weights file {path} cannot be read: {error.strerror}.") from error
    if kind not in file.formats:
        cut = "a part of the file, or " if kind == "unknown" else ""
        raise WeightsWrong(f"{path} is {cut}{_WORDS[kind]}, not {_WORDS[file.formats[0]]} as {file.name} is.")
    if file.bytes is not None and size != file.bytes:
        which = "was cut off" if size < file.bytes else "has something added"
        raise WeightsWrong(f"{path} {which}: it has {size:,} bytes, and the published file has {file.bytes:,}.")


def check_published(path: Path, file: PublishedFile, lock: Lock) -> None:
    """Raises `WeightsWrong` unless `path` is `file`; of a file without a known hash, only size and content are looked at."""
    check_kind(path, file)
    expected = known_sha256(file, lock)
    if expected is not None and (found := sha256_of(path)) != expected:
        origin = "published" if file.sha256 else "pinned"
        raise WeightsWrong(f"{path} is damaged or another file: its sha256 is {found}, and the {origin} one is {expected}.")


def check_converted(path: Path, entry: Converted | None) -> None:
    """Raises `WeightsWrong` unless `path` is the file that was converted here; without an entry, unless it is sound safetensors."""
    if entry is None:
        return check_safetensors(path)
    size = path.stat().st_size
    if size != entry.bytes or sha256_of(path) != entry.sha256:
        raise WeightsWrong(f"{path} was changed after it was converted: convert it again, or move it away.")
    return None


def check_safetensors(path: Path) -> None:
    """Raises `WeightsWrong` unless the header of `path` is sound and fits its length; `MissingPart` without safetensors."""
    try:
        from safetensors import SafetensorError, safe_open
    except ImportError as error:
        raise MissingPart(f"Reading converted weights needs the neural extra: {NEURAL}.") from error
    kind = sniff(path)
    if kind != "safetensors":
        raise WeightsWrong(f"{path} is {_WORDS[kind]}, not a safetensors file.")
    try:
        with safe_open(path, framework="numpy") as tensors:
            empty = not tensors.keys()
    except (SafetensorError, OSError) as error:
        raise WeightsWrong(f"{path} is damaged: {' '.join(str(error).split())}.") from error
    if empty:
        raise WeightsWrong(f"{path} holds no weights.")
