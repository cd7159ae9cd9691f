"""Acceptance 8: two supervisors on one PostgreSQL journal. What one had in hand when it was killed, or froze, the other does, once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from gpu_worker.journal import Job, NewJob, open_journal
from gpu_worker.soak.household import Household
from gpu_worker.soak.report import Figure, Report, exactly
from gpu_worker.soak.trial import OWNERS, PLENTY

_LEASE: Final = 2.0
"""Seconds."""
_JOB: Final = 1.5
"""Seconds of a job."""
_PATIENCE: Final = 120.0
"""Seconds for all jobs."""


class _House:
    """One of the two processes, and what it says."""

    def __init__(self, url: str, folder: Path) -> None:
        settings = {"lease_seconds": _LEASE, "poll_seconds": 0.2}
        command = [sys.executable, "-m", "gpu_worker.soak.household", Household(url, str(folder), worker=settings).as_json()]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603 - ourselves
        self.ended: Counter[str] = Counter()
        self.ready = threading.Event()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            word, *rest = line.decode().split()
            if word == "ready":
                self.ready.set()
            elif word == "ended":
                self.ended[rest[0]] += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGCONT)
        self.process.kill()
        self.process.wait()
        self._listener.join()
        assert self.process.stdout is not None
        self.process.stdout.close()


@dataclass(frozen=True)
class Two:
    """On which journal, and how many jobs."""

    url: str
    """Of an empty PostgreSQL journal."""
    jobs: int = 20
    ways: tuple[str, ...] = ("killed", "frozen beyond its lease")
    """Ways to lose one of the two."""

    def run(self) -> Report:
        """Holds the trial; half a minute."""
        started = time.monotonic()
        figures: list[Figure] = []
        for name in self.ways:
            with tempfile.TemporaryDirectory(prefix="toontalker-two-") as folder:
                figures += self._lose_one(Path(folder), name, signal.SIGKILL if name == "killed" else signal.SIGSTOP)
        return Report("two", tuple(figures), time.monotonic() - started)

    def _lose_one(self, folder: Path, name: str, how: signal.Signals) -> list[Figure]:
        """One of the two is lost with a job in hand."""
        with open_journal(self.url, PLENTY, folder) as journal, _House(self.url, folder) as first, _House(self.url, folder) as second:
            assert first.ready.wait(_PATIENCE)
            assert second.ready.wait(_PATIENCE)
            new = (
                NewJob(f"{name}:{number}", f"soak:{number % OWNERS}", "soak", "{}", journal.save_photo(b"photo"), {"seconds": _JOB}, 60.0)
                for number in range(self.jobs)
            )
            ids = [journal.add(job).id for job in new]

            def jobs() -> list[Job]:
                return [job for key in ids if (job := journal.get(key)) is not None]

            _wait_for(lambda: bool(first.ended) and bool(second.ended))
            done_by_first = journal.get(next(iter(first.ended)))
            assert done_by_first is not None
            prefix = str(done_by_first.claimed_by).partition("/")[0]

            def in_hand() -> bool:
                """One that the first has begun just now."""
                mine = [job for job in jobs() if job.state == "running" and str(job.claimed_by).startswith(prefix)]
                return bool(mine) and journal.now() - (mine[0].started or 0.0) < _JOB / 2

            _wait_for(in_hand)
            os.kill(first.process.pid, how)
            lost = time.monotonic()
            held = [job.id for job in jobs() if job.state == "running" and str(job.claimed_by).startswith(prefix)]
            _wait_for(lambda: all(job.over for job in jobs()))
            taken_over = time.monotonic() - lost
            if how is signal.SIGSTOP:
                first.process.send_signal(signal.SIGCONT)
                time.sleep(2 * _LEASE)  # for what it still has in hand, and must not bring
            ends, retried = first.ended + second.ended, [job for job in jobs() if job.attempts == 2]
            return [
                Figure(f"{name}: jobs", len(ids)),
                Figure(f"{name}: jobs that both did some of", min(len(first.ended), len(second.ended)), least=1),
                exactly(f"{name}: not done", sum(job.state != "done" for job in jobs()), 0),
                exactly(f"{name}: ended twice", sum(times > 1 for times in ends.values()), 0),
                exactly(f"{name}: taken over by the other", sum(job.id in held for job in retried), 1),
                exactly(f"{name}: tried again without need", len(retried) - 1, 0),
                Figure(f"{name}: until the other had done them all, s", taken_over),
            ]


def _wait_for(what: Callable[[], bool]) -> None:
    """Until it is so; raises TimeoutError."""
    end = time.monotonic() + _PATIENCE
    while not what():
        if time.monotonic() > end:
            raise TimeoutError(f"it did not happen in {_PATIENCE:g} s")
        time.sleep(0.02)
