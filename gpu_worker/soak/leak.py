"""Acceptance 3: a worker that leaks stays bounded by recycling, and the supervisor stays flat over thousands of jobs."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Final

from gpu_worker.memory import peak_mb, resident_mb
from gpu_worker.soak.census import Census, census
from gpu_worker.soak.report import Figure, Report
from gpu_worker.soak.trial import Trial
from toontalker.settings import WorkerSettings

_LEAK_MB: Final = 20
"""Of each job."""
_SETTLED: Final = 200
"""Small jobs after which the supervisor has loaded what it will ever load."""
_WATCH_SECONDS: Final = 0.01
_SEATS: Final = 2
"""Workers that do the small jobs."""
_AT_ONCE: Final = 200
"""Small jobs that wait at a time."""


@dataclass(frozen=True)
class Leak:
    """How long."""

    lives: int = 6
    """Workers that leak, one after the other."""
    recycle_jobs: int = 10
    """Jobs of each."""
    small_jobs: int = 10_000
    """Through one supervisor, whose workers are recycled every 500."""

    def run(self) -> Report:
        """Holds both trials; some minutes."""
        started = time.monotonic()
        figures = [*self._leaking_worker(), *self._small_jobs()]
        return Report("leak", tuple(figures), time.monotonic() - started)

    def _leaking_worker(self) -> list[Figure]:
        settings = WorkerSettings(recycle_jobs=self.recycle_jobs, recycle_jitter=0, prewarm="full")
        with Trial(settings) as trial, _Watch(trial) as watch:
            for _ in range(self.lives * self.recycle_jobs):
                trial.add({"act": "leak", "megabytes": _LEAK_MB, "seconds": 0.05})
            trial.wait(600)
        bound = (watch.base + self.recycle_jobs * _LEAK_MB) * 1.1
        return [
            Figure("workers that leaked 20 MB a job", len(watch.peaks), least=self.lives),
            Figure("memory of a fresh worker, MB", watch.base),
            Figure(f"largest worker of {self.recycle_jobs} jobs each, MB", max(watch.peaks.values()), most=bound),
        ]

    def _small_jobs(self) -> list[Figure]:
        strangers = census().children
        settings = WorkerSettings(count=_SEATS, recycle_jobs=500, recycle_jitter=50, prewarm="off")  # a spare would have files of its own
        with Trial(settings) as trial:
            trial.open_all_connections()
            self._feed(trial, min(_SETTLED, self.small_jobs // 2))
            before = _settled(trial, strangers)
            self._feed(trial, self.small_jobs - min(_SETTLED, self.small_jobs // 2))
            after = _settled(trial, strangers)
        return [
            Figure("small jobs", self.small_jobs),
            Figure("growth of the supervisor's memory, MB", after.rss_mb - before.rss_mb, most=20),
            Figure("growth of its open files", after.files - before.files, most=0),
            Figure("growth of its threads", after.threads - before.threads, most=0),
            Figure("zombies", after.zombies, most=0),
        ]

    def _feed(self, trial: Trial, jobs: int) -> None:
        """In portions; what was told is dropped, so that only the supervisor's own memory counts."""
        for begun in range(0, jobs, _AT_ONCE):
            for _ in range(min(_AT_ONCE, jobs - begun)):
                trial.add({})
            trial.wait(300)
            trial.forget()


def _settled(trial: Trial, strangers: int) -> Census:
    """When every seat has one worker, and nobody is on the way in or out; `strangers`: children that are none of the trial's."""
    trial.until(lambda: census().children == _SEATS + strangers)
    return census()


class _Watch:
    """Looks at the memory of whoever works, many times a second."""

    def __init__(self, trial: Trial) -> None:
        self._trial = trial
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self.base = 0.0
        """MB of the first worker before its first job, or 0."""
        self.peaks: dict[int, float] = {}
        """Process → the most it was ever seen to have held, MB."""

    def _look(self) -> None:
        while not self._over.wait(_WATCH_SECONDS):
            if (pid := self._trial.pid) is not None:
                self.peaks[pid] = peak_mb(pid) or self.peaks.get(pid, 0.0)

    def __enter__(self) -> _Watch:
        self._trial.until(lambda: self._trial.pid is not None)
        assert self._trial.pid is not None
        self.base = resident_mb(self._trial.pid) or 0.0
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
