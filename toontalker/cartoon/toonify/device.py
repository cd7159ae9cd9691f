"""Where a network runs, and how much of its memory is in use."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import torch

from toontalker.errors import BadSetting

_STATUS: Final = Path("/proc/self/status")


def choose_device(wanted: str) -> torch.device:
    """``auto``: the first GPU where there is one, else the CPU; else what is asked for. Raises `BadSetting` for a GPU that is not there."""
    if wanted == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if not wanted.startswith("cuda"):
        return torch.device("cpu")
    number = int(wanted.partition(":")[2] or 0)
    if not torch.cuda.is_available() or number >= torch.cuda.device_count():
        raise BadSetting(f"The setting neural.device is {wanted}, but PyTorch finds no such GPU on this machine.")
    return torch.device("cuda", number)


def device_name(device: torch.device) -> str:
    """The name of a GPU, or cpu."""
    return torch.cuda.get_device_name(device) if device.type == "cuda" else "cpu"


def held_mb(device: torch.device) -> float:
    """Memory in use, MB of 10^6 bytes: of the whole GPU, or of this process on the CPU."""
    if device.type == "cuda":
        free, whole = torch.cuda.mem_get_info(device)
        return float(whole - free) / 1e6
    return next(int(line.split()[1]) * 1024 / 1e6 for line in _STATUS.read_text().splitlines() if line.startswith("VmRSS"))
