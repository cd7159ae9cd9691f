"""How much memory a process holds and how much is free: read from the kernel, where it tells."""

from __future__ import annotations

from pathlib import Path
from typing import Final

MB: Final = 1e6
"""Bytes."""
_MEMINFO: Final = Path("/proc/meminfo")
_CGROUP: Final = Path("/sys/fs/cgroup")


def resident_mb(pid: int) -> float | None:
    """Memory that the process holds now, MB; None where the kernel does not tell."""
    return _field(Path(f"/proc/{pid}/status"), "VmRSS")


def peak_mb(pid: int) -> float | None:
    """The most that it ever held, MB."""
    return _field(Path(f"/proc/{pid}/status"), "VmHWM")


def free_mb() -> float | None:
    """What a new process can have without anybody being pushed out, MB: the machine's, or the container's if that is less."""
    found = [free for free in (_field(_MEMINFO, "MemAvailable"), _free_in_container(_CGROUP)) if free is not None]
    return min(found, default=None)


def _field(path: Path, key: str) -> float | None:
    """A line like ``VmRSS:  123 kB``, in MB."""
    try:
        lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return None
    for line in lines:
        name, _, value = line.partition(":")
        if name == key:
            return float(value.split()[0]) * 1024 / MB
    return None


def _free_in_container(folder: Path) -> float | None:
    """The limit of the control group less what is used (cgroup v2); None where there is no limit."""
    try:
        return (int((folder / "memory.max").read_text()) - int((folder / "memory.current").read_text())) / MB
    except (OSError, ValueError):
        return None
