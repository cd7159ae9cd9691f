"""What jobs cost in memory, watched in a fresh process so that nothing else counts."""

from __future__ import annotations

import os
import resource
import sys
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from toontalker.clip import ClipRequest
from toontalker.errors import ToonTalkerError
from toontalker.pipeline import open_pipeline
from toontalker.settings import Settings, SpeechSettings
from toontalker.voice_settings import VoiceSettings

LONG_TEXTS = Settings(speech=SpeechSettings(max_text=10_000, max_seconds=900.0), voices=VoiceSettings().on_this_machine())
"""Lets a measurement speak for minutes."""
_STATUS = Path("/proc/self/status")
_MEDIAN_OF = 10
"""Jobs."""


@dataclass(frozen=True)
class MemoryTrace:
    """Resident memory of a process that does jobs one after another."""

    peak_mb: float
    """Highest ever, MB of 10^6 bytes."""
    after_job_mb: tuple[float, ...]
    """After each job, MB."""

    def growth_mb(self, settled: int = 20) -> float:
        """How much more is held at the end than after the first `settled` jobs, MB: medians of up to ten jobs each.

        Medians, because the allocator keeps some tens of MB after one job and gives them back after the next. Raises ValueError
        where there are no more jobs than `settled`.
        """
        if len(self.after_job_mb) <= settled:
            raise ValueError(f"growth after {settled} jobs needs more than {len(self.after_job_mb)} jobs")
        last = self.after_job_mb[settled:][-_MEDIAN_OF:]
        return median(last) - median(self.after_job_mb[:settled][-_MEDIAN_OF:])


def memory_of_jobs(request: ClipRequest, jobs: int = 1) -> MemoryTrace:
    """Does the same job so many times with one pipeline in a new process and tells what it held.

    Raises what the job raises, and `ToonTalkerError` where the process dies.
    """
    try:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
            return process.submit(watched_jobs, request, jobs).result()
    except BrokenProcessPool as error:
        raise ToonTalkerError("The process whose memory was to be measured has died.") from error


def watched_jobs(request: ClipRequest, jobs: int) -> MemoryTrace:
    """`memory_of_jobs` in the process that calls it, whatever else that has done."""
    held: list[float] = []
    with TemporaryDirectory() as folder, open_pipeline(LONG_TEXTS) as pipeline:
        for _ in range(jobs):
            pipeline.make_clip(request, Path(folder) / "clip.mp4")
            held.append(_resident_mb())
    return MemoryTrace(_peak_mb(), tuple(held))


def _resident_mb() -> float:
    """Of this process now; where there is no /proc, the peak."""
    return _status_mb("VmRSS") or _peak_mb()


def _peak_mb() -> float:
    """Of this process. From /proc where it exists: the peak that getrusage tells includes that of the process that started it."""
    kilobyte = 1 if sys.platform == "darwin" else 1024
    return _status_mb("VmHWM") or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * kilobyte / 1e6


def _status_mb(key: str) -> float | None:
    if not _STATUS.exists():
        return None
    for line in _STATUS.read_text().split(os.linesep):
        if line.startswith(key):
            return float(line.split()[1]) * 1024 / 1e6
    return None
