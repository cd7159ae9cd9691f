"""One worker process as its supervisor sees it: start, run, retire, kill; and what its silence means."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import wait
from queue import Full
from typing import Final, Literal

from gpu_worker.entrance import Orders, serve
from gpu_worker.errors import GarbageFrame, StartFailed, WorkerDied, WorkerHung
from gpu_worker.inbox import Inbox
from gpu_worker.messages import Command, Done, Event, Failed, Prepared, Progress, Ready, Retire, Run, Warm, encode
from gpu_worker.spawning import CleanProcess, clean_environment

TICK: Final = 0.25
"""Seconds for which `run` waits at most before it lets its caller look round."""
_REAPING: Final = 10.0
"""Seconds within which the kernel takes a killed process away, unless a driver holds it."""

Stage = Literal["opening", "prepared", "ready", "gone"]
"""Where a worker stands: it loads, it waits before the GPU, it takes jobs, it is no more."""


@dataclass(frozen=True)
class Patience:
    """How long a worker may take, in seconds, before it is given up."""

    silence: float = 10.0
    """Without a beat."""
    stage: float = 60.0
    """Without progress in a job."""
    start: float = 120.0
    """From its start, or from `warm`, until it is ready."""
    retire: float = 10.0
    """From `retire` until it is gone."""


class WorkerProcess:
    """A worker, its queue and its pipe: made together, dropped together. To be used by one thread."""

    def __init__(self, orders: Orders, name: str, patience: Patience, environment: Mapping[str, str] | None = None) -> None:
        """`environment`: variables on top of the inherited ones, such as CUDA_VISIBLE_DEVICES. Raises OSError where files run out."""
        context = get_context("spawn")
        self.name = name
        self.stage: Stage = "opening"
        self.load_seconds = 0.0
        """What it took to become ready, once it is."""
        self._patience = patience
        self._jobs = context.Queue(1)
        reader, writer = context.Pipe(duplex=False)
        self._inbox = Inbox(reader)
        self._writer = writer
        self._process = CleanProcess(
            clean_environment(environment), target=serve, args=(orders, self._jobs, writer), name=f"worker {name}", daemon=True
        )
        self.pid = 0
        """Of the process, once it is started."""
        self._order: Run | None = None
        self._dismissed = False
        self._started = self._last_beat = self._last_progress = time.monotonic()

    @property
    def waitables(self) -> list[int]:
        """What `multiprocessing.connection.wait` can wait for: news, or death."""
        return [self._inbox.fileno(), self._process.sentinel]

    def start(self) -> None:
        """Starts the process and returns at once; `listen` tells when it is ready. Raises `StartFailed`."""
        try:
            self._process.start()
            self.pid = self._process.pid or 0
        except OSError as error:
            raise StartFailed(f"A worker process could not be started: {error.strerror or error}.") from error
        finally:
            self._writer.close()  # or its death would never show as an end of the pipe

    def listen(self, seconds: float = 0.0) -> list[Event]:
        """The news of up to `seconds`, or nothing as soon as that has passed.

        Raises `WorkerDied`, `GarbageFrame`, `StartFailed` when it gives up by itself, `WorkerHung` by the rules of silence and start.
        """
        dead = self._process.sentinel in wait(self.waitables, seconds)
        events = self._inbox.read()
        for event in events:
            self._note(event)
        if (dead or self._inbox.ended) and not any(isinstance(event, Done | Failed) for event in events):
            self._process.join(_REAPING)
            raise WorkerDied(self._process.exitcode)
        self._check_silence()
        return events

    def warm(self) -> None:
        """Tells a worker that was held before the GPU to go on."""
        self.stage = "opening"
        self._started = time.monotonic()
        self._send(Warm())

    def run(self, order: Run, seconds: float) -> Iterator[Event | None]:
        """Has one job done: yields its events, the last one `Done` or `Failed`, and None now and then, so that the caller can look round.

        Raises `WorkerDied`, `GarbageFrame`, `WorkerHung`: then the worker is of no more use, and the job came to nothing. Raises
        ValueError for an order that cannot be sent.
        """
        self._send(order)
        self._order = order
        started = self._last_progress = time.monotonic()
        while self._order is order:
            yield from self.listen(min(TICK, seconds))
            yield None
            now = time.monotonic()
            if now - started > seconds:
                raise WorkerHung("past the deadline of its job", now - started)
            if now - self._last_progress > self._patience.stage:
                raise WorkerHung("no progress", now - self._last_progress)

    def dismiss(self) -> None:
        """Tells it to finish and leave, and does not wait: `listen` raises `WorkerDied` when it has; `kill` must still be called."""
        if self._dismissed:
            return
        self._dismissed = True
        with suppress(Full):  # it has not even read what it was told before
            if self.stage != "opening":
                self._send(Retire())
                return
        self._process.kill()

    def retire(self) -> None:
        """Lets it finish and leave; it is killed if it takes too long. Afterwards it is gone."""
        if self.stage != "gone":
            self.dismiss()
            self._process.join(self._patience.retire)
            self.kill()

    def kill(self) -> int | None:
        """Ends it and all it has started, at once, and frees what it held here; its exit code, if it can be had."""
        if self.stage == "gone":
            return None
        self.stage = "gone"
        exitcode = None
        if self.pid:
            self._process.kill()
            self._process.join(_REAPING)
            exitcode = self._process.exitcode
        if exitcode is not None:
            self._process.close()
        self._inbox.close()
        with suppress(Full):
            self._jobs.put_nowait("")  # only a queue that was used closes its pipe by itself
        self._jobs.cancel_join_thread()  # what was not read, nobody will read
        self._jobs.close()
        return exitcode

    def _note(self, event: Event) -> None:
        """Keeps the clock of each rule, and checks that the event may come now."""
        now = time.monotonic()
        self._last_beat = now
        if isinstance(event, Ready | Prepared):
            if self.stage != "opening":
                raise GarbageFrame("The worker process became ready when it was.")
            self.stage = "ready" if isinstance(event, Ready) else "prepared"
            self.load_seconds += now - self._started
        elif isinstance(event, Failed) and self.stage == "opening":
            raise StartFailed(event.message)
        elif isinstance(event, Progress | Done | Failed):
            self._last_progress = now
            if self._order is None or event.job != self._order.job:
                raise GarbageFrame("The worker process spoke of a job that it does not have.")
            if isinstance(event, Done) and event.clip != self._order.clip:
                raise GarbageFrame("The worker process put the clip where it was not told to.")
            if not isinstance(event, Progress):
                self._order = None

    def _check_silence(self) -> None:
        now = time.monotonic()
        if now - self._last_beat > (self._patience.silence if self.stage != "opening" else self._patience.start):
            raise WorkerHung("no beat", now - self._last_beat)
        if self.stage == "opening" and now - self._started > self._patience.start:
            raise WorkerHung("not ready", now - self._started)

    def _send(self, command: Command) -> None:
        """Puts a command into the queue, which is empty: nothing is sent before the last one was answered."""
        self._jobs.put_nowait(encode(command).decode())
