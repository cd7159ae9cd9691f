"""One thread of the supervisor: keeps one worker in its seat, feeds it from the journal, and writes down what became of each job.

The journal comes first and last: an attempt is counted there before the worker hears of the job, and nothing is told to anybody
before its end is written there. Until it is, the answer waits here, the clip on disk, and no other job is begun.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final, TypeVar

from gpu_worker.backoff import Backoff
from gpu_worker.bell import Bell
from gpu_worker.errors import GarbageFrame, WorkerError
from gpu_worker.gpu import open_gpu
from gpu_worker.journal import Failure, Job, JournalUnwritable
from gpu_worker.messages import Done, Failed, Progress, Run, encode
from gpu_worker.process import Patience, WorkerProcess
from gpu_worker.shift import Shift
from gpu_worker.succession import Succession

_LOG: Final = logging.getLogger(__name__)
_BEAT: Final = 0.5
"""Seconds between two signs of life of a worker."""
_FRESH_WANTED: Final = "a job waits for a fresh worker"
_BEYOND_SENDING: Final = "This request holds more, or other things, than we can pass on, so no clip could be made of it."

T = TypeVar("T")


class _Stopped(Exception):
    """The time to stop has come, and the job is not done."""


class _LeaseLost(Exception):
    """The job is somebody else's by now, or nobody's."""


class Seat(threading.Thread):
    """Works from `start` until the shift stops."""

    def __init__(self, shift: Shift, number: int, device: str = "") -> None:
        """`device`: the GPU of its workers, as CUDA_VISIBLE_DEVICES names it; empty where they see all there are."""
        super().__init__(name=f"seat {number}", daemon=True)
        self.number = number
        self.device = device
        self.bell = Bell()
        """Rings when there may be something to do; closed by the supervisor, after the thread."""
        self.job: Job | None = None
        """What its worker is at."""
        self.progress: Progress | None = None
        """How far."""
        self.storage = Backoff()
        """Of a journal that cannot be written."""
        self.disk = Backoff()
        """Of a disk that has no room for clips."""
        self.succession = Succession(shift.settings, self._recruit, open_gpu(device) if device else None, shift.again.count)
        self._shift = shift
        self._recruits = 0
        self._renewed = 0.0

    @property
    def trouble(self) -> str:
        """Why it cannot work just now, as a sentence; empty if it can."""
        if self.storage.failures:
            return "The journal cannot be written."
        if self.disk.failures:
            return "There is no room on the disk for clips."
        return self.succession.trouble

    def run(self) -> None:
        """Until the shift stops; what still runs then was given back."""
        try:
            while (worker := self.succession.ready(self.bell, self._shift.stopping)) is not None:
                job = self._claim(worker)
                if job is not None:
                    self._serve(worker, job)
                elif not self.succession.wear.fresh and self._shift.again.take():
                    self.succession.wear.spoilt = _FRESH_WANTED
                else:
                    pauses = [pause.left for pause in (self.storage, self.disk) if pause.left]
                    self.succession.idle(self.bell, min([self._shift.settings.poll_seconds, *pauses]))
        finally:
            if self.job is not None:  # only a bug of ours leads here
                with suppress(JournalUnwritable):
                    self._shift.journal.requeue(self.job.id, str(self.job.claimed_by), counted=True, reason="the supervisor broke")
            self.succession.close()

    def _recruit(self, *, hold: bool) -> WorkerProcess:
        settings = self._shift.settings
        self._recruits += 1
        patience = Patience(settings.silence_seconds, settings.stage_seconds, settings.start_seconds, settings.retire_seconds)
        environment = {"CUDA_VISIBLE_DEVICES": self.device, "CUDA_DEVICE_ORDER": "PCI_BUS_ID"} if self.device else {}
        name = f"{self._shift.identity.name}{self.number}.{self._recruits}"
        silence = settings.silence_seconds
        orders = replace(self._shift.orders, hold=hold, beat=min(_BEAT, silence / 4), patience=2 * silence)
        worker = WorkerProcess(orders, name, patience, environment)
        try:
            worker.start()
        except WorkerError:
            worker.kill()
            raise
        return worker

    # ---- one job ------------------------------------------------------------------------------------------------------------------

    def _claim(self, worker: WorkerProcess) -> Job | None:
        if not self._shift.open.is_set() or self.storage.left or self.disk.left:
            return None
        try:
            job = self._shift.journal.claim(worker.name, lease=self._shift.settings.lease_seconds, fresh=self.succession.wear.fresh)
        except JournalUnwritable as error:
            self._unwritable(error)
            return None
        self.storage.succeeded()
        if job is not None and job.attempts > 1:
            self._shift.again.take()
        return job

    def _serve(self, worker: WorkerProcess, job: Job) -> None:
        """Has the job done, and writes down what became of it."""
        self.job, self.progress = job, None
        _LOG.debug("job %s: attempt %d by worker %s", job.id, job.attempts, worker.name)
        started = self._renewed = time.monotonic()
        try:
            answer = self._done(worker, job)
        except WorkerError as error:
            exitcode = self.succession.lost()
            reason = str(error)
            _LOG.warning("job %s: attempt %d lost, worker %s, exit code %s: %s", job.id, job.attempts, worker.name, exitcode, reason)
            self._requeue(job, counted=True, reason=reason)
        except _Stopped:
            self.succession.lost()
            self._requeue(job, counted=False, reason="the program was stopped")
        except _LeaseLost:
            _LOG.warning("job %s: it is no longer ours; worker %s is stopped", job.id, worker.name)
            self.succession.lost()
        else:
            seconds = time.monotonic() - started
            self.succession.worked(seconds)
            self._write_down(job, answer, seconds)
        self.job, self.progress = None, None

    def _done(self, worker: WorkerProcess, job: Job) -> Done | Failed:
        """The worker's answer. Raises `WorkerError`, `_Stopped` or `_LeaseLost` where there is none."""
        try:
            order = _order(job)
        except ValueError as error:
            return Failed(job=job.id, blame="us", message=_BEYOND_SENDING, trace=f"{type(error).__name__} of the order")
        for event in worker.run(order, job.deadline):
            if isinstance(event, Progress):
                self.progress = event
                self._shift.listener.progressed(job.id, event.stage, event.fraction)
            elif isinstance(event, Done) and not Path(order.clip).is_file():
                raise GarbageFrame("The worker process says it is done, and there is no clip.")
            elif isinstance(event, Done | Failed):
                return event
            self._check(job, worker)
            self.succession.look_round()
        raise AssertionError("a job ends with an answer or an exception")

    def _check(self, job: Job, worker: WorkerProcess) -> None:
        """May this job go on? Renews its lease in time."""
        if self._shift.over:
            raise _Stopped
        now = time.monotonic()
        if now - self._renewed < self._shift.settings.lease_seconds / 3:
            return
        self._renewed = now
        try:
            ours = self._shift.journal.renew(job.id, worker.name, self._shift.settings.lease_seconds)
        except JournalUnwritable as error:
            self._unwritable(error)
            return
        self.storage.succeeded()
        if not ours:
            raise _LeaseLost

    # ---- the answer ---------------------------------------------------------------------------------------------------------------

    def _write_down(self, job: Job, answer: Done | Failed, seconds: float) -> None:
        journal, worker = self._shift.journal, str(job.claimed_by)
        if isinstance(answer, Done):
            clip, report = Path(answer.clip), answer.report
            self.disk.succeeded()
            ended = self._written(lambda: journal.finish(job.id, worker, clip, report))
            _LOG.info("job %s: done in %.2f s%s", job.id, seconds, "" if ended else ", but it is no longer ours")
        elif answer.retry == "fresh":
            self.succession.wear.spoilt = "its memory is spent"
            self._requeue(job, counted=True, reason=_first_line(answer))
            return
        elif answer.retry == "disk":
            _LOG.warning("job %s: no room on the disk, next try in %.0f s", job.id, self.disk.failed())
            self._requeue(job, counted=False, reason=_first_line(answer))
            return
        else:
            failure = Failure(answer.blame, answer.message, answer.trace, answer.fault)
            ended = self._written(lambda: journal.fail(job.id, worker, failure))
            _LOG.info("job %s: refused after %.2f s, blame %s", job.id, seconds, answer.blame)
        if ended:
            self._shift.listener.ended(job.id)

    def _requeue(self, job: Job, *, counted: bool, reason: str) -> None:
        journal, worker = self._shift.journal, str(job.claimed_by)
        now = self._written(lambda: journal.requeue(job.id, worker, counted=counted, reason=reason))
        if now is None:
            return
        if now.over:
            _LOG.error("job %s: given up after %d attempts", job.id, now.attempts)
            self._shift.listener.ended(job.id)
        elif now.attempts:
            self._shift.again.one_more()

    def _written(self, write: Callable[[], T]) -> T | None:
        """Repeats a call of the journal until it is written; None when the program must stop before: the job then comes back by itself."""
        while True:
            try:
                answer = write()
            except JournalUnwritable as error:
                self._unwritable(error)
                if self._shift.over:
                    return None
                self.succession.idle(self.bell, min(self.storage.left, self._shift.settings.poll_seconds))
            else:
                self.storage.succeeded()
                return answer

    def _unwritable(self, error: JournalUnwritable) -> None:
        if not self.storage.left:
            _LOG.error("the journal cannot be written, next try in %.0f s: %s", self.storage.failed(), str(error))


def _order(job: Job) -> Run:
    """What the worker is told; raises ValueError where that cannot be sent."""
    audio = None if job.audio is None else str(job.audio)
    order = Run(job=job.id, photo=str(job.photo), audio=audio, request=dict(job.request), clip=str(job.out))
    encode(order)
    return order


def _first_line(answer: Failed) -> str:
    """The error itself, without the way to it."""
    return answer.trace.strip().rpartition("\n")[2][:500]
