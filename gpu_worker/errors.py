"""What can go wrong with a worker. All of it is our own fault, and none of it loses a job."""

from __future__ import annotations

from toontalker.errors import ToonTalkerError


class WorkerError(ToonTalkerError):
    """A worker process can no longer be trusted with a job; it is killed and another takes its place."""


class WorkerDied(WorkerError):
    """The process is gone."""

    def __init__(self, exitcode: int | None) -> None:
        """`exitcode`: as `multiprocessing` tells it, negative for a signal; None where it could not be had."""
        super().__init__(f"The worker process died (exit code {exitcode}).")
        self.exitcode = exitcode


class WorkerHung(WorkerError):
    """The process lives and does not work: no beat, no progress, or past the deadline of its job."""

    def __init__(self, rule: str, seconds: float) -> None:
        """`rule`: which patience ended; `seconds`: how long that was."""
        super().__init__(f"The worker process was given up: {rule} for {seconds:.1f} s.")
        self.rule = rule
        self.seconds = seconds


class GarbageFrame(WorkerError):
    """The process sent something that is no event, or an event that does not fit what it was told to do."""


class StartFailed(WorkerError):
    """The process did not become ready; the message says why as far as it is known."""
