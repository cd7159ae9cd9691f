"""Counts what a process holds: files, threads, children, zombies, memory. Linux only, from /proc."""

from __future__ import annotations

import gc
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from gpu_worker.memory import resident_mb


@dataclass(frozen=True)
class Census:
    """One moment of a process."""

    files: int
    """Open descriptors."""
    threads: int
    children: int
    """Processes it has started and that are not reaped, without the resource tracker of `multiprocessing`."""
    zombies: int
    """Those of them that are dead."""
    rss_mb: float
    """Resident memory, MB of 10^6 bytes."""


def census() -> Census:
    """Of this process, now, with its garbage collected."""
    gc.collect()
    states = [state for pid in children_of(os.getpid()) if (state := _state(pid)) and not _is_tracker(pid)]
    return Census(
        files=len(list(Path("/proc/self/fd").iterdir())) - 1,
        threads=len(list(Path("/proc/self/task").iterdir())),
        children=len(states),
        zombies=states.count("Z"),
        rss_mb=resident_mb(os.getpid()) or 0.0,
    )


def alive(pid: int) -> bool:
    """Whether a process runs, or at least has not been reaped and is no zombie."""
    return _state(pid) not in ("", "Z", "X")


def children_of(pid: int) -> list[int]:
    """Processes that a process has started and that are not reaped; none where it is gone."""
    found: list[int] = []
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (task / "children").read_text().split())
    return found


def _state(pid: int) -> str:
    """One letter; empty for a process that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def _is_tracker(pid: int) -> bool:
    try:
        return b"resource_tracker" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
