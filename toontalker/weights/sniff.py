"""What a weights file is, told by its content and never by its name; nothing in it is unpickled, unpacked or run.

A web page saved as ``.pth`` is common, and the same ``.pth`` may be three different containers. Only the first bytes are read, and of
a zip its table of contents. Both reads are bounded, so that a hostile file costs neither time nor memory.
"""

from __future__ import annotations

import io
import pickle
import pickletools
import re
import warnings
import zipfile
from pathlib import Path
from typing import Final, Literal

Container = Literal[
    "safetensors", "html", "tf-pickle", "torch-zip", "torch-legacy", "torchscript", "dlib", "onnx", "json", "bz2", "empty", "unknown"
]
"""The kinds of file that are told apart."""

_PREFIX: Final = 1 << 16
"""Bytes that are looked at: the first network of a TensorFlow pickle names its class within the first hundred."""
_ZIP_TABLE: Final = 1 << 20
"""Largest table of contents of a zip that is read, bytes; a checkpoint of 2000 tensors needs a quarter of it."""
_ZIP_SLACK: Final = 1 << 26
"""How many bytes more than it has itself a zip may claim to hold: TorchScript packs its source text, never its tensors."""
_TORCH_MAGIC: Final = 0x1950A86A20F9469CFC6C
"""The number that ``torch.save`` writes first in its old format (torch/serialization.py, ``MAGIC_NUMBER``)."""
_OPCODES: Final = 400
"""How many opcodes of a pickle are looked at."""
_PAGE: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<(?:\?xml|!--)[^>]*>\s*)*<(?:!doctype\s+html|html|head|body|script|meta|title)\b", re.I | re.S
)
_DLIB: Final = re.compile(rb"\x01\x01[\x81\x82][\x00-\xff]{1,2}\x81\x01", re.S)
"""Version 1, then a column vector of landmarks: its sizes are stored negative, each behind a byte with sign and length."""
_ONNX: Final = re.compile(rb"\x08[\x03-\x14](?:\x12[\x01-\x40][\x20-\x7e]|[:B])", re.S)
"""A protocol buffer: the version of the format, a small number, then who made it, or at once the graph or the operators it uses."""
_JSON: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{\s*\"[\x20-\x21\x23-\x7e]*\"\s*:", re.S)
_BZ2: Final = re.compile(rb"BZh[1-9]1AY&SY", re.S)
_SAFETENSORS: Final = re.compile(rb".{8}\{\s*[\"}]", re.S)


def sniff(path: Path) -> Container:
    """What `path` is by its content; raises OSError where it cannot be read."""
    with path.open("rb") as file:
        start = file.read(_PREFIX)
    kind = sniff_start(start)
    return _zip_kind(path) if kind == "unknown" and start.startswith(b"PK\x03\x04") else kind


def sniff_start(start: bytes) -> Container:
    """What a file is that begins with `start`; a zip, which is told by its end, is "unknown" here."""
    if not start:
        return "empty"
    if _SAFETENSORS.match(start):
        return "safetensors"  # before the pickle: the length of a header may begin with 0x80 as well
    if start.startswith(b"\x80"):
        return _pickle_kind(start)
    if _PAGE.match(start):
        return "html"
    if _BZ2.match(start):
        return "bz2"
    if _JSON.match(start):
        return "json"
    if _ONNX.match(start):
        return "onnx"
    return "dlib" if _DLIB.match(start) else "unknown"


def _pickle_kind(start: bytes) -> Container:
    """Reads opcodes, as a disassembler does, up to the one that settles it."""
    words: list[str] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of escapes in a hostile string
        try:
            for count, (opcode, argument, _) in enumerate(pickletools.genops(io.BytesIO(start[:_PREFIX]))):
                if opcode.name == "PROTO" and argument not in range(2, pickle.HIGHEST_PROTOCOL + 1):
                    return "unknown"
                if opcode.name == "LONG1" and argument == _TORCH_MAGIC:
                    return "torch-legacy" if count == 1 else "unknown"
                if opcode.name in ("GLOBAL", "STACK_GLOBAL"):
                    named = argument if opcode.name == "GLOBAL" else " ".join(words[-2:])
                    return "tf-pickle" if str(named).startswith("dnnlib.") else "unknown"
                if isinstance(argument, str):
                    words.append(argument)
                if count == _OPCODES:
                    break
        except (ValueError, OverflowError):
            return "unknown"  # cut off, or no pickle
    return "unknown"


def _zip_kind(path: Path) -> Container:
    try:
        with _ShortReads(path, "rb") as file, zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            size = path.stat().st_size
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return "unknown"
    if sum(entry.file_size for entry in entries) > size + _ZIP_SLACK:
        return "unknown"  # a bomb: it claims to hold far more than it has
    roots = {entry.filename.partition("/")[0] for entry in entries}
    if len(roots) != 1:
        return "unknown"
    inside = {entry.filename.partition("/")[2] for entry in entries}
    if "data.pkl" not in inside:
        return "unknown"
    return "torchscript" if "constants.pkl" in inside or any(name.startswith("code/") for name in inside) else "torch-zip"


class _ShortReads(io.FileIO):
    """A file that refuses a read longer than a table of contents may be, so that a forged one cannot fill the memory."""

    def read(self, size: int | None = -1, /) -> bytes:
        """As FileIO; a longer read is a bad zip."""
        wanted = _ZIP_TABLE + 1 if size is None or size < 0 else min(size, _ZIP_TABLE + 1)
        content = super().read(wanted)
        if len(content) > _ZIP_TABLE:
            raise zipfile.BadZipFile("the table of contents is too large")
        return content
