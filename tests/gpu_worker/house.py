"""A journal, supervisors on it, and what a test wants to know of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from gpu_worker.entrance import Orders
from gpu_worker.journal import Job, Journal, JournalLimits, NewJob, open_journal
from gpu_worker.shift import Listener
from gpu_worker.soak.actors import OPENER
from gpu_worker.supervisor import Supervisor
from toontalker.settings import WorkerSettings

LIMIT = 60.0
"""Seconds after which a test gives up waiting."""


class House:
    """A journal, and supervisors on it."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder / "jobs"
        self.trapdoor = folder / "trapdoor"
        self.journal: Journal = stack.enter_context(
            open_journal(f"sqlite:///{folder}/journal.db", JournalLimits(1000, 1000, 1000), self.folder)
        )
        self.ended: list[str] = []
        self.progressed = threading.Event()
        self._stack = stack
        self._count = 0

    def open(self, opener: str = OPENER, options: dict[str, Any] | None = None, **settings: Any) -> Supervisor:
        """A supervisor that looks often, stopped at the end of the test."""
        orders = Orders(opener, options or {"trapdoor": str(self.trapdoor)})
        listener = Listener(lambda *_: self.progressed.set(), self.ended.append)
        quick: dict[str, Any] = {"poll_seconds": 0.05, "prewarm": "off", "recycle_jitter": 0}
        supervisor = Supervisor(self.journal, self.folder, WorkerSettings(**(quick | settings)), orders, listener)
        self._stack.callback(supervisor.stop, 0.0)
        supervisor.start()
        return supervisor

    def add(self, deadline: float = LIMIT, owner: str = "somebody", **request: Any) -> str:
        """Hands in a job; its id."""
        self._count += 1
        new = NewJob(f"key-{self._count}", owner, "chat", "{}", self.journal.save_photo(b"photo"), request, deadline)
        return self.journal.add(new).id

    def get(self, job_id: str) -> Job:
        """The job as it stands."""
        job = self.journal.get(job_id)
        assert job is not None
        return job

    def over(self, *ids: str) -> list[Job]:
        """The jobs, once all of them have ended."""
        until(lambda: all(self.get(job_id).over for job_id in ids))
        return [self.get(job_id) for job_id in ids]


def until(what: Callable[[], bool]) -> None:
    """Waits for something that nobody tells of."""
    end = time.monotonic() + LIMIT
    while not what():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)


def pid_of(supervisor: Supervisor) -> int:
    """Of its first worker, once there is one."""
    until(lambda: supervisor.health().workers[0].pid is not None)
    pid = supervisor.health().workers[0].pid
    return pid if pid is not None else pid_of(supervisor)
