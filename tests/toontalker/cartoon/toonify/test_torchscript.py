from __future__ import annotations

import pickle
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from toontalker.cartoon.toonify.torch_files import read_torch_file
from toontalker.cartoon.toonify.torchscript import NotTorchScript, read_torchscript
from toontalker.errors import WeightsWrong


class Inner(nn.Module):  # type: ignore[misc] # torch is Any here
    """Two tensors and a list of modules."""

    def __init__(self) -> None:
        super().__init__()
        self.convs = nn.ModuleList([nn.Conv2d(2, 3, 3), nn.Conv2d(3, 3, 1)])
        self.register_buffer("mean", torch.tensor([1.0, 2.0]).double())
        self.count: list[int] = [1, 2, 3]

    def forward(self, values: Tensor) -> Tensor:
        for conv in self.convs:
            values = conv(values)
        return values


class Outer(nn.Module):  # type: ignore[misc] # torch is Any here
    """A module with another, a half-precision weight and a transposed one."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = Inner()
        self.short = nn.Parameter(torch.arange(6.0).reshape(2, 3).half())
        self.turned = nn.Parameter(torch.arange(6.0).reshape(2, 3).t())

    def forward(self, values: Tensor) -> Tensor:
        return self.layers(values)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A TorchScript archive as PyTorch writes it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # newer versions of PyTorch call TorchScript outdated; published files use it
        torch.jit.script(Outer().eval()).save(str(tmp_path / "net.pt"))
    return tmp_path / "net.pt"


def rewritten(path: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """A copy of an archive with entries changed, or left out where `change` gives None."""
    out = path.with_name("changed.pt")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(out, "w") as target:
        for entry in source.infolist():
            content = change(entry.filename, source.read(entry))
            if content is not None:
                target.writestr(entry.filename, content)
    return out


def test_gives_the_tensors_by_their_place(archive: Path) -> None:
    """Names, kinds, shapes and numbers are those of the module's own state dict, non-contiguous tensors included."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        wanted: dict[str, Tensor] = torch.jit.load(str(archive)).state_dict()
    found = read_torchscript(archive)
    assert set(found) == set(wanted)
    for name, value in wanted.items():
        assert found[name].dtype == value.dtype
        assert torch.equal(found[name], value)
    assert torch.equal(read_torch_file(archive)["short"], wanted["short"])


def test_the_program_is_not_looked_at(archive: Path) -> None:
    """With its source and constants replaced by rubbish, the tensors are the same."""
    rubbish = rewritten(archive, lambda name, content: b"import os" if "/code/" in name or "constants" in name else content)
    assert set(read_torchscript(rubbish)) == set(read_torchscript(archive))


class _Named:
    """Unpickles as a call of any function."""

    def __init__(self, function: Any, *arguments: object) -> None:
        self.call = (function, arguments)

    def __reduce__(self) -> tuple[Any, tuple[object, ...]]:
        return self.call


HOSTILE = [
    (r"os\.system", b"cos\nsystem\n(S'touch marker'\ntR."),
    (r"posix\.system", pickle.dumps(_Named(__import__("os").system, "touch marker"), 2)),
    (r"__builtin__\.eval", pickle.dumps(_Named(eval, "1"), 2)),
    ("makes an object that is no module", b"ccollections\nOrderedDict\n)\x81."),
    ("sets the state of something that has none", b"ccollections\nOrderedDict\n)R}b."),
    ("sets the state of something that has none", b"ctorch._utils\n_rebuild_tensor_v2\n}S'__defaults__'\nNsb."),
    ("refers to something that is no tensor", b"S'x'\nQ."),
    ("TypeError", b"c__torch__.Net\nNet\n)}R."),
]


@pytest.mark.parametrize(("reason", "description"), HOSTILE)
def test_hostile_descriptions_are_refused(
    archive: Path, reason: str, description: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Calls, foreign objects and states set where there is none: all refused with the reason, nothing done."""
    monkeypatch.chdir(tmp_path)
    bad = rewritten(archive, lambda name, content: description if name.endswith("/data.pkl") else content)
    with pytest.raises(WeightsWrong, match=reason):
        read_torch_file(bad)
    assert not (tmp_path / "marker").exists()


def tensor(shape: str, stride: str, key: str = "0", kind: str = "FloatStorage", offset: str = "I0") -> bytes:
    """The description of one tensor in a module, in text opcodes."""
    storage = f"(S'storage'\nctorch\n{kind}\nS'{key}'\nS'cpu'\nI9\ntQ".encode()
    return b"(dS'a'\nctorch._utils\n_rebuild_tensor_v2\n(" + storage + f"{offset}\n({shape}t({stride}tI00\nNtRs.".encode()


@pytest.mark.parametrize(
    ("description", "reason"),
    [
        (tensor("I99999\nI99999\n", "I99999\nI1\n"), "larger than its numbers"),
        (tensor("I99999\nI99999\n", "I0\nI0\n"), "larger than its numbers"),
        (tensor("I2\n", "I1\n", offset="I999999"), "larger than its numbers"),
        (tensor("I-2\n", "I1\n"), "impossible shape"),
        (tensor("I2\n", "I-1\n"), "impossible shape"),
        (tensor("I2\n", "I1\nI1\n"), "without a shape"),
        (tensor("I2\n", "I1\n", key="../../code"), "KeyError"),
        (tensor("I2\n", "I1\n", kind="QInt8Storage"), "torch.QInt8Storage"),
    ],
)
def test_tensors_that_reach_beyond_their_numbers_are_refused(archive: Path, description: bytes, reason: str) -> None:
    """Shapes, strides, offsets and records that do not fit are told, before any memory is taken for them."""
    bad = rewritten(archive, lambda name, content: description if name.endswith("/data.pkl") else content)
    with pytest.raises(WeightsWrong, match=reason):
        read_torch_file(bad)


def test_lists_that_hold_themselves_end(archive: Path) -> None:
    """A structure that contains itself, twice over, is read in no time."""
    bad = rewritten(archive, lambda name, content: b"]q\x00(h\x00h\x00h\x00e." if name.endswith("/data.pkl") else content)
    assert read_torchscript(bad) == {}


def test_without_a_description_it_is_none(archive: Path) -> None:
    """An archive without data.pkl is no TorchScript."""
    bad = rewritten(archive, lambda name, content: None if name.endswith("/data.pkl") else content)
    with pytest.raises(NotTorchScript, match="no description"):
        read_torchscript(bad)
