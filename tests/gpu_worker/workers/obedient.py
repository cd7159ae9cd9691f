"""A worker without a model: it writes the clip and says what it sees of the world."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gpu_worker.child import Maker, Tell
from gpu_worker.messages import Run


def prepare(options: dict[str, Any]) -> None:
    """All that can be had without a GPU: leaves a file."""
    Path(options["prepared"]).touch()


@contextmanager
def open_worker(options: dict[str, Any]) -> Iterator[Maker]:
    """Leaves the file "closed" when it is closed."""
    yield _make
    if "closed" in options:
        Path(options["closed"]).touch()


def _make(run: Run, tell: Tell) -> Mapping[str, Any]:
    tell("photo", 1.0)
    time.sleep(float(str(run.request.get("seconds", 0))))
    Path(run.clip).write_bytes(b"clip")
    told: dict[str, Any] = {"pid": os.getpid()}
    if run.request.get("look"):
        told |= _surroundings()
    if run.request.get("child"):
        told["child"] = subprocess.Popen(["sleep", "600"]).pid  # noqa: S607 - found where the system has it
    return told


def _surroundings() -> dict[str, Any]:
    descriptors = [int(name.name) for name in Path("/proc/self/fd").iterdir() if int(name.name) > 2]
    return {
        "environment": dict(os.environ),
        "arguments": sys.argv,
        "modules": sorted(sys.modules),
        "session": os.getsid(0),
        "inherited": [number for number in descriptors if Path(f"/proc/self/fd/{number}").exists() and os.get_inheritable(number)],
        "oom_score": int(Path("/proc/self/oom_score_adj").read_text()),
    }
