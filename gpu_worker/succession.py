"""Who sits in a seat: the worker at work, the one that warms up behind it, and those on their way out.

Nothing here waits for long except `ready`, and nothing here knows of jobs. Workers change places between jobs only.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import Final, Protocol

from gpu_worker.backoff import Backoff
from gpu_worker.bell import Bell
from gpu_worker.errors import WorkerDied, WorkerError
from gpu_worker.gpu import Gpu
from gpu_worker.memory import free_mb, peak_mb, resident_mb
from gpu_worker.process import WorkerProcess
from gpu_worker.recycling import Memory, Wear, how_warm
from toontalker.settings import WorkerSettings

_LOG: Final = logging.getLogger(__name__)
_LOOK: Final = 1.0
"""Seconds after which `ready` looks at what no pipe tells of: clocks and the GPU's memory."""
_GPU_PATIENCE: Final = 60.0
"""Seconds for which the memory of a dead worker may stay on the GPU before the next one is loaded all the same."""


class Recruit(Protocol):
    """Makes a worker and starts it; raises `StartFailed`, or OSError where files or processes run out."""

    def __call__(self, *, hold: bool) -> WorkerProcess:
        """`hold`: it shall stop before the GPU."""


@dataclass
class _Leaver:
    worker: WorkerProcess
    until: float
    """By our clock; then it is killed."""


class Succession:
    """Keeps one worker ready, and the next one warm when the time comes. Used by the thread of one seat."""

    def __init__(self, settings: WorkerSettings, recruit: Recruit, gpu: Gpu | None, again: Callable[[], int]) -> None:
        """`again`: how many jobs wait for a fresh worker."""
        self.current: WorkerProcess | None = None
        self.spare: WorkerProcess | None = None
        self.wear = Wear(settings, 0.0)
        """Of the current worker."""
        self.backoff = Backoff()
        """Of starts that failed."""
        self.trouble = ""
        """Why the last start failed; empty once one has succeeded."""
        self.replaced = 0
        """Workers that sat here and do no more: recycled, killed or dead."""
        self._settings = settings
        self._recruit = recruit
        self._gpu = gpu
        self._again = again
        self._leavers: list[_Leaver] = []
        self._on_gpu: dict[int, float] = {}
        self._peak = Memory()

    def ready(self, bell: Bell, stopping: threading.Event) -> WorkerProcess | None:
        """The worker that does the next job, once there is one; None when it is time to stop. `bell` rings when something changes."""
        while not stopping.is_set():
            self._look_at_all()
            if self._seated():
                return self.current
            self._wait(bell, min(self.backoff.left or _LOOK, _LOOK))
        return None

    def idle(self, bell: Bell, seconds: float) -> None:
        """Waits for the bell, for news of any worker, or for so many seconds, while no worker has a job."""
        self._wait(bell, seconds)
        self._look_at_all()
        self.look_round()

    def look_round(self) -> None:
        """What happens beside the work: news of all but the current worker, and the next one warmed up in time. Never waits.

        Starting a process takes some ten milliseconds, which are spent here, while a job is done, and not between two.
        """
        self._look_at_spare()
        self._look_at_leavers()
        if self.current is not None and self.spare is None and not self.backoff.left and self.wear.soon(self._again()):
            self._warm_spare(self.current)

    def worked(self, seconds: float) -> None:
        """The current worker has done a job."""
        assert self.current is not None
        pid = self.current.pid
        held = Memory(resident_mb(pid), self._gpu.held_mb(pid) if self._gpu else None)
        self._peak = Memory(peak_mb(pid) or held.rss, max(self._peak.vram or 0.0, held.vram or 0.0) if self._gpu else None)
        self.wear.worked(seconds, held)

    def lost(self) -> int | None:
        """The current worker is of no more use, whatever it does; its exit code. The next job gets another."""
        worker, self.current = self.current, None
        if worker is None:
            return None
        self.replaced += 1
        return self._end(worker)

    def close(self) -> None:
        """Ends all of them; each may finish what it is about to finish."""
        everybody = [self.current, self.spare, *(leaver.worker for leaver in self._leavers)]
        self.current, self.spare, self._leavers = None, None, []
        workers = [worker for worker in everybody if worker is not None]
        for worker in workers:
            worker.dismiss()
        for worker in workers:
            worker.retire()

    # ---- changing places ----------------------------------------------------------------------------------------------------------

    def _seated(self) -> bool:
        """Brings a worker into the seat, as far as that is possible now; whether there is one that may do a job."""
        if self.current is not None:
            reason = self.wear.reason(self._again())
            if not reason or self._indispensable():
                return True
            if self.spare is not None and self.spare.stage == "opening":
                return False
            self._dismiss(self.current, reason)
            self.current = None
            self.replaced += 1
        if self.spare is None:
            if not self.backoff.left and not self._leavers and self._gpu_is_free():
                self.spare = self._started(hold=False)
            return False
        if self.spare.stage == "prepared" and not self._leavers and self._gpu_is_free():
            self.spare.warm()
        if self.spare.stage != "ready":
            return False
        self.current, self.spare = self.spare, None
        self.wear = Wear(self._settings, self.current.load_seconds)
        return True

    def _indispensable(self) -> bool:
        """Nobody can follow just now, and nothing but a rule of caution asks the worker to go."""
        return self.spare is None and self.backoff.left > 0 and not self.wear.spoilt and not self.wear.too_large()

    def _warm_spare(self, current: WorkerProcess) -> None:
        vram = self._gpu.free_mb() if self._gpu else None
        warmth = how_warm(self._settings.prewarm, self._peak, Memory(free_mb(), vram))
        if warmth != "off":
            _LOG.info("worker %s will be followed; the next one is loaded (%s)", current.name, warmth)
            self.spare = self._started(hold=warmth == "cpu")

    def _started(self, *, hold: bool) -> WorkerProcess | None:
        try:
            return self._recruit(hold=hold)
        except (WorkerError, OSError) as error:
            self._start_failed(error)
            return None

    def _dismiss(self, worker: WorkerProcess, reason: str) -> None:
        _LOG.info("worker %s goes after %d jobs: %s", worker.name, self.wear.jobs, reason)
        worker.dismiss()
        self._leavers.append(_Leaver(worker, time.monotonic() + self._settings.retire_seconds))

    def _end(self, worker: WorkerProcess) -> int | None:
        self._on_gpu[worker.pid] = time.monotonic()
        return worker.kill()

    # ---- looking ------------------------------------------------------------------------------------------------------------------

    def _look_at_all(self) -> None:
        self._look_at_current()
        self._look_at_spare()
        self._look_at_leavers()

    def _look_at_current(self) -> None:
        if self.current is None:
            return
        try:
            self.current.listen()
        except WorkerError as error:
            _LOG.warning("worker %s, idle: %s", self.current.name, str(error))
            self.lost()

    def _look_at_spare(self) -> None:
        if self.spare is None:
            return
        was_opening = self.spare.stage == "opening"
        try:
            self.spare.listen()
        except WorkerError as error:
            self._end(self.spare)
            self.spare = None
            self._start_failed(error)
        else:
            if was_opening and self.spare.stage == "ready":
                self.backoff.succeeded()
                self.trouble = ""
                _LOG.info("worker %s is ready after %.1f s (pid %d)", self.spare.name, self.spare.load_seconds, self.spare.pid)

    def _look_at_leavers(self) -> None:
        for leaver in list(self._leavers):
            try:
                leaver.worker.listen()
            except WorkerDied:
                gone = True
            except WorkerError as error:
                _LOG.warning("worker %s, leaving: %s", leaver.worker.name, str(error))
                gone = True
            else:
                gone = time.monotonic() > leaver.until
            if gone:
                self._leavers.remove(leaver)
                self._end(leaver.worker)

    def _start_failed(self, error: Exception) -> None:
        self.trouble = str(error)
        delay = self.backoff.failed()
        _LOG.warning("a worker did not become ready (%d in a row, next try in %.0f s): %s", self.backoff.failures, delay, str(error))

    def _gpu_is_free(self) -> bool:
        """Whether the memory of all that are gone has left the GPU, or was waited for long enough: a kill frees nothing at once."""
        now = time.monotonic()
        for pid, since in list(self._on_gpu.items()):
            if self._gpu is None or now - since > _GPU_PATIENCE or not self._gpu.held_mb(pid):
                del self._on_gpu[pid]
        return not self._on_gpu

    def _wait(self, bell: Bell, seconds: float) -> None:
        workers = [self.current, self.spare, *(leaver.worker for leaver in self._leavers)]
        news = [waitable for worker in workers if worker is not None for waitable in worker.waitables]
        wait([bell.fileno(), *news], seconds)
        bell.hear()
