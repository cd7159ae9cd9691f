from __future__ import annotations

import argparse
import json
import os
import pickle
import shutil
import zipfile
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

from toontalker.cartoon.toonify.torch_files import read_torch_file, tensors_of
from toontalker.errors import WeightsMissing, WeightsWrong


class Marker:
    """Makes a file when it is unpickled: proof that something was run."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[Any, ...]:
        return os.system, (f"touch {self.marker}",)


def content() -> dict[str, Any]:
    """What a checkpoint may hold."""
    return {
        "state_dict": OrderedDict({"module.a.weight": torch.arange(6.0).reshape(2, 3), "module.b": torch.tensor([1, 2])}),
        "opts": argparse.Namespace(lr=0.1, name="x"),
        "step": 7,
        "best": np.float64(0.25),
    }


@pytest.mark.parametrize("old", [False, True])
def test_reads_both_containers(tmp_path: Path, old: bool) -> None:
    """Zip and legacy containers give back nested dicts, options and single numbers of NumPy."""
    path = tmp_path / "any.pkl"
    torch.save(content(), path, _use_new_zipfile_serialization=not old)
    found = read_torch_file(path)
    assert torch.equal(found["state_dict"]["module.a.weight"], torch.arange(6.0).reshape(2, 3))
    assert (vars(found["opts"]), found["step"], float(found["best"])) == ({"lr": 0.1, "name": "x"}, 7, 0.25)


def test_reads_safetensors(tmp_path: Path) -> None:
    """Safetensors under any name give their tensors."""
    save_file({"a": torch.ones(2)}, tmp_path / "any.pth")
    assert read_torch_file(tmp_path / "any.pth")["a"].tolist() == [1, 1]


@pytest.mark.parametrize("length", range(56, 320, 8))
def test_safetensors_with_headers_of_any_length(tmp_path: Path, length: int) -> None:
    """A file begins with the length of its header, whatever that looks like: 128 is the first byte of a pickle as well."""
    header = json.dumps({"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}, separators=(",", ":")).ljust(length).encode()
    (tmp_path / "a.pt").write_bytes(len(header).to_bytes(8, "little") + header + np.float32(3).tobytes())
    assert read_torch_file(tmp_path / "a.pt")["a"].tolist() == [3]


def test_tensors_are_found_under_a_key_or_at_the_top(tmp_path: Path) -> None:
    """The first key that is there is taken, ``module.`` goes, and what is no tensor is left out."""
    assert set(tensors_of(content(), "x", "g_ema", "state_dict")) == {"a.weight", "b"}
    assert set(tensors_of({"a": torch.ones(1), "epoch": 3}, "x", "state_dict")) == {"a"}
    assert set(tensors_of({"module.a": torch.ones(1), "b": torch.ones(1)}, "x")) == {"module.a", "b"}
    wrongs: tuple[Any, ...] = (None, [torch.ones(1)], {"state_dict": {}}, {"a": 1})
    for wrong in wrongs:
        with pytest.raises(WeightsWrong, match="no weights by name"):
            tensors_of(wrong, "x.pth", "state_dict")


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_weights_that_are_no_numbers_are_refused(value: float) -> None:
    """One NaN or infinity is told with the name of its weights."""
    with pytest.raises(WeightsWrong, match=r"a\.weight in x\.pth"):
        tensors_of({"a.weight": torch.tensor([1.0, value])}, "x.pth")


def test_weights_that_repeat_a_few_numbers_endlessly_are_refused(tmp_path: Path) -> None:
    """A tensor of a million million numbers over the storage of one takes no memory and is refused."""
    torch.save({"a": torch.ones(1).expand(1_000_000, 1_000_000)}, tmp_path / "bomb.pt")
    with pytest.raises(WeightsWrong, match="more numbers than there are"):
        tensors_of(read_torch_file(tmp_path / "bomb.pt"), "bomb.pt")


@pytest.mark.parametrize("old", [False, True])
def test_nothing_in_a_hostile_file_is_run(tmp_path: Path, old: bool) -> None:
    """A checkpoint that would run a command is refused with the command's name, and the command was not run."""
    marker = tmp_path / "was-run"
    torch.save({"state_dict": {"a": torch.ones(1)}, "opts": Marker(marker)}, tmp_path / "bad.pt", _use_new_zipfile_serialization=not old)
    with pytest.raises(WeightsWrong, match="system"):
        read_torch_file(tmp_path / "bad.pt")
    assert not marker.exists()


def test_a_pickle_that_only_looks_like_a_checkpoint_is_not_run(tmp_path: Path) -> None:
    """A bare pickle under the name of a checkpoint is refused unread."""
    marker = tmp_path / "was-run"
    (tmp_path / "bad.pth").write_bytes(pickle.dumps(Marker(marker)))
    with pytest.raises(WeightsWrong, match="no file of PyTorch"):
        read_torch_file(tmp_path / "bad.pth")
    assert not marker.exists()


def test_files_of_other_kinds_are_told_apart(tmp_path: Path) -> None:
    """Absent, empty, a web page, an archive, noise: each is refused by its own name."""
    with pytest.raises(WeightsMissing, match="is not there"):
        read_torch_file(tmp_path / "absent.pt")
    for start, reason in [(b"", "empty"), (b"<!DOCTYPE html><html>", "web page"), (b"BZh91AY&SY123", "bz2"), (b"\x00" * 99, "no file")]:
        (tmp_path / "x.pt").write_bytes(start)
        with pytest.raises(WeightsWrong, match=reason):
            read_torch_file(tmp_path / "x.pt")


@pytest.mark.parametrize("old", [False, True])
def test_half_and_damaged_files_are_refused(tmp_path: Path, old: bool) -> None:
    """A file cut anywhere, or with its description overwritten, gives a sentence and no other error."""
    path = tmp_path / "whole.pt"
    torch.save(content(), path, _use_new_zipfile_serialization=not old)
    whole = path.read_bytes()
    for length in range(1, len(whole) - 1, max(1, len(whole) // 23)):
        (tmp_path / "half.pt").write_bytes(whole[:length])
        with pytest.raises(WeightsWrong, match=r"half\.pt is"):
            read_torch_file(tmp_path / "half.pt")
    rng = np.random.default_rng(0)
    for _ in range(40):
        damaged = bytearray(whole)
        start = int(rng.integers(0, len(whole) - 30))
        damaged[start : start + 30] = rng.integers(0, 256, 30, np.uint8).tobytes()
        (tmp_path / "damaged.pt").write_bytes(damaged)
        try:
            found = read_torch_file(tmp_path / "damaged.pt")
        except WeightsWrong:
            continue
        assert isinstance(found, dict)


def test_a_compressed_container_is_refused(tmp_path: Path) -> None:
    """PyTorch stores, it never compresses: what would unpack to more than it is is not unpacked."""
    torch.save({"a": torch.zeros(500_000)}, tmp_path / "plain.pt")
    with zipfile.ZipFile(tmp_path / "plain.pt") as plain, zipfile.ZipFile(tmp_path / "bomb.pt", "w", zipfile.ZIP_DEFLATED) as bomb:
        for entry in plain.infolist():
            bomb.writestr(entry.filename, plain.read(entry))
    with pytest.raises(WeightsWrong, match="compressed"):
        read_torch_file(tmp_path / "bomb.pt")


def test_a_file_that_was_read_can_be_replaced(tmp_path: Path) -> None:
    """Tensors mapped from a file outlive the file."""
    path = tmp_path / "a.pt"
    torch.save({"a": torch.arange(1000.0)}, path)
    found: Tensor = read_torch_file(path)["a"]
    shutil.move(path, tmp_path / "b.pt")
    (tmp_path / "b.pt").unlink()
    assert torch.equal(found, torch.arange(1000.0))
