from __future__ import annotations

import os
import pickle
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from toontalker.errors import WeightsMissing, WeightsWrong
from toontalker.mouth.wav2lip import lip_weights
from toontalker.mouth.wav2lip.checkpoint import convert_checkpoint, read_checkpoint
from toontalker.mouth.wav2lip.lip_weights import FORMAT, read_lip_weights
from toontalker.mouth.wav2lip.network import Block, Layer


def _training(state: dict[str, Tensor], prefix: str = "module.") -> dict[str, Any]:
    """What the published files hold: weights as written by several GPUs, the optimizer, counters."""
    moments = {0: {"step": 3, "exp_avg": torch.zeros(4), "exp_avg_sq": torch.ones(4)}}
    return {
        "state_dict": OrderedDict((prefix + name, value) for name, value in state.items()),
        "optimizer": {"state": moments, "param_groups": [{"lr": 1e-4, "betas": (0.5, 0.999), "params": [0]}]},
        "global_step": 3,
        "global_epoch": 1,
    }


def _torchscript(path: Path, network: nn.Module) -> None:
    torch.jit.trace(network, torch.zeros(1, 3, 5, 5)).save(str(path))


WRITERS: dict[str, Callable[[Path, Block], None]] = {
    "zip, module.": lambda path, block: torch.save(_training(block.state_dict()), path),
    "zip": lambda path, block: torch.save(_training(block.state_dict(), ""), path),
    "legacy, module.": lambda path, block: torch.save(_training(block.state_dict()), path, _use_new_zipfile_serialization=False),
    "bare": lambda path, block: torch.save(block.state_dict(), path),
    "bare, legacy": lambda path, block: torch.save(block.state_dict(), path, _use_new_zipfile_serialization=False),
    "safetensors": lambda path, block: save_file(block.state_dict(), path),
    "torchscript": _torchscript,
}


@pytest.fixture
def block(monkeypatch: pytest.MonkeyPatch) -> Block:
    """A network of one block, whose weights are the ones that are expected."""
    block = Block(Layer(3, 4)).eval()
    shapes = {name: tuple(value.shape) for name, value in block.state_dict().items()}
    monkeypatch.setattr(lip_weights, "expected_shapes", lambda: shapes)
    return block


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS.keys())
@pytest.mark.filterwarnings("ignore:`torch.jit:DeprecationWarning")
def test_every_container_is_read(write: Callable[[Path, Block], None], block: Block, tmp_path: Path) -> None:
    """Whatever the file is called; the same weights come out and end in the file of the engine, without the optimizer."""
    path, out = tmp_path / "wav2lip.dat", tmp_path / "out.safetensors"
    write(path, block)
    state = read_checkpoint(path)
    assert state.keys() == block.state_dict().keys()
    assert all(torch.equal(state[name], value) for name, value in block.state_dict().items())
    convert_checkpoint(path, out)
    again = read_lip_weights(out)
    assert all(torch.equal(again[name], value) for name, value in state.items())
    with safe_open(out, framework="pt") as file:
        assert file.metadata() == {"format": FORMAT}


def test_the_whole_network_is_read(state: dict[str, Tensor], tmp_path: Path) -> None:
    """All 352 weights of a file as it is published."""
    torch.save(_training(state), tmp_path / "wav2lip.pth")
    read = read_checkpoint(tmp_path / "wav2lip.pth")
    assert all(torch.equal(read[name], value) for name, value in state.items())


class _Marker:
    """Touches a file when it is unpickled the careless way."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self._path),)


def _pickled(path: Path, content: dict[str, Any]) -> None:
    path.write_bytes(pickle.dumps(content))


HOSTILE: dict[str, Callable[[Path, dict[str, Any]], None]] = {
    "zip": lambda path, content: torch.save(content, path),
    "legacy": lambda path, content: torch.save(content, path, _use_new_zipfile_serialization=False),
    "pickle": _pickled,
}


@pytest.mark.parametrize("write", HOSTILE.values(), ids=HOSTILE.keys())
def test_nothing_in_a_file_is_run(write: Callable[[Path, dict[str, Any]], None], block: Block, tmp_path: Path) -> None:
    """A file that would make a folder when unpickled is refused, and there is no folder."""
    path, marker = tmp_path / "wav2lip.pth", tmp_path / "marker"
    write(path, {**_training(block.state_dict()), "hook": _Marker(marker)})
    with pytest.raises(WeightsWrong):
        read_checkpoint(path)
    assert not marker.exists()


@pytest.mark.parametrize("content", [b"", b"<!DOCTYPE html><html>Sign in</html>", b"\x80\x02", b"PK\x03\x04" + bytes(64), bytes(999)])
def test_what_is_no_checkpoint_is_refused(content: bytes, tmp_path: Path) -> None:
    """Web pages, nothing, and the beginnings of files, with a sentence that names the file."""
    path = tmp_path / "wav2lip.pth"
    path.write_bytes(content)
    with pytest.raises(WeightsWrong, match=r"wav2lip\.pth"):
        read_checkpoint(path)


def test_half_a_file_is_refused(block: Block, tmp_path: Path) -> None:
    """Of either format."""
    for number, zipped in enumerate((True, False)):
        path = tmp_path / f"{number}.pth"
        torch.save(_training(block.state_dict()), path, _use_new_zipfile_serialization=zipped)
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        with pytest.raises(WeightsWrong):
            read_checkpoint(path)


def test_a_file_that_is_not_there_is_missing(tmp_path: Path) -> None:
    """Which is another fault than a wrong one."""
    with pytest.raises(WeightsMissing):
        read_checkpoint(tmp_path / "wav2lip.pth")
