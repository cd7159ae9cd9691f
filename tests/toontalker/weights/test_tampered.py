"""Tampered files: each is refused with its reason, wherever weights are proven, and none of them is run."""

from __future__ import annotations

import pickle
import struct
import zipfile
from pathlib import Path
from typing import Final

import pytest

from tests.toontalker.weights import files
from tests.toontalker.weights.conftest import MakeShelf
from toontalker.errors import WeightsWrong
from toontalker.weights import Consent, Conversion, Converter, Holds, Shelf, change_lock, check, convert, fetch, find_weights, sha256_of
from toontalker.weights.lock import Converted

pytest.importorskip("safetensors")

GOOD: Final = files.torch_zip(data__1=bytes(4000))
_MIDDLE: Final = len(GOOD) // 2


class _Trap:
    """Makes a file in the working folder when it is unpickled."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return open, ("executed", "w")  # type: ignore[return-value]  # what pickle calls at loading


ORIGINALS: Final = {
    "bit flipped in the middle": (GOOD[:_MIDDLE] + bytes([GOOD[_MIDDLE] ^ 1]) + GOOD[_MIDDLE + 1 :], "damaged or another file"),
    "bit flipped in a tensor's last byte": (GOOD.replace(b"\x01" * 4096, b"\x01" * 4095 + b"\x03"), "damaged or another file"),
    "cut off by half": (GOOD[:_MIDDLE], "a part of the file, or"),
    "cut off by one byte": (GOOD[:-1], "a part of the file, or"),
    "cut off at the start": (GOOD[1:], "a part of the file, or"),
    "bytes appended": (GOOD[:-2] + b"\x04\x00more", "has something added"),
    "emptied": (b"", "is empty"),
    "only zeros": (bytes(len(GOOD)), "a part of the file, or"),
    "a web page": (files.PAGE, "is a web page"),
    "a web page of the right length": (files.PAGE.ljust(len(GOOD)), "is a web page"),
    "another checkpoint": (files.torch_zip(data__1=b"\x01" * 4000), "damaged or another file"),
    "an old checkpoint": (files.TORCH_LEGACY.ljust(len(GOOD), b"\0"), "is an old checkpoint of PyTorch"),
    "a program": (files.torchscript(), "is a TorchScript archive"),
    "a pickle that runs something": (pickle.dumps(_Trap()), "a part of the file, or"),
    "a checkpoint whose pickle runs something": (files.zipped({"m/data.pkl": pickle.dumps(_Trap())}), "was cut off"),
    "a pickle of TensorFlow": (files.TF_PICKLE, "is a pickle of TensorFlow"),
    "a zip bomb": (files.zipped({"m/data.pkl": b"", "m/data/0": bytes(70_000_000)}, zipfile.ZIP_DEFLATED), "a part of the file, or"),
    "another zip": (files.zipped({"a.txt": b"x" * 4096}), "a part of the file, or"),
    "safetensors": (files.safetensors(), "is a safetensors file"),
    "packed": (b"BZh91AY&SY" + bytes(len(GOOD)), "is packed with bz2"),
}
"""What lies under the name of a published file, and the reason."""

CONVERTED: Final = {
    "header longer than the file": (files.safetensors(length=10_000), "damaged"),
    "header of 2^63 bytes": (files.safetensors(length=1 << 63), "damaged"),
    "header of 200 MB": (files.safetensors(length=200_000_000), "damaged"),
    "header shorter than it is": (files.safetensors(length=8), "damaged"),
    "header that is no JSON": (struct.pack("<Q", 8) + b'{"w":]  ' + bytes(16), "damaged"),
    "header without an entry": (files.safetensors({}, b""), "is none of the kinds|holds no weights"),
    "overlapping tensors": (files.safetensors({"a": files.tensor((0, 16)), "b": files.tensor((8, 24))}, bytes(24)), "damaged"),
    "a hole between tensors": (files.safetensors({"a": files.tensor((0, 16)), "b": files.tensor((20, 36))}, bytes(36)), "damaged"),
    "tensor beyond the end": (files.safetensors({"a": files.tensor((0, 16))}, bytes(8)), "damaged"),
    "tensor that ends before it begins": (files.safetensors({"a": files.tensor((16, 0))}, bytes(16)), "damaged"),
    "bytes that belong to no tensor": (files.safetensors(data=bytes(20)), "damaged"),
    "dtype that lies": (files.safetensors({"w": files.tensor((0, 16), dtype="F64")}), "damaged"),
    "dtype that does not exist": (files.safetensors({"w": files.tensor((0, 16), dtype="F31")}), "damaged"),
    "shape that lies": (files.safetensors({"w": files.tensor((0, 16), shape=(5,))}), "damaged"),
    "shape that overflows": (files.safetensors({"w": files.tensor((0, 16), shape=(1 << 62, 1 << 62))}), "damaged"),
    "cut off": (files.safetensors()[:-1], "damaged"),
    "emptied": (b"", "is empty"),
    "a web page": (files.PAGE, "is a web page"),
    "a checkpoint": (GOOD, "is a checkpoint of PyTorch"),
}
"""What lies under the name of a converted file without an entry in the lock, and the reason."""


@pytest.fixture
def shelf(make_shelf: MakeShelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """A shelf for the good file, still empty; the working folder is a fresh one."""
    made = make_shelf(GOOD, formats=("torch-zip",))
    made.folder.mkdir()
    monkeypatch.setattr("toontalker.weights.shelf.read_manifest", lambda: made.manifest)
    monkeypatch.chdir(tmp_path)
    return made


def _never(_: Holds) -> Converter:
    def read(source: Path, out: Path) -> None:
        pytest.fail("a tampered file was handed to a converter")

    return read


def test_good_file_is_good(shelf: Shelf, agree: Consent) -> None:
    """The measure of what follows."""
    (shelf.folder / "toon.pkl").write_bytes(GOOD)
    assert fetch(shelf, "toon", agree) == shelf.folder / "toon.pkl"
    (shelf.folder / "toon.safetensors").write_bytes(files.safetensors())
    assert [finding.verdict for finding in check(shelf)] == ["good", "good"]


@pytest.mark.parametrize("case", ORIGINALS)
def test_tampered_original_is_refused_with_the_reason(shelf: Shelf, agree: Consent, case: str) -> None:
    """By fetch, by convert and by check alike; it is left where it lies, and nothing in it is run."""
    content, reason = ORIGINALS[case]
    assert content != GOOD
    path = shelf.folder / "toon.pkl"
    path.write_bytes(content)
    with pytest.raises(WeightsWrong, match=reason):
        fetch(shelf, "toon", agree)
    with pytest.raises(WeightsWrong, match=reason):
        convert(shelf, Conversion(path), agree, _never)
    (finding,) = check(shelf)
    assert finding.verdict == "wrong"
    assert path.read_bytes() == content
    assert not Path("executed").exists()


@pytest.mark.parametrize("case", CONVERTED)
def test_tampered_safetensors_are_refused_with_the_reason(shelf: Shelf, case: str) -> None:
    """By the engine that looks for them and by check alike."""
    content, reason = CONVERTED[case]
    path = shelf.folder / "toon.safetensors"
    path.write_bytes(content)
    with pytest.raises(WeightsWrong, match=reason):
        find_weights("toon", [shelf.folder])
    (finding,) = check(shelf)
    assert finding.verdict == "wrong"


@pytest.mark.parametrize("change", ["flip", "append", "cut", "other"])
def test_converted_file_that_changed_is_refused(shelf: Shelf, change: str) -> None:
    """Even where it is still sound safetensors: the lock knows its hash."""
    content = files.safetensors()
    path = shelf.folder / "toon.safetensors"
    path.write_bytes(content)
    entry = Converted(source_sha256=shelf.manifest.files[0].sha256 or "", sha256=sha256_of(path), bytes=len(content))
    change_lock(shelf.folder, lambda lock: lock.noting("toon", entry))
    assert find_weights("toon", [shelf.folder]) == path
    other = files.safetensors(data=b"\x01" * 16)
    path.write_bytes({"flip": content[:-1] + b"\x01", "append": content + b"\x00", "cut": content[:-1], "other": other}[change])
    with pytest.raises(WeightsWrong, match="was changed after it was converted"):
        find_weights("toon", [shelf.folder])
    assert [finding.verdict for finding in check(shelf)] == ["wrong"]


def test_file_converted_from_another_one_is_noticed(shelf: Shelf) -> None:
    """The lock says what it was made from, and that is not the published file."""
    path = shelf.folder / "toon.safetensors"
    path.write_bytes(files.safetensors())
    entry = Converted(source_sha256="a" * 64, sha256=sha256_of(path), bytes=path.stat().st_size)
    change_lock(shelf.folder, lambda lock: lock.noting("toon", entry))
    (finding,) = check(shelf)
    assert (finding.verdict, "converted from another file" in finding.sentence) == ("wrong", True)
