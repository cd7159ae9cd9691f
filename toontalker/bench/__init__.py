"""How fast is this machine: every stage and the whole job, beside an encoder that has nothing to wait for.

`timing` runs jobs and floors in turn and takes medians; `memory` watches jobs in a process of their own.
"""

from __future__ import annotations

from toontalker.bench.memory import MemoryTrace, memory_of_jobs
from toontalker.bench.timing import Bench, ClipTimes, Workload, bench

__all__ = ["Bench", "ClipTimes", "MemoryTrace", "Workload", "bench", "memory_of_jobs"]
