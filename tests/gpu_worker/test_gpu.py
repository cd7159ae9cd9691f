"""What the driver tells of the GPU, with a driver of paper."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace

import pytest

from gpu_worker.gpu import open_gpu


class NVMLError(Exception):
    """As the library calls it."""


@pytest.fixture
def nvml(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A driver with one GPU, on which process 7 holds 100 MB twice and process 8 nobody knows how much."""
    module = ModuleType("pynvml")

    def by_index(index: int) -> str:
        if index:
            raise NVMLError
        return "gpu"

    users = [SimpleNamespace(pid=7, usedGpuMemory=100_000_000)] * 2 + [SimpleNamespace(pid=8, usedGpuMemory=None)]
    members = {
        "NVMLError": NVMLError,
        "nvmlInit": lambda: None,
        "nvmlDeviceGetHandleByIndex": by_index,
        "nvmlDeviceGetHandleByUUID": lambda name: name,
        "nvmlDeviceGetMemoryInfo": lambda _: SimpleNamespace(free=3_000_000_000),
        "nvmlDeviceGetComputeRunningProcesses": lambda _: users,
    }
    for name, member in members.items():
        setattr(module, name, member)
    monkeypatch.setitem(sys.modules, "pynvml", module)
    return module


def test_tells_what_is_free_and_who_holds_what(nvml: ModuleType) -> None:
    """In MB; 0 for a process it does not know, None where it does not tell."""
    for device in ("0", "GPU-5a0c"):
        gpu = open_gpu(device)
        assert gpu is not None
        assert gpu.free_mb() == 3000
        assert [gpu.held_mb(pid) for pid in (7, 8, 9)] == [200, None, 0]


def test_no_such_gpu_and_no_library_are_no_gpu(nvml: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then nothing is known, and nothing breaks."""
    assert open_gpu("1") is None
    monkeypatch.setitem(sys.modules, "pynvml", None)
    assert open_gpu("0") is None


def test_a_driver_that_fails_later_tells_nothing(nvml: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Instead of an error in the middle of the work."""
    gpu = open_gpu("0")
    assert gpu is not None

    def fail(_: object) -> None:
        raise NVMLError

    monkeypatch.setattr(nvml, "nvmlDeviceGetMemoryInfo", fail)
    monkeypatch.setattr(nvml, "nvmlDeviceGetComputeRunningProcesses", fail)
    assert gpu.free_mb() is None
    assert gpu.held_mb(7) is None
