"""Acceptance 5: how soon a dead or frozen worker is noticed, and what a job costs beside its own work."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from gpu_worker.soak.report import Figure, Report, percentile
from gpu_worker.soak.trial import Trial
from toontalker.settings import WorkerSettings


@dataclass(frozen=True)
class Notice:
    """How often."""

    deaths: int = 30
    """Workers killed, idle and at work by turns."""
    freezes: int = 2
    """Workers stopped."""
    silence_seconds: float = 10.0
    """The rule of silence, by default as in the settings."""

    def run(self) -> Report:
        """Holds the trial; half a minute."""
        started = time.monotonic()
        with Trial(WorkerSettings(silence_seconds=self.silence_seconds)) as trial:
            dead = [self._unseated(trial, signal.SIGKILL, at_work=bool(number % 2)) for number in range(self.deaths)]
            frozen = [self._unseated(trial, signal.SIGSTOP, at_work=bool(number % 2)) for number in range(self.freezes)]
            trial.wait(120)
        figures = (
            Figure("workers killed", len(dead)),
            Figure("until that is noticed, median, ms", 1000 * percentile(dead, 0.5)),
            Figure("until that is noticed, p95, ms", 1000 * percentile(dead, 0.95), timed=True, most=50),
            Figure("workers stopped", len(frozen)),
            Figure("until the slowest of them is noticed, s", max(frozen), timed=True, most=self.silence_seconds + 1),
        )
        return Report("notice", figures, time.monotonic() - started)

    def _unseated(self, trial: Trial, how: signal.Signals, *, at_work: bool) -> float:
        """Seconds from the signal until the supervisor has let the worker go."""
        trial.wait(120)
        if at_work:
            trial.add({"act": "hang", "times": 1})
        trial.until(lambda: trial.pid is not None and (trial.supervisor.health().workers[0].job is not None) == at_work)
        pid = trial.pid
        assert pid is not None
        started = time.perf_counter()
        os.kill(pid, how)
        while trial.pid == pid:
            time.sleep(0.0005)
        return time.perf_counter() - started


@dataclass(frozen=True)
class Overhead:
    """How many jobs that take no time."""

    jobs: int = 1000

    def run(self) -> Report:
        """Holds the trial; some seconds. The jobs all wait before the supervisor starts, so that adding them costs it nothing."""
        started = time.monotonic()
        trial = Trial(WorkerSettings())
        for _ in range(self.jobs):
            trial.add({})
        with trial:
            trial.wait(300)
            ends = sorted(moment for times in trial.ended.values() for moment in times)
            adding, syncing = self._adding(trial), _syncing(trial.folder)
        gaps = [later - earlier for earlier, later in pairwise(ends)]
        figures = (
            Figure("jobs that take no time", self.jobs),
            Figure("from one end to the next, median, ms", 1000 * percentile(gaps, 0.5), timed=True, most=5),
            Figure("from one end to the next, p95, ms", 1000 * percentile(gaps, 0.95)),
            Figure("Journal.add, median, ms", 1000 * percentile(adding, 0.5)),
            Figure("Journal.add, p95, ms", 1000 * percentile(adding, 0.95), timed=True, most=20),
            Figure("fsync of this disk, median, ms", 1000 * percentile(syncing, 0.5)),
        )
        return Report("overhead", figures, time.monotonic() - started)

    def _adding(self, trial: Trial) -> list[float]:
        """Seconds of additions while the supervisor does jobs and people are told."""
        begun = len(trial.adding)
        for _ in range(min(self.jobs, 200)):
            trial.add({"seconds": 0.02})
            time.sleep(0.02)
        trial.wait(120)
        return trial.adding[begun:]


def _syncing(folder: Path) -> list[float]:
    """Seconds that the disk takes to make a page durable: a job needs two of them, whoever keeps its journal."""
    taken = []
    with (folder / "page").open("wb", buffering=0) as file:
        for _ in range(100):
            file.write(bytes(4096))
            started = time.perf_counter()
            os.fsync(file.fileno())
            taken.append(time.perf_counter() - started)
    return taken
