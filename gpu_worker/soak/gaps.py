"""Acceptance 4: recycling costs no one a wait. The longest gap between two answers, with and without it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

from gpu_worker.soak.report import Figure, Report
from gpu_worker.soak.trial import Trial
from toontalker.settings import WorkerSettings

_NEVER: Final = WorkerSettings(recycle_jobs=1_000_000, prewarm="off")


@dataclass(frozen=True)
class Gaps:
    """How long a model loads, how long a job takes, how many there are."""

    load_seconds: float = 2.0
    job_seconds: float = 0.3
    jobs: int = 60
    """In each run."""
    recycle_jobs: int = 20
    rounds: int = 3
    """Each way is run so often, in turn, and the median of the longest gaps counts: a busy machine has gaps of its own."""

    def run(self) -> Report:
        """Holds the trial; about 20 s a run."""
        started = time.monotonic()
        recycling = replace_settings(_NEVER, recycle_jobs=self.recycle_jobs, recycle_jitter=0, prewarm="full")
        ways = {"none": _NEVER, "warm": recycling, "cold": replace_settings(recycling, prewarm="off")}
        longest: dict[str, list[float]] = {way: [] for way in ways}
        typical: list[float] = []
        for _ in range(self.rounds):
            for way in ("none", "warm"):
                gaps = self._gaps(ways[way])
                longest[way].append(max(gaps))
                typical.append(median(gaps))
        longest["cold"].append(max(self._gaps(ways["cold"])))
        none, warm, cold = (median(longest[way]) for way in ("none", "warm", "cold"))
        figures = (
            Figure("runs of each way", self.rounds),
            Figure("a typical gap, s", median(typical)),
            Figure("longest gap without recycling, s", none),
            Figure("longest gap with recycling, the next worker loaded before, s", warm),
            Figure("longest gap with recycling and nothing loaded before, s", cold),
            Figure("growth with the next worker loaded before, %", 100 * (warm / none - 1), timed=True, most=5),
        )
        return Report("recycle", figures, time.monotonic() - started)

    def _gaps(self, settings: WorkerSettings) -> list[float]:
        """Seconds between one end and the next, once the first worker is there."""
        with Trial(settings, load_seconds=self.load_seconds) as trial:
            for _ in range(self.jobs):
                trial.add({"seconds": self.job_seconds})
            trial.wait(60 + 2 * self.jobs * self.job_seconds + self.jobs / self.recycle_jobs * 2 * self.load_seconds)
            ends = sorted(time for times in trial.ended.values() for time in times)
        return [later - earlier for earlier, later in pairwise(ends)]


def replace_settings(settings: WorkerSettings, **changed: object) -> WorkerSettings:
    """`settings` with some of them changed."""
    return settings.model_copy(update=changed)
