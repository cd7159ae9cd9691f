"""What a GPU's driver says about its memory: through NVIDIA's library (package nvidia-ml-py) where that is installed, else nothing."""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import Any

from gpu_worker.memory import MB


class Gpu:
    """One GPU, seen from outside; the supervisor itself never touches CUDA."""

    def __init__(self, nvml: ModuleType, handle: Any) -> None:
        """`handle`: what `nvml`, the module pynvml, knows the GPU by."""
        self._nvml = nvml
        self._handle = handle

    def free_mb(self) -> float | None:
        """Memory that nobody holds, MB; None where the driver does not tell."""
        try:
            return float(self._nvml.nvmlDeviceGetMemoryInfo(self._handle).free) / MB
        except self._nvml.NVMLError:
            return None

    def held_mb(self, pid: int) -> float | None:
        """What a process holds, MB; 0 when the driver does not know it (a container may hide its number), None when it does not tell."""
        try:
            users = self._nvml.nvmlDeviceGetComputeRunningProcesses(self._handle)
        except self._nvml.NVMLError:
            return None
        held = [user.usedGpuMemory for user in users if user.pid == pid]
        return None if None in held else sum(held) / MB


def open_gpu(device: str) -> Gpu | None:
    """The GPU that CUDA_VISIBLE_DEVICES=`device` shows (a number or a name), or None: no such library, no driver, no such GPU."""
    try:
        nvml = importlib.import_module("pynvml")
    except ImportError:
        return None
    try:
        nvml.nvmlInit()
        handle = nvml.nvmlDeviceGetHandleByIndex(int(device)) if device.isdigit() else nvml.nvmlDeviceGetHandleByUUID(device)
    except nvml.NVMLError:
        return None
    return Gpu(nvml, handle)
