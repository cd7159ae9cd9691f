"""How fast is this machine: every stage and the whole job, beside an encoder that has nothing to wait for.

`timing` runs jobs and floors in turn and takes medians; `memory` watches jobs in a process of their own; `voice` does so with the
house voice alone.
"""

from __future__ import annotations

from toontalker.bench.memory import MemoryTrace, memory_of_jobs
from toontalker.bench.timing import Bench, ClipTimes, Workload, bench
from toontalker.bench.voice import VoiceCosts, voice_costs

__all__ = ["Bench", "ClipTimes", "MemoryTrace", "VoiceCosts", "Workload", "bench", "memory_of_jobs", "voice_costs"]
