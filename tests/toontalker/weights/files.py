"""Small files in the formats weights are published in, made byte by byte, so that no torch is needed to make them."""

from __future__ import annotations

import io
import json
import pickle
import struct
import zipfile
from typing import Any, Final

_NETWORK: Final = b"\x80\x04\x95\x40\x00\x00\x00\x00\x00\x00\x00\x8c\x14dnnlib.tflib.network\x94\x8c\x07Network\x94\x93\x94)\x81\x94"
TF_PICKLE: Final = (_NETWORK + bytes(range(256)) * 40)[:10_000]
"""What the beginning of a StyleGAN2 pickle looks like, then noise; 10,000 bytes."""
TORCH_LEGACY: Final = pickle.dumps(0x1950A86A20F9469CFC6C, protocol=2) + pickle.dumps({"state_dict": {}}, protocol=2)
"""How an old checkpoint of PyTorch begins."""
PAGE: Final = b"<!DOCTYPE html><html><head><title>Google Drive - Virus scan warning</title></head></html>"
"""What a confirmation page looks like."""
DLIB: Final = bytes.fromhex("01018188810103398ee3811b") + b"\x07" * 3000
"""How a shape predictor of dlib begins: version, 136 numbers in one column."""


def torch_zip(**more: bytes) -> bytes:
    """A checkpoint of PyTorch: a zip with a pickle and its tensors, nothing packed; `more` files by name, with `__` for a slash."""
    return zipped({"model/data.pkl": b"\x80\x02}.", "model/data/0": b"\x01" * 4096, "model/version": b"3\n"} | _paths(more))


def torchscript() -> bytes:
    """A TorchScript archive: the same, and source text."""
    return torch_zip(code____torch__py=b"class M: pass", constants_pkl=b"\x80\x02).")


def zipped(entries: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    """A zip of `entries`."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return file.getvalue()


def safetensors(header: dict[str, Any] | None = None, data: bytes = b"\x00" * 16, length: int | None = None) -> bytes:
    """A safetensors file; by default one tensor of four float32 zeros. `length` is what it says about its header."""
    text = json.dumps({"w": tensor((0, 16))} if header is None else header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text) if length is None else length) + text + data


def tensor(offsets: tuple[int, int], dtype: str = "F32", shape: tuple[int, ...] = (4,)) -> dict[str, Any]:
    """One entry of a header."""
    return {"dtype": dtype, "shape": list(shape), "data_offsets": list(offsets)}


def _paths(names: dict[str, bytes]) -> dict[str, bytes]:
    return {"model/" + name.replace("____", "/").replace("_pkl", ".pkl").replace("__", "/"): content for name, content in names.items()}
