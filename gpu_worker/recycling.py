"""When a worker has worked enough, and how early the next one must begin to load."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from toontalker.settings import Prewarm, WorkerSettings

JOBS_BEFORE_AGAIN: Final = 10
"""While a job waits for a fresh worker, one is replaced after so many jobs at the latest: nobody's second try waits for 200 others."""
_HEADROOM_MB: Final = 512.0
"""MB that must stay free beside two loaded workers."""
_PEAK_FACTOR: Final = 1.1
"""How much more than the present worker the next may need."""
_NEARLY: Final = 0.9
"""Part of a limit of memory or age from which the next worker is loaded."""
_NEWEST: Final = 0.3
"""Weight of the last job in the mean time of jobs."""


@dataclass(frozen=True)
class Memory:
    """What a worker holds, MB of 10^6 bytes; None where nobody tells."""

    rss: float | None = None
    """Of the machine."""
    vram: float | None = None
    """Of the GPU."""


class Wear:
    """What one worker has behind it."""

    def __init__(self, settings: WorkerSettings, load_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        """`load_seconds`: what it took to load, which is what the next one will take."""
        self.jobs = 0
        """Jobs done, whatever came of them."""
        self.memory = Memory()
        """Held after its last job."""
        self.spoilt = ""
        """Why it may do no more jobs, if that is so."""
        self._settings = settings
        self._load_seconds = load_seconds
        self._job_seconds = 0.0
        self._clock = clock
        self._born = clock()
        self._last = settings.recycle_jobs + random.randint(0, settings.recycle_jitter)

    @property
    def fresh(self) -> bool:
        """Nothing that a job could leave behind is in it."""
        return self.jobs == 0

    def worked(self, seconds: float, memory: Memory) -> None:
        """Notes a job: how long it took, and what the worker holds after it."""
        self._job_seconds += (seconds - self._job_seconds) * (_NEWEST if self.jobs else 1.0)
        self.jobs += 1
        self.memory = memory

    def too_large(self) -> bool:
        """Over a limit of memory: it must go, whether another is ready or not."""
        return self._part_of_memory() > 1

    def reason(self, again: int) -> str:
        """Why it shall be replaced before the next job; empty when it need not be. `again`: jobs that wait for a fresh worker."""
        if self.spoilt:
            return self.spoilt
        if self.too_large():
            return "memory"
        if self.jobs >= self._last:
            return "jobs"
        if self._part_of_age() >= 1:
            return "age"
        return "a job waits for a fresh worker" if again and self.jobs >= JOBS_BEFORE_AGAIN else ""

    def soon(self, again: int) -> bool:
        """Whether it is time to load the next one: twice the jobs that fit into the time that takes, and one, before the end."""
        lead = 1 + math.ceil(2 * self._load_seconds / max(self._job_seconds, 1e-3)) if self.jobs else 1
        if self.reason(again) or self.jobs + lead >= self._last or (again and not self.fresh):
            return True
        return max(self._part_of_memory(), self._part_of_age()) >= _NEARLY

    def _part_of_memory(self) -> float:
        limits = ((self.memory.rss, self._settings.max_rss_mb), (self.memory.vram, self._settings.max_vram_mb))
        return max((held / limit for held, limit in limits if held is not None and limit), default=0.0)

    def _part_of_age(self) -> float:
        return (self._clock() - self._born) / (3600 * self._settings.recycle_hours)


def how_warm(wanted: Prewarm, held: Memory, free: Memory) -> Literal["full", "cpu", "off"]:
    """How far the next worker may be loaded beside the present one.

    `held`: the most that the present one has held; `free`: what nobody holds. "auto" loads everything where both memories have room
    for another like it, all but the GPU's part where only the machine has, and nothing before the old one is gone where neither has.
    Memory that nobody tells of is taken to be there.
    """
    if wanted != "auto":
        return wanted
    if not _fits(held.rss, free.rss):
        return "off"
    return "full" if _fits(held.vram, free.vram) else "cpu"


def _fits(held: float | None, free: float | None) -> bool:
    return held is None or free is None or free >= _PEAK_FACTOR * held + _HEADROOM_MB
