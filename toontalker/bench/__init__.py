"""How fast is this machine: every stage and the whole job, beside an encoder that has nothing to wait for.

`timing` runs jobs and floors in turn and takes medians; `memory` watches jobs in a process of their own; `voice` does so with the
house voice alone; `neural` measures the neural engines. The names below are loaded when they are first used: where only the
neural engines are measured, nothing else need be installed.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from toontalker.bench.memory import MemoryTrace, memory_of_jobs
    from toontalker.bench.timing import Bench, ClipTimes, Workload, bench
    from toontalker.bench.voice import VoiceCosts, voice_costs

__all__ = ["Bench", "ClipTimes", "MemoryTrace", "VoiceCosts", "Workload", "bench", "memory_of_jobs", "voice_costs"]

_HOMES = {
    "memory": ("MemoryTrace", "memory_of_jobs"),
    "timing": ("Bench", "ClipTimes", "Workload", "bench"),
    "voice": ("VoiceCosts", "voice_costs"),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Loads an exported name from its module on first use (PEP 562)."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value
